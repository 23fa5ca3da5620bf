//! Native peers that play to each other.

use crate::peer::{Heard, Peer, PeerEvent};
use crate::sound::{Encoded, Source, Tone};
use crate::stamp::{read_stamp, stamp};
use crate::{FRAME_SAMPLES, FRAME_TIME, SAMPLE_RATE, monotonic_us};
use opus::{Application, Channels};
use sidecar_api::client::Client;
use sidecar_api::{Connect, PeerToken, RoomToken};
use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use str0m::media::Mid;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};
use uuid::Uuid;

type Failure = Box<dyn Error + Send + Sync>;

/// All peers must be connected after so long.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(15);
/// Packets that are encoded beforehand and played over and over, so that encoding does not compete with the sidecar.
const PACKETS: u64 = 100;

/// Running peers.
pub struct Load {
    tasks: JoinSet<Result<Sample, Failure>>,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    rooms: Vec<RoomToken>,
    client: Client,
}

struct Shared {
    counting: AtomicBool,
    connected: AtomicUsize,
    packets: Vec<Vec<u8>>,
}

/// What was heard while counting.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// Packets.
    pub received: u64,
    /// Packets that did not come.
    pub lost: u64,
    /// From just before encryption at the sender to the receiver's socket, µs each.
    pub latencies_us: Vec<u32>,
    /// How long was counted.
    pub time: Duration,
}

impl Load {
    /// Fills so many rooms with so many peers each, and waits until all are connected.
    pub async fn start(client: &Client, rooms: u16, peers: u16) -> Result<Self, Failure> {
        let shared = Arc::new(Shared {
            counting: AtomicBool::new(false),
            connected: AtomicUsize::new(0),
            packets: packets(FRAME_SAMPLES)?,
        });
        let (stop, stopped) = watch::channel(false);
        let mut load =
            Load { tasks: JoinSet::new(), shared, stop, rooms: Vec::new(), client: client.clone() };
        for _ in 0..rooms {
            let room = RoomToken(Uuid::new_v4());
            load.rooms.push(room);
            for _ in 0..peers {
                let mut peer = Peer::new().await?;
                let offer = peer.offer(true, usize::from(peers) - 1);
                let connect = Connect { negotiation: 1, offer, may_publish: true };
                let token = PeerToken(Uuid::new_v4());
                let connected = load.client.connect_peer(room, token, &connect).await?;
                peer.accept(&connected.answer)?;
                load.tasks.spawn(perform(peer, Arc::clone(&load.shared), stopped.clone()));
            }
        }
        load.wait_for(usize::from(rooms) * usize::from(peers)).await?;
        Ok(load)
    }

    /// Starts or stops counting.
    pub fn count(&self, counting: bool) {
        self.shared.counting.store(counting, Ordering::Relaxed);
    }

    /// Ends all peers; returns what they heard.
    pub async fn stop(mut self) -> Result<Sample, Failure> {
        self.stop.send_replace(true);
        let mut all = Sample::default();
        while let Some(ended) = self.tasks.join_next().await {
            let one = ended??;
            all.received += one.received;
            all.lost += one.lost;
            all.latencies_us.extend(one.latencies_us);
        }
        for room in self.rooms {
            self.client.remove_room(room).await?;
        }
        Ok(all)
    }

    async fn wait_for(&mut self, peers: usize) -> Result<(), Failure> {
        let connected = async {
            while self.shared.connected.load(Ordering::Relaxed) < peers {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let waited = tokio::time::timeout(CONNECT_TIME_MAX, connected).await;
        waited.map_err(|_| "not all peers could connect".into())
    }
}

async fn perform(
    mut peer: Peer,
    shared: Arc<Shared>,
    mut stop: watch::Receiver<bool>,
) -> Result<Sample, Failure> {
    let mut sample = Sample::default();
    let mut newest: HashMap<Mid, u64> = HashMap::new();
    let mut ticks = interval(FRAME_TIME);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut n = 0_usize;
    while !*stop.borrow() {
        tokio::select! {
            event = peer.next() => match event? {
                PeerEvent::Connected => {
                    shared.connected.fetch_add(1, Ordering::Relaxed);
                }
                PeerEvent::Packet(heard) => {
                    let counting = shared.counting.load(Ordering::Relaxed);
                    take(&heard, counting, &mut newest, &mut sample);
                }
                PeerEvent::Clock(..) => {}
            },
            _ = ticks.tick() => {
                let plain = &shared.packets[n % shared.packets.len()];
                let packet = stamp(plain, monotonic_us()).unwrap_or_default();
                peer.send(Encoded { packet, level_dbov: -15 }, (n * FRAME_SAMPLES) as u32)?;
                n += 1;
            }
            _ = stop.changed() => {}
        }
    }
    peer.close();
    Ok(sample)
}

pub(super) fn take(heard: &Heard, counting: bool, newest: &mut HashMap<Mid, u64>, sample: &mut Sample) {
    let before = newest.insert(heard.mid, heard.seq);
    if !counting {
        return;
    }
    sample.received += 1;
    if let Some(before) = before {
        sample.lost += heard.seq.saturating_sub(before + 1);
    }
    if let Some(sent_us) = read_stamp(&heard.payload) {
        sample.latencies_us.push(u32::try_from(heard.at_us.saturating_sub(sent_us)).unwrap_or(u32::MAX));
    }
}

/// Music-like packets of so many samples, 96 kbit/s.
pub(super) fn packets(frame_samples: usize) -> Result<Vec<Vec<u8>>, Failure> {
    let mut encoder = opus::Encoder::new(SAMPLE_RATE, Channels::Stereo, Application::Audio)?;
    encoder.set_bitrate(opus::Bitrate::Bits(96_000))?;
    let mut tone = Tone { hz: 220.0 };
    let mut played = 0;
    let packet = |_| {
        let mut frame = vec![0.0; frame_samples * 2];
        for part in frame.as_chunks_mut::<{ FRAME_SAMPLES * 2 }>().0 {
            tone.fill(played, part);
            played += 1;
        }
        Ok(encoder.encode_vec_float(&frame, 1_500)?)
    };
    (0..PACKETS).map(packet).collect()
}
