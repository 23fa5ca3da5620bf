//! A place in a room: one presence with its socket and its media connection.

use super::io::{Person, Reading, SocketId};
use model::{ParticipantId, UserId};
use model_rooms::{Participant, PermissionChanges};
use realtime::Hello;
use sidecar_api::{PeerToken, Slot};
use std::time::Instant;
use uuid::Uuid;

/// Somebody's place, kept for a while after their socket is gone.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// What the others see.
    pub who: Participant,
    /// Account or guest id: only the same person may come back to it.
    pub person: UserId,
    /// Whether `person` is only a guest's.
    pub guest: bool,
    /// What they are given and denied beyond their role.
    pub custom: PermissionChanges,
    /// A moderator let them in after they had waited.
    pub approved: bool,
    /// They did the sound check.
    pub sound_checked: bool,
    /// Secret that brings them back.
    pub token: Uuid,
    /// Their socket, while there is one.
    pub socket: Option<SocketId>,
    /// Until when the place is kept, while its socket is lost.
    pub kept_until: Option<Instant>,
    /// When a round trip was last announced.
    pub rtt_at: Option<Instant>,
    /// Their media connection.
    pub connection: Option<Connection>,
    /// A media connection that ended while nobody could be told.
    pub ended_unheard: Option<Uuid>,
    /// Of the chat, what is theirs alone.
    pub reading: Reading,
}

impl Place {
    /// Takes over who the person is now, what they ask for, and whether they play.
    pub fn adopt(&mut self, person: &Person, hello: &Hello, performing: bool) {
        self.who.name.clone_from(&person.name);
        self.who.role = person.role;
        self.who.staff = person.staff;
        self.custom = person.custom;
        self.approved = person.approved;
        self.sound_checked |= hello.sound_checked;
        self.who.performing = performing;
        self.who.instrument = hello.instrument;
        self.who.muted = hello.muted;
    }

    /// Whether the sound may be forwarded.
    pub fn may_publish(&self) -> bool {
        self.who.performing && !self.who.muted && !self.who.silenced && self.who.role.may_perform()
    }

    /// The presence.
    pub fn id(&self) -> ParticipantId {
        self.who.id
    }
}

/// One RTCPeerConnection of a browser and the peer that it is in the sidecar.
#[derive(Clone, Debug)]
pub(super) struct Connection {
    /// The browser's id for it.
    pub id: Uuid,
    /// The sidecar's id for it.
    pub peer: PeerToken,
    /// Number of the last offer.
    pub negotiation: u32,
    /// The call to the sidecar that is under way.
    pub calling: Option<Call>,
    /// What the sidecar was last told about forwarding; `None`: unknown.
    pub told: Option<bool>,
    /// ICE and DTLS are up.
    pub up: bool,
    /// Its track is written down.
    pub recorded: bool,
    /// What it receives.
    pub slots: Vec<Slot>,
    /// Publishers without a slot.
    pub missing: u16,
}

/// A call to the sidecar. There is at most one per connection, so that calls cannot overtake each other.
#[derive(Clone, Copy, Debug)]
pub(super) enum Call {
    /// An offer.
    Connect {
        /// Who waits for the answer.
        socket: SocketId,
        /// The message that is answered.
        reply: u32,
        /// What the sidecar is told with it.
        may_publish: bool,
    },
    /// A change of what may be forwarded.
    Permit,
}

impl Connection {
    /// A connection before its first offer.
    pub fn new(id: Uuid, peer: PeerToken) -> Self {
        Connection {
            id,
            peer,
            negotiation: 0,
            calling: None,
            told: None,
            up: false,
            recorded: false,
            slots: Vec::new(),
            missing: 0,
        }
    }

    /// Whether an offer waits for its answer.
    pub fn is_negotiating(&self) -> bool {
        matches!(self.calling, Some(Call::Connect { .. }))
    }
}
