//! [`RoomMirror`]: a browser's copy of the room, kept true by applying events in order.

use crate::{MediaState, RoomEvent, Snapshot};
use model::ParticipantId;
use model_rooms::{ChatMessage, Participant};

/// The room as a reader knows it. Replaying events on a snapshot gives the same state as a later snapshot.
#[derive(Clone, Debug, PartialEq)]
pub struct RoomMirror {
    snapshot: Snapshot,
}

/// What came of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// It was the next one.
    Applied,
    /// It was known already.
    Repeated,
    /// Events are missing before it: resume.
    Gap,
}

impl RoomMirror {
    /// Starts from a snapshot.
    pub fn new(snapshot: Snapshot) -> Self {
        RoomMirror { snapshot }
    }

    /// The room as of the last event.
    pub fn state(&self) -> &Snapshot {
        &self.snapshot
    }

    /// One participant.
    pub fn participant(&self, id: ParticipantId) -> Option<&Participant> {
        self.snapshot.participants.iter().find(|p| p.id == id)
    }

    /// Applies event number `seq`.
    pub fn apply(&mut self, seq: u64, event: &RoomEvent) -> Applied {
        if seq <= self.snapshot.seq {
            return Applied::Repeated;
        }
        if seq != self.snapshot.seq + 1 {
            return Applied::Gap;
        }
        self.snapshot.seq = seq;
        match event {
            RoomEvent::Joined { participant } | RoomEvent::Changed { participant } => self.put(participant),
            RoomEvent::Left { participant } => self.snapshot.participants.retain(|p| p.id != *participant),
            RoomEvent::Chat { message } => self.snapshot.chat.push(message.clone()),
            RoomEvent::ChatDeleted { id } => self.snapshot.chat.retain(|message| message.id != *id),
            RoomEvent::Reacted { .. } => {}
            RoomEvent::RoomChanged { room } => self.snapshot.room = (**room).clone(),
            RoomEvent::Media { state } => self.snapshot.media = *state,
        }
        Applied::Applied
    }

    /// Puts a page of history (newest first) before what is there.
    pub fn prepend_history(&mut self, newest_first: Vec<ChatMessage>, more: bool) {
        let mut chat: Vec<ChatMessage> = newest_first.into_iter().rev().collect();
        chat.append(&mut self.snapshot.chat);
        self.snapshot.chat = chat;
        self.snapshot.chat_more = more;
    }

    /// Whether sound can flow.
    pub fn media(&self) -> MediaState {
        self.snapshot.media
    }

    fn put(&mut self, participant: &Participant) {
        match self.snapshot.participants.iter_mut().find(|p| p.id == participant.id) {
            Some(known) => *known = participant.clone(),
            None => self.snapshot.participants.push(participant.clone()),
        }
    }
}
