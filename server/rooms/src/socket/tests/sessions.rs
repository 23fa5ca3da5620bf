//! Sessions as they come out of real sockets: what is in the database when people have come and gone.

use super::*;
use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use realtime::{Command, Hello, Resume};
use std::time::Duration;
use test_kit::TestDb;

async fn text(site: &Site, sql: &str) -> String {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        text: String,
    }
    let sql = format!("select coalesce(({sql})::text, '') as text");
    let work = async |session: &mut db::Session| {
        Ok::<_, db::Error>(diesel::sql_query(&sql).get_result::<Row>(session.conn()).await?.text)
    };
    site.stage.db.db.run(&TestDb::service(), work).await.unwrap()
}

/// Waits until the database says so.
async fn until(site: &Site, sql: &str, expected: &str) {
    for _ in 0..800 {
        if text(site, sql).await == expected {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert_eq!(text(site, sql).await, expected, "{sql}");
}

const ALL: &str = "select string_agg(concat_ws(' ', p.username, left_at is not null, was_room_master,
        cardinality(participant_ids), messages), '; ' order by p.username, h.joined_at)
    from public.session_history h join public.user_profiles p on p.id = h.user_id";

#[tokio::test]
async fn fault_11_sessions_are_written_by_the_server_from_what_really_happened() {
    let site = Site::new().await;
    let (ada, bob) = (site.stage.db.user("ada").await, site.stage.db.user("bob").await);
    let room = RoomCode::parse(&site.stage.db.public_room(&ada).await.id).unwrap();
    let mut hers = site.browser(&ada.actor(), &room).await;
    let seen = hers.enter().await;
    let mut guest = site.browser(&site.guest("Gil"), &room).await;
    guest.enter().await;
    until(&site, ALL, "ada f t 0 0").await;
    let mut his = site.browser(&bob.actor(), &room).await;
    his.enter().await;
    let mut second = site.browser(&bob.actor(), &room).await;
    second.enter().await;
    his.ask(Command::Chat { id: uuid::Uuid::now_v7(), text: "hi".into() }).await.unwrap();
    // A reload is the same session, and so is a second tab.
    let resume = Resume { token: seen.resume_token, epoch: seen.epoch, seq: None };
    drop(hers);
    let mut again = site.browser(&ada.actor(), &room).await;
    again.send(Command::Hello(Hello { resume: Some(resume), ..browser::hello(None) })).await;
    again.snapshot().await;
    assert_eq!(his.ask(Command::Leave).await, Ok(realtime::Reply::Done));
    again.ask(Command::Ping).await.unwrap();
    assert_eq!(
        text(&site, "select count(*) from public.session_history where left_at is not null").await,
        "0"
    );
    assert_eq!(second.ask(Command::Leave).await, Ok(realtime::Reply::Done));
    let closed = "select count(*) from public.session_history where left_at is not null";
    until(&site, closed, "1").await;
    // What is still open is closed when the server stops.
    site.stage.rooms.shutdown().await;
    let all = text(&site, ALL).await;
    assert_eq!(all, "ada t t 1 0; bob t f 1 1", "Bob met Ada, and said one thing");
    let rooms = "select string_agg(rooms_joined::text, ' ') from public.user_stats";
    assert_eq!(text(&site, rooms).await, "1 1");
    site.stage.end().await;
}

#[tokio::test]
async fn what_a_killed_server_left_open_is_closed_by_the_next_start() {
    let site = Site::new().await;
    let ada = site.stage.db.user("ada").await;
    let dead = uuid::Uuid::new_v4();
    let write = format!(
        "insert into public.session_history (user_id, room_id, process_id, joined_at, seen_at, jam_seconds)
        values ('{}', 'abcd3467', '{dead}', now() - interval '1 hour', now() - interval '10 minutes', 2400)",
        ada.id
    );
    let track = format!(
        "insert into public.room_webrtc_sessions (room_id, user_id, session_id, track_name, process_id)
        values ('{}', '{}', 's', 't', '{dead}')",
        site.stage.db.public_room(&ada).await.id,
        ada.id
    );
    for sql in [&write, &track] {
        let work = async |session: &mut db::Session| {
            Ok::<usize, db::Error>(diesel::sql_query(sql).execute(session.conn()).await?)
        };
        site.stage.db.db.run(&TestDb::service(), work).await.unwrap();
    }
    let config = crate::RoomsConfig { demo_room: false, ..site.stage.rooms.shared.config.clone() };
    let next = crate::Rooms::start(config, site.stage.db.db.clone()).await.unwrap();
    until(&site, "select string_agg(duration_seconds::text, ' ') from public.session_history", "3000").await;
    until(&site, "select total_jam_seconds from public.user_stats", "2400").await;
    until(&site, "select count(*) from public.room_webrtc_sessions", "0").await;
    next.shutdown().await;
    site.stage.end().await;
}
