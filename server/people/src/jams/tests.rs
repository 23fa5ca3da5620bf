//! What sessions pay, on a real database.

use super::commands::{EndedJam, REACTIONS_PAID_MAX, award};
use chrono::{DateTime, TimeDelta, Utc};
use db::Session;
use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use model::UserId;
use test_kit::TestDb;
use uuid::Uuid;

async fn world() -> TestDb {
    let test = TestDb::new().await;
    crate::catalogues::load(&test.db).await.unwrap();
    test
}

fn noon() -> DateTime<Utc> {
    "2026-11-18T12:00:00Z".parse().unwrap()
}

/// Half an hour on stage in a public room.
fn jam() -> EndedJam {
    EndedJam {
        id: Uuid::now_v7(),
        room_id: "abcd3467".into(),
        room_is_public: true,
        began: noon(),
        ended: noon() + TimeDelta::minutes(31),
        last_ended: None,
        jam_seconds: 1_860,
        instrument: Some("bass".into()),
        is_owner: false,
        messages: 0,
        reactions_given: 0,
        fires_received: 0,
        was_full: false,
        joined_after_s: None,
        collaborators: Vec::new(),
    }
}

async fn pay(test: &TestDb, user: UserId, jam: &EndedJam) -> Vec<String> {
    let work = async |session: &mut Session| award(session, user, jam).await;
    test.db.run(&TestDb::service(), work).await.unwrap()
}

async fn text(test: &TestDb, sql: &str) -> String {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        text: String,
    }
    let sql = format!("select coalesce(({sql})::text, '') as text");
    let work = async |session: &mut Session| {
        Ok(diesel::sql_query(&sql).get_result::<Row>(session.conn()).await?.text)
    };
    test.db.run(&TestDb::service(), work).await.unwrap()
}

/// What was paid but for achievements, for example `join_room:10 jam_30_minutes:50`.
async fn payments(test: &TestDb, user: UserId) -> String {
    let sql = format!(
        "select string_agg(reason || ':' || amount, ' ' order by reason, amount) from public.user_xp_transactions
        where user_id = '{user}' and source_type <> 'achievement'"
    );
    text(test, &sql).await
}

#[tokio::test]
async fn a_session_pays_its_longest_time_its_room_and_each_new_person_once() {
    let test = world().await;
    let (ada, bob) = (test.user("ada").await.id, test.user("bob").await.id);
    let first = EndedJam { collaborators: vec![bob], messages: 3, ..jam() };
    pay(&test, ada, &first).await;
    let paid = "first_message:5 jam_30_minutes:50 jam_with_new_person:15 join_room:10";
    assert_eq!(payments(&test, ada).await, paid);
    // The same room and the same person again: the time is new, the rest is not.
    let second = EndedJam { id: Uuid::now_v7(), jam_seconds: 3_700, ..first.clone() };
    pay(&test, ada, &second).await;
    assert_eq!(payments(&test, ada).await, paid.replace("jam_30_m", "jam_1_hour:100 jam_30_m"));
    // The same session again pays nothing, whatever it says.
    pay(&test, ada, &EndedJam { jam_seconds: 3_900, ..second }).await;
    assert_eq!(payments(&test, ada).await, paid.replace("jam_30_m", "jam_1_hour:100 jam_30_m"));
}

#[tokio::test]
async fn reactions_pay_only_so_many_of_a_session() {
    let test = world().await;
    let ada = test.user("ada").await.id;
    pay(&test, ada, &EndedJam { reactions_given: 500, fires_received: 3, jam_seconds: 5, ..jam() }).await;
    let given = REACTIONS_PAID_MAX * 2;
    assert_eq!(payments(&test, ada).await, format!("give_reaction:{given} join_room:10 receive_fire:30"));
}

#[tokio::test]
async fn friends_see_jams_in_public_rooms_and_nothing_of_private_ones_or_of_listening() {
    let test = world().await;
    let ada = test.user("ada").await.id;
    let lines = async || {
        let sql = format!(
            "select string_agg(type || ':' || coalesce(data ->> 'duration_seconds', ''), ' ' order by type)
            from public.activity_feed where user_id = '{ada}' and type in ('session', 'room_created')"
        );
        text(&test, &sql).await
    };
    pay(&test, ada, &EndedJam { room_is_public: false, is_owner: true, ..jam() }).await;
    pay(&test, ada, &EndedJam { jam_seconds: 0, ..jam() }).await;
    assert_eq!(lines().await, "");
    let own = EndedJam { room_id: "jamjam22".into(), is_owner: true, ..jam() };
    pay(&test, ada, &own).await;
    assert_eq!(lines().await, "room_created: session:1860");
    pay(&test, ada, &EndedJam { id: Uuid::now_v7(), ..own }).await;
    assert_eq!(lines().await, "room_created: session:1860 session:1860", "a room is opened once");
}

#[tokio::test]
async fn a_session_over_midnight_counts_both_days_on_the_persons_clock() {
    let test = world().await;
    let ada = test.user("ada").await.id;
    let sql = format!("update public.user_profiles set timezone = 'Asia/Tokyo' where id = '{ada}'");
    let move_away = async |session: &mut Session| Ok(diesel::sql_query(&sql).execute(session.conn()).await?);
    test.db.run(&TestDb::service(), move_away).await.unwrap();
    // 23:00 to 01:30 in Tokyo.
    let late = EndedJam {
        began: "2026-11-18T14:00:00Z".parse().unwrap(),
        ended: "2026-11-18T16:30:00Z".parse().unwrap(),
        jam_seconds: 9_000,
        ..jam()
    };
    let unlocked = pay(&test, ada, &late).await;
    let streak = format!("select current_daily_streak from public.user_profiles where id = '{ada}'");
    assert_eq!(text(&test, &streak).await, "2");
    assert!(unlocked.contains(&"midnight_maestro".to_owned()), "{unlocked:?}");
}

#[tokio::test]
async fn what_is_met_in_the_session_is_unlocked_with_it() {
    let test = world().await;
    let ada = test.user("ada").await.id;
    let before = EndedJam { jam_seconds: 30, was_full: true, ..jam() };
    assert!(!pay(&test, ada, &before).await.contains(&"full_house".to_owned()), "thirty seconds are no jam");
    let session = EndedJam {
        id: Uuid::now_v7(),
        was_full: true,
        fires_received: 10,
        joined_after_s: Some(4),
        last_ended: Some(noon() - TimeDelta::days(31)),
        ..jam()
    };
    let unlocked = pay(&test, ada, &session).await;
    for id in ["full_house", "perfectionist", "quick_draw", "comeback_kid"] {
        assert!(unlocked.contains(&id.to_owned()), "{id} is not in {unlocked:?}");
    }
}
