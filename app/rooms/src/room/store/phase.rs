//! Where the person is, and how the ways to the server and the sidecar stand.

use model::Fault;

/// Where the person is.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// Before the door: choosing an input.
    SoundCheck,
    /// The way in; the first snapshot has not come yet.
    Entering,
    /// At the door of a room with approval, until a moderator decides.
    Waiting,
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
