//! Keeping rooms on a real database.

use super::{commands, queries};
use crate::rooms::commands::open_room;
use crate::rooms::edit::{delete_room, edit_room};
use crate::rooms::queries::find;
use chrono::{DateTime, Utc};
use db::{Actor, Error, Session};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use model::Fault;
use model_rooms::{NewRoom, RegularChoices, RoomChoices, RoomCode, SavedRoomType};
use test_kit::{TestDb, TestUser};

fn kept() -> RegularChoices {
    RegularChoices { keep: true, ..RegularChoices::default() }
}

fn form(name: &str) -> NewRoom {
    NewRoom {
        name: name.into(),
        visibility: "private".into(),
        max_users: 8,
        regular: Some(kept()),
        ..NewRoom::default()
    }
}

async fn sql(db: &TestDb, sql: &str) {
    let work =
        async |session: &mut Session| Ok(diesel::sql_query(sql).execute(session.conn()).await.map(drop)?);
    db.db.run(&TestDb::service(), work).await.unwrap();
}

async fn save(db: &TestDb, actor: &Actor, form: NewRoom) -> Result<RoomCode, Error> {
    let work = async |session: &mut Session| open_room(session, form.clone()).await;
    db.db.run(actor, work).await
}

async fn keep(db: &TestDb, owner: &TestUser, code: &RoomCode, choices: RegularChoices) -> Result<(), Error> {
    let work = async |session: &mut Session| commands::keep(session, owner.id, code, choices.clone()).await;
    db.db.run(&owner.actor(), work).await
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
async fn who_sees_the_room_sees_how_it_is_kept_and_only_its_owner_changes_that() {
    let db = TestDb::new().await;
    let (ada, bob) = (db.user("ada").await, db.user("bob").await);
    let code = save(&db, &ada.actor(), form("Ours")).await.unwrap();
    let read = async |session: &mut Session| queries::saved_room(session, &code).await;
    assert_eq!(
        db.db.run(&ada.actor(), read).await.unwrap().choices,
        RegularChoices { time_zone: String::new(), ..kept() }
    );
    assert!(matches!(db.db.run(&bob.actor(), read).await, Err(Error::Fault(Fault::NotFound))));
    let open = RegularChoices { room_type: SavedRoomType::Public, min_level: 3, ..kept() };
    assert!(matches!(keep(&db, &bob, &code, open.clone()).await, Err(Error::Fault(Fault::NotFound))));
    keep(&db, &ada, &code, open).await.unwrap();
    for actor in [bob.actor(), Actor::Anonymous, db.guest("Gil")] {
        assert_eq!(db.db.run(&actor, read).await.unwrap().choices.min_level, 3);
    }
    let list = async |session: &mut Session| queries::saved_rooms(session, None).await;
    assert_eq!(db.db.run(&ada.actor(), list).await.unwrap().items.len(), 1);
    let forget = async |session: &mut Session| commands::forget(session, &code).await;
    assert!(db.db.run(&bob.actor(), forget).await.is_err());
    db.db.run(&ada.actor(), forget).await.unwrap();
    let room = async |session: &mut Session| find(session, &code).await;
    assert_eq!(db.db.run(&ada.actor(), room).await.unwrap().room.name, "Ours", "the room itself stays");
}

#[tokio::test]
async fn a_regular_room_and_its_room_stay_in_step() {
    let db = TestDb::new().await;
    let ada = db.user("ada").await;
    let code = save(&db, &ada.actor(), form("Ours")).await.unwrap();
    let stored = async || {
        #[derive(QueryableByName, Debug, PartialEq)]
        struct Row {
            #[diesel(sql_type = Text)]
            text: String,
        }
        let query = async |session: &mut Session| {
            let sql = "select concat_ws('|', s.name, s.room_type, s.max_users, s.genre, s.tags::text,
                    s.settings ->> 'maxPerformers', s.rules is not null, r.is_public) as text
                from public.saved_rooms s join public.rooms r on r.id = s.code";
            Ok::<Row, Error>(diesel::sql_query(sql).get_result(session.conn()).await?)
        };
        db.db.run(&TestDb::service(), query).await.unwrap().text
    };
    assert_eq!(stored().await, "Ours|private|8|{}|8|f|f");
    let edit = async |visibility: &str, regular: Option<RegularChoices>| {
        let work = async |session: &mut Session| {
            let now = NewRoom::of(&find(session, &code).await?.room);
            let choices = RoomChoices {
                tags: "late, funk".into(),
                max_performers: 5,
                custom_rules: "Be kind".into(),
                ..RoomChoices::default()
            };
            let form = NewRoom {
                name: "Theirs".into(),
                genre: "funk".into(),
                max_users: 12,
                visibility: visibility.into(),
                choices: Some(choices),
                regular: regular.clone(),
                ..now.clone()
            };
            edit_room(session, ada.id, &code, &now.mark(), form).await
        };
        db.db.run(&TestDb::service(), work).await.unwrap();
    };
    edit("public", None).await;
    assert_eq!(stored().await, "Theirs|public|12|funk|{late,funk}|5|t|t", "made public in its form");
    edit("private", None).await;
    assert_eq!(stored().await, "Theirs|private|12|funk|{late,funk}|5|t|f");
    let friends = RegularChoices { room_type: SavedRoomType::Friends, ..kept() };
    edit("public", Some(friends)).await;
    assert_eq!(stored().await, "Theirs|friends|12|funk|{late,funk}|5|t|f", "the type decides");
    let recurring = RegularChoices {
        room_type: SavedRoomType::Recurring,
        starts_at: "2026-11-24T20:00".into(),
        repeats: "weekly".into(),
        time_zone: "Europe/Berlin".into(),
        ..kept()
    };
    edit("public", Some(recurring.clone())).await;
    assert_eq!(stored().await, "Theirs|recurring|12|funk|{late,funk}|5|t|t", "a time may be public");
    let read = async |session: &mut Session| queries::saved_room(session, &code).await;
    assert_eq!(db.db.run(&ada.actor(), read).await.unwrap().choices, recurring);
    let nowhere = RegularChoices { time_zone: "Mars/Olympus".into(), ..recurring };
    let tried = keep(&db, &ada, &code, nowhere).await;
    assert!(matches!(tried, Err(Error::Fault(fault)) if fault.problem_with("time_zone").is_some()));
    let delete = async |session: &mut Session| delete_room(session, ada.id, &code, "Theirs").await;
    db.db.run(&TestDb::service(), delete).await.unwrap();
    assert!(db.db.run(&ada.actor(), read).await.is_err(), "deleted together");
}

#[tokio::test]
async fn a_meeting_keeps_its_hour_when_the_clocks_change() {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<Timestamptz>)]
        at: Option<DateTime<Utc>>,
    }
    let db = TestDb::new().await;
    let next = async |start: &str, repeats: Option<&str>, zone: &str, now: &str| {
        let sql = "select public.next_meeting($1::text::timestamptz, $2, $3, $4::text::timestamptz) as at";
        let work = async |session: &mut Session| {
            let query = diesel::sql_query(sql)
                .bind::<Text, _>(start)
                .bind::<Nullable<Text>, _>(repeats)
                .bind::<Text, _>(zone)
                .bind::<Text, _>(now);
            Ok::<Row, Error>(query.get_result(session.conn()).await?)
        };
        let row = db.db.run(&Actor::Anonymous, work).await.unwrap();
        row.at.map_or_else(|| "none".to_owned(), |at| at.format("%Y-%m-%dT%H:%M").to_string())
    };
    let berlin = "Europe/Berlin";
    // 20:00 in Berlin is 18:00 UTC in summer and 19:00 in winter.
    let start = "2026-10-20T18:00Z";
    for (repeats, now, expected) in [
        (None, "2026-10-01T00:00Z", "2026-10-20T18:00"),
        (None, "2026-10-20T20:59Z", "2026-10-20T18:00"),
        (None, "2026-10-20T21:01Z", "none"),
        (Some("weekly"), "2026-10-21T00:00Z", "2026-10-27T19:00"),
        (Some("weekly"), "2026-10-27T21:59Z", "2026-10-27T19:00"),
        (Some("weekly"), "2027-04-01T00:00Z", "2027-04-06T18:00"),
        (Some("fortnightly"), "2026-10-21T00:00Z", "2026-11-03T19:00"),
        (Some("monthly"), "2026-10-21T00:00Z", "2026-11-20T19:00"),
        (Some("monthly"), "2036-10-21T00:00Z", "2036-11-20T19:00"),
    ] {
        assert_eq!(next(start, repeats, berlin, now).await, expected, "{repeats:?} at {now}");
    }
    let last_of_january = next("2027-01-31T12:00Z", Some("monthly"), "UTC", "2027-02-01T00:00Z").await;
    assert_eq!(last_of_january, "2027-02-28T12:00", "a shorter month has a last day too");
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
