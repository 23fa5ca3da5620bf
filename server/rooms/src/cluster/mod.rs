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

mod bus;
mod frame;
mod lease;
mod link;
mod opening;
mod peers;
mod process;
mod seal;
#[cfg(test)]
mod tests;

pub(crate) use frame::Frame;
pub(crate) use link::{Broken, Link};
pub(crate) use opening::{Opening, Who, answer};

use crate::live::Occupancy;
use bus::{Bus, News, Waiting};
use chrono::{DateTime, Utc};
use db::Db;
use lease::Taken;
use model::Fault;
use model_rooms::RoomCode;
use opening::Door;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How long somebody who enters waits for the lease of a room whose process was killed.
const TAKE_WITHIN: Duration = Duration::from_secs(4);
/// How often it is tried meanwhile.
const TRY_EVERY: Duration = Duration::from_millis(150);
/// A lease whose room did not open is given back after so long: whoever wanted in was refused.
const UNUSED_AFTER: Duration = Duration::from_secs(10);

/// How often others are told who is in our rooms, when that changed.
const TELL_EVERY: Duration = Duration::from_millis(500);
/// Every so many times they are told all of it.
const TELL_ALL_EVERY: u32 = 4;
/// Rooms in one message: each has at most some hundred people, an id each.
const TELL_ROOMS_MAX: usize = 50;

/// Why this process could not join the others.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    /// The database.
    #[error(transparent)]
    Database(#[from] db::Error),
    /// The address of NATS.
    #[error("NATS_URL: {0}")]
    Nats(String),
}

/// This process, its leases, and the way to the others. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Cluster {
    shared: Arc<Shared>,
}

struct Shared {
    db: Db,
    process: Uuid,
    /// The leases that we hold.
    held: Mutex<HashMap<RoomCode, Lease>>,
    /// Ends what this process says about itself.
    ended: CancellationToken,
    /// The way to the others; none: there are no others.
    bus: Option<Arc<Bus>>,
    /// What waits to be said on it, until somebody says it.
    waiting: Mutex<Option<Waiting>>,
}

/// A lease that we hold.
#[derive(Clone, Copy, PartialEq)]
struct Lease {
    /// Since when, as the database names it.
    since: DateTime<Utc>,
    at: Instant,
}

/// A lease that we no longer need.
#[must_use]
pub(crate) struct Held {
    room: RoomCode,
    since: DateTime<Utc>,
}

impl Cluster {
    /// Writes this process down, and reaches for the others when there is a `nats_url`. `secret` seals what they say.
    pub async fn start(db: Db, nats_url: Option<&str>, secret: &str) -> Result<Self, StartError> {
        let alone = nats_url.is_none();
        let process = process::register(&db, alone).await?;
        tracing::debug!(%process, "this server process");
        let (bus, waiting) = match nats_url {
            Some(url) => {
                let (bus, waiting) = Bus::connect(url, secret, process).await.map_err(StartError::Nats)?;
                (Some(bus), Some(waiting))
            }
            None => (None, None),
        };
        let (held, ended, waiting) = (Mutex::default(), CancellationToken::new(), Mutex::new(waiting));
        Ok(Cluster { shared: Arc::new(Shared { db, process, held, ended, bus, waiting }) })
    }

    /// This process's id, as in `server_processes`.
    pub fn process(&self) -> Uuid {
        self.shared.process
    }

    /// Says that this process lives, until it ends.
    pub async fn keep_seen(self) {
        let ended = self.shared.ended.clone();
        ended
            .run_until_cancelled_owned(async move {
                let mut every = every(process::SEEN_EVERY);
                loop {
                    every.tick().await;
                    self.say_seen().await;
                }
            })
            .await;
    }

    async fn say_seen(&self) {
        match process::seen(&self.shared.db, self.shared.process).await {
            Ok(true) => {}
            Ok(false) => tracing::warn!(
                "this process was taken for dead; is there a second server on this database without NATS_URL?"
            ),
            Err(error) => tracing::warn!(%error, "the database could not be told that this process lives"),
        }
    }

    /// Renews the leases until this process ends. `lost` hears of each that somebody else has now; one whose room does
    /// not open (`runs` says so) is given back.
    pub async fn keep_leases(self, runs: impl Fn(&RoomCode) -> bool, lost: impl Fn(&RoomCode)) {
        let ended = self.shared.ended.clone();
        ended
            .run_until_cancelled_owned(async move {
                let mut every = every(lease::RENEW_EVERY);
                loop {
                    every.tick().await;
                    self.renew(&runs, &lost).await;
                }
            })
            .await;
    }

    async fn renew(&self, runs: impl Fn(&RoomCode) -> bool, lost: impl Fn(&RoomCode)) {
        let before: Vec<(RoomCode, Lease)> =
            self.held().iter().map(|(code, lease)| (code.clone(), *lease)).collect();
        if before.is_empty() {
            return;
        }
        let codes: Vec<RoomCode> = before.iter().map(|(code, _)| code.clone()).collect();
        let renewed = match lease::renew(&self.shared.db, self.shared.process, &codes).await {
            Ok(renewed) => renewed,
            // Nobody can take them while the database is away.
            Err(error) => return tracing::warn!(%error, "the rooms' leases could not be renewed"),
        };
        for (code, lease) in before {
            if !renewed.contains(code.as_str()) {
                if self.forget(&code, lease) {
                    tracing::warn!(%code, "another process has taken this room over, or it is gone");
                    lost(&code);
                }
            } else if lease.at.elapsed() > UNUSED_AFTER && !runs(&code) && self.forget(&code, lease) {
                self.give_back(Held { room: code, since: lease.since }).await;
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
                    self.held().insert(room.clone(), Lease { since: at, at: Instant::now() });
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
        self.held().remove(room).map(|lease| Held { room: room.clone(), since: lease.since })
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
        self.tell(News::Goodbye);
        self.shared.ended.cancel();
        self.held().clear();
        let (db, process) = (&self.shared.db, self.shared.process);
        let given_back = lease::give_all_back(db, process).await;
        let ended = process::ended(db, process).await;
        if let Err(error) = given_back.and(ended) {
            tracing::warn!(%error, "the database could not be told that this process ends");
        }
    }

    /// Says and hears what processes tell each other, until this one ends. `changed` hears which rooms were changed from
    /// outside; `rooms` tells who is in ours.
    pub async fn keep_in_touch(
        self,
        changed: impl Fn(RoomCode) + Send,
        rooms: impl Fn() -> HashMap<RoomCode, Occupancy> + Send,
    ) {
        let Some(bus) = self.shared.bus.clone() else { return };
        let waiting = self.shared.waiting.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(waiting) = waiting else { return };
        let ended = self.shared.ended.clone();
        let touch = async {
            tokio::join!(
                Arc::clone(&bus).keep_telling(waiting, ended.clone()),
                ended.run_until_cancelled(Arc::clone(&bus).keep_hearing(changed)),
                ended.run_until_cancelled(self.keep_telling_occupancy(rooms)),
            )
        };
        touch.await;
    }

    /// Tells who is in our rooms: what changed, and everything every [`TELL_ALL_EVERY`] ticks.
    async fn keep_telling_occupancy(&self, rooms: impl Fn() -> HashMap<RoomCode, Occupancy>) {
        let mut told: HashMap<RoomCode, Occupancy> = HashMap::new();
        let mut every = every(TELL_EVERY);
        for turn in 0_u32.. {
            every.tick().await;
            let now = rooms();
            let is_all = turn % TELL_ALL_EVERY == 0;
            let changed = |code: &RoomCode, there: &Occupancy| is_all || told.get(code) != Some(there);
            let mut news: Vec<(RoomCode, Occupancy)> = now
                .iter()
                .filter(|(code, there)| changed(code, there))
                .map(|(c, o)| (c.clone(), o.clone()))
                .collect();
            let closed = told.keys().filter(|code| !now.contains_key(*code));
            news.extend(closed.map(|code| (code.clone(), Occupancy::default())));
            for rooms in news.chunks(TELL_ROOMS_MAX) {
                self.tell(News::Occupancy { rooms: rooms.to_vec() });
            }
            told = now;
        }
    }

    /// Has the room's process hear that the room was changed from outside.
    pub fn tell_changed(&self, room: &RoomCode) {
        self.tell(News::RoomChanged { room: room.clone() });
    }

    fn tell(&self, news: News) {
        if let Some(bus) = &self.shared.bus {
            bus.tell(news);
        }
    }

    /// The other process that runs a room now, when we can reach it.
    pub async fn owner_elsewhere(&self, room: &RoomCode) -> Option<Uuid> {
        let bus = self.shared.bus.as_ref()?;
        match lease::holder(&self.shared.db, room).await {
            Ok(holder) => holder.filter(|holder| bus.living().borrow().contains(holder)),
            // Entering will say so.
            Err(error) => {
                tracing::debug!(%error, "it cannot be told where a room runs");
                None
            }
        }
    }

    /// Asks the room's process to take a socket. Errors: what to tell the person; it passes.
    pub async fn ask(&self, owner: Uuid, opening: &Opening) -> Result<Link, Fault> {
        let bus = self.shared.bus.as_ref().ok_or_else(|| Fault::unavailable("Try again in a moment."))?;
        opening::ask(bus, owner, opening).await
    }

    /// Where other processes ask us to take sockets. None: there are no others.
    pub async fn door(&self) -> Option<Door> {
        Door::open(self.shared.bus.as_ref()?, self.shared.process).await
    }

    /// Who is in the rooms of other processes.
    pub fn occupancy_elsewhere(&self) -> HashMap<RoomCode, Occupancy> {
        self.shared.bus.as_ref().map(|bus| bus.peers().occupancy(Instant::now())).unwrap_or_default()
    }

    /// Who is in a room of another process.
    pub fn occupancy_elsewhere_of(&self, room: &RoomCode) -> Option<Occupancy> {
        self.shared.bus.as_ref()?.peers().occupancy_of(Instant::now(), room)
    }

    fn hears(&self, process: Uuid) -> bool {
        self.shared.bus.as_ref().is_some_and(|bus| bus.living().borrow().contains(&process))
    }

    /// Drops a lease; `false` when it was given back or taken again meanwhile.
    fn forget(&self, room: &RoomCode, lease: Lease) -> bool {
        let mut held = self.held();
        let is_same = held.get(room) == Some(&lease);
        if is_same {
            held.remove(room);
        }
        is_same
    }

    fn held(&self) -> MutexGuard<'_, HashMap<RoomCode, Lease>> {
        // A map of leases is whole after any panic.
        self.shared.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn every(period: Duration) -> tokio::time::Interval {
    let mut every = tokio::time::interval(period);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    every
}
