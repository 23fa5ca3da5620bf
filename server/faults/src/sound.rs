//! One person's media connection: made anew whenever it is lost, as the page does.

use crate::backoff::Backoff;
use crate::view::Shared;
use model::{Fault, ParticipantId};
use musician::peer::{Peer, PeerError, PeerEvent};
use musician::sound::{Encoder, Source, Tone};
use musician::{FRAME_SAMPLES, FRAME_TIME};
use realtime::{Command, Reply, Slot};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Slots of the first offer: more than there are people.
const SLOTS: usize = 8;
/// As in the page: a connection that is not there after so long is given up.
const SET_UP: Duration = Duration::from_secs(8);

/// The sound of one person.
pub struct Sound {
    source: Tone,
    encoder: Encoder,
    origin: Instant,
    frame: u64,
    connection: Option<Connection>,
    backoff: Backoff,
    retry: Option<Instant>,
    cut: bool,
}

struct Connection {
    id: Uuid,
    peer: Peer,
    made: Instant,
    is_up: bool,
    /// The id of the offer that waits for its answer.
    asked: Option<u32>,
    slots: HashMap<String, ParticipantId>,
}

impl Sound {
    /// A tone of this pitch, in Hz.
    pub fn new(hz: f64) -> anyhow::Result<Self> {
        let (encoder, origin) = (Encoder::new()?, Instant::now());
        Ok(Sound {
            source: Tone { hz },
            encoder,
            origin,
            frame: 0,
            connection: None,
            backoff: Backoff::default(),
            retry: None,
            cut: false,
        })
    }

    /// Cuts the network, or mends it.
    pub fn cut(&mut self, cut: bool) {
        self.cut = cut;
        if let Some(connection) = &mut self.connection {
            connection.peer.cut(cut);
        }
    }

    /// Begins a new connection; the offer to be sent with it, and its id. `Sound::asked` is told the message's id.
    pub async fn offer(&mut self) -> Result<Command, PeerError> {
        self.retry = None;
        let mut peer = Peer::new().await?;
        peer.cut(self.cut);
        let (id, sdp) = (Uuid::new_v4(), peer.offer(true, SLOTS));
        let (made, slots) = (Instant::now(), HashMap::new());
        self.connection = Some(Connection { id, peer, made, is_up: false, asked: None, slots });
        Ok(Command::Offer { connection: id, sdp })
    }

    /// The offer was sent with this message.
    pub fn asked(&mut self, message: u32) {
        if let Some(connection) = &mut self.connection {
            connection.asked = Some(message);
        }
    }

    /// Whether a reply is for the offer; takes it then.
    pub fn take_reply(&mut self, message: u32, result: &Result<Reply, Fault>) -> bool {
        let Some(connection) = self.connection.as_mut().filter(|there| there.asked == Some(message)) else {
            return false;
        };
        connection.asked = None;
        let accepted = match result {
            Ok(Reply::Answer { sdp, .. }) => connection.peer.accept(sdp).is_ok(),
            Ok(_) | Err(_) => false,
        };
        if !accepted {
            self.fail();
        }
        true
    }

    /// Which slot carries whom.
    pub fn take_slots(&mut self, id: Uuid, slots: &[Slot]) {
        if let Some(connection) = self.connection.as_mut().filter(|there| there.id == id) {
            connection.slots = slots.iter().map(|slot| (slot.mid.clone(), slot.participant)).collect();
        }
    }

    /// The server says that a connection is gone.
    pub fn lost(&mut self, id: Uuid) {
        if self.connection.as_ref().is_some_and(|there| there.id == id) {
            self.fail();
        }
    }

    /// Lets go of it; nothing is tried until [`Sound::offer`].
    pub fn end(&mut self) {
        self.connection = None;
        self.retry = None;
        self.backoff.reset();
    }

    /// Whether there is a connection, or will be.
    pub fn is_alive(&self) -> bool {
        self.connection.is_some() || self.retry.is_some()
    }

    /// Whether a new connection is due now.
    pub fn is_due(&mut self) -> bool {
        let now = Instant::now();
        if self.connection.as_ref().is_some_and(|there| !there.is_up && now >= there.made + SET_UP) {
            self.fail();
        }
        self.retry.is_some_and(|retry| now >= retry)
    }

    /// The next thing that the connection reports, noted in `view`; never, while there is none. Safe to cancel.
    pub async fn next(&mut self, view: &Shared) {
        let Some(connection) = &mut self.connection else { return std::future::pending().await };
        match connection.peer.next().await {
            Ok(PeerEvent::Connected) => {
                connection.is_up = true;
                view.lock().connections += 1;
                self.backoff.reset();
            }
            Ok(PeerEvent::Packet(heard)) => {
                if let Some(who) = connection.slots.get(&*heard.mid) {
                    *view.lock().heard.entry(*who).or_default() += 1;
                }
            }
            Ok(PeerEvent::Clock(..)) => {}
            Err(_) => self.fail(),
        }
    }

    /// Sends the frames whose time has come.
    pub fn play(&mut self) {
        let due = (self.origin.elapsed().as_micros() / FRAME_TIME.as_micros()) as u64 + 1;
        let mut failed = false;
        if let Some(connection) = &mut self.connection {
            for frame in self.frame.max(due.saturating_sub(10))..due {
                let mut samples = [0.0; FRAME_SAMPLES * 2];
                self.source.fill(frame, &mut samples);
                let timestamp = (frame as u32).wrapping_mul(FRAME_SAMPLES as u32);
                let Ok(encoded) = self.encoder.encode(&samples) else { continue };
                failed |= connection.peer.send(encoded, timestamp).is_err();
            }
        }
        self.frame = due;
        if failed {
            self.fail();
        }
    }

    fn fail(&mut self) {
        self.connection = None;
        let wait_ms = self.backoff.next_ms(rand::random());
        self.retry = Some(Instant::now() + Duration::from_millis(wait_ms.into()));
    }
}
