//! The connection to NATS, and what all processes tell all others over it ([`News`]).
//!
//! Subjects, below `openstudio.<name of the secret>`: `news`; `open.<process>` (requests to relay a socket to that
//! process); `socket.<socket>.up` and `.down` (its frames to and from the room's process).

use super::peers::Peers;
use super::seal::Key;
use crate::live::Occupancy;
use async_nats::{Client, ConnectOptions, Event, Subscriber};
use futures::StreamExt;
use model_rooms::RoomCode;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How often a process says that it is there.
const BEAT_EVERY: Duration = Duration::from_millis(500);
/// Messages that may wait for one reader here; more are dropped, which ends the socket that they were for.
const WAITING_MAX: usize = 1024;
/// News that may wait to be sent.
const NEWS_MAX: usize = 1024;
/// Longest wait between two attempts to reach NATS.
const RECONNECT_MAX: Duration = Duration::from_millis(500);
/// The same for one attempt, and for a server that does not answer.
const CONNECT_WITHIN: Duration = Duration::from_secs(2);

/// What a process tells all others.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "news", rename_all = "snake_case")]
pub(super) enum News {
    /// It is there.
    Beat,
    /// Who is in these rooms of it.
    Occupancy {
        /// Some of its rooms.
        rooms: Vec<(RoomCode, Occupancy)>,
    },
    /// Something about a room was changed outside the room.
    RoomChanged {
        /// The room.
        room: RoomCode,
    },
    /// It ends.
    Goodbye,
}

#[derive(Serialize, Deserialize)]
struct Envelope {
    from: Uuid,
    #[serde(flatten)]
    news: News,
}

/// The connection to the others.
pub(crate) struct Bus {
    pub(super) client: Client,
    pub(super) key: Key,
    process: Uuid,
    prefix: String,
    peers: Mutex<Peers>,
    living: watch::Sender<HashSet<Uuid>>,
    to_send: mpsc::Sender<News>,
}

/// News that wait to be sent, in order.
pub(super) struct Waiting(mpsc::Receiver<News>);

impl Bus {
    /// Reaches for NATS; when it is not there, it is tried for as long as the process lives. Errors: an address that
    /// cannot be used.
    pub(super) async fn connect(
        url: &str,
        secret: &str,
        process: Uuid,
    ) -> Result<(Arc<Self>, Waiting), String> {
        let options = ConnectOptions::new()
            .name(format!("openstudio {process}"))
            .retry_on_initial_connect()
            .max_reconnects(None)
            .reconnect_delay_callback(|attempts| {
                RECONNECT_MAX.min(Duration::from_millis(50) * attempts as u32)
            })
            .connection_timeout(CONNECT_WITHIN)
            .ping_interval(CONNECT_WITHIN)
            .subscription_capacity(WAITING_MAX)
            .no_echo()
            .event_callback(async |event| note(&event));
        let client = options.connect(url).await.map_err(|error| error.to_string())?;
        let key = Key::of_secret(secret);
        let prefix = format!("openstudio.{}", key.name());
        let (to_send, waiting) = mpsc::channel(NEWS_MAX);
        let living = watch::Sender::default();
        let bus = Bus { client, key, process, prefix, peers: Mutex::default(), living, to_send };
        Ok((Arc::new(bus), Waiting(waiting)))
    }

    /// Tells all others; without waiting, so it may be lost when NATS is away.
    pub(super) fn tell(&self, news: News) {
        if self.to_send.try_send(news).is_err() {
            tracing::warn!("news for the other processes were dropped: too many wait");
        }
    }

    /// Which others are there.
    pub(super) fn living(&self) -> watch::Receiver<HashSet<Uuid>> {
        self.living.subscribe()
    }

    /// What the others said.
    pub(super) fn peers(&self) -> MutexGuard<'_, Peers> {
        // Maps of values are whole after any panic.
        self.peers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The subject on which a process is asked to take a socket.
    pub(super) fn open_subject(&self, process: Uuid) -> String {
        format!("{}.open.{}", self.prefix, process.simple())
    }

    /// The subject of a relayed socket's frames.
    pub(super) fn socket_subject(&self, socket: Uuid, way: &str) -> String {
        format!("{}.socket.{}.{way}", self.prefix, socket.simple())
    }

    /// Sends the news and the beats until `ended`, and then what still waits.
    pub(super) async fn keep_telling(self: Arc<Self>, waiting: Waiting, ended: CancellationToken) {
        let Waiting(mut waiting) = waiting;
        let key = self.key.derive("news");
        let mut beat = super::every(BEAT_EVERY);
        for number in 1.. {
            let news = tokio::select! {
                biased;
                Some(news) = waiting.recv() => news,
                () = ended.cancelled() => break,
                _ = beat.tick() => News::Beat,
            };
            let Ok(content) = serde_json::to_vec(&Envelope { from: self.process, news }) else { continue };
            let publishing = self.client.publish(self.news_subject(), key.seal(number, &content));
            if tokio::time::timeout(BEAT_EVERY, publishing).await.is_err() {
                tracing::debug!("NATS takes no news");
            }
        }
        let _nats_is_away = tokio::time::timeout(BEAT_EVERY, self.client.flush()).await;
    }

    /// Hears the news, until dropped. `changed` is told which rooms were changed.
    pub(super) async fn keep_hearing(self: Arc<Self>, changed: impl Fn(RoomCode)) {
        let key = self.key.derive("news");
        let Some(mut news) = self.subscribe(self.news_subject()).await else { return };
        let mut look = super::every(BEAT_EVERY / 2);
        loop {
            tokio::select! {
                message = news.next() => {
                    let Some(message) = message else { return };
                    if let Some((number, content)) = key.open(&message.payload)
                        && let Ok(Envelope { from, news }) = serde_json::from_slice(&content)
                    {
                        self.take(from, number, news, &changed);
                    }
                }
                _ = look.tick() => {}
            }
            let now = self.peers().living(Instant::now());
            self.living.send_if_modified(|before| {
                let differs = *before != now;
                if differs {
                    tracing::info!(others = now.len(), "server processes beside this one");
                    *before = now;
                }
                differs
            });
        }
    }

    fn take(&self, from: Uuid, number: u64, news: News, changed: impl Fn(RoomCode)) {
        let now = Instant::now();
        let mut peers = self.peers();
        if from == self.process || !peers.hear(now, from, number) {
            return;
        }
        match news {
            News::Beat => {}
            News::Occupancy { rooms } => peers.tell(now, from, rooms),
            News::Goodbye => peers.goodbye(from),
            News::RoomChanged { room } => {
                drop(peers);
                changed(room);
            }
        }
    }

    /// Subscribes; none when the client has ended. NATS itself may be away: it is told when it comes.
    pub(super) async fn subscribe(&self, subject: String) -> Option<Subscriber> {
        self.client.subscribe(subject).await.map_err(|error| tracing::error!(%error, "cannot subscribe")).ok()
    }

    fn news_subject(&self) -> String {
        format!("{}.news", self.prefix)
    }
}

/// Writes down how the connection is.
fn note(event: &Event) {
    match event {
        Event::Connected => tracing::info!("NATS is there"),
        Event::Disconnected => tracing::warn!("NATS is gone; rooms of this process go on"),
        Event::SlowConsumer(_) => {
            metrics::counter!("room_relay_overruns_total").increment(1);
        }
        other => tracing::warn!(event = %other, "NATS"),
    }
}
