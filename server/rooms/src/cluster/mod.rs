//! This server process among others.
//!
//! A live room runs in one process, the one that holds its [`lease`]. With `NATS_URL` several processes serve one
//! address: a socket that comes to another process than its room's is relayed there frame by frame ([`relay`]), so that
//! a room's rules know nothing of it. Without `NATS_URL` this process is the only one; the leases then only tell it
//! from the one before it.
//!
//! | what | how often | gone after |
//! |---|---|---|
//! | lease of a room (database) | 1 s | 3 s |
//! | the process's row (database) | 2 s | 6 s |
//! | the process's beat (NATS) | 0.5 s | 2.5 s |
//! | who is in which room (NATS) | on change, at most every 0.5 s; all every 2 s | 6 s |

mod lease;
mod process;

use crate::live::Occupancy;
use chrono::{DateTime, Utc};
use db::Db;
use lease::Taken;
use model::Fault;
use model_rooms::RoomCode;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How long somebody who enters waits for the lease of a room whose process was killed.
const TAKE_WITHIN: Duration = Duration::from_secs(4);
/// How often it is tried meanwhile.
const TRY_EVERY: Duration = Duration::from_millis(150);

/// This process, its leases, and the way to the others. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Cluster {
    shared: Arc<Shared>,
}

struct Shared {
    db: Db,
    process: Uuid,
    /// The leases that we hold, since when (as the database names them).
    held: Mutex<HashMap<RoomCode, DateTime<Utc>>>,
}

/// A lease that we no longer need.
#[must_use]
pub(crate) struct Held {
    room: RoomCode,
    since: DateTime<Utc>,
}

impl Cluster {
    /// Writes this process down. Errors: the database.
    pub async fn start(db: Db) -> Result<Self, db::Error> {
        let alone = true;
        let process = process::register(&db, alone).await?;
        tracing::debug!(%process, "this server process");
        Ok(Cluster { shared: Arc::new(Shared { db, process, held: Mutex::default() }) })
    }

    /// This process's id, as in `server_processes`.
    pub fn process(&self) -> Uuid {
        self.shared.process
    }

    /// Says until `stop` that this process lives.
    pub async fn keep_seen(self, stop: CancellationToken) {
        let mut every = every(process::SEEN_EVERY);
        while stop.run_until_cancelled(every.tick()).await.is_some() {
            match process::seen(&self.shared.db, self.shared.process).await {
                Ok(true) => {}
                Ok(false) => tracing::warn!(
                    "this process was taken for dead; is there a second server on this database without NATS_URL?"
                ),
                Err(error) => {
                    tracing::warn!(%error, "the database could not be told that this process lives")
                }
            }
        }
    }

    /// Renews the leases until `stop`; `lost` hears of each that somebody else has now.
    pub async fn keep_leases(self, stop: CancellationToken, lost: impl Fn(&RoomCode)) {
        let mut every = every(lease::RENEW_EVERY);
        while stop.run_until_cancelled(every.tick()).await.is_some() {
            let before: Vec<(RoomCode, DateTime<Utc>)> =
                self.held().iter().map(|(code, since)| (code.clone(), *since)).collect();
            if before.is_empty() {
                continue;
            }
            let codes: Vec<RoomCode> = before.iter().map(|(code, _)| code.clone()).collect();
            match lease::renew(&self.shared.db, self.shared.process, &codes).await {
                Ok(renewed) => {
                    for (code, since) in
                        before.into_iter().filter(|(code, _)| !renewed.contains(code.as_str()))
                    {
                        if self.forget(&code, since) {
                            tracing::warn!(%code, "another process has taken this room over");
                            lost(&code);
                        }
                    }
                }
                // Nobody can take them while the database is away.
                Err(error) => tracing::warn!(%error, "the rooms' leases could not be renewed"),
            }
        }
    }

    /// Gets the right to run a room here. Waits a few seconds for one whose process was killed.
    ///
    /// Errors: [`Fault::Unavailable`] when another process runs it, [`Fault::NotFound`] when it does not exist.
    pub async fn take(&self, room: &RoomCode, request: &str) -> Result<(), Fault> {
        let since = Instant::now();
        loop {
            let taken = lease::take(&self.shared.db, room, self.shared.process).await;
            match taken.map_err(|error| error.into_fault(request))? {
                Taken::Ours(at) => {
                    self.held().insert(room.clone(), at);
                    return Ok(());
                }
                Taken::Theirs(holder) if since.elapsed() >= TAKE_WITHIN || self.hears(holder) => {
                    tracing::info!(%room, %holder, "this room runs in another process");
                    return Err(Fault::unavailable("The room could not be opened. Try again in a moment."));
                }
                Taken::Theirs(_) => tokio::time::sleep(TRY_EVERY).await,
            }
        }
    }

    /// Whether we have the right to run a room.
    pub fn holds(&self, room: &RoomCode) -> bool {
        self.held().contains_key(room)
    }

    /// Gives the right to run a room back: at once for us, later for the others ([`Cluster::give_back`]).
    pub fn let_go(&self, room: &RoomCode) -> Option<Held> {
        self.held().remove(room).map(|since| Held { room: room.clone(), since })
    }

    /// Lets others run the room.
    pub async fn give_back(&self, held: Held) {
        let Held { room, since } = held;
        if let Err(error) = lease::give_back(&self.shared.db, &room, self.shared.process, since).await {
            tracing::debug!(%error, %room, "a lease could not be given back; it runs out by itself");
        }
    }

    /// Ends this process, in order: its rooms are free for others at once.
    pub async fn end(&self) {
        self.held().clear();
        let (db, process) = (&self.shared.db, self.shared.process);
        let given_back = lease::give_all_back(db, process).await;
        let ended = process::ended(db, process).await;
        if let Err(error) = given_back.and(ended) {
            tracing::warn!(%error, "the database could not be told that this process ends");
        }
    }

    /// Who is in the rooms of other processes.
    pub fn occupancy_elsewhere(&self) -> HashMap<RoomCode, Occupancy> {
        HashMap::new()
    }

    fn hears(&self, _process: Uuid) -> bool {
        false
    }

    /// Drops a lease that is no longer ours; `false` when it was given back or taken again meanwhile.
    fn forget(&self, room: &RoomCode, since: DateTime<Utc>) -> bool {
        let mut held = self.held();
        let is_same = held.get(room) == Some(&since);
        if is_same {
            held.remove(room);
        }
        is_same
    }

    fn held(&self) -> MutexGuard<'_, HashMap<RoomCode, DateTime<Utc>>> {
        // A map of times is whole after any panic.
        self.shared.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn every(period: Duration) -> tokio::time::Interval {
    let mut every = tokio::time::interval(period);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    every
}
