//! Chat on a real database: written once, read in pages, by those who may enter.

use super::commands::{Stored, mark_read, store, take_back};
use super::queries::{ChatPage, last_page, page_before, reading};
use super::reactions::{Reacted, Reactions};
use crate::live::Remover;
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

async fn write(db: &TestDb, room: &RoomCode, message: &ChatMessage) -> Result<Stored, Error> {
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
    let stored = Stored::Said(first.clone());
    assert_eq!(write(&db, &room, &first).await.unwrap(), stored);
    assert_eq!(write(&db, &room, &again).await.unwrap(), stored);
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

/// A number about somebody in `user_stats`.
async fn stat(db: &TestDb, user: &TestUser, name: &str) -> i32 {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Integer)]
        stat: i32,
    }
    use diesel_async::RunQueryDsl;
    let sql = format!("select {name} as stat from public.user_stats where user_id = '{}'", user.id);
    let work = async |session: &mut Session| {
        Ok(diesel::sql_query(&sql).get_result::<Row>(session.conn()).await?.stat)
    };
    db.db.run(&TestDb::service(), work).await.unwrap()
}

async fn undo(db: &TestDb, room: &RoomCode, id: Uuid, remover: Remover) -> Result<(), Error> {
    let work = async |session: &mut Session| take_back(session, room, id, &remover).await;
    db.db.run(&TestDb::service(), work).await
}

fn account(user: &TestUser) -> Remover {
    Remover { account: Some(user.id), said_it: false, moderates: false }
}

#[tokio::test]
async fn messages_are_counted_once_each_and_the_rooms_own_not_at_all() {
    let db = TestDb::new().await;
    let ada = db.user("ada").await;
    let room = code(&db.public_room(&ada).await);
    let first = message(&ada, "hello", 1000);
    for _ in 0..3 {
        write(&db, &room, &first).await.unwrap();
    }
    write(&db, &room, &message(&ada, "again", 2000)).await.unwrap();
    let system = ChatMessage {
        kind: model_rooms::ChatKind::System,
        user_id: None,
        ..message(&ada, "Ada is co-host now.", 3000)
    };
    write(&db, &room, &system).await.unwrap();
    assert_eq!(stat(&db, &ada, "messages_sent").await, 2);
    let kinds: Vec<_> = last(&db, &db.guest("Bob"), &room).await.newest_first;
    assert_eq!(kinds.iter().filter(|one| one.kind == model_rooms::ChatKind::System).count(), 1);
    // A person's message is not taken for the room's, or the other way round.
    let posing = ChatMessage { kind: model_rooms::ChatKind::Text, ..system };
    assert!(matches!(write(&db, &room, &posing).await, Err(Error::Fault(Fault::Conflict { .. }))));
}

#[tokio::test]
async fn a_message_is_taken_back_by_its_author_or_a_moderator_and_stays_gone() {
    let db = TestDb::new().await;
    let (ada, bob) = (db.user("ada").await, db.user("bob").await);
    let (room, other) = (code(&db.public_room(&ada).await), code(&db.public_room(&ada).await));
    let (hers, guests) = (message(&ada, "mine", 1000), message(&ada, "a guest's", 2000));
    let guests = ChatMessage { user_id: None, author: "Gil".into(), ..guests };
    write(&db, &room, &hers).await.unwrap();
    write(&db, &room, &guests).await.unwrap();
    let guest = Remover { account: None, said_it: false, moderates: false };
    for stranger in [account(&bob), guest] {
        for id in [hers.id, guests.id] {
            let refused = undo(&db, &room, id, stranger).await;
            assert!(matches!(refused, Err(Error::Fault(Fault::Forbidden { .. }))), "{refused:?}");
        }
    }
    let moderator = Remover { moderates: true, ..account(&bob) };
    let elsewhere = undo(&db, &other, hers.id, moderator).await;
    assert!(matches!(elsewhere, Err(Error::Fault(Fault::NotFound))), "a moderator of another room");
    undo(&db, &room, hers.id, account(&ada)).await.unwrap();
    undo(&db, &room, hers.id, account(&ada)).await.unwrap();
    undo(&db, &room, guests.id, Remover { said_it: true, ..guest }).await.unwrap();
    for reader in [ada.actor(), bob.actor(), db.guest("Gil")] {
        assert!(last(&db, &reader, &room).await.newest_first.is_empty());
    }
    assert_eq!(write(&db, &room, &hers).await.unwrap(), Stored::TakenBack, "sent again it stays gone");
    assert_eq!(stat(&db, &ada, "messages_sent").await, 1, "what was said was said");
}

#[tokio::test]
async fn reading_goes_forward_only_and_is_a_members_own() {
    let db = TestDb::new().await;
    let (ada, bob) = (db.user("ada").await, db.user("bob").await);
    let made = db.private_room(&ada).await;
    let room = code(&made);
    let (early, late) = (message(&ada, "early", 1000), message(&ada, "late", 2000));
    write(&db, &room, &early).await.unwrap();
    write(&db, &room, &late).await.unwrap();
    let mark = async |actor: &Actor, id: Uuid| {
        db.db.run(actor, async |session: &mut Session| mark_read(session, &room, id).await).await
    };
    let read_at = async |user: &TestUser| {
        let work = async |session: &mut Session| reading(session, &room, user.id).await;
        db.db.run(&TestDb::service(), work).await.unwrap().0
    };
    assert_eq!(read_at(&ada).await, None);
    assert_eq!(mark(&ada.actor(), late.id).await.unwrap(), late.sent_at);
    assert_eq!(mark(&ada.actor(), early.id).await.unwrap(), early.sent_at);
    assert_eq!(read_at(&ada).await, Some(late.sent_at));
    assert!(matches!(mark(&bob.actor(), late.id).await, Err(Error::Fault(Fault::NotFound))));
    assert!(matches!(mark(&db.guest("Gil"), late.id).await, Err(Error::Fault(Fault::Unauthenticated))));
    assert!(matches!(mark(&ada.actor(), Uuid::nil()).await, Err(Error::Fault(Fault::NotFound))));
}

#[tokio::test]
async fn reactions_are_stored_in_batches_counted_for_both_and_in_no_page() {
    use tokio_util::sync::CancellationToken;
    let db = TestDb::new().await;
    let (ada, bob) = (db.user("ada").await, db.user("bob").await);
    let room = code(&db.public_room(&ada).await);
    let stop = CancellationToken::new();
    let (reactions, writing) = Reactions::new(db.db.clone(), stop.clone());
    let one = |from: &TestUser, to: Option<&TestUser>| Reacted {
        room: room.clone(),
        from: from.id,
        to: to.map(|to| to.id),
        reaction: model_rooms::Reaction::Fire,
        at: Utc::now(),
    };
    for _ in 0..3 {
        reactions.push(&one(&ada, Some(&bob)));
        reactions.push(&one(&bob, None));
    }
    let gone = Reacted { room: RoomCode::parse("zzzz9999").unwrap(), ..one(&ada, None) };
    reactions.push(&gone);
    // What waits is written at the stop.
    stop.cancel();
    writing.await;
    let counts =
        async |user| (stat(&db, user, "reactions_given").await, stat(&db, user, "reactions_received").await);
    assert_eq!((counts(&ada).await, counts(&bob).await), ((3, 0), (3, 3)));
    assert!(last(&db, &ada.actor(), &room).await.newest_first.is_empty());
    let reaction = async |session: &mut Session| {
        use diesel::prelude::*;
        use diesel_async::RunQueryDsl;
        use schema::room_chat_messages as chat;
        let first = chat::table.filter(chat::message_type.eq("reaction")).select(chat::id);
        Ok::<Uuid, Error>(first.first(session.conn()).await?)
    };
    let id = db.db.run(&TestDb::service(), reaction).await.unwrap();
    let refused = undo(&db, &room, id, account(&ada)).await;
    assert!(matches!(refused, Err(Error::Fault(Fault::NotFound))), "a reaction is no message");
}
