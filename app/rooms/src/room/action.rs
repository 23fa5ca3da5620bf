//! What a person can do in a room, on its way from a button to the session.

use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use leptos::prelude::*;
use model::ParticipantId;
use model_rooms::Instrument;
use uuid::Uuid;

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
