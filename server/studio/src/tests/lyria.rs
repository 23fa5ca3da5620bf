//! What generated music may be used: the database's counting against a model of it, under any order of events.

use super::{Stage, stage};
use crate::lyria;
use db::{Error, Session};
use diesel_async::RunQueryDsl;
use model::Fault;
use model_studio::{LyriaAllowance, LyriaLimits, NewLyriaUse};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use test_kit::TestDb;

#[derive(Clone, Debug)]
enum Event {
    Connect,
    Use(i32),
    /// Seconds that pass.
    Wait(i64),
}

/// What the limits mean, in one place and without a database. Times are seconds since the beginning.
#[derive(Default)]
struct Model {
    now: i64,
    connections: i32,
    window_start: i64,
    seconds: i32,
    has_row: bool,
    day_ends: i64,
}

const DAY: i64 = 86_400;

impl Model {
    fn touch(&mut self) {
        if !self.has_row {
            (self.has_row, self.window_start, self.day_ends) = (true, self.now, self.now + DAY);
        }
    }

    fn apply(&mut self, event: &Event) {
        match event {
            Event::Connect => {
                self.touch();
                if self.now - self.window_start >= 60 {
                    (self.connections, self.window_start) = (1, self.now);
                } else {
                    self.connections += 1;
                }
            }
            Event::Use(seconds) => {
                self.touch();
                if self.day_ends <= self.now {
                    (self.seconds, self.day_ends) = (0, self.now + DAY);
                }
                self.seconds += seconds;
            }
            Event::Wait(seconds) => self.now += seconds,
        }
    }

    fn left(&self, limits: &LyriaLimits) -> (bool, i32, i32) {
        let used = if self.has_row && self.day_ends > self.now { self.seconds } else { 0 };
        let connected = if self.has_row && self.now - self.window_start < 60 { self.connections } else { 0 };
        let seconds = (limits.daily_seconds - used).max(0);
        let connections = (limits.connections_per_minute - connected).max(0);
        (seconds > 0 && connections > 0, seconds, connections)
    }
}

/// The database's clock cannot be moved, so what it remembers is moved into the past instead. The first day of a row ends
/// a day after it was made, as in the model.
async fn apply(stage: &Stage, event: &Event, is_first: bool) {
    let ada = stage.ada.id;
    match event {
        Event::Connect => stage.sql(&format!("select public.increment_lyria_connection('{ada}')")).await,
        Event::Use(seconds) => {
            stage.sql(&format!("select public.add_lyria_usage_seconds('{ada}', {seconds})")).await;
        }
        Event::Wait(seconds) => {
            stage
                .sql(&format!(
                    "update public.lyria_rate_limits set window_start = window_start - interval '{seconds} s',
                        daily_reset_at = daily_reset_at - interval '{seconds} s'"
                ))
                .await;
        }
    }
    if is_first {
        stage.sql("update public.lyria_rate_limits set daily_reset_at = now() + interval '1 day'").await;
    }
}

async fn left(stage: &Stage) -> LyriaAllowance {
    let work = async |session: &mut Session| lyria::allowance(session, stage.ada.id).await;
    stage.db.db.run(&TestDb::service(), work).await.unwrap()
}

/// Far from the edges of minutes and days, because the test itself takes time.
fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => Just(Event::Connect),
        3 => (0i32..1000).prop_map(Event::Use),
        2 => prop_oneof![Just(1i64), Just(90), Just(3600), Just(90_000)].prop_map(Event::Wait),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn any_order_of_events_is_counted_as_the_model_counts() {
    let stage = stage().await;
    let free = LyriaLimits { daily_seconds: 1800, connections_per_minute: 5, max_session_seconds: 600 };
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let cases = prop::collection::vec(event(), 1..14);
    for _ in 0..24 {
        let events = cases.new_tree(&mut runner).unwrap().current();
        stage.sql("delete from public.lyria_rate_limits").await;
        let mut model = Model::default();
        for event in &events {
            let had_row = model.has_row;
            let day_ends = model.day_ends;
            model.apply(event);
            // A day that begins anew ends at midnight in the database, and a day later in the model.
            let begins = (!had_row && model.has_row) || model.day_ends != day_ends;
            apply(&stage, event, begins).await;
            let left = left(&stage).await;
            let told = (left.allowed, left.daily_seconds_remaining, left.connections_remaining);
            assert_eq!(told, model.left(&free), "{event:?} of {events:?}");
        }
    }
}

#[tokio::test]
async fn tiers_have_the_limits_that_the_product_has() {
    let stage = stage().await;
    for (tier, seconds, connections, session) in [
        ("free", 1800, 5, 600),
        ("basic", 7200, 10, 1200),
        ("pro", 28_800, 20, 3600),
        ("enterprise", 57_600, 40, 3600),
        ("admin", 999_999, 100, 999_999),
        ("made up", 1800, 5, 600),
    ] {
        let work = async |session: &mut Session| lyria::limits(session, tier).await;
        let limits = stage.db.db.run(&stage.ada.actor(), work).await.unwrap();
        let expected = LyriaLimits {
            daily_seconds: seconds,
            connections_per_minute: connections,
            max_session_seconds: session,
        };
        assert_eq!(limits, expected, "{tier}");
    }
    stage.sql("update public.user_profiles set account_type = 'pro' where username = 'ada'").await;
    assert_eq!(left(&stage).await.daily_seconds_remaining, 28_800);
    stage.sql("insert into auth.roles (name) values ('admin') on conflict do nothing").await;
    let grant = format!(
        "insert into auth.user_roles (user_id, role_id) select '{}', id from auth.roles where name = 'admin'",
        stage.ada.id
    );
    stage.sql(&grant).await;
    assert_eq!(left(&stage).await.connections_remaining, 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_never_get_more_than_the_limit() {
    let stage = stage().await;
    let tries: Vec<_> = (0..12)
        .map(|number| {
            let (db, ada) = (stage.db.db.clone(), stage.ada.id);
            tokio::spawn(async move {
                let name = format!("session-{number}");
                let work = async |session: &mut Session| {
                    lyria::begin(session, ada, &name, NewLyriaUse::default()).await
                };
                db.run(&TestDb::service(), work).await
            })
        })
        .collect();
    let mut begun = 0;
    for tried in tries {
        match tried.await.unwrap() {
            Ok(_) => begun += 1,
            Err(Error::Fault(Fault::TooMany { retry_after_s })) => assert_eq!(retry_after_s, 60),
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(begun, 5);
}

#[tokio::test]
async fn seconds_are_counted_once_for_the_right_person() {
    let stage = stage().await;
    let asked = NewLyriaUse { style: Some("jazz".into()), bpm: Some(90), ..NewLyriaUse::default() };
    let begin = async |session: &mut Session| lyria::begin(session, stage.ada.id, "s-1", asked.clone()).await;
    stage.db.db.run(&TestDb::service(), begin).await.unwrap();
    for (who, counts) in [(&stage.bob, false), (&stage.ada, true), (&stage.ada, false)] {
        let end = async |session: &mut Session| lyria::end(session, who.id, "s-1", 100, 5_000).await;
        assert_eq!(stage.db.db.run(&TestDb::service(), end).await.is_ok(), counts);
    }
    assert_eq!(left(&stage).await.daily_seconds_remaining, 1700);
    let mine = async |session: &mut Session| lyria::mine(session, None).await;
    let used = stage.db.db.run(&stage.ada.actor(), mine).await.unwrap().items;
    assert_eq!((used.len(), used[0].duration_s, &used[0].asked), (1, 100, &asked));
    assert!(stage.db.db.run(&stage.bob.actor(), mine).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn nobody_counts_for_themselves() {
    let stage = stage().await;
    let ada = stage.ada.id;
    for sql in [
        format!("select public.add_lyria_usage_seconds('{ada}', 1)"),
        format!("select public.increment_lyria_connection('{ada}')"),
        format!("select * from public.check_lyria_rate_limit('{ada}')"),
        "update public.lyria_rate_limits set daily_seconds_used = 0".to_owned(),
        "delete from public.lyria_rate_limits".to_owned(),
        format!("insert into public.lyria_rate_limits (user_id) values ('{ada}')"),
    ] {
        let work = async |session: &mut Session| Ok(diesel::sql_query(&sql).execute(session.conn()).await?);
        let tried = stage.db.db.run(&stage.ada.actor(), work).await;
        assert!(super::is_forbidden(&tried), "{sql}: {tried:?}");
    }
    let work = async |session: &mut Session| {
        let sql = format!("select public.add_lyria_usage_seconds('{ada}', -1)");
        Ok(diesel::sql_query(sql).execute(session.conn()).await?)
    };
    assert!(stage.db.db.run(&TestDb::service(), work).await.is_err(), "nobody gets seconds back");
}
