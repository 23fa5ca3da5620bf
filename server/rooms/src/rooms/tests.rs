//! Rooms on a real database: who sees, makes and enters them.

use super::commands::{self, DEMO_ROOM};
use super::queries;
use crate::sessions::commands::clear_lost_tracks;
use crate::test_rooms::TestRooms;
use db::{Actor, Error, Session};
use diesel::prelude::*;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use model::{Fault, ParticipantId, UserId};
use model_rooms::{NewRoom, Role, RoomCode};
use schema::{room_members, room_webrtc_sessions, rooms};
use test_kit::{TestDb, TestUser};
use uuid::Uuid;

fn form(visibility: &str) -> NewRoom {
    NewRoom { name: " Blue room ".into(), visibility: visibility.into(), max_users: 4, ..NewRoom::default() }
}

async fn open(db: &TestDb, actor: &Actor, form: NewRoom) -> Result<RoomCode, Error> {
    db.db.run(actor, async move |session: &mut Session| commands::open_room(session, form).await).await
}

async fn find(db: &TestDb, actor: &Actor, code: &RoomCode) -> Result<queries::FoundRoom, Error> {
    db.db.run(actor, async |session: &mut Session| queries::find(session, code).await).await
}

async fn roles(db: &TestDb, code: &RoomCode) -> Vec<(String, String)> {
    let work = async |session: &mut Session| {
        let rows = room_members::table
            .filter(room_members::room_id.eq(code.as_str()))
            .order(room_members::joined_at)
            .select((room_members::user_id, room_members::role));
        Ok::<_, Error>(rows.load(session.conn()).await?)
    };
    db.db.run(&TestDb::service(), work).await.unwrap()
}

fn fault<T: std::fmt::Debug>(result: Result<T, Error>) -> Fault {
    match result {
        Err(Error::Fault(fault)) => fault,
        other => panic!("expected a fault, got {other:?}"),
    }
}

fn code(room: &test_kit::TestRoom) -> RoomCode {
    RoomCode::parse(&room.id).unwrap()
}

#[tokio::test]
async fn whoever_opens_a_room_owns_it() {
    let db = TestDb::new().await;
    let ada = db.user("ada").await;
    let code = open(&db, &ada.actor(), form("public")).await.unwrap();
    let found = find(&db, &ada.actor(), &code).await.unwrap();
    assert_eq!((found.room.name.as_str(), found.room.creator_name.as_str()), ("Blue room", "Ada"));
    assert_eq!((found.room.color.as_str(), found.room.genre), ("indigo", None));
    assert!(found.door.is_creator);
    assert_eq!(roles(&db, &code).await, [(ada.id.to_string(), "owner".into())]);
}

#[tokio::test]
async fn only_accounts_open_rooms_and_bad_forms_write_nothing() {
    let db = TestDb::new().await;
    let ada = db.user("ada").await;
    for actor in [db.guest("Bob"), Actor::Anonymous, TestDb::service()] {
        assert_eq!(fault(open(&db, &actor, form("public")).await), Fault::Unauthenticated);
    }
    assert!(fault(open(&db, &ada.actor(), form("secret")).await).problem_with("visibility").is_some());
    let count =
        async |session: &mut Session| Ok::<i64, Error>(rooms::table.count().first(session.conn()).await?);
    assert_eq!(db.db.run(&TestDb::service(), count).await.unwrap(), 0);
}

#[tokio::test]
async fn an_account_has_a_limited_number_of_rooms() {
    let db = TestDb::new().await;
    let ada = db.user("ada").await;
    let many = async |session: &mut Session| {
        let rows: Vec<_> = (0..commands::ROOMS_PER_ACCOUNT_MAX)
            .map(|number| {
                (
                    rooms::id.eq(format!("room{number:04}")),
                    rooms::name.eq("One of many"),
                    rooms::created_by.eq(ada.id.to_string()),
                )
            })
            .collect();
        Ok::<_, Error>(diesel::insert_into(rooms::table).values(rows).execute(session.conn()).await?)
    };
    db.db.run(&TestDb::service(), many).await.unwrap();
    assert!(matches!(fault(open(&db, &ada.actor(), form("public")).await), Fault::Conflict { .. }));
}

#[tokio::test]
async fn a_private_room_does_not_exist_for_others() {
    let stage = TestRooms::new().await;
    let (ada, eve) = (stage.db.user("ada").await, stage.db.user("eve").await);
    let code = code(&stage.db.private_room(&ada).await);
    for stranger in [eve.actor(), stage.db.guest("Eve"), Actor::Anonymous] {
        assert_eq!(fault(find(&stage.db, &stranger, &code).await), Fault::NotFound);
        let typed = async |session: &mut Session| queries::find_typed(session, code.as_str()).await;
        assert!(fault(stage.db.db.run(&stranger, typed).await).problem_with("code").is_some());
        let entrance = async |session: &mut Session| queries::entrance(session, &code, &stage.rooms).await;
        assert_eq!(fault(stage.db.db.run(&stranger, entrance).await), Fault::NotFound);
    }
    let entrance = async |session: &mut Session| queries::entrance(session, &code, &stage.rooms).await;
    let door = stage.db.db.run(&ada.actor(), entrance).await.unwrap();
    assert_eq!((door.role, door.may_perform, door.people, door.full), (Role::Owner, true, 0, false));
    stage.end().await;
}

#[tokio::test]
async fn a_public_rooms_door_is_shown_to_people_without_a_name() {
    let stage = TestRooms::new().await;
    let ada = stage.db.user("ada").await;
    let code = code(&stage.db.public_room(&ada).await);
    let entrance = async |session: &mut Session| queries::entrance(session, &code, &stage.rooms).await;
    let door = stage.db.db.run(&Actor::Anonymous, entrance).await.unwrap();
    assert_eq!((door.role, door.may_perform), (Role::Member, true));
    stage.end().await;
}

async fn enter(db: &TestDb, actor: &Actor, code: &RoomCode) -> Result<Role, Error> {
    let work = async |session: &mut Session| {
        let found = queries::find(session, code).await?;
        let role = found.door.admit(session.actor()).entered()?;
        commands::note_entry(session, code, &found.door).await?;
        Ok(role)
    };
    db.db.run(actor, work).await
}

#[tokio::test]
async fn entering_a_public_room_makes_an_account_its_member_once() {
    let db = TestDb::new().await;
    let (ada, bob) = (db.user("ada").await, db.user("bob").await);
    let code = code(&db.public_room(&ada).await);
    for _ in 0..2 {
        assert_eq!(enter(&db, &bob.actor(), &code).await.unwrap(), Role::Member);
        assert_eq!(enter(&db, &db.guest("Carol"), &code).await.unwrap(), Role::Member);
        assert_eq!(enter(&db, &ada.actor(), &code).await.unwrap(), Role::Owner);
    }
    let expected = [(ada.id.to_string(), "owner".into()), (bob.id.to_string(), "member".into())];
    assert_eq!(roles(&db, &code).await, expected);
}

#[tokio::test]
async fn a_rooms_default_role_and_its_bans_hold() {
    let db = TestDb::new().await;
    let (ada, bob, eve) = (db.user("ada").await, db.user("bob").await, db.user("eve").await);
    let room = db.public_room(&ada).await;
    let code = code(&room);
    db.join(&room, &eve, "member").await;
    let change = async |session: &mut Session| {
        diesel::update(rooms::table.find(code.as_str()))
            .set(rooms::default_role.eq("listener"))
            .execute(session.conn())
            .await?;
        diesel::update(room_members::table.filter(room_members::user_id.eq(eve.id.to_string())))
            .set(room_members::is_banned.eq(true))
            .execute(session.conn())
            .await?;
        Ok::<_, Error>(())
    };
    db.db.run(&TestDb::service(), change).await.unwrap();
    assert_eq!(enter(&db, &bob.actor(), &code).await.unwrap(), Role::Listener);
    assert_eq!(enter(&db, &db.guest("Carol"), &code).await.unwrap(), Role::Listener);
    assert!(matches!(fault(enter(&db, &eve.actor(), &code).await), Fault::Forbidden { .. }));
}

#[tokio::test]
async fn entering_never_resets_a_stored_role() {
    let db = TestDb::new().await;
    let (ada, bob) = (db.user("ada").await, db.user("bob").await);
    let room = db.public_room(&ada).await;
    let code = code(&room);
    db.join(&room, &bob, "co-host").await;
    for _ in 0..2 {
        assert_eq!(enter(&db, &bob.actor(), &code).await.unwrap(), Role::CoHost);
    }
    let expected = [(ada.id.to_string(), "owner".into()), (bob.id.to_string(), "co-host".into())];
    assert_eq!(roles(&db, &code).await, expected);
}

#[tokio::test]
async fn nobody_makes_themselves_a_member_of_a_private_or_guarded_room() {
    let db = TestDb::new().await;
    let (ada, eve) = (db.user("ada").await, db.user("eve").await);
    let (private, guarded) = (code(&db.private_room(&ada).await), code(&db.public_room(&ada).await));
    let guard = async |session: &mut Session| {
        let guarded = rooms::table.find(guarded.as_str());
        diesel::update(guarded).set(rooms::require_approval.eq(true)).execute(session.conn()).await?;
        Ok::<_, Error>(())
    };
    db.db.run(&TestDb::service(), guard).await.unwrap();
    for code in [&private, &guarded] {
        let join = async |session: &mut Session| {
            let row = (
                room_members::room_id.eq(code.as_str()),
                room_members::user_id.eq(eve.id.to_string()),
                room_members::user_name.eq("Eve"),
                room_members::role.eq("member"),
            );
            diesel::insert_into(room_members::table).values(row).execute(session.conn()).await?;
            Ok::<_, Error>(())
        };
        assert!(db.db.run(&eve.actor(), join).await.is_err(), "{code}");
        assert_eq!(roles(&db, code).await.len(), 1);
    }
}

#[tokio::test]
async fn friends_enter_a_room_for_friends_and_nobody_else_does() {
    let db = TestDb::new().await;
    let (ada, bob, eve) = (db.user("ada").await, db.user("bob").await, db.user("eve").await);
    let code = code(&db.private_room(&ada).await);
    let keep = format!(
        "insert into public.saved_rooms (owner_id, code, name, room_type)
         values ('{0}', '{code}', 'For friends', 'friends');
         insert into public.friendships (user_id, friend_id, status, accepted_at)
         values ('{0}', '{1}', 'accepted', now()), ('{1}', '{0}', 'accepted', now());
         insert into public.friendships (user_id, friend_id) values ('{2}', '{0}')",
        ada.id, bob.id, eve.id
    );
    let work = async |session: &mut Session| Ok::<_, Error>(session.conn().batch_execute(&keep).await?);
    db.db.run(&TestDb::service(), work).await.unwrap();
    assert_eq!(enter(&db, &bob.actor(), &code).await.unwrap(), Role::Member);
    assert_eq!(fault(enter(&db, &eve.actor(), &code).await), Fault::NotFound, "she only asked");
    assert_eq!(fault(enter(&db, &db.guest("Gus"), &code).await), Fault::NotFound);
    let expected = [(ada.id.to_string(), "owner".into()), (bob.id.to_string(), "member".into())];
    assert_eq!(roles(&db, &code).await, expected);
}

#[tokio::test]
async fn a_kept_rooms_minimum_level_holds() {
    let db = TestDb::new().await;
    let (ada, bob, eve) = (db.user("ada").await, db.user("bob").await, db.user("eve").await);
    let code = code(&db.public_room(&ada).await);
    let keep = format!(
        "insert into public.saved_rooms (owner_id, code, name, room_type, min_level)
         values ('{}', '{code}', 'High', 'public', 5);
         update public.user_profiles set level = 5 where id = '{}'",
        ada.id, bob.id
    );
    let work = async |session: &mut Session| Ok::<_, Error>(session.conn().batch_execute(&keep).await?);
    db.db.run(&TestDb::service(), work).await.unwrap();
    assert_eq!(enter(&db, &bob.actor(), &code).await.unwrap(), Role::Member);
    for low in [eve.actor(), db.guest("Gus")] {
        let words = fault(enter(&db, &low, &code).await).to_string();
        assert_eq!(words, "This room is for players from level 5.");
    }
}

#[tokio::test]
async fn a_banned_person_is_told_until_when_and_why_and_nobody_else_of_the_room() {
    let db = TestDb::new().await;
    let (ada, bob, eve) = (db.user("ada").await, db.user("bob").await, db.user("eve").await);
    let room = db.private_room(&ada).await;
    let code = code(&room);
    db.join(&room, &bob, "member").await;
    let ban = format!(
        "insert into public.room_bans (room_id, user_id, banned_by, reason, expires_at)
         values ('{code}', '{}', '{}', 'Too loud', '2999-12-31 20:00+00')",
        bob.id, ada.id
    );
    let work = async |session: &mut Session| Ok::<_, Error>(session.conn().batch_execute(&ban).await?);
    db.db.run(&TestDb::service(), work).await.unwrap();
    let words = "You were removed from this room until 31 December 2999, 20:00 UTC. Reason: Too loud";
    assert_eq!(fault(enter(&db, &bob.actor(), &code).await).to_string(), words);
    assert_eq!(fault(enter(&db, &eve.actor(), &code).await), Fault::NotFound);
}

#[tokio::test]
async fn the_demo_room_is_made_once_and_open_to_guests() {
    let db = TestDb::new().await;
    for _ in 0..2 {
        let seed = async |session: &mut Session| commands::seed_demo_room(session).await;
        db.db.run(&TestDb::service(), seed).await.unwrap();
    }
    let code = RoomCode::parse(DEMO_ROOM).unwrap();
    assert_eq!(enter(&db, &db.guest("Carol"), &code).await.unwrap(), Role::Member);
}

#[tokio::test]
async fn published_tracks_come_and_go_and_the_last_connection_counts() {
    let db = TestDb::new().await;
    let ada: TestUser = db.user("ada").await;
    let code = code(&db.public_room(&ada).await);
    let (first, second) = (Uuid::new_v4(), Uuid::new_v4());
    let participant = ParticipantId(Uuid::new_v4());
    let process = Uuid::new_v4();
    let up = async |connection: Uuid| {
        let work = async |session: &mut Session| {
            commands::track_up(session, process, &code, connection, participant, UserId(ada.id.0)).await
        };
        db.db.run(&TestDb::service(), work).await.unwrap();
    };
    let sessions = async || {
        let work = async |session: &mut Session| {
            let ids = room_webrtc_sessions::table.select(room_webrtc_sessions::session_id);
            Ok::<Vec<String>, Error>(ids.load(session.conn()).await?)
        };
        db.db.run(&TestDb::service(), work).await.unwrap()
    };
    up(first).await;
    up(second).await;
    assert_eq!(sessions().await, [second.to_string()], "one row per track");
    let down = async |session: &mut Session| commands::track_down(session, first).await;
    db.db.run(&TestDb::service(), down).await.unwrap();
    assert_eq!(sessions().await.len(), 1, "an older connection's end is not this one's");
    let clear = async |by: Uuid| {
        let clear = async |session: &mut Session| clear_lost_tracks(session, by).await;
        db.db.run(&TestDb::service(), clear).await.unwrap();
    };
    clear(process).await;
    assert_eq!(sessions().await.len(), 1, "a process keeps its own");
    clear(Uuid::new_v4()).await;
    assert!(sessions().await.is_empty(), "a process of which nothing is known is dead");
}
