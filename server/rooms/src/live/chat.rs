//! What is said: who may say and take back what, how often, and announcing it once.

use super::io::{Moment, Output, SocketId};
use super::place::Place;
use super::{LiveRoom, done};
use model::limits::CHAT_PAGE;
use model::{Fault, ParticipantId, UserId};
use model_rooms::{ChatMessage, Permission, Reaction, SLOW_MODE_S_MAX};
use realtime::RoomEvent;
use std::collections::HashMap;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Between two reactions of one person, in all of their tabs.
const REACTION_EVERY: Duration = Duration::from_secs(1);
/// People of whom it is remembered when they last spoke, before those of long ago are forgotten.
const SPEAKERS_KEPT: usize = 256;

/// When somebody last spoke or reacted; kept by person, so that leaving and coming back saves nobody the waiting.
#[derive(Clone, Debug, Default)]
pub(super) struct Talk {
    said: HashMap<UserId, (Instant, Uuid)>,
    reacted: HashMap<UserId, Instant>,
}

/// Somebody who wants to take a message back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remover {
    /// Their account; none for a guest.
    pub account: Option<UserId>,
    /// It is known to be theirs, said from this presence.
    pub said_it: bool,
    /// They may take back anybody's.
    pub moderates: bool,
}

impl LiveRoom {
    /// Whether somebody may say something now, and as which presence; slow mode counts it as said. `id` again is what
    /// was said before: that is never refused.
    ///
    /// Errors: [`Fault::Forbidden`], [`Fault::Invalid`] on `text` for a link that they may not share,
    /// [`Fault::TooMany`] in slow mode.
    pub fn may_say(
        &mut self,
        now: Moment,
        socket: SocketId,
        id: Uuid,
        has_link: bool,
    ) -> Result<ParticipantId, Fault> {
        self.allows(socket, Permission::SendMessages)
            .map_err(|_| Fault::forbidden("You may not write in this room."))?;
        if has_link && self.allows(socket, Permission::ShareLinks).is_err() {
            return Err(Fault::invalid("text", "You may not share links in this room."));
        }
        let Some(index) = self.place_of_socket(socket) else { return Err(not_here()) };
        let place = &self.places[index];
        let (by, person, waits) = (place.id(), place.person, !place.who.role.moderates() && !place.who.staff);
        let slow_mode = Duration::from_secs(self.room.settings.slow_mode_seconds.into());
        if waits && !slow_mode.is_zero() {
            self.talk.wait(now, person, id, slow_mode)?;
        }
        Ok(by)
    }

    /// Takes a stored message in: announced once, however often it is sent.
    pub(super) fn said(
        &mut self,
        now: Moment,
        by: Option<(SocketId, u32)>,
        message: ChatMessage,
        out: &mut Vec<Output>,
    ) {
        if !self.has_announced(&message) {
            self.chat.push_back(message.clone());
            if self.chat.len() > CHAT_PAGE {
                self.chat.pop_front();
                self.chat_more = true;
            }
            self.announce(RoomEvent::Chat { message }, None, out);
            self.touch(now, out);
        }
        if let Some((socket, reply)) = by {
            out.push(done(socket, reply));
        }
    }

    /// Whether everybody was told of a message: it is among the last ones, or older than them.
    fn has_announced(&self, message: &ChatMessage) -> bool {
        let older =
            self.chat_more && self.chat.front().is_some_and(|oldest| message.sent_at < oldest.sent_at);
        older || self.chat.iter().any(|known| known.id == message.id)
    }

    /// Who wants to take message `id` back. Errors: [`Fault::Forbidden`] for who is not here.
    pub fn remover(&self, socket: SocketId, id: Uuid) -> Result<Remover, Fault> {
        let place = self.place_of_socket(socket).map(|index| &self.places[index]).ok_or_else(not_here)?;
        let said_it = self.chat.iter().any(|message| message.id == id && message.by == Some(place.id()));
        let moderates = self.allows(socket, Permission::ManageUsers).is_ok();
        Ok(Remover { account: (!place.guest).then_some(place.person), said_it, moderates })
    }

    /// A message was taken back: gone for everybody, told to everybody who may have read it.
    pub(super) fn unsaid(&mut self, by: Option<(SocketId, u32)>, id: Uuid, out: &mut Vec<Output>) {
        self.chat.retain(|message| message.id != id);
        self.announce(RoomEvent::ChatDeleted { id }, None, out);
        if let Some((socket, reply)) = by {
            out.push(done(socket, reply));
        }
    }

    /// Shows a reaction to everybody. Errors: [`Fault::Forbidden`], [`Fault::TooMany`] within a second of the last one,
    /// [`Fault::NotFound`] for somebody who is not here, [`Fault::Invalid`] for a reaction to oneself.
    pub(super) fn react(
        &mut self,
        now: Moment,
        index: usize,
        reaction: Reaction,
        to: Option<ParticipantId>,
        out: &mut Vec<Output>,
    ) -> Result<(), Fault> {
        let place = &self.places[index];
        if !self.permissions_of(place).allows(Permission::SendReactions) {
            return Err(Fault::forbidden("You may not react in this room."));
        }
        let target = to.map(|to| self.places.iter().find(|place| place.id() == to).ok_or(Fault::NotFound));
        let target = target.transpose()?;
        if target.is_some_and(|target| target.person == place.person) {
            return Err(Fault::invalid("to", "React to somebody else."));
        }
        let account = |place: &Place| (!place.guest).then_some(place.person);
        let (by, person) = (place.id(), place.person);
        let (from, target) = (account(place), target.and_then(account));
        self.talk.react(now, person)?;
        self.announce(RoomEvent::Reacted { by, reaction, to }, None, out);
        if let Some(from) = from {
            out.push(Output::Reacted { from, to: target, reaction, at: now.wall });
        }
        Ok(())
    }

    /// How far the person behind a socket has read now.
    pub(super) fn has_read(
        &mut self,
        by: (SocketId, u32),
        at: chrono::DateTime<chrono::Utc>,
        out: &mut Vec<Output>,
    ) {
        if let Some(index) = self.place_of_socket(by.0) {
            for theirs in self.places_of(self.places[index].person) {
                let reading = &mut self.places[theirs].reading;
                reading.read_at = reading.read_at.max(Some(at));
            }
        }
        out.push(done(by.0, by.1));
    }

    /// The last messages as the owner of a place reads them, oldest first, and the newest of them that they have read.
    pub(super) fn chat_of(&self, place: &Place) -> (Vec<ChatMessage>, Option<Uuid>) {
        let is_read = |message: &&ChatMessage| Some(message.sent_at) <= place.reading.read_at;
        let read_up_to = place.reading.read_at.and_then(|_| self.chat.iter().rev().find(is_read));
        let chat = self.chat.iter().chain(&place.reading.welcome).cloned().collect();
        (chat, read_up_to.map(|message| message.id))
    }
}

impl Talk {
    /// Slow mode: once every `pause`. The same message again is not one more.
    fn wait(&mut self, now: Moment, person: UserId, id: Uuid, pause: Duration) -> Result<(), Fault> {
        if let Some((at, last)) = self.said.get(&person) {
            let again_in = (*at + pause).saturating_duration_since(now.at);
            if *last == id {
                return Ok(());
            }
            if !again_in.is_zero() {
                return Err(Fault::TooMany { retry_after_s: whole_seconds(again_in) });
            }
        }
        if self.said.len() >= SPEAKERS_KEPT {
            let longest = Duration::from_secs(SLOW_MODE_S_MAX.into());
            self.said.retain(|_, (at, _)| *at + longest > now.at);
        }
        self.said.insert(person, (now.at, id));
        Ok(())
    }

    fn react(&mut self, now: Moment, person: UserId) -> Result<(), Fault> {
        if let Some(at) = self.reacted.get(&person) {
            let again_in = (*at + REACTION_EVERY).saturating_duration_since(now.at);
            if !again_in.is_zero() {
                return Err(Fault::TooMany { retry_after_s: whole_seconds(again_in) });
            }
        }
        if self.reacted.len() >= SPEAKERS_KEPT {
            self.reacted.retain(|_, at| *at + REACTION_EVERY > now.at);
        }
        self.reacted.insert(person, now.at);
        Ok(())
    }
}

fn whole_seconds(time: Duration) -> u32 {
    time.as_secs_f64().ceil() as u32
}

fn not_here() -> Fault {
    Fault::forbidden("Enter the room first.")
}
