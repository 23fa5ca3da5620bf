//! Musicians who come in by the public way, play to each other, talk, and tell how far the sidecar is.

use super::Failure;
use super::crowd::{Spoken, chat_stamp, chat_text};
use crate::bench::load::{Sample, packets, take};
use crate::peer::{Peer, PeerEvent};
use crate::room::entry::{Asker, submit};
use crate::room::socket::Socket;
use crate::room::{Place, ServerUrl};
use crate::sound::Encoded;
use crate::stamp::stamp;
use crate::{SAMPLE_RATE, monotonic_us};
use model_rooms::{Instrument, RoomCode};
use realtime::{Command, HEARTBEAT_MS, Hello, PROTOCOL, Reply, ServerMessage};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval_at};
use uuid::Uuid;

/// 20 ms in a packet: 40 rooms of five forward 40,000 packets a second.
const FRAME_SAMPLES: usize = 960;
const FRAME_TIME: Duration = Duration::from_millis(20);
/// Everybody says something so often.
const SAYS_EVERY: Duration = Duration::from_secs(5);
/// All must be connected after so long.
const CONNECT_WITHIN: Duration = Duration::from_secs(60);
/// So many come in at the same time.
const AT_ONCE: usize = 8;

/// Running musicians.
pub(super) struct Performers {
    tasks: JoinSet<Result<Heard, Failure>>,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
}

struct Shared {
    counting: AtomicBool,
    connected: AtomicUsize,
    entering: Semaphore,
    packets: Vec<Vec<u8>>,
}

/// What was heard while counting.
#[derive(Default)]
pub(super) struct Heard {
    /// Of the sound.
    pub sound: Sample,
    /// Of what was said, and all other messages of the sockets.
    pub spoken: Spoken,
}

impl Performers {
    /// Fills the rooms, and waits until all can play.
    pub async fn start(url: &ServerUrl, codes: &[RoomCode], each: u16) -> Result<Self, Failure> {
        let shared = Arc::new(Shared {
            counting: AtomicBool::new(false),
            connected: AtomicUsize::new(0),
            entering: Semaphore::new(AT_ONCE),
            packets: packets(FRAME_SAMPLES)?,
        });
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        for (n, (code, seat)) in codes.iter().flat_map(|code| (0..each).map(move |s| (code, s))).enumerate() {
            let place = Place {
                url: url.clone(),
                room: code.clone(),
                name: format!("Musician {seat}"),
                instrument: Instrument::ALL[usize::from(seat) % Instrument::ALL.len()],
            };
            let performer = Performer { place, others: usize::from(each) - 1, n };
            tasks.spawn(performer.perform(Arc::clone(&shared), stopped.clone()));
        }
        let mut performers = Performers { tasks, shared, stop };
        performers.wait_for(codes.len() * usize::from(each)).await?;
        Ok(performers)
    }

    /// Starts or stops counting.
    pub fn count(&self, counting: bool) {
        self.shared.counting.store(counting, Ordering::Relaxed);
    }

    /// Ends all; returns what they heard.
    pub async fn stop(mut self) -> Result<Heard, Failure> {
        self.stop.send_replace(true);
        let mut all = Heard::default();
        while let Some(ended) = self.tasks.join_next().await {
            let one = ended??;
            all.sound.received += one.sound.received;
            all.sound.lost += one.sound.lost;
            all.sound.latencies_us.extend(one.sound.latencies_us);
            all.spoken.add(one.spoken);
        }
        Ok(all)
    }

    async fn wait_for(&mut self, peers: usize) -> Result<(), Failure> {
        let deadline = tokio::time::Instant::now() + CONNECT_WITHIN;
        while self.shared.connected.load(Ordering::Relaxed) < peers {
            if tokio::time::Instant::now() > deadline {
                let connected = self.shared.connected.load(Ordering::Relaxed);
                return Err(format!("only {connected} of {peers} musicians could connect").into());
            }
            // Somebody who ends so early has failed.
            if let Some(ended) = self.tasks.try_join_next() {
                ended??;
                return Err("a musician left early".into());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }
}

struct Performer {
    place: Place,
    others: usize,
    /// Which one, of all.
    n: usize,
}

impl Performer {
    async fn perform(self, shared: Arc<Shared>, mut stop: watch::Receiver<bool>) -> Result<Heard, Failure> {
        let (mut socket, mut peer) = self.enter(&shared).await?;
        let mut heard = Heard::default();
        let mut newest = HashMap::new();
        // Not all in the same moment.
        let start = tokio::time::Instant::now() + FRAME_TIME.mul_f64(self.n as f64 % 20.0 / 20.0);
        let mut frames = interval_at(start, FRAME_TIME);
        frames.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let mut says = interval_at(start + SAYS_EVERY.mul_f64(self.n as f64 % 50.0 / 50.0), SAYS_EVERY);
        let mut beat = interval_at(start, Duration::from_millis(HEARTBEAT_MS));
        let (mut frame, mut round_trip_us) = (0_usize, None);
        while !*stop.borrow() {
            let counting = shared.counting.load(Ordering::Relaxed);
            tokio::select! {
                event = peer.next() => match event? {
                    PeerEvent::Connected => {
                        shared.connected.fetch_add(1, Ordering::Relaxed);
                    }
                    PeerEvent::Packet(packet) => take(&packet, counting, &mut newest, &mut heard.sound),
                    PeerEvent::Clock(stamp, at_us) => round_trip_us = Some(stamp.measure(at_us).0.max(0)),
                },
                _ = frames.tick() => {
                    let plain = &shared.packets[frame % shared.packets.len()];
                    let packet = stamp(plain, monotonic_us()).unwrap_or_default();
                    let timestamp = (frame * FRAME_SAMPLES) as u32 % (SAMPLE_RATE * 3600);
                    peer.send(Encoded { packet, level_dbov: -15 }, timestamp)?;
                    frame += 1;
                }
                _ = says.tick() => {
                    socket.send(Command::Chat { id: Uuid::now_v7(), text: chat_text() }).await?;
                }
                _ = beat.tick() => {
                    socket.send(Command::Ping).await?;
                    peer.ask_clock()?;
                    if let Some(us) = round_trip_us.take() {
                        let (rtt_ms, jitter_ms, loss_percent) = (us as f32 / 1000.0, None, None);
                        socket.send(Command::ReportConnection { rtt_ms, jitter_ms, loss_percent }).await?;
                    }
                }
                text = socket.next_text() => heard.spoken.take(&text?, counting, chat_stamp)?,
                _ = stop.changed() => {}
            }
        }
        peer.close();
        socket.send(Command::Leave).await?;
        Ok(heard)
    }

    /// In, with an answer to the offer.
    async fn enter(&self, shared: &Shared) -> Result<(Socket, Peer), Failure> {
        let _turn = shared.entering.acquire().await?;
        let form = [("form[name]", self.place.name.as_str()), ("form[next]", "/lobby")];
        let entered = submit(&self.place.url, "/api/enter_as_guest", &form, &Asker::default()).await?;
        let cookies = entered.cookies.ok_or("no cookie")?;
        let mut socket = Socket::open(&self.place, &cookies).await?;
        let hello = Hello {
            protocol: PROTOCOL,
            performing: true,
            instrument: self.place.instrument,
            muted: false,
            sound_checked: true,
            resume: None,
        };
        socket.send(Command::Hello(hello)).await?;
        until(&mut socket, |message| matches!(message, ServerMessage::Snapshot(_)).then_some(())).await?;
        let mut peer = Peer::new().await?;
        let sdp = peer.offer(true, self.others);
        let asked = socket.send(Command::Offer { connection: Uuid::new_v4(), sdp }).await?;
        let answer = until(&mut socket, |message| match message {
            ServerMessage::Reply { id, result } if id == asked => Some(result),
            _ => None,
        });
        match answer.await?? {
            Reply::Answer { sdp, .. } => peer.accept(&sdp)?,
            other => return Err(format!("not an answer: {other:?}").into()),
        }
        Ok((socket, peer))
    }
}

/// Reads until a message is the one.
pub(super) async fn until<T>(
    socket: &mut Socket,
    mut wanted: impl FnMut(ServerMessage) -> Option<T>,
) -> Result<T, Failure> {
    loop {
        match socket.next().await? {
            ServerMessage::Goodbye { fault, .. } => return Err(fault.into()),
            ServerMessage::Ping => drop(socket.send(Command::Ping).await?),
            message => {
                if let Some(found) = wanted(message) {
                    return Ok(found);
                }
            }
        }
    }
}
