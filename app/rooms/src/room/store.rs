//! What the page shows, as signals: one per thing that changes by itself, so that a level does not redraw the stage.

use super::chat_log::ChatLog;
use browser::device::InputDevice;
use browser::level::Level;
use leptos::prelude::*;
use model::{Fault, ParticipantId};
use model_rooms::{Instrument, Participant, Room, RoomCode, RoomEntrance};

/// Where the person is.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// Before the door: choosing an input.
    SoundCheck,
    /// The way in; the first snapshot has not come yet.
    Entering,
    /// In the room.
    Inside,
    /// Went by themselves; the page goes to the lobby.
    Left,
    /// The server closed the door, for good.
    Closed(Fault),
}

/// The socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The first time.
    Connecting,
    /// It is there.
    Connected,
    /// It was there and comes back.
    Reconnecting,
    /// It will not come back by itself.
    Failed,
}

impl Link {
    /// As written in `data-connection`.
    pub fn as_str(self) -> &'static str {
        match self {
            Link::Connecting => "connecting",
            Link::Connected => "connected",
            Link::Reconnecting => "reconnecting",
            Link::Failed => "failed",
        }
    }
}

/// The media connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sound {
    /// Sound can flow.
    Up,
    /// Being set up.
    Connecting,
    /// The sidecar is gone; it comes back.
    Down,
}

impl Sound {
    /// As written in `data-media`.
    pub fn as_str(self) -> &'static str {
        match self {
            Sound::Up => "up",
            Sound::Connecting => "connecting",
            Sound::Down => "down",
        }
    }
}

/// The own input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputState {
    /// Not asked for.
    Off,
    /// The browser is asking, or the device is starting.
    Opening,
    /// Open.
    On,
    /// Refused or gone: what happened, in words.
    Failed(String),
}

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

/// The whole page's state.
#[derive(Clone, Copy)]
pub struct RoomStore {
    /// The room.
    pub room: RwSignal<Room>,
    /// Whether this person may send sound.
    pub may_perform: bool,
    /// Where the person is.
    pub phase: RwSignal<Phase>,
    /// The socket.
    pub link: RwSignal<Link>,
    /// The media connection.
    pub sound: RwSignal<Sound>,
    /// The browser holds sound back until the page is touched.
    pub sound_blocked: RwSignal<bool>,
    /// Whose page this is; known once inside.
    pub you: RwSignal<Option<ParticipantId>>,
    /// Everybody, in order of arrival.
    pub people: RwSignal<Vec<Person>>,
    /// The chat.
    pub chat: RwSignal<ChatLog>,
    /// A page of history is on its way.
    pub loading_older: RwSignal<bool>,
    /// Measured round trip to the sidecar, in ms.
    pub rtt_ms: RwSignal<Option<f32>>,
    /// The inputs there are.
    pub inputs: RwSignal<Vec<InputDevice>>,
    /// The input in use.
    pub input: RwSignal<Option<String>>,
    /// Whether it works.
    pub input_state: RwSignal<InputState>,
    /// Its level.
    pub input_level: RwSignal<Level>,
    /// What this person plays.
    pub instrument: RwSignal<Instrument>,
    /// Whether this person wants to be muted.
    pub muted: RwSignal<bool>,
    /// Something that went wrong beside the main way, in words; shown until closed.
    pub problem: RwSignal<Option<String>>,
}

impl RoomStore {
    /// At the door of a room.
    pub fn new(entrance: RoomEntrance) -> Self {
        RoomStore {
            room: RwSignal::new(entrance.room),
            may_perform: entrance.may_perform,
            phase: RwSignal::new(Phase::SoundCheck),
            link: RwSignal::new(Link::Connecting),
            sound: RwSignal::new(Sound::Connecting),
            sound_blocked: RwSignal::new(false),
            you: RwSignal::new(None),
            people: RwSignal::new(Vec::new()),
            chat: RwSignal::new(ChatLog::default()),
            loading_older: RwSignal::new(false),
            rtt_ms: RwSignal::new(None),
            inputs: RwSignal::new(Vec::new()),
            input: RwSignal::new(None),
            input_state: RwSignal::new(InputState::Off),
            input_level: RwSignal::new(Level::SILENT),
            instrument: RwSignal::new(Instrument::default()),
            muted: RwSignal::new(false),
            problem: RwSignal::new(None),
        }
    }

    /// The room's code.
    pub fn code(&self) -> RoomCode {
        self.room.with_untracked(|room| room.code.clone())
    }

    /// The others who play, in order of arrival.
    pub fn other_performers(self) -> Vec<Person> {
        let you = self.you.get();
        self.people.with(|people| {
            people.iter().filter(|p| Some(p.id) != you && p.state.with(|s| s.performing)).cloned().collect()
        })
    }

    /// Those who only listen, oneself included.
    pub fn listeners(self) -> Vec<Person> {
        self.people
            .with(|people| people.iter().filter(|p| !p.state.with(|s| s.performing)).cloned().collect())
    }

    /// Oneself, once inside.
    pub fn own(self) -> Option<Person> {
        let you = self.you.get()?;
        self.people.with(|people| people.iter().find(|p| p.id == you).cloned())
    }

    /// Whether one plays (else: listens).
    pub fn performing(self) -> bool {
        self.own().is_some_and(|own| own.state.with(|s| s.performing))
    }
}

impl RoomStore {
    /// Whether one plays, without following it.
    pub fn performing_untracked(self) -> bool {
        self.own_untracked().is_some_and(|own| own.performing)
    }

    /// What the server says about oneself, without following it.
    pub fn own_untracked(self) -> Option<Participant> {
        let you = self.you.get_untracked()?;
        self.people.with_untracked(|people| {
            people.iter().find(|person| person.id == you).map(|person| person.state.get_untracked())
        })
    }
}
