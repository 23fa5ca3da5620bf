//! Sessions on a real database: kept, closed, counted, found when their server died, and handed out to be paid.

use super::book::Figures;
use super::{EndedSession, commands};
use chrono::{DateTime, TimeDelta, Utc};
use db::{Error, Session};
use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use model::UserId;
use std::collections::BTreeMap;
use test_kit::{TestDb, TestUser};
use uuid::Uuid;

/// A Wednesday, 23:30 UTC: in Tokyo it is Thursday morning.
fn wednesday() -> DateTime<Utc> {
    "2026-11-18T23:30:00Z".parse().unwrap()
}

/// A session of so many seconds, all of them on stage with a bass.
fn figures(user: &TestUser, seconds: u32) -> Figures {
    Figures {
        id: Uuid::now_v7(),
        user_id: user.id,
        room_id: "abcd3467".into(),
        joined_at: wednesday(),
        instrument_id: Some("bass"),
        was_room_master: false,
        participant_ids: Vec::new(),
        jam_seconds: seconds,
        solo_seconds: 0,
        messages: 0,
        reactions_given: 0,
        fires_received: 0,
        was_full: false,
        joined_after_seconds: None,
        collaborators: BTreeMap::new(),
        instruments: [("bass", seconds)].into(),
    }
}

fn with(figures: Figures, others: &[(&TestUser, u32)]) -> Figures {
    let collaborators: BTreeMap<UserId, u32> = others.iter().map(|(user, s)| (user.id, *s)).collect();
    Figures { participant_ids: collaborators.keys().copied().collect(), collaborators, ..figures }
}

struct World {
    db: TestDb,
    process: Uuid,
}

impl World {
    async fn new() -> Self {
        World { db: TestDb::new().await, process: Uuid::new_v4() }
    }

    async fn keep(&self, process: Uuid, at: DateTime<Utc>, figures: &[Figures]) {
        let work = async |session: &mut Session| commands::keep(session, process, at, figures).await;
        self.db.db.run(&TestDb::service(), work).await.unwrap();
    }

    /// Ends a session as long after its beginning as it was on stage.
    async fn end(&self, figures: &Figures) {
        let at = figures.joined_at + TimeDelta::seconds(figures.jam_seconds.into());
        let process = self.process;
        let work = async |session: &mut Session| commands::end(session, process, at, figures).await;
        self.db.db.run(&TestDb::service(), work).await.unwrap();
    }

    async fn lost(&self, process: Uuid) -> Vec<Uuid> {
        let work = async |session: &mut Session| commands::lost(session, process).await;
        self.db.db.run(&TestDb::service(), work).await.unwrap()
    }

    async fn close(&self, id: Uuid) -> bool {
        let work = async |session: &mut Session| commands::close(session, id).await;
        self.db.db.run(&TestDb::service(), work).await.unwrap()
    }

    async fn unpaid(&self) -> Vec<Uuid> {
        let work = async |session: &mut Session| commands::unpaid(session, 100).await;
        self.db.db.run(&TestDb::service(), work).await.unwrap()
    }

    async fn text(&self, sql: &str) -> String {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = Text)]
            text: String,
        }
        let sql = format!("select coalesce(({sql})::text, '') as text");
        let work = async |session: &mut Session| {
            Ok(diesel::sql_query(&sql).get_result::<Row>(session.conn()).await?.text)
        };
        self.db.db.run(&TestDb::service(), work).await.unwrap()
    }

    async fn sql(&self, sql: &str) {
        let work = async |session: &mut Session| Ok(diesel::sql_query(sql).execute(session.conn()).await?);
        self.db.db.run(&TestDb::service(), work).await.unwrap();
    }

    /// Columns of `user_stats`, joined by blanks.
    async fn stats(&self, user: &TestUser, columns: &str) -> String {
        let columns = columns.replace(' ', ", ");
        let id = user.id;
        self.text(&format!("select concat_ws(' ', {columns}) from public.user_stats where user_id = '{id}'"))
            .await
    }
}

#[tokio::test]
async fn a_closed_session_counts_time_rooms_and_days_once() {
    let world = World::new().await;
    let ada = world.db.user("ada").await;
    let first = figures(&ada, 3_600);
    world.end(&first).await;
    // Its end is told again: the answer of the first time was lost.
    world.end(&first).await;
    assert!(!world.close(first.id).await);
    let counts =
        "total_jam_seconds longest_session_seconds total_sessions average_session_seconds rooms_joined
        weekend_sessions"
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
    assert_eq!(world.stats(&ada, &counts).await, "3600 3600 1 3600 1 0");
    world.end(&figures(&ada, 1_200)).await;
    assert_eq!(world.stats(&ada, &counts).await, "4800 3600 2 2400 1 0", "the same room again is no new one");
    world.end(&Figures { room_id: "jamjam22".into(), ..figures(&ada, 30) }).await;
    assert_eq!(
        world.stats(&ada, &counts).await,
        "4830 3600 2 2415 2 0",
        "half a minute is no jam, but a room one was in"
    );
    let row = format!("select duration_seconds from public.session_history where id = '{}'", first.id);
    assert_eq!(world.text(&row).await, "3600");
}

#[tokio::test]
async fn hours_days_weeks_and_months_are_the_persons_own() {
    let world = World::new().await;
    let (ada, ken) = (world.db.user("ada").await, world.db.user("ken").await);
    world
        .sql(&format!("update public.user_profiles set timezone = 'Asia/Tokyo' where id = '{}'", ken.id))
        .await;
    world.end(&figures(&ada, 600)).await;
    world.end(&figures(&ken, 600)).await;
    let when =
        "activity_by_hour ->> 23, activity_by_hour ->> 8, activity_by_day ->> 2, activity_by_day ->> 3";
    let at = async |user: &TestUser| {
        let id = user.id;
        world
            .text(&format!("select concat_ws(' ', {when}) from public.user_stats where user_id = '{id}'"))
            .await
    };
    assert_eq!(at(&ada).await, "1 0 1 0", "Wednesday, 23 o'clock");
    assert_eq!(at(&ken).await, "0 1 0 1", "Thursday, 8 o'clock");
    let months = "sessions_this_week sessions_this_month";
    // A Saturday, a Monday, the last Monday of the month, and the first of the next.
    for (later, expected) in [(3, "2 2"), (5, "1 3"), (12, "1 4"), (13, "2 1")] {
        world.end(&Figures { joined_at: wednesday() + TimeDelta::days(later), ..figures(&ada, 600) }).await;
        assert_eq!(world.stats(&ada, months).await, expected, "{later} days later");
    }
    // A session of long ago, closed late, counts for neither.
    world.end(&Figures { joined_at: wednesday() - TimeDelta::days(40), ..figures(&ada, 600) }).await;
    assert_eq!(world.stats(&ada, months).await, "2 1");
    assert_eq!(world.stats(&ada, "weekend_sessions total_sessions").await, "1 6");
}

#[tokio::test]
async fn fault_11_collaborators_are_really_distinct_people_and_not_guessed() {
    let world = World::new().await;
    let (ada, bob, cy) = (world.db.user("ada").await, world.db.user("bob").await, world.db.user("cy_").await);
    world.end(&with(figures(&ada, 600), &[(&bob, 500)])).await;
    world.end(&with(figures(&ada, 600), &[(&bob, 100), (&cy, 60)])).await;
    world.end(&with(figures(&bob, 600), &[(&ada, 600)])).await;
    assert_eq!(world.stats(&ada, "unique_collaborators").await, "2");
    assert_eq!(world.stats(&bob, "unique_collaborators").await, "1");
    assert_eq!(world.stats(&cy, "unique_collaborators").await, "0", "their own session is not over");
    let pair = format!(
        "select sessions || ' ' || seconds from public.user_collaborators
        where user_id = '{}' and other_id = '{}'",
        ada.id, bob.id
    );
    assert_eq!(world.text(&pair).await, "2 600");
}

#[tokio::test]
async fn whoever_plays_in_somebodys_first_jam_has_welcomed_them() {
    let world = World::new().await;
    let (ada, bob) = (world.db.user("ada").await, world.db.user("bob").await);
    world.end(&with(figures(&ada, 30), &[(&bob, 30)])).await;
    assert_eq!(world.stats(&bob, "first_welcomes").await, "0", "no jam yet");
    world.end(&with(figures(&ada, 600), &[(&bob, 500)])).await;
    world.end(&with(figures(&ada, 600), &[(&bob, 500)])).await;
    assert_eq!(world.stats(&bob, "first_welcomes").await, "1");
    assert_eq!(world.stats(&ada, "first_welcomes").await, "0");
}

#[tokio::test]
async fn friends_and_instruments_and_saved_rooms_count_what_belongs_to_them() {
    let world = World::new().await;
    let (ada, bob) = (world.db.user("ada").await, world.db.user("bob").await);
    let (a, b) = (ada.id, bob.id);
    for sql in [
        "insert into public.instruments (id, category, name) values ('electric-guitar', 'guitar', 'Guitar'),
            ('bass-guitar', 'guitar', 'Bass'), ('oboe', 'wind', 'Oboe')"
            .to_owned(),
        format!(
            "insert into public.user_instruments (user_id, instrument_id, category)
            values ('{a}', 'electric-guitar', 'guitar'), ('{a}', 'bass-guitar', 'guitar'), ('{a}', 'oboe', 'wind')"
        ),
        format!(
            "insert into public.friendships (user_id, friend_id, status, accepted_at)
            values ('{a}', '{b}', 'accepted', now()), ('{b}', '{a}', 'accepted', now())"
        ),
        format!(
            "insert into public.saved_rooms (owner_id, code, name) values ('{a}', 'abcd3467', 'Ours')"
        ),
    ] {
        world.sql(&sql).await;
    }
    let long = 16 * 3_600;
    let session = Figures { instruments: [("bass", long), ("guitar", 1_800)].into(), ..figures(&ada, long) };
    world.end(&with(session, &[(&bob, 900)])).await;
    world.end(&with(figures(&bob, 1_000), &[(&ada, 900)])).await;
    world.end(&figures(&bob, 1_000)).await;
    let instruments =
        "select string_agg(concat_ws(' ', instrument_id, round(total_hours, 1), total_sessions, level, xp,
        last_played_at is not null), '; ' order by instrument_id) from public.user_instruments";
    assert_eq!(
        world.text(instruments).await,
        "bass-guitar 16.0 1 5 1600 t; electric-guitar 0.5 1 1 50 t; oboe 0.0 0 1 0 f"
    );
    let friends = "select string_agg(concat_ws(' ', jams_together, total_time_together_seconds), '; ')
        from public.friendships";
    assert_eq!(world.text(friends).await, "1 900; 1 900");
    let saved = "select concat_ws(' ', total_sessions, total_unique_visitors, total_jam_seconds,
        last_active_at is not null) from public.saved_rooms";
    assert_eq!(world.text(saved).await, format!("3 2 {} t", long + 2_000));
}

#[tokio::test]
async fn rooms_that_one_opens_are_counted_by_the_database() {
    let world = World::new().await;
    let ada = world.db.user("ada").await;
    world.db.public_room(&ada).await;
    world.db.private_room(&ada).await;
    assert_eq!(world.stats(&ada, "rooms_created").await, "2");
    world.sql("insert into public.rooms (id, name, created_by) values ('house222', 'x', 'openstudio')").await;
    assert_eq!(world.stats(&ada, "rooms_created").await, "2");
}

#[tokio::test]
async fn a_dead_servers_sessions_are_closed_as_they_stood_and_counted_once() {
    let world = World::new().await;
    let (ada, bob) = (world.db.user("ada").await, world.db.user("bob").await);
    let dead = Uuid::new_v4();
    let (hers, his) = (figures(&ada, 600), figures(&bob, 90));
    world.keep(dead, wednesday() + TimeDelta::seconds(600), std::slice::from_ref(&hers)).await;
    world.keep(world.process, wednesday() + TimeDelta::seconds(90), std::slice::from_ref(&his)).await;
    assert_eq!(world.unpaid().await, Vec::<Uuid>::new(), "nothing is over yet");
    assert_eq!(world.lost(world.process).await, [hers.id], "never the asking process's own");
    assert_eq!(world.stats(&ada, "total_jam_seconds").await, "0");
    // Two servers find it at the same moment.
    let closed = tokio::join!(world.close(hers.id), world.close(hers.id));
    assert!(closed.0 != closed.1, "{closed:?}");
    assert_eq!(world.lost(world.process).await, Vec::<Uuid>::new());
    assert_eq!(world.stats(&ada, "total_jam_seconds total_sessions").await, "600 1");
    let left = format!(
        "select extract(epoch from left_at - joined_at)::integer from public.session_history where id = '{}'",
        hers.id
    );
    assert_eq!(world.text(&left).await, "600", "when it was last seen");
    // The server was only slow and tells of it once more: what is closed stays closed.
    world.keep(dead, wednesday() + TimeDelta::seconds(900), &[figures_with_id(&hers, 900)]).await;
    assert_eq!(world.stats(&ada, "total_jam_seconds total_sessions").await, "600 1");
    assert_eq!(world.text(&left).await, "600");
}

fn figures_with_id(session: &Figures, jam_seconds: u32) -> Figures {
    Figures { jam_seconds, ..session.clone() }
}

#[tokio::test]
async fn a_living_servers_sessions_are_not_lost() {
    let world = World::new().await;
    let ada = world.db.user("ada").await;
    let other = Uuid::new_v4();
    world.sql(&format!("insert into public.server_processes (id) values ('{other}')")).await;
    world.keep(other, wednesday(), &[figures(&ada, 0)]).await;
    assert_eq!(world.lost(world.process).await, Vec::<Uuid>::new());
    let late = "update public.server_processes set started_at = now() - interval '1 hour',
        seen_at = now() - interval '31 seconds'";
    world.sql(late).await;
    assert_eq!(world.lost(world.process).await.len(), 1, "not seen for half a minute");
    world.sql("update public.server_processes set seen_at = now(), ended_at = now()").await;
    assert_eq!(world.lost(world.process).await.len(), 1, "it ended");
}

#[tokio::test]
async fn an_account_that_is_gone_holds_nobody_up() {
    let world = World::new().await;
    let (ada, bob) = (world.db.user("ada").await, world.db.user("bob").await);
    let sessions = [with(figures(&ada, 100), &[(&bob, 50)]), figures(&bob, 100)];
    world.sql(&format!("delete from auth.users where id = '{}'", bob.id)).await;
    world.keep(world.process, wednesday(), &sessions).await;
    for session in &sessions {
        world.end(session).await;
    }
    assert_eq!(world.stats(&ada, "total_jam_seconds unique_collaborators").await, "100 0");
    assert_eq!(world.text("select count(*) from public.session_history").await, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_when_sessions_of_people_who_met_end_at_once() {
    let world = std::sync::Arc::new(World::new().await);
    let mut people = Vec::new();
    for name in ["ada", "bob", "cyd", "dan", "eve", "fay"] {
        people.push(world.db.user(name).await);
    }
    let mut ending = Vec::new();
    for user in &people {
        let others: Vec<_> = people.iter().filter(|other| other.id != user.id).map(|one| (one, 60)).collect();
        for _ in 0..3 {
            let (world, session) = (world.clone(), with(figures(user, 60), &others));
            ending.push(tokio::spawn(async move { world.end(&session).await }));
        }
    }
    for one in ending {
        one.await.unwrap();
    }
    for user in &people {
        let counted =
            world.stats(user, "total_sessions total_jam_seconds unique_collaborators rooms_joined").await;
        assert_eq!(counted, "3 180 5 1");
    }
}

#[tokio::test]
async fn a_closed_session_is_paid_once_also_when_the_server_ends_between() {
    let world = World::new().await;
    let ada = world.db.user("ada").await;
    world.sql("insert into public.rooms (id, name, created_by) values ('abcd3467', 'x', 'openstudio')").await;
    let (before, session) = (figures(&ada, 60), figures(&ada, 600));
    world.end(&before).await;
    let session = Figures { joined_at: wednesday() + TimeDelta::days(2), ..session };
    world.end(&session).await;
    assert_eq!(world.unpaid().await, [before.id, session.id]);
    let claim = async |work: &mut Session| commands::claim(work, session.id).await;
    let claimed = world.db.db.run(&TestDb::service(), claim).await.unwrap().expect("it is owed");
    let expected: EndedSession = EndedSession {
        id: session.id,
        user_id: ada.id,
        room_id: "abcd3467".into(),
        room_is_public: true,
        joined_at: session.joined_at,
        left_at: session.joined_at + TimeDelta::seconds(600),
        last_left_at: Some(wednesday() + TimeDelta::seconds(60)),
        jam_seconds: 600,
        instrument: Some("bass".into()),
        was_owner: false,
        messages: 0,
        reactions_given: 0,
        fires_received: 0,
        was_full: false,
        joined_after_s: None,
        collaborators: Vec::new(),
    };
    assert_eq!(claimed, expected);
    // The server ended before it paid: it is still owed.
    assert_eq!(world.unpaid().await.len(), 2);
    let pay = async |work: &mut Session| {
        assert!(commands::claim(work, session.id).await?.is_some());
        // Another server that pays at this moment gets nothing to pay.
        let other = world.db.db.run(&TestDb::service(), claim).await.unwrap();
        assert_eq!(other, None);
        commands::paid(work, session.id).await
    };
    let paid: Result<(), Error> = world.db.db.run(&TestDb::service(), pay).await;
    paid.unwrap();
    assert_eq!(world.unpaid().await, [before.id]);
    assert_eq!(world.db.db.run(&TestDb::service(), claim).await.unwrap(), None);
}
