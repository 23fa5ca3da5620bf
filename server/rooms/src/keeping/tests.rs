//! Keeping rooms on a real database.

use super::{commands, queries};
use db::{Actor, Error, Session};
use diesel_async::RunQueryDsl;
use model::Fault;
use model_rooms::{NewSavedRoom, RoomCode, RoomSettings, SavedRoomType};
use test_kit::{TestDb, TestUser};

fn form(name: &str) -> NewSavedRoom {
    NewSavedRoom { name: name.into(), max_users: 8, ..NewSavedRoom::default() }
}

async fn sql(db: &TestDb, sql: &str) {
    let work =
        async |session: &mut Session| Ok(diesel::sql_query(sql).execute(session.conn()).await.map(drop)?);
    db.db.run(&TestDb::service(), work).await.unwrap();
}

async fn save(db: &TestDb, actor: &Actor, form: NewSavedRoom) -> Result<RoomCode, Error> {
    let work = async |session: &mut Session| commands::save(session, form.clone()).await;
    db.db.run(actor, work).await
}

async fn bookmark(db: &TestDb, user: &TestUser, room: &str) -> Result<(), Error> {
    let code = RoomCode::parse(room).unwrap();
    let work = async |session: &mut Session| commands::bookmark(session, &code, " mine ").await;
    db.db.run(&user.actor(), work).await
}

fn is_limit(tried: &Result<impl std::fmt::Debug, Error>) -> bool {
    matches!(tried, Err(Error::Fault(Fault::Conflict { .. })))
}

#[tokio::test]
async fn each_tier_keeps_as_many_as_it_says_and_an_administrator_any_number() {
    let db = TestDb::new().await;
    let ada = db.user("ada").await;
    for (tier, limit) in [("free", 3), ("basic", 5), ("pro", 10), ("enterprise", 25)] {
        sql(&db, "delete from public.saved_rooms").await;
        sql(&db, &format!("update public.user_profiles set account_type = '{tier}'")).await;
        for number in 0..limit {
            save(&db, &ada.actor(), form(&format!("{number}"))).await.unwrap();
        }
        assert!(is_limit(&save(&db, &ada.actor(), form("one too many")).await), "{tier}");
    }
    sql(&db, "update public.user_profiles set account_type = 'free'").await;
    sql(&db, "insert into auth.roles (name) values ('admin') on conflict do nothing").await;
    let grant = format!(
        "insert into auth.user_roles (user_id, role_id) select '{}', id from auth.roles where name = 'admin'",
        ada.id
    );
    sql(&db, &grant).await;
    save(&db, &ada.actor(), form("an administrator's")).await.unwrap();
}

#[tokio::test]
async fn ones_own_rooms_are_kept_at_hand_and_nobody_elses() {
    let db = TestDb::new().await;
    let (ada, bob) = (db.user("ada").await, db.user("bob").await);
    let rooms = [db.private_room(&ada).await, db.public_room(&ada).await, db.public_room(&ada).await];
    let fourth = db.public_room(&ada).await;
    let others = bookmark(&db, &bob, &fourth.id).await;
    assert!(matches!(others, Err(Error::Fault(Fault::Forbidden { .. }))), "{others:?}");
    bookmark(&db, &ada, &rooms[0].id).await.unwrap();
    assert!(is_limit(&bookmark(&db, &ada, &rooms[0].id).await), "kept already");
    bookmark(&db, &ada, &rooms[1].id).await.unwrap();
    save(&db, &ada.actor(), form("the third")).await.unwrap();
    assert!(is_limit(&bookmark(&db, &ada, &rooms[2].id).await), "both kinds count");
    let list = async |session: &mut Session| queries::bookmarks(session, None).await;
    let page = db.db.run(&ada.actor(), list).await.unwrap();
    let kept: Vec<_> = page.items.iter().map(|kept| (kept.room.as_str(), kept.notes.as_str())).collect();
    assert_eq!(kept, [(rooms[1].id.as_str(), "mine"), (rooms[0].id.as_str(), "mine")]);
    assert!(db.db.run(&bob.actor(), list).await.unwrap().items.is_empty());
    let code = RoomCode::parse(&rooms[0].id).unwrap();
    let remove = async |session: &mut Session| commands::remove_bookmark(session, &code).await;
    assert!(db.db.run(&bob.actor(), remove).await.is_err());
    db.db.run(&ada.actor(), remove).await.unwrap();
    bookmark(&db, &ada, &rooms[2].id).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_requests_at_once_do_not_both_take_the_last_place() {
    let db = TestDb::new().await;
    let ada = db.user("ada").await;
    let tries = (0..5).map(|number| {
        // Past the friendly check, as somebody with SQL would.
        let insert = format!(
            "insert into public.saved_rooms (owner_id, code, name) values ('{}', 'racing0{number}', 'x')",
            ada.id
        );
        let (db, actor) = (db.db.clone(), ada.actor());
        tokio::spawn(async move {
            let work = async |session: &mut Session| {
                Ok(diesel::sql_query(&insert).execute(session.conn()).await.map(drop)?)
            };
            db.run(&actor, work).await
        })
    });
    let mut kept = 0;
    for tried in tries.collect::<Vec<_>>() {
        match tried.await.unwrap() {
            Ok(()) => kept += 1,
            Err(Error::Fault(Fault::Forbidden { .. })) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(kept, 3);
}

#[tokio::test]
async fn what_is_saved_is_read_and_others_see_public_ones_only() {
    let db = TestDb::new().await;
    let (ada, bob) = (db.user("ada").await, db.user("bob").await);
    let settings = RoomSettings { buffer_size: 128, master_volume: 0.5, ..RoomSettings::default() };
    let full = NewSavedRoom { tags: vec!["late".into()], settings, ..form("Ours") };
    let code = save(&db, &ada.actor(), full.clone()).await.unwrap();
    let read = async |session: &mut Session| queries::saved_room(session, &code).await;
    let saved = db.db.run(&ada.actor(), read).await.unwrap();
    assert_eq!(saved.saved, full);
    assert!(matches!(db.db.run(&bob.actor(), read).await, Err(Error::Fault(Fault::NotFound))));
    let open = NewSavedRoom { room_type: SavedRoomType::Public, ..full };
    let change = async |session: &mut Session| commands::change(session, saved.id, open.clone()).await;
    assert!(db.db.run(&bob.actor(), change).await.is_err());
    db.db.run(&ada.actor(), change).await.unwrap();
    for actor in [bob.actor(), Actor::Anonymous, db.guest("Gil")] {
        assert_eq!(db.db.run(&actor, read).await.unwrap().saved, open);
    }
    let list = async |session: &mut Session| queries::saved_rooms(session, None).await;
    assert_eq!(db.db.run(&ada.actor(), list).await.unwrap().items.len(), 1);
    let forget = async |session: &mut Session| commands::forget(session, saved.id).await;
    assert!(db.db.run(&bob.actor(), forget).await.is_err());
    db.db.run(&ada.actor(), forget).await.unwrap();
}

#[tokio::test]
async fn settings_of_another_shape_are_refused_by_the_database_too() {
    let db = TestDb::new().await;
    let ada = db.user("ada").await;
    for wrong in [
        r#"{"sampleRate": 96000}"#,
        r#"{"masterVolume": 1.1}"#,
        r#"{"masterVolume": "loud"}"#,
        r#"{"autoJitterBuffer": 1}"#,
        r#"{"networkMode": "p2p"}"#,
        r#"{"unknown": 1}"#,
        "[]",
    ] {
        let insert = format!(
            "insert into public.saved_rooms (owner_id, code, name, settings) values ('{}', 'shapes00', 'x', '{wrong}')",
            ada.id
        );
        let work =
            async |session: &mut Session| Ok(diesel::sql_query(&insert).execute(session.conn()).await?);
        assert!(db.db.run(&TestDb::service(), work).await.is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn the_past_is_ones_own_and_forgets_who_went() {
    let db = TestDb::new().await;
    let (ada, bob) = (db.user("ada").await, db.user("bob").await);
    let insert = format!(
        "insert into public.session_history (user_id, room_id, participant_ids) values ('{0}', 'gone0000', array['{1}']::uuid[])",
        ada.id, bob.id
    );
    sql(&db, &insert).await;
    let list = async |session: &mut Session| queries::past_sessions(session, None).await;
    let past = db.db.run(&ada.actor(), list).await.unwrap().items;
    assert_eq!((past.len(), past[0].participants.clone()), (1, vec![bob.id]));
    assert!(db.db.run(&bob.actor(), list).await.unwrap().items.is_empty());
    sql(&db, &format!("delete from auth.users where id = '{}'", bob.id)).await;
    assert!(db.db.run(&ada.actor(), list).await.unwrap().items[0].participants.is_empty());
}
