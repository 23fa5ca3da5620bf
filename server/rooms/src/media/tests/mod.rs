//! With the real sidecar: started, killed, started again; spoken to over its real control socket.
//!
//! Needs `target/debug/sidecar` (`cargo build -p sidecar`, which `make test` runs before the tests). Without it these
//! tests fail and say so.

mod script;

use super::*;
use crate::RoomsConfig;
use crate::live::MediaInput;
use crate::test_rooms::TestRooms;
use model::Fault;
use sidecar_api::{Connect, PeerToken};
use std::time::Duration;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(20);

async fn with_sidecar() -> TestRooms {
    TestRooms::with(TestRooms::with_sidecar).await
}

async fn wait_for(media: &Media, state: MediaState) {
    let mut watch = media.watch();
    let waiting = watch.wait_for(|now| *now == state);
    tokio::time::timeout(PATIENCE, waiting).await.expect("the sidecar's state changes").unwrap();
}

async fn next(inbox: &mut tokio::sync::mpsc::Receiver<MediaInput>) -> MediaInput {
    tokio::time::timeout(PATIENCE, inbox.recv()).await.expect("the room is told").unwrap()
}

#[tokio::test]
async fn a_killed_sidecar_comes_back_and_rooms_are_told() {
    let stage = with_sidecar().await;
    let media = stage.rooms.shared.media.clone();
    wait_for(&media, MediaState::Up).await;
    let (inbox, mut told) = tokio::sync::mpsc::channel(16);
    assert_eq!(media.open_room(RoomToken(Uuid::new_v4()), inbox), MediaState::Up);
    for _ in 0..2 {
        stage.kill_sidecar();
        assert!(matches!(next(&mut told).await, MediaInput::Down));
        assert!(matches!(next(&mut told).await, MediaInput::Up));
        assert_eq!(media.state(), MediaState::Up);
    }
    stage.end().await;
}

#[tokio::test]
async fn calls_reach_the_real_sidecar_and_bad_offers_are_the_browsers_fault() {
    let stage = with_sidecar().await;
    let media = stage.rooms.shared.media.clone();
    wait_for(&media, MediaState::Up).await;
    let (room, peer) = (RoomToken(Uuid::new_v4()), PeerToken(Uuid::new_v4()));
    let offer = |text: &str| Connect { negotiation: 1, offer: text.into(), may_publish: true };
    let answer = media.connect(room, peer, &offer("this is no SDP")).await;
    assert!(matches!(&answer, Err(fault) if fault.problem_with("sdp").is_some()), "{answer:?}");
    let huge = "a".repeat(sidecar_api::SDP_BYTES_MAX + 1);
    let answer = media.connect(room, peer, &offer(&huge)).await;
    assert!(matches!(answer, Err(Fault::TooLarge { .. })), "{answer:?}");
    assert_eq!(media.permit(room, peer, false).await, Some(false), "nobody there: nothing is forwarded");
    media.remove(room, peer).await;
    media.close_room(room).await;
    stage.end().await;
}

#[tokio::test]
async fn a_sidecar_that_cannot_be_started_leaves_rooms_open_without_sound() {
    let stage = TestRooms::with(|config| RoomsConfig {
        sidecar_url: None,
        sidecar_program: Some("/nowhere/sidecar".into()),
        ..config
    })
    .await;
    assert!(!stage.rooms.media_is_up());
    let connect = Connect { negotiation: 1, offer: "x".into(), may_publish: true };
    let media = &stage.rooms.shared.media;
    let answer = media.connect(RoomToken(Uuid::new_v4()), PeerToken(Uuid::new_v4()), &connect).await;
    assert!(matches!(answer, Err(Fault::Unavailable { .. })), "{answer:?}");
    stage.end().await;
}
