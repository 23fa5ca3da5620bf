//! Reactions: sent at most once a second, shown for some seconds on the tile of whom they are for.

use super::link::Pending;
use super::{Input, Session};
use crate::room::store::reaction::{SHOWN_MS, ShownReaction, show};
use browser::timer;
use leptos::prelude::*;
use model::ParticipantId;
use model_rooms::Reaction;
use realtime::Command;

/// Between two reactions of one person, in ms; the server's rule.
const COOL_DOWN_MS: u32 = 1_000;

impl Session {
    pub(super) fn react(&mut self, reaction: Reaction, to: Option<ParticipantId>) {
        if self.store.cooling.get_untracked() {
            return;
        }
        self.store.cooling.set(true);
        self.send(Command::React { reaction, to }, Pending::Reaction);
        self.beside(async {
            timer::sleep(COOL_DOWN_MS).await;
            Input::CooledDown
        });
    }

    pub(super) fn on_reacted(&mut self, by: ParticipantId, reaction: Reaction, to: Option<ParticipantId>) {
        let Some(name) = self.store.name_untracked(by) else { return };
        let you = self.store.you.get_untracked();
        let on = to.or(Some(by)).filter(|id| self.is_on_stage(*id));
        self.reactions += 1;
        let key = self.reactions;
        let shown = ShownReaction {
            key,
            reaction,
            by: name,
            on,
            to_you: to.is_some() && to == you && by != to.unwrap_or(by),
        };
        self.store.reactions.update(|list| show(list, shown));
        self.beside(async move {
            timer::sleep(SHOWN_MS).await;
            Input::ReactionOver(key)
        });
    }

    pub(super) fn on_reaction_over(&mut self, key: u64) {
        self.store.reactions.update(|list| list.retain(|shown| shown.key != key));
    }

    fn is_on_stage(&self, id: ParticipantId) -> bool {
        self.store.people.with_untracked(|people| {
            let person = people.iter().find(|person| person.id == id);
            person.is_some_and(|person| person.state.with_untracked(|state| state.performing))
        })
    }
}
