//! The streak's rule on a real database: in any order of events, across clock changes and journeys.

use super::commands::{Streak, visit};
use crate::xp::tests::samples;
use chrono::{DateTime, Duration, TimeZone, Utc};
use db::{Error, Session};
use diesel::QueryableByName;
use diesel::sql_types::{Date, Integer, Nullable};
use diesel_async::RunQueryDsl;
use model::UserId;
use test_kit::TestDb;

#[derive(Debug, PartialEq, QueryableByName)]
struct State {
    #[diesel(sql_type = Integer)]
    current: i32,
    #[diesel(sql_type = Integer)]
    longest: i32,
    #[diesel(sql_type = Integer)]
    freezes: i32,
    #[diesel(sql_type = Nullable<Date>)]
    last: Option<chrono::NaiveDate>,
}

struct Person<'a> {
    test: &'a TestDb,
    id: UserId,
}

impl Person<'_> {
    async fn visit(&self, at: DateTime<Utc>) -> Streak {
        let service = TestDb::service();
        let run = self.test.db.run(&service, async |session: &mut Session| visit(session, self.id, at).await);
        run.await.unwrap()
    }

    async fn set(&self, what: &str) -> Result<(), Error> {
        let (service, sql) =
            (TestDb::service(), format!("update public.user_profiles set {what} where id = '{}'", self.id));
        let run = self.test.db.run(&service, async |session: &mut Session| {
            diesel::sql_query(&sql).execute(session.conn()).await?;
            Ok(())
        });
        run.await
    }

    async fn state(&self) -> State {
        let service = TestDb::service();
        let sql = format!(
            "select current_daily_streak as current, longest_daily_streak as longest, streak_freezes as freezes,
                last_active_date as last from public.user_profiles where id = '{}'",
            self.id
        );
        let run = self.test.db.run(&service, async |session: &mut Session| {
            Ok(diesel::sql_query(&sql).get_result(session.conn()).await?)
        });
        run.await.unwrap()
    }
}

fn noon(day: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 0).unwrap() + Duration::days(day)
}

#[tokio::test]
async fn days_in_a_row_count_and_earn_freezes() {
    let test = TestDb::new().await;
    let ada = Person { test: &test, id: test.user("ada").await.id };
    assert_eq!(ada.visit(noon(0)).await, Streak { days: 1, continued: false });
    assert_eq!(ada.visit(noon(0)).await, Streak { days: 1, continued: true }, "a day counts once");
    for day in 1..6 {
        assert_eq!(ada.visit(noon(day)).await.days, i32::try_from(day).unwrap() + 1);
    }
    assert_eq!(ada.state().await.freezes, 1, "the first one is a gift");
    ada.visit(noon(6)).await;
    assert_eq!(ada.state().await.freezes, 2, "the seventh day earns one");
    for day in 7..28 {
        ada.visit(noon(day)).await;
    }
    let state = ada.state().await;
    assert_eq!((state.current, state.longest, state.freezes), (28, 28, 3), "at most three are kept");
}

#[tokio::test]
async fn freezes_cover_missed_days_and_are_used_up() {
    let test = TestDb::new().await;
    let ada = Person { test: &test, id: test.user("ada").await.id };
    ada.visit(noon(0)).await;
    assert_eq!(ada.visit(noon(2)).await, Streak { days: 2, continued: true }, "one missed, one freeze");
    assert_eq!(ada.state().await.freezes, 0);
    assert_eq!(ada.visit(noon(4)).await, Streak { days: 1, continued: false }, "no freeze is left");
    ada.set("streak_freezes = 2").await.unwrap();
    assert_eq!(ada.visit(noon(8)).await, Streak { days: 1, continued: false }, "three missed, two freezes");
    assert_eq!(ada.state().await.freezes, 2, "freezes that do not help are kept");
    assert_eq!(ada.visit(noon(11)).await, Streak { days: 2, continued: true });
    assert_eq!(
        ada.state().await,
        State { current: 2, longest: 2, freezes: 0, last: Some(noon(11).date_naive()) }
    );
}

#[tokio::test]
async fn days_are_those_of_the_persons_place_also_when_clocks_change() {
    let test = TestDb::new().await;
    let ada = Person { test: &test, id: test.user("ada").await.id };
    ada.set("timezone = 'Europe/Berlin'").await.unwrap();
    let at = |month, day, hour, minute| Utc.with_ymd_and_hms(2026, month, day, hour, minute, 0).unwrap();
    // 29 March 2026: from 2 to 3 o'clock. 00:30 and 23:30 on that day, 23 hours long, then 00:10 on the next.
    for (time, days) in [(at(3, 28, 23, 30), 1), (at(3, 29, 21, 30), 1), (at(3, 29, 22, 10), 2)] {
        assert_eq!(ada.visit(time).await.days, days, "{time}");
    }
    // 25 October 2026: 25 hours long.
    ada.set("current_daily_streak = 1, last_active_date = '2026-10-24'").await.unwrap();
    for (time, days) in [(at(10, 24, 22, 30), 2), (at(10, 25, 22, 30), 2), (at(10, 25, 23, 10), 3)] {
        assert_eq!(ada.visit(time).await.days, days, "{time}");
    }
}

#[tokio::test]
async fn a_journey_west_takes_nothing_and_one_east_makes_no_second_day() {
    let test = TestDb::new().await;
    let ada = Person { test: &test, id: test.user("ada").await.id };
    let midday = Utc.with_ymd_and_hms(2026, 6, 10, 12, 0, 0).unwrap();
    ada.set("timezone = 'Pacific/Kiritimati'").await.unwrap();
    assert_eq!(ada.visit(midday).await.days, 1, "it is the 11th there");
    ada.set("timezone = 'Pacific/Pago_Pago'").await.unwrap();
    assert_eq!(ada.visit(midday).await, Streak { days: 1, continued: true }, "and the 10th here");
    // There and back all day long: the furthest date counts once.
    for hour in 0..24 {
        let zone = if hour % 2 == 0 { "Pacific/Kiritimati" } else { "Pacific/Pago_Pago" };
        ada.set(&format!("timezone = '{zone}'")).await.unwrap();
        ada.visit(midday + Duration::hours(hour)).await;
    }
    let state = ada.state().await;
    assert_eq!(state.current, 2, "the 12th began in Kiritimati");
    assert_eq!(state.last, chrono::NaiveDate::from_ymd_opt(2026, 6, 12));
}

#[tokio::test]
async fn only_places_are_time_zones() {
    let test = TestDb::new().await;
    let ada = Person { test: &test, id: test.user("ada").await.id };
    for known in ["'UTC'", "'America/Argentina/Buenos_Aires'", "'Etc/GMT+5'", "null"] {
        assert!(ada.set(&format!("timezone = {known}")).await.is_ok(), "{known}");
    }
    for wrong in ["'Europe/Atlantis'", "'CET-99'", "'+14'", "''", "'utc; drop table x'"] {
        assert!(ada.set(&format!("timezone = {wrong}")).await.is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn in_any_order_the_streak_never_goes_backwards() {
    let test = TestDb::new().await;
    let zones = ["UTC", "Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York"];
    // Hours around the changes of clocks, in any order, with journeys between.
    let events = proptest::collection::vec((0..24 * 24i64, 0..zones.len()), 1..25);
    for (round, events) in samples(events, 10).into_iter().enumerate() {
        let ada = Person { test: &test, id: test.user(&format!("user{round}")).await.id };
        let mut before = ada.state().await;
        let mut dates = std::collections::BTreeSet::new();
        for (hour, zone) in events {
            ada.set(&format!("timezone = '{}'", zones[zone])).await.unwrap();
            let streak =
                ada.visit(Utc.with_ymd_and_hms(2026, 3, 20, 0, 0, 0).unwrap() + Duration::hours(hour)).await;
            let now = ada.state().await;
            let day_moved = now.last != before.last;
            dates.extend(now.last);
            assert!(now.last >= before.last && now.longest >= before.longest && now.longest >= now.current);
            assert!((0..=3).contains(&now.freezes) && now.current >= 1 && streak.days == now.current);
            if day_moved {
                let grew = now.current == before.current + 1;
                assert!(if streak.continued { grew } else { now.current == 1 }, "{before:?} {now:?}");
            } else {
                assert_eq!(now, before, "the same day changes nothing");
            }
            assert!(usize::try_from(now.longest).unwrap() <= dates.len(), "only days with a visit count");
            before = now;
        }
    }
}
