//! The WebRTC connection of a musician: one UDP socket, one track to send, a pool of slots to receive.

mod local;

use crate::monotonic_us;
use crate::sound::Encoded;
use realtime::ClockStamp;
use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Instant;
use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::channel::{ChannelConfig, ChannelId, Reliability};
use str0m::media::{Direction, MediaKind, Mid};
use str0m::net::{Protocol, Receive};
use str0m::rtp::{Extension, ExtensionValues, RtpWrite};
use str0m::{Candidate, Event, Input, Output, Rtc, RtcError};
use tokio::net::UdpSocket;

const DATAGRAM_BYTES_MAX: usize = 2_000;

/// The connection. Nothing happens in it unless [`Peer::next`] is awaited.
pub struct Peer {
    rtc: Rtc,
    socket: UdpSocket,
    locals: Vec<SocketAddr>,
    pending: Option<SdpPendingOffer>,
    channel: Option<ChannelId>,
    track: Option<Mid>,
    slots: usize,
    seq: u64,
    connected: bool,
    cut: bool,
    deadline: Instant,
    news: VecDeque<PeerEvent>,
    buffer: Box<[u8; DATAGRAM_BYTES_MAX]>,
}

/// What a connection reports.
#[derive(Clone, Debug, PartialEq)]
pub enum PeerEvent {
    /// ICE and DTLS are up.
    Connected,
    /// A packet of sound came in.
    Packet(Heard),
    /// An answer to [`Peer::ask_clock`], and when it came in (µs, CLOCK_MONOTONIC).
    Clock(ClockStamp, u64),
}

/// A packet that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Its slot.
    pub mid: Mid,
    /// Extended sequence number.
    pub seq: u64,
    /// RTP timestamp.
    pub timestamp: u32,
    /// Opus.
    pub payload: Vec<u8>,
    /// When it came in: µs, CLOCK_MONOTONIC.
    pub at_us: u64,
}

/// The connection is of no use any more.
#[derive(Debug, thiserror::Error)]
pub enum PeerError {
    /// The socket.
    #[error("socket: {0}")]
    Socket(#[from] io::Error),
    /// The WebRTC stack.
    #[error("media: {0}")]
    Media(#[from] RtcError),
    /// The other side ended it.
    #[error("the other side closed the connection")]
    Closed,
    /// An answer came to no offer.
    #[error("an answer came to no offer")]
    NoOffer,
}

impl Peer {
    /// A connection that has not been offered yet.
    pub async fn new() -> Result<Self, PeerError> {
        let now = Instant::now();
        let rtc = Rtc::builder()
            .set_rtp_mode(true)
            .clear_codecs()
            .enable_opus(true, false)
            .clear_extension_map()
            .set_extension(1, Extension::AudioLevel)
            .set_extension(4, Extension::RtpMid)
            .build(now);
        Ok(Peer {
            rtc,
            socket: UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).await?,
            locals: Vec::new(),
            pending: None,
            channel: None,
            track: None,
            slots: 0,
            seq: 0,
            connected: false,
            cut: false,
            deadline: now,
            news: VecDeque::new(),
            buffer: Box::new([0; DATAGRAM_BYTES_MAX]),
        })
    }

    /// Makes an SDP offer: with a track to send if `publish` (once), and so many more slots.
    pub fn offer(&mut self, publish: bool, more_slots: usize) -> String {
        let mut api = self.rtc.sdp_api();
        if self.channel.is_none() {
            let (label, id) = realtime::DATA_CHANNEL;
            self.channel = Some(api.add_channel_with_config(ChannelConfig {
                label: label.into(),
                ordered: false,
                reliability: Reliability::MaxRetransmits { retransmits: 0 },
                negotiated: Some(id),
                protocol: String::new(),
            }));
        }
        if publish && self.track.is_none() {
            self.track = Some(api.add_media(MediaKind::Audio, Direction::SendOnly, None, None, None));
        }
        for _ in 0..more_slots {
            api.add_media(MediaKind::Audio, Direction::RecvOnly, None, None, None);
        }
        self.slots += more_slots;
        let Some((offer, pending)) = api.apply() else { return String::new() };
        self.pending = Some(pending);
        offer.to_sdp_string()
    }

    /// Cuts the network, or mends it: while it is cut, nothing goes out and what comes in is lost.
    pub fn cut(&mut self, cut: bool) {
        self.cut = cut;
    }

    /// Slots offered so far.
    pub fn slots(&self) -> usize {
        self.slots
    }

    /// Takes the answer to the last offer.
    pub fn accept(&mut self, answer: &str) -> Result<(), PeerError> {
        let pending = self.pending.take().ok_or(PeerError::NoOffer)?;
        let sdp = SdpAnswer::from_sdp_string(answer).map_err(RtcError::from)?;
        let port = self.socket.local_addr()?.port();
        for ip in local::towards(answer) {
            let local = SocketAddr::new(ip, port);
            if !self.locals.contains(&local) {
                self.locals.push(local);
                self.rtc.add_local_candidate(Candidate::host(local, "udp").map_err(RtcError::from)?);
            }
        }
        self.rtc.sdp_api().accept_answer(pending, sdp)?;
        self.drain()
    }

    /// Sends a packet; `timestamp` counts samples. Does nothing before the connection is up.
    pub fn send(&mut self, encoded: Encoded, timestamp: u32) -> Result<(), PeerError> {
        let Some(mid) = self.track.filter(|_| self.connected) else { return Ok(()) };
        let Some(pt) = self.rtc.media(mid).and_then(|media| media.remote_pts().first().copied()) else {
            return Ok(());
        };
        let mut api = self.rtc.direct_api();
        let Some(stream) = api.stream_tx_by_mid(mid, None) else { return Ok(()) };
        let level = ExtensionValues {
            audio_level: Some(encoded.level_dbov),
            voice_activity: Some(encoded.level_dbov > -50),
            ..ExtensionValues::default()
        };
        let write = RtpWrite::new(pt, self.seq.into(), timestamp, Instant::now(), encoded.packet);
        stream.write_rtp(write.marker(self.seq == 0).ext_vals(level));
        self.seq += 1;
        self.drain()
    }

    /// Asks the sidecar for its time over the data channel, when that is open.
    pub fn ask_clock(&mut self) -> Result<(), PeerError> {
        if let Some(mut channel) = self.channel.and_then(|id| self.rtc.channel(id)) {
            let ask = ClockStamp { t0_us: monotonic_us(), t1_us: 0, t2_us: 0 };
            // A full buffer means that this question is lost, as it may be on the way.
            let _taken = channel.write(true, &ask.encode())?;
        }
        self.drain()
    }

    /// Moves packets until something is to be reported. Safe to cancel.
    pub async fn next(&mut self) -> Result<PeerEvent, PeerError> {
        loop {
            if let Some(news) = self.news.pop_front() {
                return Ok(news);
            }
            if !self.rtc.is_alive() {
                return Err(PeerError::Closed);
            }
            tokio::select! {
                received = self.socket.recv_from(&mut self.buffer[..]) => match received {
                    Ok((length, from)) => self.take(length, from)?,
                    // Nobody listens there (yet, or any more): ICE finds out by itself.
                    Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {}
                    Err(error) => return Err(error.into()),
                },
                () = tokio::time::sleep_until(self.deadline.into()) => {
                    self.rtc.handle_input(Input::Timeout(Instant::now()))?;
                    self.drain()?;
                }
            }
        }
    }

    /// Says goodbye to the sidecar.
    pub fn close(mut self) {
        let closed = self.rtc.close().map_err(PeerError::from).and_then(|()| self.drain());
        if let Err(error) = closed {
            tracing::debug!(%error, "no goodbye");
        }
    }

    fn take(&mut self, length: usize, from: SocketAddr) -> Result<(), PeerError> {
        if self.cut {
            return Ok(());
        }
        let to = self.locals.iter().find(|local| local.ip().is_loopback() == from.ip().is_loopback());
        let Some(to) = to.or(self.locals.first()).copied() else { return Ok(()) };
        let Ok(receive) = Receive::new(Protocol::Udp, from, to, &self.buffer[..length]) else {
            return Ok(());
        };
        self.rtc.handle_input(Input::Receive(Instant::now(), receive))?;
        self.drain()
    }

    fn drain(&mut self) -> Result<(), PeerError> {
        let mut woken = 0;
        loop {
            match self.rtc.poll_output()? {
                Output::Timeout(at) if at <= Instant::now() && woken < 2 && self.rtc.is_alive() => {
                    woken += 1;
                    self.rtc.handle_input(Input::Timeout(Instant::now()))?;
                }
                Output::Timeout(at) => {
                    self.deadline = at;
                    return Ok(());
                }
                Output::Transmit(_) if self.cut => {}
                Output::Transmit(transmit) => {
                    // What does not go out now is lost, as on any network.
                    if let Err(error) = self.socket.try_send_to(&transmit.contents, transmit.destination) {
                        tracing::trace!(%error, "not sent");
                    }
                }
                Output::Event(event) => self.take_event(event),
            }
        }
    }

    fn take_event(&mut self, event: Event) {
        match event {
            Event::Connected => {
                self.connected = true;
                self.news.push_back(PeerEvent::Connected);
            }
            Event::RtpPacket(packet) => {
                let stream = self.rtc.direct_api().stream_rx(&packet.header.ssrc).map(|stream| stream.mid());
                let Some(mid) = stream else { return };
                self.news.push_back(PeerEvent::Packet(Heard {
                    mid,
                    seq: *packet.seq_no,
                    timestamp: packet.header.timestamp,
                    payload: packet.payload.to_vec(),
                    at_us: monotonic_us(),
                }));
            }
            Event::ChannelData(data) => {
                let stamp = ClockStamp::decode(&data.data);
                self.news.extend(stamp.map(|stamp| PeerEvent::Clock(stamp, monotonic_us())));
            }
            _ => {}
        }
    }
}
