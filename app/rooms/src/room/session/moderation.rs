//! What one may do to others, what was done, and who waits at the door.

use super::Session;
use super::link::Pending;
use crate::room::action::{Act, Action, Deed};
use crate::room::care::as_somebody;
use crate::room::store::{Link, Phase, Standing};
use leptos::prelude::*;
use model::{Fault, UserId};
use model_rooms::{Permissions, Role, WaitingPerson};
use realtime::{Command, Reply};

impl Session {
    /// At the door: the socket stays open until somebody decides.
    pub(super) fn on_waiting(&mut self) {
        if let Some(socket) = &self.socket {
            socket.confirm();
        }
        self.store.link.set(Link::Connected);
        self.store.phase.set(Phase::Waiting);
    }

    pub(super) fn on_standing(&mut self, role: Role, permissions: Permissions) {
        let before = self.store.standing.get_untracked();
        let now = Standing { role, permissions };
        if before == Some(now) {
            return;
        }
        self.store.standing.set(Some(now));
        self.store.may_perform.set(role.may_perform());
        if !now.moderates() {
            self.store.at_the_door.set(Vec::new());
        }
        if before.is_some_and(|before| before.role != role) {
            self.store.toasts.say(format!("You are {} now.", as_somebody(role)));
        }
    }

    pub(super) fn on_at_the_door(&mut self, people: Vec<WaitingPerson>) {
        let known = self.store.at_the_door.get_untracked();
        let here = |one: &WaitingPerson| one.present;
        let new = people
            .iter()
            .filter(|one| here(one))
            .any(|one| !known.iter().any(|before| here(before) && before.person == one.person));
        if new {
            // The page says it in words as well.
            self.with_audio(|audio| drop(audio.knock()));
        }
        self.store.at_the_door.set(people);
    }

    pub(super) fn moderate(&mut self, deed: Deed) {
        let command = deed.command.clone();
        if !self.is_connected() {
            self.store
                .problem
                .set(Some("There is no connection right now. Try again when it is back.".into()));
            return;
        }
        self.send(command, Pending::Deed(Box::new(deed)));
    }

    pub(super) fn decide(&mut self, person: UserId, admit: bool) {
        let name = self.store.at_the_door.with_untracked(|people| {
            people.iter().find(|waiting| waiting.person == person).map(|waiting| waiting.name.clone())
        });
        let name = name.unwrap_or_else(|| "They".to_owned());
        let done = if admit { format!("{name} may come in.") } else { format!("{name} was not let in.") };
        self.moderate(Deed::new(Command::Decide { person, admit }, done));
    }

    pub(super) fn on_deed(&mut self, deed: Deed, result: Result<Reply, Fault>) {
        match (result, deed.undo) {
            (Err(fault), _) => self.store.problem.set(Some(fault.to_string())),
            (Ok(_), None) => self.store.toasts.say(deed.done),
            (Ok(_), Some(undo)) => {
                let act: Act = self.act;
                let back = Deed::new(*undo, "Taken back.");
                self.store.toasts.offer(deed.done, "Undo", move || {
                    act.send(Action::Moderate(Box::new(back.clone())));
                });
            }
        }
    }

    fn is_connected(&self) -> bool {
        self.store.link.get_untracked() == Link::Connected
    }
}
