//! What a person can do in a room, on its way from a button to the session.

use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use leptos::prelude::*;
use model::{ParticipantId, UserId};
use model_rooms::{Instrument, Reaction};
use realtime::{Command, Whom};
use uuid::Uuid;

/// Something done to somebody (a role, a mute, a ban …), on its way to the server.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed {
    /// What is asked for.
    pub command: Command,
    /// Told when it is done, for example "Ben is a listener now".
    pub done: String,
    /// What takes it back, when something does.
    pub undo: Option<Box<Command>>,
}

impl Deed {
    /// A deed that cannot be taken back.
    pub fn new(command: Command, done: impl Into<String>) -> Self {
        Deed { command, done: done.into(), undo: None }
    }

    /// With the command that takes it back.
    pub fn or_back(self, undo: Command) -> Self {
        Deed { undo: Some(Box::new(undo)), ..self }
    }
}

/// One thing that a person did.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Open the chosen input for the sound check; the browser may ask for permission.
    OpenInput,
    /// Use this input (its id), or the system's choice.
    ChooseInput(Option<String>),
    /// Enter the room.
    Enter {
        /// To play; else to listen.
        performing: bool,
    },
    /// Inside: play along, or only listen from now on.
    Perform(bool),
    /// Mute or unmute oneself.
    SetMuted(bool),
    /// Say what one plays.
    SetInstrument(Instrument),
    /// Move somebody's fader, to dB.
    SetVolume(ParticipantId, f32),
    /// Say something.
    Say(String),
    /// Send a message that failed once more.
    SayAgain(Uuid),
    /// Give up a message that failed.
    Discard(Uuid),
    /// Take a message back: hidden at once, deleted a little later, so that it can be kept after all.
    Delete(Uuid),
    /// Keep a message that was to be deleted.
    Keep(Uuid),
    /// The chat was read up to this message.
    Read(Uuid),
    /// React, to somebody or to everybody.
    React(Reaction, Option<ParticipantId>),
    /// Ask what somebody is given and denied beyond their role.
    AskPermissions(Whom),
    /// Do something to somebody.
    Moderate(Box<Deed>),
    /// Let somebody in who waits at the door, or not.
    Decide {
        /// Who waits.
        person: UserId,
        /// In, or not.
        admit: bool,
    },
    /// Fetch older messages.
    LoadOlder,
    /// Start the sound that the browser holds back.
    StartSound,
    /// Try the connection now.
    Reconnect,
    /// Go, and give up the place.
    Leave,
}

/// The way to the session. On the server nobody listens, and nothing is pressed.
#[derive(Clone, Copy)]
pub struct Act {
    sender: StoredValue<UnboundedSender<Action>>,
}

impl Act {
    /// The two ends of the way.
    pub fn channel() -> (Act, UnboundedReceiver<Action>) {
        let (sender, receiver) = unbounded();
        (Act { sender: StoredValue::new(sender) }, receiver)
    }

    /// Does it.
    pub fn send(&self, action: Action) {
        // An error means that the session has ended: there is nothing left to act on.
        self.sender.try_with_value(|sender| sender.unbounded_send(action).is_ok());
    }
}
