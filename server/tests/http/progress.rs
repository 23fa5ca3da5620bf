//! From a closed session to what it pays: rooms count, people are paid, once, also when a server ends between.

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use server::progress;
use server_rooms::sessions::Happening;
use std::time::Duration;
use test_kit::TestDb;
use tokio_util::sync::CancellationToken;

async fn sql(test: &TestDb, sql: &str) {
    let work = async |session: &mut db::Session| {
        Ok::<usize, db::Error>(diesel::sql_query(sql).execute(session.conn()).await?)
    };
    test.db.run(&TestDb::service(), work).await.unwrap();
}

async fn text(test: &TestDb, sql: &str) -> String {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        text: String,
    }
    let sql = format!("select coalesce(({sql})::text, '') as text");
    let work = async |session: &mut db::Session| {
        Ok::<_, db::Error>(diesel::sql_query(&sql).get_result::<Row>(session.conn()).await?.text)
    };
    test.db.run(&TestDb::service(), work).await.unwrap()
}

/// A database with somebody whose half an hour in a public room was closed and not paid.
async fn owed() -> TestDb {
    let test = TestDb::new().await;
    server_people::catalogues::load(&test.db).await.unwrap();
    let ada = test.user("ada").await;
    let room = test.public_room(&ada).await.id;
    let left_open = format!(
        "insert into public.session_history (user_id, room_id, joined_at, seen_at, jam_seconds, was_room_master)
        values ('{}', '{room}', now() - interval '31 minutes', now(), 1860, true)",
        ada.id
    );
    sql(&test, &left_open).await;
    sql(&test, "select public.close_session(id) from public.session_history").await;
    test
}

const PAID: &str =
    "select string_agg(reason || ':' || amount, ' ' order by reason) from public.user_xp_transactions
    where source_type <> 'achievement'";
const WHAT_IT_PAYS: &str = "create_room:10 jam_30_minutes:50 join_room:10";

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_paid_once_by_however_many_servers() {
    let test = owed().await;
    // The server ended between closing and paying; after the next start two look at once, and one again.
    tokio::join!(progress::pay_what_is_owed(&test.db), progress::pay_what_is_owed(&test.db));
    progress::pay_what_is_owed(&test.db).await;
    assert_eq!(text(&test, PAID).await, WHAT_IT_PAYS);
    assert_eq!(
        text(&test, "select count(*) from public.session_history where awarded_at is null").await,
        "0"
    );
    let told =
        "select string_agg(type, ' ' order by type) from public.activity_feed where type <> 'achievement'
        and type <> 'level_up'";
    assert_eq!(text(&test, told).await, "room_created session");
    let unlocked =
        "select count(*) from public.user_achievements where achievement_id in ('first_jam', 'room_rookie')";
    assert_eq!(text(&test, unlocked).await, "2");
    assert_eq!(text(&test, "select current_daily_streak from public.user_profiles").await, "1");
}

#[tokio::test]
async fn what_is_owed_at_the_start_is_paid_and_what_is_counted_is_looked_at() {
    let test = owed().await;
    let (happenings, happened) = progress::channel();
    let stop = CancellationToken::new();
    let following = tokio::spawn(progress::follow(test.db.clone(), happened, stop.clone()));
    let mut tries = 0;
    while text(&test, PAID).await != WHAT_IT_PAYS {
        tries += 1;
        assert!(tries < 800, "the first look pays");
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    sql(&test, "update public.user_stats set messages_sent = 1").await;
    let ada: uuid::Uuid = text(&test, "select user_id from public.user_stats").await.parse().unwrap();
    happenings.send(Happening::Counted(model::UserId(ada))).await.unwrap();
    let first = "select count(*) from public.user_achievements where achievement_id = 'first_message'";
    while text(&test, first).await != "1" {
        tries += 1;
        assert!(tries < 1600, "what was counted is looked at soon");
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    stop.cancel();
    following.await.unwrap();
}
