//! A core, its clients, and a network between them that delivers at once. Time only moves in [`Rig::run`].

use crate::sfu::{Output as SfuOutput, Path, Sfu, SfuConfig};
use realtime::ClockStamp;
use sidecar_api::{Connect, Event, PeerToken, Permit, Refused, RoomToken, Slot, Transport};
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use str0m::change::SdpAnswer;
use str0m::channel::{ChannelConfig, ChannelId, Reliability};
use str0m::media::{Direction, MediaKind, Mid};
use str0m::net::{Protocol, Receive, TcpType};
use str0m::rtp::{ExtensionValues, RtpWrite};
use str0m::{Candidate, Event as RtcEvent, Input, Output, Rtc};
use uuid::Uuid;

pub const STEP: Duration = Duration::from_millis(5);
pub const SERVER: &str = "192.0.2.1:10000";

pub struct Rig {
    pub now: Instant,
    pub sfu: Sfu,
    pub clients: Vec<Client>,
    pub events: Vec<Event>,
    /// Connections that the core wants closed.
    pub hangups: Vec<Path>,
    /// Everything that clients sent, to throw about.
    pub recorded: Vec<(Path, Vec<u8>)>,
}

pub struct Client {
    pub rtc: Rtc,
    pub token: PeerToken,
    pub room: RoomToken,
    pub path: Path,
    pub negotiation: u32,
    pub connected: bool,
    /// Cut off from the network.
    pub silent: bool,
    pub playing: bool,
    pub heard: Vec<Heard>,
    pub clock: Vec<ClockStamp>,
    pub published: Option<Mid>,
    pub channel: Option<ChannelId>,
    pub closed: bool,
    seq: u64,
    outbox: VecDeque<Vec<u8>>,
}

/// A packet that a client received.
#[derive(Clone, Debug)]
pub struct Heard {
    pub mid: Mid,
    pub seq: u64,
    pub timestamp: u32,
    pub payload: Vec<u8>,
    pub level: Option<i8>,
}

pub fn room(n: u128) -> RoomToken {
    RoomToken(Uuid::from_u128(n))
}

impl Rig {
    pub fn new() -> Self {
        let now = Instant::now();
        let config = SfuConfig { addresses: vec![SERVER.parse().unwrap()], clock: (now, 5_000_000) };
        Rig {
            now,
            sfu: Sfu::new(config, now),
            clients: Vec::new(),
            events: Vec::new(),
            hangups: Vec::new(),
            recorded: Vec::new(),
        }
    }

    /// Adds a client that publishes `tracks` tracks and has `slots` slots, and connects it.
    pub fn join(&mut self, room_number: u128, tracks: usize, slots: usize) -> usize {
        let index = self.add(room_number, Transport::Udp);
        self.offer(index, tracks, slots, true).unwrap();
        index
    }

    pub fn add(&mut self, room_number: u128, transport: Transport) -> usize {
        let index = self.clients.len();
        let client = Client::new(self.now, room(room_number), index, transport);
        self.clients.push(client);
        index
    }

    /// Offers so many more tracks and slots.
    pub fn offer(&mut self, index: usize, tracks: usize, slots: usize, may: bool) -> Result<(), Refused> {
        let client = &mut self.clients[index];
        client.negotiation += 1;
        let mut api = client.rtc.sdp_api();
        if client.channel.is_none() {
            let (label, id) = realtime::DATA_CHANNEL;
            client.channel = Some(api.add_channel_with_config(ChannelConfig {
                label: label.into(),
                ordered: false,
                reliability: Reliability::MaxRetransmits { retransmits: 0 },
                negotiated: Some(id),
                protocol: String::new(),
            }));
        }
        for _ in 0..tracks {
            let mid = api.add_media(MediaKind::Audio, Direction::SendOnly, None, None, None);
            client.published.get_or_insert(mid);
        }
        for _ in 0..slots {
            api.add_media(MediaKind::Audio, Direction::RecvOnly, None, None, None);
        }
        let (offer, pending) = api.apply().unwrap();
        let connect =
            Connect { negotiation: client.negotiation, offer: offer.to_sdp_string(), may_publish: may };
        let (room, token) = (client.room, client.token);
        let answer = self.sfu.connect(self.now, room, token, &connect)?;
        assert!(answer.contains("a=ptime:10"), "{answer}");
        let again = self.sfu.connect(self.now, room, token, &connect)?;
        assert_eq!(answer, again, "the same negotiation gets the same answer");
        let answer = SdpAnswer::from_sdp_string(&answer).unwrap();
        self.clients[index].rtc.sdp_api().accept_answer(pending, answer).unwrap();
        self.flush();
        Ok(())
    }

    pub fn permit(&mut self, index: usize, may_publish: bool) {
        let client = &self.clients[index];
        self.sfu.permit(client.room, client.token, Permit { may_publish }).unwrap();
        self.flush();
    }

    pub fn leave(&mut self, index: usize) {
        let (room, token) = (self.clients[index].room, self.clients[index].token);
        self.sfu.remove_peer(self.now, room, token);
        self.clients[index].playing = false;
        self.flush();
    }

    /// Lets time pass, 5 ms at a time; clients that play send a packet every 10 ms.
    pub fn run(&mut self, time: Duration) {
        let end = self.now + time;
        let mut step = 0;
        while self.now < end {
            self.now += STEP;
            step += 1;
            for client in &mut self.clients {
                if step % 2 == 0 && client.playing && client.connected {
                    client.play(self.now);
                }
                client.rtc.handle_input(Input::Timeout(self.now)).unwrap();
            }
            if self.sfu.next_timeout() <= self.now {
                self.sfu.timeout(self.now);
            }
            self.flush();
        }
    }

    /// Runs until everybody is connected.
    pub fn connect_all(&mut self) {
        for _ in 0..100 {
            if self.clients.iter().all(|client| client.connected || client.closed) {
                return self.run(Duration::from_millis(100));
            }
            self.run(Duration::from_millis(20));
        }
        panic!("not connected: {:?}", self.clients.iter().map(|c| c.connected).collect::<Vec<_>>());
    }

    /// Carries datagrams until nobody has any.
    pub fn flush(&mut self) {
        loop {
            let mut busy = false;
            for client in &mut self.clients {
                client.drain(self.now);
                while let Some(datagram) = client.outbox.pop_front() {
                    busy = true;
                    if !client.silent {
                        self.sfu.receive(self.now, client.path, &datagram);
                        self.recorded.push((client.path, datagram));
                    }
                }
            }
            while let Some(output) = self.sfu.poll() {
                match output {
                    SfuOutput::Event(event) => self.events.push(event),
                    SfuOutput::Hangup(path) => self.hangups.push(path),
                    SfuOutput::Transmit(path, datagram) => {
                        busy = true;
                        if let Some(client) = self.clients.iter_mut().find(|client| client.path == path) {
                            client.take(self.now, &datagram);
                        }
                    }
                }
            }
            if !busy {
                return;
            }
        }
    }

    /// What the last event said about a client's slots.
    pub fn slots(&self, index: usize) -> (Vec<Slot>, u16) {
        let token = self.clients[index].token;
        let found = self.events.iter().rev().find_map(|event| match event {
            Event::Slots { peer, slots, missing, .. } if *peer == token => Some((slots.clone(), *missing)),
            _ => None,
        });
        found.unwrap_or_default()
    }

    /// The payloads that `listener` heard from `speaker` since the last call, and whether their numbers were continuous.
    pub fn heard_from(&mut self, listener: usize, speaker: usize) -> Vec<Heard> {
        let token = self.clients[speaker].token;
        let mids: Vec<Mid> = self
            .slots(listener)
            .0
            .iter()
            .filter(|s| s.from == token)
            .map(|s| s.mid.as_str().into())
            .collect();
        let heard = &mut self.clients[listener].heard;
        let (from, rest) = heard.drain(..).partition(|packet| mids.contains(&packet.mid));
        *heard = rest;
        from
    }
}

/// An offer as a client makes it: a data channel, one track, three slots.
pub fn sample_offer() -> String {
    let mut client = Client::new(Instant::now(), room(1), 99, Transport::Udp);
    let mut api = client.rtc.sdp_api();
    api.add_channel("room".into());
    for direction in [Direction::SendOnly, Direction::RecvOnly, Direction::RecvOnly, Direction::RecvOnly] {
        api.add_media(MediaKind::Audio, direction, None, None, None);
    }
    api.apply().unwrap().0.to_sdp_string()
}

pub fn assert_continuous(heard: &[Heard]) {
    assert!(!heard.is_empty(), "nothing was heard");
    for pair in heard.windows(2) {
        assert_eq!(pair[1].seq, pair[0].seq + 1, "a gap in what was heard");
        let passed = pair[1].timestamp.wrapping_sub(pair[0].timestamp) as i32;
        assert!(passed > 0, "time runs backwards");
    }
}

impl Client {
    fn new(now: Instant, room: RoomToken, index: usize, transport: Transport) -> Self {
        let remote: SocketAddr = format!("198.51.100.{}:{}", index + 1, 4000 + index).parse().unwrap();
        let mut rtc = Rtc::builder().set_rtp_mode(true).clear_codecs().enable_opus(true, false).build(now);
        let candidate = match transport {
            Transport::Udp => Candidate::host(remote, "udp").unwrap(),
            Transport::Tcp => {
                Candidate::builder().tcp().host(remote).tcptype(TcpType::Active).build().unwrap()
            }
        };
        rtc.add_local_candidate(candidate);
        Client {
            rtc,
            token: PeerToken(Uuid::from_u128(1000 + index as u128)),
            room,
            path: Path { transport, remote },
            negotiation: 0,
            connected: false,
            silent: false,
            playing: true,
            heard: Vec::new(),
            clock: Vec::new(),
            published: None,
            channel: None,
            closed: false,
            seq: 40_000,
            outbox: VecDeque::new(),
        }
    }

    fn play(&mut self, now: Instant) {
        let Some(mid) = self.published else { return };
        let Some(pt) = self.rtc.media(mid).and_then(|media| media.remote_pts().first().copied()) else {
            return;
        };
        self.seq += 1;
        let payload = format!("{}:{}", self.token, self.seq).into_bytes();
        let mut api = self.rtc.direct_api();
        let stream = api.stream_tx_by_mid(mid, None).unwrap();
        let level = ExtensionValues {
            audio_level: Some(-20),
            voice_activity: Some(true),
            ..ExtensionValues::default()
        };
        let timestamp = (self.seq as u32).wrapping_mul(480);
        // The first sequence number must be below 2^16: SRTP's rollover count is not signalled.
        stream.write_rtp(RtpWrite::new(pt, self.seq.into(), timestamp, now, payload).ext_vals(level));
        self.drain(now);
    }

    pub fn say(&mut self, now: Instant, data: &[u8]) {
        if let Some(mut channel) = self.channel.and_then(|id| self.rtc.channel(id)) {
            assert!(channel.write(true, data).unwrap());
        }
        self.drain(now);
    }

    fn take(&mut self, now: Instant, datagram: &[u8]) {
        if self.silent {
            return;
        }
        let proto = if self.path.transport == Transport::Udp { Protocol::Udp } else { Protocol::Tcp };
        let receive = Receive::new(proto, SERVER.parse().unwrap(), self.path.remote, datagram).unwrap();
        self.rtc.handle_input(Input::Receive(now, receive)).unwrap();
        self.drain(now);
    }

    fn drain(&mut self, now: Instant) {
        let mut woken = 0;
        loop {
            match self.rtc.poll_output().unwrap() {
                Output::Timeout(at) if at <= now && woken < 2 && self.rtc.is_alive() => {
                    woken += 1;
                    self.rtc.handle_input(Input::Timeout(now)).unwrap();
                }
                Output::Timeout(_) => return,
                Output::Transmit(transmit) => self.outbox.push_back(transmit.contents.to_vec()),
                Output::Event(event) => self.take_event(event),
            }
        }
    }

    fn take_event(&mut self, event: RtcEvent) {
        match event {
            RtcEvent::Connected => self.connected = true,
            RtcEvent::Closed => self.closed = true,
            RtcEvent::RtpPacket(packet) => {
                let mid = self.rtc.direct_api().stream_rx(&packet.header.ssrc).unwrap().mid();
                self.heard.push(Heard {
                    mid,
                    seq: *packet.seq_no,
                    timestamp: packet.header.timestamp,
                    payload: packet.payload.to_vec(),
                    level: packet.header.ext_vals.audio_level,
                });
            }
            RtcEvent::ChannelData(data) => self.clock.extend(ClockStamp::decode(&data.data)),
            _ => {}
        }
    }
}
