//! What the page shows, as signals: one per thing that changes by itself, so that a level does not redraw the stage.

mod person;
mod phase;
pub mod reaction;
mod standing;

use super::chat_log::ChatLog;
use browser::device::InputDevice;
use browser::level::Level;
use leptos::prelude::*;
use model::{ParticipantId, UserId};
use model_rooms::{
    ChatMessage, Instrument, Participant, Permission, PermissionChanges, Role, Room, RoomCode, RoomEntrance,
    WaitingPerson,
};
pub use person::Person;
pub use phase::{InputState, Link, Phase, Sound};
use reaction::ShownReaction;
pub use standing::Standing;
use ui::{Toasts, use_toasts};
use uuid::Uuid;

/// How sound arrives here, as measured by the browser; what is not known is none.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Arrival {
    /// How much the arrival varies, in ms.
    pub jitter_ms: Option<f32>,
    /// Packets lost on the way here in the last seconds, in percent.
    pub loss_percent: Option<f32>,
}

/// The whole page's state.
#[derive(Clone, Copy)]
pub struct RoomStore {
    /// The room.
    pub room: RwSignal<Room>,
    /// Whether this person may send sound.
    pub may_perform: RwSignal<bool>,
    /// What this person is and may do; known once inside.
    pub standing: RwSignal<Option<Standing>>,
    /// Who waits at the door; told to those who decide about it.
    pub at_the_door: RwSignal<Vec<WaitingPerson>>,
    /// What somebody is given and denied, as it was asked for last; none until the answer comes.
    pub asked_permissions: RwSignal<Option<PermissionChanges>>,
    /// Reactions that are shown now, oldest first.
    pub reactions: RwSignal<Vec<ShownReaction>>,
    /// One has reacted just now; the next reaction waits.
    pub cooling: RwSignal<bool>,
    /// Slow mode: seconds until the next message may be sent; 0: now.
    pub slow_left_s: RwSignal<u32>,
    /// How sound arrives here.
    pub arrival: RwSignal<Arrival>,
    /// The sound check was done in this tab: the input was heard.
    pub sound_checked: RwSignal<bool>,
    /// On the way to the stage, at the sound check that the room asks for.
    pub checking: RwSignal<bool>,
    /// Where news is told that needs no answer.
    pub toasts: Toasts,
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
            may_perform: RwSignal::new(entrance.may_perform),
            standing: RwSignal::new(None),
            at_the_door: RwSignal::new(Vec::new()),
            asked_permissions: RwSignal::new(None),
            reactions: RwSignal::new(Vec::new()),
            cooling: RwSignal::new(false),
            slow_left_s: RwSignal::new(0),
            arrival: RwSignal::new(Arrival::default()),
            sound_checked: RwSignal::new(false),
            checking: RwSignal::new(false),
            toasts: use_toasts(),
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

    /// Whether a message with this sender is this person's own.
    pub fn is_own(self, by: Option<ParticipantId>, account: Option<UserId>) -> bool {
        let you = self.you.get();
        let own_account = untrack(|| self.own().and_then(|own| own.state.with(|state| state.user_id)));
        (by.is_some() && by == you) || (account.is_some() && account == own_account)
    }

    /// How many messages of others were not read yet.
    pub fn unread(self) -> usize {
        let mine = self.is_mine();
        self.chat.with(|chat| chat.unread(mine).count())
    }

    /// The first of them.
    pub fn first_unread(self) -> Option<Uuid> {
        let mine = self.is_mine();
        self.chat.with(|chat| chat.unread(mine).next().map(|message| message.id))
    }

    /// The first of them, without following it.
    pub fn first_unread_untracked(self) -> Option<Uuid> {
        untrack(|| self.first_unread())
    }

    fn is_mine(self) -> impl Fn(&ChatMessage) -> bool {
        let you = self.you.get();
        // Their account does not change while they are here: nothing to follow.
        let account = untrack(|| self.own().and_then(|own| own.state.with(|state| state.user_id)));
        move |message| {
            (message.by.is_some() && message.by == you) || (account.is_some() && message.user_id == account)
        }
    }

    /// Those in one role, in order of arrival.
    pub fn in_role(self, role: Role) -> Vec<Person> {
        self.people
            .with(|people| people.iter().filter(|p| p.state.with(|s| s.role == role)).cloned().collect())
    }

    /// Oneself, once inside.
    pub fn own(self) -> Option<Person> {
        let you = self.you.get()?;
        self.people.with(|people| people.iter().find(|p| p.id == you).cloned())
    }

    /// Whether one may do this, as far as the server has said.
    pub fn may(self, permission: Permission) -> bool {
        self.standing.with(|standing| standing.is_some_and(|standing| standing.allows(permission)))
    }

    /// One's role, once inside.
    pub fn role(self) -> Option<Role> {
        self.standing.with(|standing| standing.map(|standing| standing.role))
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

    /// Somebody's name, without following it; none when they are not here.
    pub fn name_untracked(self, id: ParticipantId) -> Option<String> {
        self.people.with_untracked(|people| {
            let person = people.iter().find(|person| person.id == id)?;
            Some(person.state.with_untracked(|state| state.name.clone()))
        })
    }

    /// What the server says about oneself, without following it.
    pub fn own_untracked(self) -> Option<Participant> {
        let you = self.you.get_untracked()?;
        self.people.with_untracked(|people| {
            people.iter().find(|person| person.id == you).map(|person| person.state.get_untracked())
        })
    }
}
