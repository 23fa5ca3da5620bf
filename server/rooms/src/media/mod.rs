//! The server's side of the sidecar: calls for the live rooms, its events brought to them, and (unless it runs
//! elsewhere) the process itself.

mod calls;
mod follow;
mod process;
mod restarts;
#[cfg(test)]
mod tests;

pub use process::Launch;

use crate::live::MediaInput;
use realtime::MediaState;
use sidecar_api::RoomToken;
use sidecar_api::auth::Secret;
use sidecar_api::client::{Client, Endpoint};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Where a live room takes what the sidecar says about it.
pub type MediaInbox = mpsc::Sender<MediaInput>;

/// One sidecar, as all live rooms share it. Cheap to clone.
#[derive(Clone)]
pub struct Media {
    client: Client,
    shared: Arc<Shared>,
}

struct Shared {
    state: watch::Sender<MediaState>,
    rooms: Mutex<HashMap<RoomToken, MediaInbox>>,
}

/// How to reach the sidecar.
pub enum Source {
    /// It runs elsewhere.
    Elsewhere {
        /// Its control address.
        endpoint: Endpoint,
        /// The secret shared with it.
        secret: Secret,
    },
    /// The server starts it, and starts it again when it dies.
    Ours(Launch),
}

impl Media {
    /// Starts following the sidecar (and the sidecar, when it is ours). Everything ends with `stop`; tasks are counted
    /// by `tasks`. Errors: what is needed to start a process of ours cannot be made.
    pub fn start(source: Source, stop: CancellationToken, tasks: &TaskTracker) -> std::io::Result<Self> {
        let state = watch::Sender::new(MediaState::Down);
        let client = match source {
            Source::Elsewhere { endpoint, secret } => Client::new(endpoint, secret),
            Source::Ours(launch) => {
                let process = process::Process::prepare(launch)?;
                let client = Client::new(process.endpoint(), process.secret());
                tasks.spawn(process.keep_alive(client.clone(), stop.clone()));
                client
            }
        };
        let shared = Shared { state, rooms: Mutex::default() };
        let media = Media { client, shared: Arc::new(shared) };
        let follower = follow::Follower::new(media.clone());
        tasks.spawn(async move {
            stop.run_until_cancelled_owned(follower.follow()).await;
        });
        Ok(media)
    }

    /// Whether the sidecar is there.
    pub fn state(&self) -> MediaState {
        *self.shared.state.borrow()
    }

    /// Changes of [`Media::state`].
    pub fn watch(&self) -> watch::Receiver<MediaState> {
        self.shared.state.subscribe()
    }

    /// From now on `inbox` gets what happens to `room`; returns the state that holds before.
    pub fn open_room(&self, room: RoomToken, inbox: MediaInbox) -> MediaState {
        // Under the lock, so that no change of state falls between reading it and being told.
        let mut rooms = self.rooms();
        rooms.insert(room, inbox);
        self.state()
    }

    /// Ends a room: its peers are dropped.
    pub async fn close_room(&self, room: RoomToken) {
        self.rooms().remove(&room);
        if let Err(error) = self.client.remove_room(room).await {
            tracing::debug!(%error, "the sidecar could not be told that a room ended");
        }
    }

    fn rooms(&self) -> MutexGuard<'_, HashMap<RoomToken, MediaInbox>> {
        // A map of channels is whole after any panic.
        self.shared.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
