//! Musicians and a sidecar over real sockets: what one plays, the other hears, and nobody else.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use model::ParticipantId;
use musician::hearing::Hearing;
use musician::peer::{Peer, PeerEvent};
use musician::sound::{Encoder, Source, Tone};
use musician::{FRAME_SAMPLES, FRAME_TIME};
use realtime::Slot;
use sidecar::media::{Media, MediaConfig};
use sidecar_api::{Connect, PeerToken, Permit, RoomToken};
use std::time::Duration;
use tokio::time::interval;
use uuid::Uuid;

struct Player {
    peer: Peer,
    token: PeerToken,
    tone: Tone,
    encoder: Encoder,
    hearing: Hearing,
    connected: bool,
    round_trips: usize,
}

async fn join(media: &Media, room: RoomToken, hz: f64) -> Player {
    let mut peer = Peer::new().await.unwrap();
    let token = PeerToken(Uuid::new_v4());
    let connect = Connect { negotiation: 1, offer: peer.offer(true, 2), may_publish: true };
    let connected = media.handle.connect(room, token, connect).await.unwrap().unwrap();
    peer.accept(&connected.answer).unwrap();
    let (tone, encoder) = (Tone { hz }, Encoder::new().unwrap());
    Player { peer, token, tone, encoder, hearing: Hearing::default(), connected: false, round_trips: 0 }
}

/// Plays frames `from` to `to`, 10 ms each, and listens meanwhile.
async fn play(player: &mut Player, from: u64, to: u64) {
    let mut ticks = interval(FRAME_TIME);
    let mut n = from;
    while n < to {
        tokio::select! {
            event = player.peer.next() => match event.unwrap() {
                PeerEvent::Connected => player.connected = true,
                PeerEvent::Packet(heard) => player.hearing.take(&heard),
                PeerEvent::Clock(..) => player.round_trips += 1,
            },
            _ = ticks.tick() => {
                let mut frame = [0.0; FRAME_SAMPLES * 2];
                player.tone.fill(n, &mut frame);
                let encoded = player.encoder.encode(&frame).unwrap();
                player.peer.send(encoded, n as u32 * FRAME_SAMPLES as u32).unwrap();
                player.peer.ask_clock().unwrap();
                n += 1;
            }
        }
    }
}

async fn set_slots(media: &Media, players: [&mut Player; 2]) {
    let snapshot = media.handle.snapshot().await.unwrap();
    let peers: Vec<_> = snapshot.rooms.into_iter().flat_map(|room| room.peers).collect();
    for player in players {
        let known = peers.iter().find(|peer| peer.peer == player.token).unwrap();
        let slot = |slot: &sidecar_api::Slot| Slot {
            mid: slot.mid.clone(),
            participant: ParticipantId(slot.from.0),
            track: slot.track,
        };
        player.hearing.set_slots(&known.slots.iter().map(slot).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn two_musicians_hear_each_others_tones() {
    let config = MediaConfig { bind: "127.0.0.1:0".parse().unwrap(), public_ips: vec![] };
    let media = Media::start(&config).unwrap();
    let room = RoomToken(Uuid::new_v4());
    let (mut ann, mut bob) = (join(&media, room, 220.0).await, join(&media, room, 330.0).await);
    let mut n = 0;
    while !(ann.connected && bob.connected) {
        assert!(n < 3_000, "not connected");
        tokio::join!(play(&mut ann, n, n + 10), play(&mut bob, n, n + 10));
        n += 10;
    }
    set_slots(&media, [&mut ann, &mut bob]).await;
    tokio::join!(play(&mut ann, n, n + 150), play(&mut bob, n, n + 150));
    for (player, other, hz) in [(&ann, &bob, 330.0), (&bob, &ann, 220.0)] {
        let report = player.hearing.report();
        assert_eq!(report.streams.len(), 1);
        let stream = &report.streams[0];
        assert_eq!(stream.participant, ParticipantId(other.token.0));
        assert!((stream.frequency_hz.unwrap() - hz).abs() < 3.0, "{stream:?}");
        assert!(stream.packets > 50 && stream.latency_p50_ms.is_some(), "{stream:?}");
        assert!(player.round_trips > 10);
    }
    media.handle.permit(room, ann.token, Permit { may_publish: false }).await.unwrap().unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    tokio::join!(play(&mut ann, n + 150, n + 160), play(&mut bob, n + 150, n + 160));
    let before = bob.hearing.report().packets;
    tokio::join!(play(&mut ann, n + 160, n + 200), play(&mut bob, n + 160, n + 200));
    assert_eq!(bob.hearing.report().packets, before, "a muted performer is not heard");
    media.handle.close().await.unwrap();
}
