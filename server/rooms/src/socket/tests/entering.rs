//! Who gets a socket, and who gets in.

use super::browser::hello;
use super::*;
use crate::Timing;
use model::Fault;
use realtime::{Command, Hello, PROTOCOL, Resume, RoomEvent, ServerMessage};
use std::time::Duration;

#[tokio::test]
async fn two_people_meet() {
    let site = Site::new().await;
    let room = site.public_room("ada").await;
    let mut bob = site.browser(&site.guest("Bob"), &room).await;
    let seen = bob.enter().await;
    assert_eq!((seen.room.code.clone(), seen.participants.len()), (room.clone(), 1));
    let mut carol = site.browser(&site.guest("Carol"), &room).await;
    let hers = carol.enter().await;
    assert_eq!(hers.participants.iter().map(|who| who.name.as_str()).collect::<Vec<_>>(), ["Bob", "Carol"]);
    let joined = bob
        .event(|event| match event {
            RoomEvent::Joined { participant } => Some(participant),
            _ => None,
        })
        .await;
    assert_eq!(joined, hers.participants[1]);
    assert_eq!(site.stage.rooms.occupancy_of(&room).people(), 2);
    carol.send(Command::Leave).await;
    let left = bob
        .event(|event| match event {
            RoomEvent::Left { participant } => Some(participant),
            _ => None,
        })
        .await;
    assert_eq!(left, hers.you);
    site.stage.end().await;
}

#[tokio::test]
async fn sockets_from_other_sites_and_bad_codes_are_refused() {
    let site = Site::new().await;
    let room = site.public_room("ada").await;
    let bob = site.guest("Bob");
    let host = format!("http://{}", site.addr);
    assert!(site.try_browser(&bob, room.as_str(), Some(&host)).await.is_ok(), "the host itself");
    for origin in [None, Some("https://evil.example"), Some("null")] {
        assert_eq!(site.try_browser(&bob, room.as_str(), origin).await.err(), Some(403), "{origin:?}");
    }
    for code in ["short", "abcd-123", "%00%00%00%00%00%00%00%00"] {
        let refused = site.try_browser(&bob, code, Some("https://jam.example")).await.err();
        assert_eq!(refused, Some(404), "{code}");
    }
    site.stage.end().await;
}

#[tokio::test]
async fn strangers_are_told_what_a_missing_room_tells() {
    let site = Site::new().await;
    let ada = site.stage.db.user("ada").await;
    let eve = site.stage.db.user("eve").await;
    let private = RoomCode::parse(&site.stage.db.private_room(&ada).await.id).unwrap();
    let missing = RoomCode::parse("aaaaaaaa").unwrap();
    for actor in [eve.actor(), site.guest("Eve"), Actor::Anonymous] {
        for room in [&private, &missing] {
            let mut browser = site.browser(&actor, room).await;
            assert_eq!(browser.ask(Command::Hello(hello(None))).await, Err(Fault::NotFound));
            assert_eq!(browser.goodbye().await, (Fault::NotFound, false));
        }
    }
    let mut owner = site.browser(&ada.actor(), &private).await;
    assert_eq!(owner.enter().await.participants.len(), 1);
    assert_eq!(site.stage.rooms.occupancy().len(), 1, "nobody opened a room by asking");
    site.stage.end().await;
}

#[tokio::test]
async fn nobody_enters_without_a_name_or_with_an_old_page() {
    let site = Site::new().await;
    let room = site.public_room("ada").await;
    let mut nobody = site.browser(&Actor::Anonymous, &room).await;
    nobody.send(Command::Hello(hello(None))).await;
    assert_eq!(nobody.goodbye().await, (Fault::Unauthenticated, false));
    let mut old = site.browser(&site.guest("Bob"), &room).await;
    old.send(Command::Hello(Hello { protocol: PROTOCOL + 1, ..hello(None) })).await;
    assert!(matches!(old.goodbye().await, (Fault::Conflict { .. }, false)));
    site.stage.end().await;
}

#[tokio::test]
async fn a_full_room_says_so() {
    let site = Site::new().await;
    let ada = site.stage.db.user("ada").await;
    let room = RoomCode::parse(&site.stage.db.public_room(&ada).await.id).unwrap();
    let shrink = async |session: &mut db::Session| {
        use diesel::prelude::*;
        use diesel_async::RunQueryDsl;
        diesel::update(schema::rooms::table.find(room.as_str()))
            .set(schema::rooms::max_users.eq(2))
            .execute(session.conn())
            .await?;
        Ok::<_, db::Error>(())
    };
    site.stage.db.db.run(&test_kit::TestDb::service(), shrink).await.unwrap();
    let (bob, dora) = (site.guest("Bob"), site.guest("Dora"));
    let mut inside = Vec::new();
    for guest in [&bob, &site.guest("Carol")] {
        let mut browser = site.browser(guest, &room).await;
        browser.enter().await;
        inside.push(browser);
    }
    let full_for = async |actor: &Actor| {
        let work = async |session: &mut db::Session| {
            crate::rooms::queries::entrance(session, &room, &site.stage.rooms).await
        };
        site.stage.db.db.run(actor, work).await.unwrap().full
    };
    assert!(full_for(&dora).await);
    assert!(!full_for(&bob).await, "who has a place may load the page again");
    let mut late = site.browser(&dora, &room).await;
    late.send(Command::Hello(hello(None))).await;
    assert!(matches!(late.goodbye().await, (Fault::Conflict { .. }, false)));
    site.stage.end().await;
}

#[tokio::test]
async fn a_dropped_browser_resumes_where_it_was() {
    let site = Site::new().await;
    let room = site.public_room("ada").await;
    let (bob, carol) = (site.guest("Bob"), site.guest("Carol"));
    let mut first = site.browser(&bob, &room).await;
    let seen = first.enter().await;
    let mut other = site.browser(&carol, &room).await;
    other.enter().await;
    drop(first);
    let is_bob = |connected: bool| {
        move |event| match event {
            RoomEvent::Changed { participant } if participant.id == seen.you => {
                (participant.connected == connected).then_some(())
            }
            _ => None,
        }
    };
    other.event(is_bob(false)).await;
    other.ask(Command::SetMuted { muted: true }).await.unwrap();
    let mut again = site.browser(&bob, &room).await;
    let resume = Resume { token: seen.resume_token, epoch: seen.epoch, seq: Some(seen.seq) };
    again.send(Command::Hello(hello(Some(resume.clone())))).await;
    assert_eq!(again.next().await, ServerMessage::Resumed);
    let mut seqs = Vec::new();
    while seqs.len() < 4 {
        match again.next().await {
            ServerMessage::Event { seq, .. } => seqs.push(seq),
            other => panic!("an event was expected: {other:?}"),
        }
    }
    // Carol came, Bob dropped, Carol muted herself, Bob is back.
    assert_eq!(seqs, (seen.seq + 1..=seen.seq + 4).collect::<Vec<_>>());
    other.event(is_bob(true)).await;

    // Somebody else with Bob's secret gets a place of their own.
    let mut thief = site.browser(&site.guest("Eve"), &room).await;
    thief.send(Command::Hello(hello(Some(resume)))).await;
    assert_ne!(thief.snapshot().await.you, seen.you);
    site.stage.end().await;
}

#[tokio::test]
async fn a_shutdown_says_goodbye_and_asks_to_come_back() {
    let site = Site::new().await;
    let room = site.public_room("ada").await;
    let mut bob = site.browser(&site.guest("Bob"), &room).await;
    bob.enter().await;
    let rooms = site.stage.rooms.clone();
    let stopping = tokio::spawn(async move { rooms.shutdown().await });
    assert!(matches!(bob.goodbye().await, (Fault::Unavailable { .. }, true)));
    stopping.await.unwrap();
    site.stage.end().await;
}

#[tokio::test]
async fn an_empty_room_closes_and_whoever_comes_at_that_moment_gets_in() {
    let site = Site::with(|config| {
        let timing = Timing { empty_for: Duration::ZERO, ..config.timing };
        RoomsConfig { timing, ..config }
    })
    .await;
    let room = site.public_room("ada").await;
    let (bob, carol) = (site.guest("Bob"), site.guest("Carol"));
    let mut lives = std::collections::HashSet::new();
    for _ in 0..20 {
        // One leaves while the other enters: before, while or after the room closes.
        let mut his = site.browser(&bob, &room).await;
        lives.insert(his.enter().await.epoch);
        let mut hers = site.browser(&carol, &room).await;
        his.send(Command::Leave).await;
        lives.insert(hers.enter().await.epoch);
        hers.ask(Command::Leave).await.unwrap();
    }
    assert!(lives.len() > 1, "the room closed now and then");
    let mut tries = 0;
    while !site.stage.rooms.occupancy().is_empty() {
        tries += 1;
        assert!(tries < 400, "an empty room closes");
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    site.stage.end().await;
}
