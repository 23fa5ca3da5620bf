//! A client behind a network that lets no UDP through: ICE-TCP against the real sockets.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use realtime::ClockStamp;
use sidecar::media::{Media, MediaConfig};
use sidecar_api::{Connect, Event as SidecarEvent, PeerToken, RoomToken, Transport};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use str0m::change::SdpAnswer;
use str0m::channel::{ChannelConfig, ChannelId, Reliability};
use str0m::media::{Direction, MediaKind};
use str0m::net::{Protocol, Receive, TcpType};
use str0m::{Candidate, Event, Input, Output, Rtc};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use uuid::Uuid;

#[tokio::test]
async fn a_peer_connects_over_tcp_and_asks_the_time() {
    let config = MediaConfig { bind: "127.0.0.1:0".parse().unwrap(), public_ips: vec![] };
    let media = Media::start(&config).unwrap();
    let mut events = media.handle.listen().await.unwrap();
    let mut stream = TcpStream::connect(media.addresses[0]).await.unwrap();
    let (local, remote) = (stream.local_addr().unwrap(), media.addresses[0]);

    let mut rtc =
        Rtc::builder().set_rtp_mode(true).clear_codecs().enable_opus(true, false).build(Instant::now());
    rtc.add_local_candidate(Candidate::builder().tcp().host(local).tcptype(TcpType::Active).build().unwrap());
    let mut api = rtc.sdp_api();
    let (label, id) = realtime::DATA_CHANNEL;
    let channel = api.add_channel_with_config(ChannelConfig {
        label: label.into(),
        ordered: false,
        reliability: Reliability::MaxRetransmits { retransmits: 0 },
        negotiated: Some(id),
        protocol: String::new(),
    });
    api.add_media(MediaKind::Audio, Direction::RecvOnly, None, None, None);
    let (offer, pending) = api.apply().unwrap();
    let (room, peer) = (RoomToken(Uuid::new_v4()), PeerToken(Uuid::new_v4()));
    let connect = Connect { negotiation: 1, offer: offer.to_sdp_string(), may_publish: true };
    let connected = media.handle.connect(room, peer, connect).await.unwrap().unwrap();
    // Only TCP: as if the UDP candidate could not be reached.
    let answer: String = connected
        .answer
        .lines()
        .filter(|line| !line.contains(" udp "))
        .map(|line| format!("{line}\r\n"))
        .collect();
    assert!(answer.contains("tcptype passive"), "{answer}");
    rtc.sdp_api().accept_answer(pending, SdpAnswer::from_sdp_string(&answer).unwrap()).unwrap();

    let stamp = tokio::time::timeout(
        Duration::from_secs(30),
        exchange(&mut rtc, &mut stream, local, remote, channel),
    )
    .await
    .expect("an answer");
    assert_eq!(stamp.t0_us, 7);
    assert!(stamp.t1_us > 0 && stamp.t2_us >= stamp.t1_us);

    let up = loop {
        let line = events.recv().await.unwrap();
        let envelope: sidecar_api::Envelope = serde_json::from_slice(&line).unwrap();
        if let SidecarEvent::PeerUp { transport, .. } = envelope.event {
            break transport;
        }
    };
    assert_eq!(up, Transport::Tcp);
    media.handle.remove_peer(room, peer).await.unwrap();
    let mut rest = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut rest)).await;
    assert!(closed.is_ok(), "the connection of a peer that is gone is closed");
    media.handle.close().await.unwrap();
}

/// Runs the client until the sidecar's time has come.
async fn exchange(
    rtc: &mut Rtc,
    stream: &mut TcpStream,
    local: SocketAddr,
    remote: SocketAddr,
    channel: ChannelId,
) -> ClockStamp {
    let mut received = Vec::new();
    loop {
        let mut input = Vec::new();
        let deadline = loop {
            match rtc.poll_output().unwrap() {
                Output::Timeout(at) => break at,
                Output::Transmit(transmit) => {
                    let length = u16::try_from(transmit.contents.len()).unwrap();
                    stream.write_all(&length.to_be_bytes()).await.unwrap();
                    stream.write_all(&transmit.contents).await.unwrap();
                }
                Output::Event(Event::ChannelOpen(id, _)) => {
                    let ask = ClockStamp { t0_us: 7, t1_us: 0, t2_us: 0 };
                    assert_eq!(id, channel);
                    assert!(rtc.channel(id).unwrap().write(true, &ask.encode()).unwrap());
                }
                Output::Event(Event::ChannelData(data)) => return ClockStamp::decode(&data.data).unwrap(),
                Output::Event(_) => {}
            }
        };
        if !take_frame(&mut received, &mut input) {
            let mut buffer = [0; 2048];
            tokio::select! {
                length = stream.read(&mut buffer) => received.extend(&buffer[..length.unwrap()]),
                () = tokio::time::sleep_until(deadline.into()) => {
                    rtc.handle_input(Input::Timeout(Instant::now())).unwrap();
                }
            }
            continue;
        }
        let receive = Receive::new(Protocol::Tcp, remote, local, &input).unwrap();
        rtc.handle_input(Input::Receive(Instant::now(), receive)).unwrap();
    }
}

/// Moves a whole frame out of what was received.
fn take_frame(received: &mut Vec<u8>, frame: &mut Vec<u8>) -> bool {
    let Some(head) = received.first_chunk::<2>() else { return false };
    let length = usize::from(u16::from_be_bytes(*head));
    if received.len() < 2 + length {
        return false;
    }
    frame.extend(received.drain(..2 + length).skip(2));
    true
}
