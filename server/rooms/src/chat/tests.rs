//! Chat on a real database: written once, read in pages, by those who may enter.

use super::commands::store;
use super::queries::{ChatPage, last_page, page_before};
use chrono::{DateTime, TimeDelta, Utc};
use db::{Actor, Error, Session};
use model::Fault;
use model::limits::CHAT_PAGE;
use model_rooms::{ChatMessage, RoomCode};
use test_kit::{TestDb, TestRoom, TestUser};
use uuid::Uuid;

fn code(room: &TestRoom) -> RoomCode {
    RoomCode::parse(&room.id).unwrap()
}

fn message(author: &TestUser, text: &str, at_ms: i64) -> ChatMessage {
    ChatMessage {
        kind: model_rooms::ChatKind::Text,
        by: None,
        id: Uuid::now_v7(),
        user_id: Some(author.id),
        author: author.username.clone(),
        text: text.into(),
        sent_at: DateTime::UNIX_EPOCH + TimeDelta::milliseconds(at_ms),
    }
}

async fn write(db: &TestDb, room: &RoomCode, message: &ChatMessage) -> Result<ChatMessage, Error> {
    db.db.run(&TestDb::service(), async |session: &mut Session| store(session, room, message).await).await
}

async fn last(db: &TestDb, actor: &Actor, room: &RoomCode) -> ChatPage {
    db.db.run(actor, async |session: &mut Session| last_page(session, room).await).await.unwrap()
}

async fn before(db: &TestDb, actor: &Actor, room: &RoomCode, id: Uuid) -> Result<ChatPage, Error> {
    db.db.run(actor, async |session: &mut Session| page_before(session, room, id).await).await
}

#[tokio::test]
async fn a_message_sent_twice_is_stored_once_as_it_was_first() {
    let db = TestDb::new().await;
    let ada = db.user("ada").await;
    let room = code(&db.public_room(&ada).await);
    let first = message(&ada, "hello", 1000);
    let again = ChatMessage { text: "changed".into(), sent_at: Utc::now(), ..first.clone() };
    assert_eq!(write(&db, &room, &first).await.unwrap(), first);
    assert_eq!(write(&db, &room, &again).await.unwrap(), first);
    assert_eq!(last(&db, &ada.actor(), &room).await, ChatPage { newest_first: vec![first], more: false });
}

#[tokio::test]
async fn nobody_takes_over_anothers_message_id() {
    let db = TestDb::new().await;
    let (ada, eve) = (db.user("ada").await, db.user("eve").await);
    let (room, other) = (code(&db.public_room(&ada).await), code(&db.public_room(&eve).await));
    let first = message(&ada, "hello", 1000);
    write(&db, &room, &first).await.unwrap();
    let forged = ChatMessage { id: first.id, ..message(&eve, "mine", 2000) };
    for (place, forged) in [(&room, forged.clone()), (&other, forged), (&other, first.clone())] {
        let result = write(&db, place, &forged).await;
        assert!(matches!(result, Err(Error::Fault(Fault::Conflict { .. }))), "{result:?}");
    }
    assert_eq!(last(&db, &ada.actor(), &room).await.newest_first, [first]);
}

#[tokio::test]
async fn history_comes_in_pages_without_gaps_or_repeats() {
    let db = TestDb::new().await;
    let ada = db.user("ada").await;
    let room = code(&db.public_room(&ada).await);
    let mut sent = Vec::new();
    for number in 0..(2 * CHAT_PAGE + 5) as i64 {
        // Three of the same time each: the id decides then.
        let message = message(&ada, &number.to_string(), number / 3);
        write(&db, &room, &message).await.unwrap();
        sent.push(message);
    }
    sent.sort_by_key(|message| std::cmp::Reverse((message.sent_at, message.id)));
    let mut page = last(&db, &ada.actor(), &room).await;
    let mut read = page.newest_first.clone();
    while page.more {
        assert_eq!(page.newest_first.len(), CHAT_PAGE);
        let oldest = read.last().unwrap().id;
        page = before(&db, &ada.actor(), &room, oldest).await.unwrap();
        read.extend(page.newest_first.clone());
    }
    assert_eq!(read, sent);
    let end = before(&db, &ada.actor(), &room, sent.last().unwrap().id).await.unwrap();
    assert_eq!(end, ChatPage { newest_first: vec![], more: false });
}

#[tokio::test]
async fn a_private_rooms_chat_is_its_members_alone() {
    let db = TestDb::new().await;
    let (ada, eve) = (db.user("ada").await, db.user("eve").await);
    let room = db.private_room(&ada).await;
    let said = db.message(&room, &ada, "secret").await;
    let code = code(&room);
    for stranger in [eve.actor(), db.guest("Eve"), Actor::Anonymous] {
        assert!(last(&db, &stranger, &code).await.newest_first.is_empty());
        let page = before(&db, &stranger, &code, said).await;
        assert!(matches!(page, Err(Error::Fault(Fault::NotFound))), "{page:?}");
    }
    assert_eq!(last(&db, &ada.actor(), &code).await.newest_first.len(), 1);
}

#[tokio::test]
async fn a_guest_reads_a_public_rooms_chat_but_no_message_of_another_room() {
    let db = TestDb::new().await;
    let ada = db.user("ada").await;
    let (room, other) = (db.public_room(&ada).await, db.public_room(&ada).await);
    db.message(&room, &ada, "welcome").await;
    let elsewhere = db.message(&other, &ada, "elsewhere").await;
    let guest = db.guest("Bob");
    assert_eq!(last(&db, &guest, &code(&room)).await.newest_first[0].text, "welcome");
    let page = before(&db, &guest, &code(&room), elsewhere).await;
    assert!(matches!(page, Err(Error::Fault(Fault::NotFound))), "{page:?}");
}
