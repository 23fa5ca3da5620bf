//! Being in a room: the public way in, and staying in.

pub(crate) mod entry;
mod session;
pub(crate) mod socket;

use crate::hearing::Hearing;
use crate::sound::{Encoder, Source};
pub use entry::{EntryError, ServerUrl, enter_as_guest};
use model::Fault;
use model_rooms::{Instrument, RoomCode};
use session::{Outcome, Session};
pub use socket::{Socket, SocketError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// First and longest pause before coming back after a failure.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(5));

/// Which room, and as who.
#[derive(Clone, Debug)]
pub struct Place {
    /// The server.
    pub url: ServerUrl,
    /// The room.
    pub room: RoomCode,
    /// The guest's name.
    pub name: String,
    /// What it plays.
    pub instrument: Instrument,
}

/// What a musician does in the room.
#[derive(Default)]
pub struct Musician {
    /// Plays this; `None`: only listens.
    pub player: Option<Player>,
    /// Measures what comes in.
    pub hearing: Option<Hearing>,
    /// Leaves so long after the first sound could flow.
    pub time: Option<Duration>,
}

/// A source and its encoder. Frame 0 is at `origin`; several players with one origin play in time.
pub struct Player {
    pub(crate) source: Box<dyn Source>,
    pub(crate) encoder: Encoder,
    pub(crate) origin: Instant,
}

impl Player {
    /// Plays `source` from `origin` on.
    pub fn new(source: Box<dyn Source>, origin: Instant) -> Result<Self, opus::Error> {
        Ok(Player { source, encoder: Encoder::new()?, origin })
    }
}

/// Staying makes no sense.
#[derive(Debug, thiserror::Error)]
pub enum RoomError {
    /// The server says no, and will say so again.
    #[error("{0}")]
    Refused(Fault),
    /// It cannot be reached, and nobody wants to wait.
    #[error(transparent)]
    Entry(#[from] EntryError),
}

impl Musician {
    /// Joins, plays or listens until `stop` is true or the time is over, and leaves. Comes back by itself after anything
    /// that may pass: a restart of the server or the sidecar, a lost connection.
    pub async fn stay(&mut self, place: &Place, stop: &mut watch::Receiver<bool>) -> Result<(), RoomError> {
        let (mut pause, mut cookie) = (BACKOFF.0, None);
        let mut end = None;
        while !*stop.borrow() {
            if cookie.is_none() {
                cookie = match entry::enter_as_guest(&place.url, &place.name).await {
                    Ok(cookie) => Some(cookie),
                    Err(EntryError::Refused(fault)) if is_final(&fault) => {
                        return Err(RoomError::Refused(fault));
                    }
                    Err(error) => {
                        tracing::warn!(name = %place.name, %error, "not in yet");
                        None
                    }
                };
            }
            if let Some(known) = &cookie {
                match Session::run(place, known, self, &mut end, stop).await {
                    Outcome::Over => return Ok(()),
                    Outcome::Refused(Fault::Unauthenticated) => cookie = None,
                    Outcome::Refused(fault) if is_final(&fault) => return Err(RoomError::Refused(fault)),
                    Outcome::Refused(fault) => tracing::warn!(name = %place.name, %fault, "sent away"),
                    Outcome::Lost { was_in, cause } => {
                        tracing::warn!(name = %place.name, %cause, "connection lost");
                        if was_in {
                            pause = BACKOFF.0;
                        }
                    }
                }
            }
            if tokio::time::timeout(pause, stopped(stop)).await.is_ok() {
                break;
            }
            pause = (pause * 2).min(BACKOFF.1);
        }
        Ok(())
    }
}

/// Waits until `stop` is true, or nobody can make it true any more.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    drop(stop.wait_for(|stop| *stop).await);
}

/// Whether asking again gets the same answer.
fn is_final(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::Forbidden { .. } | Fault::NotFound | Fault::Invalid { .. } | Fault::TooLarge { .. }
    )
}
