//! What one person sees and hears, for whoever judges the recovery.

use model::ParticipantId;
use model_rooms::{Instrument, Participant};
use realtime::{MediaState, RoomMirror};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// Shared by the person's task and the judge.
#[derive(Clone, Default)]
pub struct Shared(Arc<Mutex<View>>);

/// What one person sees and hears.
#[derive(Default)]
pub struct View {
    /// Their copy of the room.
    pub mirror: Option<RoomMirror>,
    /// They are in the room now, as far as they know.
    pub inside: bool,
    /// Packets of sound from each of the others.
    pub heard: HashMap<ParticipantId, u64>,
    /// How often sound could flow anew: media connections that came up.
    pub connections: u64,
    /// What they said and the server acknowledged.
    pub acknowledged: BTreeMap<Uuid, String>,
    /// What they said that is not acknowledged yet, in order; said again after every drop.
    pub unsaid: Vec<(Uuid, String)>,
    /// The last reason to leave, for messages.
    pub trouble: String,
}

impl Shared {
    pub fn lock(&self) -> MutexGuard<'_, View> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How somebody is seen by the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub id: ParticipantId,
    pub name: String,
    pub instrument: Instrument,
    pub performing: bool,
    pub muted: bool,
    pub connected: bool,
}

impl From<&Participant> for Seen {
    fn from(who: &Participant) -> Self {
        Seen {
            id: who.id,
            name: who.name.clone(),
            instrument: who.instrument,
            performing: who.performing,
            muted: who.muted,
            connected: who.connected,
        }
    }
}

impl View {
    /// Everybody whom they see; none before they were in the room, or while they are not.
    pub fn everybody(&self) -> Option<Vec<Seen>> {
        let state = self.mirror.as_ref().filter(|_| self.inside)?.state();
        Some(state.participants.iter().map(Seen::from).collect())
    }

    /// Who they are.
    pub fn you(&self) -> Option<ParticipantId> {
        Some(self.mirror.as_ref()?.state().you)
    }

    pub fn media_is_up(&self) -> bool {
        self.mirror.as_ref().is_some_and(|mirror| mirror.media() == MediaState::Up)
    }
}
