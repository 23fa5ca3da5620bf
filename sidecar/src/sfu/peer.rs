//! One peer: its WebRTC stack, what it publishes, and what it receives.

mod draining;
mod negotiation;
mod stack;

use super::reception::Reception;
use super::slots::{Slots, TrackId};
use super::timeline::Timeline;
use super::{CONNECT_TIME_MAX, Path, SILENCE_MAX};
use realtime::ClockStamp;
use sidecar_api::{PeerSnapshot, PeerToken, RoomToken, Slot, StreamStats, Transport};
pub use stack::{Failure, PeerStack};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;
use str0m::channel::ChannelId;
use str0m::media::{Direction, Mid, Pt};
use str0m::net::{Protocol, Receive};
use str0m::rtp::{ExtensionValues, RtpPacket, RtpWrite, Ssrc};
use str0m::{Input, Rtc};

/// Addresses that one peer may be reached at (a browser tries several before it settles).
const PATHS_MAX: usize = 16;

/// A peer.
pub struct Peer {
    /// Its name.
    pub token: PeerToken,
    /// Its room.
    pub room: RoomToken,
    /// Number of its last offer.
    pub negotiation: u32,
    /// The answer to that; empty before the first.
    pub answer: String,
    /// What it receives.
    pub slots: Slots,
    /// Where it is heard from.
    pub paths: Vec<Path>,
    rtc: Rtc,
    local: Arc<[SocketAddr]>,
    may_publish: bool,
    connected: bool,
    closing: bool,
    made: Instant,
    heard: Instant,
    lines: Vec<Line>,
    tracks: Vec<Track>,
    senders: HashMap<Mid, Sender>,
    sources: Vec<(Ssrc, Mid)>,
    channel: ChannelId,
    told: (Vec<Slot>, u16),
}

/// An audio section of the SDP.
struct Line {
    mid: Mid,
    direction: Direction,
}

/// What the peer publishes in one section. Keeps its number while the peer lives.
struct Track {
    mid: Mid,
    number: u8,
    open: bool,
    reception: Reception,
}

/// What we send in one section.
struct Sender {
    ssrc: Ssrc,
    pt: Pt,
    timeline: Timeline,
}

/// What came out of a peer.
#[expect(
    clippy::large_enum_variant,
    reason = "lives for a moment in a reused list; a box would be made for every packet"
)]
pub enum News {
    /// To send.
    Transmit(Path, Vec<u8>),
    /// Sound to pass on.
    Packet(TrackId, RtpPacket),
    /// ICE and DTLS are up.
    Connected {
        /// Its room.
        room: RoomToken,
        /// What carries it.
        transport: Transport,
    },
    /// It asks for the time.
    Clock {
        /// As received.
        stamp: ClockStamp,
    },
    /// Sound that may not be passed on.
    Muted,
}

/// What became of a datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// The stack has it.
    Taken,
    /// It is nothing that WebRTC knows.
    Garbage,
    /// Its integrity check does not fit this peer's password.
    WrongToken,
}

impl Peer {
    /// Whether it never connected, or fell silent.
    pub fn is_vanished(&self, now: Instant) -> bool {
        let (since, limit) =
            if self.connected { (self.heard, SILENCE_MAX) } else { (self.made, CONNECT_TIME_MAX) };
        now.saturating_duration_since(since) >= limit
    }

    /// Notes an address; returns the one that is forgotten for it.
    pub fn add_path(&mut self, path: Path) -> Option<Path> {
        self.paths.push(path);
        (self.paths.len() > PATHS_MAX).then(|| self.paths.remove(0))
    }

    /// Hands a datagram to the stack. [`Peer::drain`] must follow when it was taken.
    pub fn receive(&mut self, now: Instant, path: Path, datagram: &[u8], is_request: bool) -> Received {
        let proto = match path.transport {
            Transport::Udp => Protocol::Udp,
            Transport::Tcp => Protocol::Tcp,
        };
        let Ok(receive) = Receive::new(proto, path.remote, self.local_for(path.remote), datagram) else {
            return Received::Garbage;
        };
        let input = Input::Receive(now, receive);
        if is_request && !self.rtc.accepts(&input) {
            return Received::WrongToken;
        }
        self.heard = now;
        // An error here means that this datagram was refused. Whether the stack is still alive shows when it is drained;
        // if one bad datagram ended a peer, anybody who can forge an address could end it.
        let rtc = &mut self.rtc;
        match catch_unwind(AssertUnwindSafe(|| rtc.handle_input(input))) {
            Ok(Ok(())) => Received::Taken,
            Ok(Err(error)) => {
                tracing::debug!(peer = %self.token, %error, "datagram refused");
                Received::Taken
            }
            Err(_) => {
                self.rtc.disconnect();
                Received::Taken
            }
        }
    }

    /// Tells the stack the time. [`Peer::drain`] must follow.
    pub fn timeout(&mut self, now: Instant) {
        let rtc = &mut self.rtc;
        let outcome = catch_unwind(AssertUnwindSafe(|| rtc.handle_input(Input::Timeout(now))));
        if !matches!(outcome, Ok(Ok(()))) {
            self.rtc.disconnect();
        }
    }

    /// Writes a packet of `track` into the slot `mid`. Returns whether it was taken; [`Peer::drain`] must follow.
    pub fn send(&mut self, now: Instant, mid: Mid, track: TrackId, packet: &RtpPacket) -> bool {
        if !self.connected {
            return false;
        }
        let Some(sender) = self.senders.get_mut(&mid) else { return false };
        let header = &packet.header;
        let Some(placed) = sender.timeline.place((track, header.ssrc), *packet.seq_no, header.timestamp, now)
        else {
            return false;
        };
        let mut api = self.rtc.direct_api();
        let Some(stream) = api.stream_tx(&sender.ssrc) else { return false };
        let level = ExtensionValues {
            audio_level: header.ext_vals.audio_level,
            voice_activity: header.ext_vals.voice_activity,
            ..ExtensionValues::default()
        };
        let write =
            RtpWrite::new(sender.pt, placed.seq.into(), placed.timestamp, now, packet.payload.clone())
                .marker(placed.starts || header.marker)
                .ext_vals(level);
        stream.write_rtp(write);
        true
    }

    /// Sends on the data channel, when it is open and has room. [`Peer::drain`] must follow.
    pub fn send_data(&mut self, data: &[u8]) {
        let Some(mut channel) = self.rtc.channel(self.channel) else { return };
        // A full buffer drops the message: it is unreliable anyway, and the next one is soon asked for.
        if let Err(error) = channel.write(true, data) {
            tracing::debug!(peer = %self.token, %error, "data channel refused");
        }
    }

    /// Allows or forbids its sound. Returns whether that is a change.
    pub fn permit(&mut self, may_publish: bool) -> bool {
        let changed = self.may_publish != may_publish;
        self.may_publish = may_publish;
        if changed {
            self.tracks.iter_mut().for_each(|track| track.reception.interrupt());
        }
        changed
    }

    /// What comes in a slot makes a pause that is no loss.
    pub fn interrupt(&mut self, mid: Mid) {
        if let Some(sender) = self.senders.get_mut(&mid) {
            sender.timeline.interrupt();
        }
    }

    /// What it publishes now.
    pub fn tracks(&self) -> impl Iterator<Item = TrackId> + '_ {
        self.tracks.iter().filter(|track| track.open).map(|track| self.track_id(track.number))
    }

    /// Puts other peers' tracks into its slots; returns what to tell the server, when that changed.
    pub fn assign(&mut self, tracks: &[TrackId]) -> Option<(Vec<Slot>, u16)> {
        let others: Vec<TrackId> = tracks.iter().filter(|track| track.from != self.token).copied().collect();
        self.slots.assign(&others);
        let now = (self.slots_used(), self.slots.missing());
        if self.told == now {
            return None;
        }
        self.told = now.clone();
        Some(now)
    }

    /// As the server may see it.
    pub fn snapshot(&self) -> PeerSnapshot {
        PeerSnapshot {
            peer: self.token,
            connected: self.connected,
            may_publish: self.may_publish,
            slots: self.slots_used(),
        }
    }

    /// Adds the numbers of what it publishes.
    pub fn report_into(&mut self, streams: &mut Vec<StreamStats>) {
        for track in self.tracks.iter_mut().filter(|track| track.open) {
            let report = track.reception.report();
            if report.packets > 0 {
                streams.push(StreamStats {
                    peer: self.token,
                    track: track.number,
                    packets: report.packets,
                    bytes: report.bytes,
                    lost: report.lost,
                    jitter_ms: report.jitter_ms,
                    level_dbov: report.level_dbov,
                });
            }
        }
    }

    fn track_id(&self, track: u8) -> TrackId {
        TrackId { from: self.token, track }
    }

    fn slots_used(&self) -> Vec<Slot> {
        let slot = |(mid, track): (Mid, TrackId)| Slot {
            mid: mid.to_string(),
            from: track.from,
            track: track.track,
        };
        self.slots.used().map(slot).collect()
    }

    /// Which of our addresses a datagram from `remote` went to. The socket listens on all of them and does not say; ICE
    /// only needs one that we announced, of the right family, and the kernel picks the way back by itself.
    fn local_for(&self, remote: SocketAddr) -> SocketAddr {
        let fits = |local: &&SocketAddr| {
            local.is_ipv4() == remote.is_ipv4() && local.ip().is_loopback() == remote.ip().is_loopback()
        };
        *self.local.iter().find(fits).unwrap_or(&self.local[0])
    }
}
