//! The forwarding core. It takes datagrams, commands and the time, and gives back datagrams and events.
//!
//! Nothing in here reads a clock or touches a socket. Call a method, then take everything out with [`Sfu::poll`], and
//! call [`Sfu::timeout`] when [`Sfu::next_timeout`] has come.
//!
//! A datagram finds its peer by the address it came from, in constant time; the first one of a peer (a STUN request) by
//! the ufrag in it. One peer's stack can fail, or even panic on hostile input, without taking anybody else with it.

mod answer;
mod commands;
mod exchange;
mod peer;
mod reception;
mod room;
mod slots;
mod stun;
#[cfg(test)]
mod tests;
mod ticking;
mod timeline;
mod timers;

pub use exchange::{Output, Path, SfuConfig, Totals};
use peer::{News, Peer, PeerStack};
use room::Room;
use sidecar_api::{Event, GoneReason, PeerToken, RoomToken, Transport};
pub use slots::{Slots, TrackId};
use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};
use str0m::media::Mid;
use str0m::rtp::RtpPacket;
use ticking::TICK;
use timers::Timers;

/// Largest datagram or TCP frame that is looked at, in bytes. WebRTC keeps below 1500; more could not be passed on.
pub const DATAGRAM_BYTES_MAX: usize = 1500;
/// Most peers in the whole sidecar.
pub const PEERS_MAX: usize = 2_000;
/// A peer that is not connected so long after its offer is dropped.
pub const CONNECT_TIME_MAX: Duration = Duration::from_secs(10);
/// A connected peer that is not heard for so long is dropped. Browsers check their connection every 2.5 s.
pub const SILENCE_MAX: Duration = Duration::from_secs(6);

/// All rooms and peers. See the module.
pub struct Sfu {
    config: SfuConfig,
    stack: PeerStack,
    peers: HashMap<PeerToken, Peer>,
    rooms: HashMap<RoomToken, Room>,
    by_path: HashMap<Path, PeerToken>,
    by_ufrag: HashMap<String, PeerToken>,
    timers: Timers,
    next_tick: Instant,
    ticks: u8,
    output: VecDeque<Output>,
    /// Received and not yet passed on.
    received: VecDeque<(TrackId, RtpPacket)>,
    totals: Totals,
    /// Kept between calls so that nothing is allocated for each packet.
    news: Vec<News>,
    receivers: Vec<(PeerToken, Mid)>,
}

impl Sfu {
    /// An empty one.
    pub fn new(config: SfuConfig, now: Instant) -> Self {
        let stack = PeerStack::new(&config.addresses);
        Sfu {
            config,
            stack,
            peers: HashMap::new(),
            rooms: HashMap::new(),
            by_path: HashMap::new(),
            by_ufrag: HashMap::new(),
            timers: Timers::default(),
            next_tick: now + TICK,
            ticks: 0,
            output: VecDeque::new(),
            received: VecDeque::new(),
            totals: Totals::default(),
            news: Vec::new(),
            receivers: Vec::new(),
        }
    }

    /// Takes the next thing to do.
    pub fn poll(&mut self) -> Option<Output> {
        self.output.pop_front()
    }

    /// When to call [`Sfu::timeout`] at the latest.
    pub fn next_timeout(&self) -> Instant {
        self.timers.next().map_or(self.next_tick, |at| at.min(self.next_tick))
    }

    /// Totals since the start.
    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// Rooms and peers now.
    pub fn counts(&self) -> (usize, usize) {
        (self.rooms.len(), self.peers.len())
    }

    /// Whether datagrams on this path belong to a peer.
    pub fn knows(&self, path: Path) -> bool {
        self.by_path.contains_key(&path)
    }

    /// Takes a datagram or TCP frame that came in at `now`.
    pub fn receive(&mut self, now: Instant, path: Path, datagram: &[u8]) {
        if datagram.len() > DATAGRAM_BYTES_MAX {
            self.totals.dropped_garbage += 1;
            return;
        }
        let ufrag = stun::local_ufrag(datagram);
        let found = match ufrag {
            Some(ufrag) => self.by_ufrag.get(ufrag),
            None => self.by_path.get(&path),
        };
        let Some((token, peer)) = found.and_then(|token| Some((*token, self.peers.get_mut(token)?))) else {
            self.totals.dropped_stranger += 1;
            return;
        };
        match peer.receive(now, path, datagram, ufrag.is_some()) {
            peer::Received::Taken => {}
            peer::Received::Garbage => {
                self.totals.dropped_garbage += 1;
                return;
            }
            peer::Received::WrongToken => {
                self.totals.dropped_stranger += 1;
                return;
            }
        }
        self.totals.packets_in += 1;
        self.totals.bytes_in += datagram.len() as u64;
        if ufrag.is_some() {
            self.remember_path(path, token);
        }
        self.drain(now, token);
        self.forward(now);
    }

    /// A TCP connection is gone.
    pub fn path_closed(&mut self, path: Path) {
        if let Some(peer) = self.by_path.remove(&path).and_then(|token| self.peers.get_mut(&token)) {
            peer.paths.retain(|known| *known != path);
        }
    }

    /// Does what is due at `now`.
    pub fn timeout(&mut self, now: Instant) {
        while let Some(token) = self.timers.due(now) {
            if let Some(peer) = self.peers.get_mut(&token) {
                peer.timeout(now);
                self.drain(now, token);
            }
        }
        self.forward(now);
        if now >= self.next_tick {
            self.next_tick = now + TICK;
            self.tick(now);
        }
    }

    fn remember_path(&mut self, path: Path, token: PeerToken) {
        let before = self.by_path.insert(path, token);
        if before == Some(token) {
            return;
        }
        if let Some(other) = before.and_then(|before| self.peers.get_mut(&before)) {
            other.paths.retain(|known| *known != path);
        }
        if let Some(forgotten) = self.peers.get_mut(&token).and_then(|peer| peer.add_path(path)) {
            self.by_path.remove(&forgotten);
        }
    }

    /// Takes everything out of a peer's stack, as must be done after each thing put in.
    fn drain(&mut self, now: Instant, token: PeerToken) {
        let Some(peer) = self.peers.get_mut(&token) else { return };
        let mut all = std::mem::take(&mut self.news);
        let outcome = peer.drain(now, &mut all);
        for news in all.drain(..) {
            self.take_news(now, token, news);
        }
        self.news = all;
        match outcome {
            Ok(deadline) => self.timers.set(token, deadline),
            Err(failure) => {
                self.totals.peers_panicked += u64::from(failure.panicked);
                self.drop_peer(now, token, failure.reason);
            }
        }
    }

    fn take_news(&mut self, now: Instant, token: PeerToken, news: News) {
        match news {
            News::Transmit(path, datagram) => {
                self.totals.packets_out += 1;
                self.totals.bytes_out += datagram.len() as u64;
                self.output.push_back(Output::Transmit(path, datagram));
            }
            News::Packet(track, packet) => self.received.push_back((track, packet)),
            News::Connected { room, transport } => {
                self.output.push_back(Output::Event(Event::PeerUp { room, peer: token, transport }));
            }
            News::Clock { stamp } => self.answer_clock(now, token, stamp),
            News::Muted => self.totals.dropped_muted += 1,
        }
    }

    /// Passes received packets on to everybody who has them in a slot.
    fn forward(&mut self, now: Instant) {
        while let Some((track, packet)) = self.received.pop_front() {
            let Some(publisher) = self.peers.get(&track.from) else { continue };
            let Some(room) = self.rooms.get(&publisher.room) else { continue };
            let mut receivers = std::mem::take(&mut self.receivers);
            receivers.extend_from_slice(room.receivers(track));
            for (token, mid) in receivers.drain(..) {
                let Some(peer) = self.peers.get_mut(&token) else { continue };
                if peer.send(now, mid, track, &packet) {
                    self.totals.forwarded += 1;
                    self.drain(now, token);
                }
            }
            self.receivers = receivers;
        }
    }

    fn answer_clock(&mut self, now: Instant, token: PeerToken, stamp: realtime::ClockStamp) {
        let (at, at_us) = self.config.clock;
        let now_us = at_us + now.saturating_duration_since(at).as_micros() as u64;
        // Both stamps are the same: between taking the datagram and handing out the answer lie a few microseconds.
        let answer = realtime::ClockStamp { t1_us: now_us, t2_us: now_us, ..stamp };
        if let Some(peer) = self.peers.get_mut(&token) {
            peer.send_data(&answer.encode());
            self.drain(now, token);
        }
    }

    fn drop_peer(&mut self, now: Instant, token: PeerToken, reason: GoneReason) {
        let Some(mut peer) = self.peers.remove(&token) else { return };
        for datagram in peer.close(now) {
            self.output.push_back(Output::Transmit(datagram.0, datagram.1));
        }
        self.timers.remove(token);
        for path in peer.paths.iter().copied() {
            self.by_path.remove(&path);
            if path.transport == Transport::Tcp {
                self.output.push_back(Output::Hangup(path));
            }
        }
        self.by_ufrag.retain(|_, owner| *owner != token);
        tracing::info!(room = %peer.room, peer = %token, ?reason, "peer is gone");
        self.output.push_back(Output::Event(Event::PeerGone { room: peer.room, peer: token, reason }));
        if let Some(room) = self.rooms.get_mut(&peer.room)
            && room.remove(token)
        {
            self.rooms.remove(&peer.room);
        }
        self.assign(peer.room);
    }

    /// Brings everybody's slots in a room up to date with who publishes, and says what changed.
    fn assign(&mut self, token: RoomToken) {
        let Some(room) = self.rooms.get_mut(&token) else { return };
        let members: Vec<PeerToken> = room.peers().collect();
        let tracks: Vec<TrackId> =
            members.iter().filter_map(|peer| self.peers.get(peer)).flat_map(Peer::tracks).collect();
        room.clear_receivers();
        for member in members {
            let Some(peer) = self.peers.get_mut(&member) else { continue };
            if let Some((slots, missing)) = peer.assign(&tracks) {
                self.output.push_back(Output::Event(Event::Slots {
                    room: token,
                    peer: member,
                    slots,
                    missing,
                }));
            }
            for (mid, track) in peer.slots.used() {
                room.add_receiver(track, member, mid);
            }
        }
    }
}
