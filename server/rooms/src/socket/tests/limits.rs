//! What nobody gets away with: garbage, floods, too much at once, silence.

use super::*;
use crate::Timing;
use model::Fault;
use model::limits::SOCKET_MESSAGE_BYTES_MAX;
use realtime::{Command, Reply, RoomEvent, ServerMessage};
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

async fn with_timing(change: impl FnOnce(Timing) -> Timing) -> Site {
    Site::with(|config| RoomsConfig { timing: change(config.timing), ..config }).await
}

async fn inside(site: &Site, room: &RoomCode, name: &str) -> Browser {
    let mut browser = site.browser(&site.guest(name), room).await;
    browser.enter().await;
    browser
}

#[tokio::test]
async fn bad_messages_get_typed_faults() {
    let site = Site::new().await;
    let room = site.public_room("ada").await;
    let mut bob = inside(&site, &room, "Bob").await;
    bob.send_text(r#"{"id":7,"command":{"do":"dance"}}"#).await;
    let answer = bob
        .until("a reply", |message| match message {
            ServerMessage::Reply { id: 7, result } => Some(result),
            _ => None,
        })
        .await;
    assert!(matches!(answer, Err(Fault::Invalid { .. })));
    assert_eq!(bob.ask(Command::Ping).await, Ok(Reply::Done), "the socket stays");
    bob.send_text("{").await;
    assert!(matches!(bob.goodbye().await, (Fault::Invalid { .. }, false)));

    let mut carol = inside(&site, &room, "Carol").await;
    carol.send_frame(Message::binary(vec![0, 1, 2])).await;
    assert!(matches!(carol.goodbye().await, (Fault::Invalid { .. }, false)));

    let mut dora = site.browser(&site.guest("Dora"), &room).await;
    dora.send(Command::Ping).await;
    assert!(matches!(dora.goodbye().await, (Fault::Invalid { .. }, false)), "the first message is a hello");
    site.stage.end().await;
}

#[tokio::test]
async fn an_oversized_message_is_refused_and_the_others_go_on() {
    let site = Site::new().await;
    let room = site.public_room("ada").await;
    let (mut bob, mut carol) = (inside(&site, &room, "Bob").await, inside(&site, &room, "Carol").await);
    bob.send_text("x".repeat(SOCKET_MESSAGE_BYTES_MAX + 1)).await;
    assert_eq!(bob.goodbye().await, (Fault::TooLarge { limit: SOCKET_MESSAGE_BYTES_MAX as u64 }, false));
    assert_eq!(carol.ask(Command::Ping).await, Ok(Reply::Done));
    site.stage.end().await;
}

#[tokio::test]
async fn a_flood_ends_the_socket_and_fast_chat_is_slowed() {
    let site = Site::new().await;
    let room = site.public_room("ada").await;
    let mut bob = inside(&site, &room, "Bob").await;
    for _ in 0..20 {
        bob.send(Command::Chat { id: Uuid::now_v7(), text: "again".into() }).await;
    }
    // Far more than one in a second: some of them are refused.
    let refused = bob.until("a refusal", |message| match message {
        ServerMessage::Reply { result: Err(fault), .. } => Some(fault),
        _ => None,
    });
    assert!(matches!(refused.await, Fault::TooMany { .. }));
    let mut carol = inside(&site, &room, "Carol").await;
    for _ in 0..200 {
        carol.send(Command::SetMuted { muted: true }).await;
    }
    assert!(matches!(carol.goodbye().await, (Fault::TooMany { .. }, true)));
    assert_eq!(bob.ask(Command::Ping).await, Ok(Reply::Done));
    site.stage.end().await;
}

#[tokio::test]
async fn there_are_only_so_many_sockets_from_one_address() {
    let site = Site::with(|config| RoomsConfig { sockets_per_ip_max: 2, ..config }).await;
    let room = site.public_room("ada").await;
    let (first, _second) = (inside(&site, &room, "Bob").await, inside(&site, &room, "Carol").await);
    let dora = site.guest("Dora");
    let origin = Some("https://jam.example");
    assert_eq!(site.try_browser(&dora, room.as_str(), origin).await.err(), Some(429));
    drop(first);
    let mut tries = 0;
    while site.try_browser(&dora, room.as_str(), origin).await.is_err() {
        tries += 1;
        assert!(tries < 200, "the place of a closed socket is free again");
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    site.stage.end().await;
}

#[tokio::test]
async fn who_never_answers_is_taken_for_gone() {
    let (heartbeat, silence) = (Duration::from_millis(100), Duration::from_secs(3));
    let site = with_timing(|timing| Timing { heartbeat, silence, grace: heartbeat, ..timing }).await;
    let room = site.public_room("ada").await;
    let (mut bob, mut silent) = (inside(&site, &room, "Bob").await, inside(&site, &room, "Carol").await);
    let heard = tokio::join!(silent.until_end(), async {
        bob.event(|event| match event {
            RoomEvent::Left { .. } => Some(()),
            _ => None,
        })
        .await;
    });
    assert!(heard.0.contains(&ServerMessage::Ping), "it was asked");
    site.stage.end().await;
}

#[tokio::test]
async fn a_socket_that_says_nothing_at_first_is_closed() {
    let site = with_timing(|timing| Timing { hello_within: Duration::from_millis(100), ..timing }).await;
    let room = site.public_room("ada").await;
    let mut silent = site.browser(&site.guest("Bob"), &room).await;
    assert!(matches!(silent.goodbye().await, (Fault::Invalid { .. }, false)));
    site.stage.end().await;
}

#[tokio::test]
async fn a_reader_that_does_not_read_is_cut_and_holds_nobody_up() {
    use crate::live::Input;
    use crate::running::Message as ToRoom;
    let site = Site::new().await;
    let room = site.public_room("ada").await;
    let mut bob = inside(&site, &room, "Bob").await;
    let mut slow = site.browser(&site.guest("Carol"), &room).await;
    let carol = slow.enter().await.you;
    let handle = site.stage.rooms.find(&room).expect("a live room");
    let mut number = 0u128;
    // Carol reads nothing from here on. Her connection and her queue fill up; Bob hears every message.
    loop {
        for _ in 0..50 {
            number += 1;
            let message = model_rooms::ChatMessage {
                kind: model_rooms::ChatKind::Text,
                by: None,
                id: Uuid::from_u128(number),
                user_id: None,
                author: "Ada".into(),
                text: "\u{1f3b5}".repeat(2000),
                sent_at: chrono::Utc::now(),
            };
            let said = ToRoom::Input(Input::Said { by: None, message });
            handle.inbox.send(said).await.unwrap();
        }
        let mut cut = false;
        let last = Uuid::from_u128(number);
        bob.event(|event| match event {
            RoomEvent::Changed { participant } if participant.id == carol => {
                cut = !participant.connected;
                None
            }
            RoomEvent::Chat { message } => (message.id == last).then_some(()),
            _ => None,
        })
        .await;
        if cut {
            break;
        }
        assert!(number < 20_000, "160 MB wait for a reader that does not read");
    }
    assert_eq!(site.stage.rooms.occupancy_of(&room).people(), 1);
    site.stage.end().await;
}
