//! Somebody in the room, with a signal for each thing about them that changes by itself.

use browser::level::Level;
use leptos::prelude::*;
use model::ParticipantId;
use model_rooms::Participant;

/// Somebody in the room. Cheap to clone; freed when the last tile of somebody who left is gone.
#[derive(Clone, Debug)]
pub struct Person {
    /// Who.
    pub id: ParticipantId,
    /// What the server says about them.
    pub state: ArcRwSignal<Participant>,
    /// Their sound, as it arrives here.
    pub level: ArcRwSignal<Level>,
    /// Their fader on this page, in dB.
    pub volume_db: ArcRwSignal<f32>,
}

impl PartialEq for Person {
    /// The same presence: what changes about it has signals of its own.
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Person {
    /// Somebody who just came in.
    pub fn new(participant: Participant, volume_db: f32) -> Self {
        Person {
            id: participant.id,
            state: ArcRwSignal::new(participant),
            level: ArcRwSignal::new(Level::SILENT),
            volume_db: ArcRwSignal::new(volume_db),
        }
    }
}
