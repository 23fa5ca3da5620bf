//! [`Rooms`]: all live rooms of this process.

pub(crate) mod changes;
mod consult;
pub(crate) mod outbox;
pub(crate) mod records;
mod task;
mod waiting;

pub(crate) use task::Message;

use crate::cluster::Cluster;
use crate::config::RoomsConfig;
use crate::live::{LiveRoom, Occupancy};
use crate::media::Media;
use crate::rooms::commands;
use crate::sessions::keeper::Sessions;
use crate::socket::counter::SocketCounter;
use chrono::{DateTime, Utc};
use db::Db;
use model::Fault;
use model_rooms::{ChatMessage, Room, RoomCode};
use realtime::MediaState;
use records::{Records, SERVICE};
use sidecar_api::RoomToken;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use task::RoomTask;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

/// Messages that may wait for a room's task; a socket that finds it full waits, and its sender with it.
const INBOX_MAX: usize = 256;
/// How long sockets, rooms and sidecar get to end.
const SHUTDOWN_WITHIN: Duration = Duration::from_secs(6);

/// The live rooms, and everything that they need. Cheap to clone.
#[derive(Clone)]
pub struct Rooms {
    pub(crate) shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub config: RoomsConfig,
    pub db: Db,
    pub media: Media,
    pub cluster: Cluster,
    pub sockets: SocketCounter,
    /// Ends sockets and rooms.
    pub stop: CancellationToken,
    /// Sockets, rooms and their calls.
    pub tasks: TaskTracker,
    /// Ends the sidecar and the notes, after the rooms.
    stop_last: CancellationToken,
    tasks_last: TaskTracker,
    pub sessions: Sessions,
    records: Records,
    live: Mutex<HashMap<RoomCode, RoomHandle>>,
}

/// The way to one live room.
#[derive(Clone)]
pub(crate) struct RoomHandle {
    /// Its task.
    pub inbox: mpsc::Sender<Message>,
    /// Held while a chat message is stored and announced, so that everybody reads messages in the order of their times.
    pub chat_turn: Arc<tokio::sync::Mutex<Option<DateTime<Utc>>>>,
    /// Changes that come from outside, one after the other.
    pub order: changes::Order,
    occupancy: Arc<Mutex<Occupancy>>,
    /// Ends this room alone.
    end: CancellationToken,
}

/// Why the rooms could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The sidecar's configuration, its executable or its socket's directory.
    #[error("the sidecar: {0}")]
    Sidecar(#[from] std::io::Error),
    /// The database.
    #[error("the rooms' tables: {0}")]
    Database(#[from] db::Error),
    /// The address of NATS.
    #[error("NATS_URL: {0}")]
    Nats(String),
}

impl From<crate::cluster::StartError> for StartError {
    fn from(error: crate::cluster::StartError) -> Self {
        match error {
            crate::cluster::StartError::Database(error) => StartError::Database(error),
            crate::cluster::StartError::Nats(cause) => StartError::Nats(cause),
        }
    }
}

impl Rooms {
    /// Starts with no room open: clears what an earlier process left, makes the demo room, reaches for the sidecar.
    pub async fn start(config: RoomsConfig, db: Db) -> Result<Self, StartError> {
        let cluster = Cluster::start(db.clone(), config.nats_url.as_deref(), &config.secret).await?;
        if config.demo_room {
            db.run(&SERVICE, async |session| commands::seed_demo_room(session).await).await?;
        }
        let (stop, stop_last) = (CancellationToken::new(), CancellationToken::new());
        let (tasks, tasks_last) = (TaskTracker::new(), TaskTracker::new());
        let media = Media::start(config.source()?, stop_last.clone(), &tasks_last)?;
        let (records, writing) = Records::new(db.clone(), cluster.process(), stop_last.clone());
        tasks_last.spawn(writing);
        let sessions = Sessions::new(cluster.process(), config.happenings.clone());
        tasks_last.spawn(sessions.clone().write_down(db.clone(), stop_last.clone()));
        let sockets = SocketCounter::new(config.sockets_max, config.sockets_per_ip_max);
        if let Some(post) = &config.post {
            tasks_last.spawn(post.clone().run(db.clone(), config.origin.clone(), stop_last.clone()));
        }
        let live = Mutex::default();
        let shared = Shared {
            config,
            db,
            media,
            cluster,
            sockets,
            stop,
            tasks,
            stop_last,
            tasks_last,
            sessions,
            records,
            live,
        };
        let rooms = Rooms { shared: Arc::new(shared) };
        rooms.join_the_others();
        Ok(rooms)
    }

    /// Says that this process lives and which rooms it runs, for as long as rooms run.
    fn join_the_others(&self) {
        let Shared { cluster, tasks_last, .. } = &*self.shared;
        let (running, given_up) = (self.clone(), self.clone());
        let runs = move |code: &RoomCode| running.live().contains_key(code);
        tasks_last.spawn(cluster.clone().keep_seen());
        tasks_last.spawn(cluster.clone().keep_leases(runs, move |code| given_up.give_up(code)));
        let (here, changing) = (self.clone(), self.clone());
        let changed = move |code: RoomCode| {
            let rooms = changing.clone();
            changing.shared.tasks.spawn(async move { rooms.room_changed_here(&code).await });
        };
        tasks_last.spawn(cluster.clone().keep_in_touch(changed, move || here.occupancy_here()));
        tasks_last.spawn(self.clone().take_relayed());
    }

    /// Who is in each live room, of this process and the others.
    pub fn occupancy(&self) -> HashMap<RoomCode, Occupancy> {
        let mut there = self.shared.cluster.occupancy_elsewhere();
        there.extend(self.occupancy_here());
        there
    }

    /// Who is in one room; nobody when it is not live.
    pub fn occupancy_of(&self, code: &RoomCode) -> Occupancy {
        let here = self.live().get(code).map(RoomHandle::occupancy);
        here.or_else(|| self.shared.cluster.occupancy_elsewhere_of(code)).unwrap_or_default()
    }

    /// So many listeners take no place of a public room.
    pub(crate) fn audience_max(&self) -> u32 {
        self.shared.config.audience_max
    }

    fn occupancy_here(&self) -> HashMap<RoomCode, Occupancy> {
        self.live().iter().map(|(code, room)| (code.clone(), room.occupancy())).collect()
    }

    /// The other process that runs a room now.
    pub(crate) async fn owner_elsewhere(&self, code: &RoomCode) -> Option<Uuid> {
        if self.live().contains_key(code) {
            return None;
        }
        self.shared.cluster.owner_elsewhere(code).await
    }

    /// Whether the sidecar is there.
    pub fn media_is_up(&self) -> bool {
        self.shared.media.state() == MediaState::Up
    }

    /// Says goodbye to everybody, then ends rooms, sidecar and notes. Takes a few seconds at most.
    pub async fn shutdown(&self) {
        self.shared.stop.cancel();
        self.shared.tasks.close();
        if tokio::time::timeout(SHUTDOWN_WITHIN, self.shared.tasks.wait()).await.is_err() {
            tracing::warn!("some sockets or rooms did not end in time");
        }
        self.shared.cluster.end().await;
        self.shared.stop_last.cancel();
        self.shared.tasks_last.close();
        if tokio::time::timeout(SHUTDOWN_WITHIN, self.shared.tasks_last.wait()).await.is_err() {
            tracing::warn!("the sidecar did not end in time");
        }
    }

    /// The live room, when it is open.
    pub(crate) fn find(&self, code: &RoomCode) -> Option<RoomHandle> {
        self.live().get(code).cloned()
    }

    /// Makes sure that a room runs here, or may be opened here ([`Rooms::open`]). `true`: nobody ran it here until now,
    /// so what was read before may be old. Errors: as [`Cluster::take`].
    pub(crate) async fn reserve(&self, code: &RoomCode, request: &str) -> Result<bool, Fault> {
        if self.live().contains_key(code) {
            return Ok(false);
        }
        self.shared.cluster.take(code, request).await?;
        Ok(true)
    }

    /// The live room; opened with this row and these last messages when it is not open. None: it closed since
    /// [`Rooms::reserve`], which is to be asked again.
    pub(crate) fn open(&self, room: Room, chat: Vec<ChatMessage>, chat_more: bool) -> Option<RoomHandle> {
        let mut live = self.live();
        let handle = match live.get(&room.code) {
            Some(handle) => handle.clone(),
            None if !self.shared.cluster.holds(&room.code) => return None,
            None => {
                let code = room.code.clone();
                let handle = self.spawn(room, chat, chat_more);
                live.insert(code, handle.clone());
                handle
            }
        };
        metrics::gauge!("rooms_live").set(live.len() as f64);
        Some(handle)
    }

    fn spawn(&self, room: Room, chat: Vec<ChatMessage>, chat_more: bool) -> RoomHandle {
        let shared = &self.shared;
        let (inbox, messages) = mpsc::channel(INBOX_MAX);
        let (answers, media_inputs) = mpsc::channel(INBOX_MAX);
        let occupancy = Arc::new(Mutex::default());
        let last_said = chat.last().map(|message| message.sent_at);
        let token = RoomToken(Uuid::new_v4());
        let media_state = shared.media.open_room(token, answers.clone());
        shared.sessions.open(token, &room, Utc::now());
        let end = shared.stop.child_token();
        let handle = RoomHandle {
            inbox,
            chat_turn: Arc::new(tokio::sync::Mutex::new(last_said)),
            order: changes::Order::default(),
            occupancy: Arc::clone(&occupancy),
            end: end.clone(),
        };
        let task = RoomTask {
            code: room.code.clone(),
            empty_for: shared.config.timing.empty_for,
            token,
            live: LiveRoom::new(
                task::now(),
                room.clone(),
                Uuid::new_v4(),
                shared.config.timing.grace,
                chat,
                chat_more,
                media_state,
            )
            .with_audience(shared.config.audience_max),
            media: shared.media.clone(),
            answers,
            records: shared.records.clone(),
            handle: handle.clone(),
            rooms: self.clone(),
            occupancy,
            sockets: HashMap::new(),
            tasks: shared.tasks.clone(),
        };
        let (rooms, remembered, code) = (self.clone(), room.code.clone(), room.code);
        let retire = move |inbox: &mpsc::Receiver<Message>| rooms.retire(&code, inbox);
        shared.tasks.spawn(task.run(messages, media_inputs, end, retire));
        self.remember_waiting(remembered, handle.clone());
        handle
    }

    /// Ends a room that runs in another process now; its people come back to it there.
    fn give_up(&self, code: &RoomCode) {
        let mut live = self.live();
        if let Some(room) = live.remove(code) {
            room.end.cancel();
        }
        metrics::gauge!("rooms_live").set(live.len() as f64);
    }

    /// Takes a room out of the register unless somebody is on the way in. Whoever got the handle before and comes too
    /// late finds its inbox closed and opens the room anew.
    fn retire(&self, code: &RoomCode, inbox: &mpsc::Receiver<Message>) -> bool {
        let mut live = self.live();
        if !inbox.is_empty() {
            return false;
        }
        live.remove(code);
        metrics::gauge!("rooms_live").set(live.len() as f64);
        // Under the lock: whoever opens the room next takes a lease of their own.
        if let Some(lease) = self.shared.cluster.let_go(code) {
            let cluster = self.shared.cluster.clone();
            self.shared.tasks.spawn(async move { cluster.give_back(lease).await });
        }
        true
    }

    fn live(&self) -> MutexGuard<'_, HashMap<RoomCode, RoomHandle>> {
        // A map of handles is whole after any panic.
        self.shared.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl RoomHandle {
    fn occupancy(&self) -> Occupancy {
        self.occupancy.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
