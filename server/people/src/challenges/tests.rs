//! Challenges on a real database.

use super::commands::{claim, make, note_done, take_on};
use super::queries::of;
use crate::roles::commands::grant_at_console;
use crate::stats::commands::{Counter, increment};
use crate::xp::commands::Standing;
use chrono::{DateTime, TimeDelta, Utc};
use db::{Actor, Error, Session};
use model::{Fault, UserId};
use model_people::challenges::{Challenge, NewChallenge, Rhythm};
use std::sync::Arc;
use test_kit::{TestDb, TestUser};
use uuid::Uuid;

fn at(day: &str) -> DateTime<Utc> {
    format!("{day}T12:00:00Z").parse().unwrap()
}

async fn made(test: &TestDb, actor: &Actor, criteria: &str) -> Result<Uuid, Error> {
    let form = NewChallenge {
        rhythm: Rhythm::Weekly,
        name: "Three rooms".into(),
        description: "Play in three rooms.".into(),
        criteria: serde_json::from_str(criteria).unwrap(),
        xp_reward: None,
        from: at("2026-11-16").date_naive(),
    };
    let run = test.db.run(actor, async |session: &mut Session| make(session, form.clone()).await);
    run.await
}

/// A database, an ordinary person and a challenge to join three rooms, made by an administrator.
async fn world() -> (Arc<TestDb>, TestUser, Uuid) {
    let test = TestDb::new().await;
    let (ada, amy) = (test.user("ada").await, test.user("amy").await);
    let service = TestDb::service();
    let grant = test.db.run(&service, async |session: &mut Session| {
        grant_at_console(session, "amy@example.org", "admin").await
    });
    grant.await.unwrap();
    let id = made(&test, &amy.actor(), r#"{"type":"rooms_joined","count":3}"#).await.unwrap();
    (Arc::new(test), ada, id)
}

async fn count(test: &TestDb, user: UserId, amount: i32) {
    let service = TestDb::service();
    let run = test.db.run(&service, async |session: &mut Session| {
        increment(session, user, Counter::RoomsJoined, amount).await
    });
    run.await.unwrap();
}

async fn take(test: &TestDb, user: UserId, id: Uuid, day: &str) -> Result<(), Error> {
    let service = TestDb::service();
    let today = at(day).date_naive();
    let run = test.db.run(&service, async |session: &mut Session| take_on(session, user, id, today).await);
    run.await
}

async fn noted(test: &TestDb, user: UserId, day: &str) -> Vec<Uuid> {
    let service = TestDb::service();
    let run =
        test.db.run(&service, async |session: &mut Session| note_done(session, user, None, at(day)).await);
    run.await.unwrap()
}

async fn paid(test: &TestDb, user: UserId, id: Uuid, day: &str) -> Result<Standing, Error> {
    let service = TestDb::service();
    let run = test.db.run(&service, async |session: &mut Session| claim(session, user, id, at(day)).await);
    run.await
}

async fn seen(test: &TestDb, user: UserId, day: &str) -> Vec<Challenge> {
    let service = TestDb::service();
    let today = at(day).date_naive();
    let run = test.db.run(&service, async |session: &mut Session| of(session, user, today).await);
    run.await.unwrap()
}

#[tokio::test]
async fn only_what_is_done_after_taking_it_on_counts_and_it_pays_once() {
    let (test, ada, id) = world().await;
    count(&test, ada.id, 10).await;
    take(&test, ada.id, id, "2026-11-16").await.unwrap();
    let progress = async |day| seen(&test, ada.id, day).await[0].taken.as_ref().unwrap().progress;
    assert_eq!(progress("2026-11-16").await, Some((0, 3)));
    count(&test, ada.id, 2).await;
    assert!(noted(&test, ada.id, "2026-11-17").await.is_empty());
    assert!(matches!(paid(&test, ada.id, id, "2026-11-17").await, Err(Error::Fault(Fault::Conflict { .. }))));
    assert_eq!(progress("2026-11-17").await, Some((2, 3)));
    take(&test, ada.id, id, "2026-11-17").await.unwrap();
    assert_eq!(progress("2026-11-17").await, Some((2, 3)), "taking it on again does not begin anew");
    count(&test, ada.id, 5).await;
    assert_eq!(noted(&test, ada.id, "2026-11-18").await, [id]);
    assert!(noted(&test, ada.id, "2026-11-18").await.is_empty(), "told once");
    assert_eq!(progress("2026-11-18").await, Some((3, 3)));
    assert_eq!(paid(&test, ada.id, id, "2026-11-18").await.unwrap().xp, 500);
    let again = paid(&test, ada.id, id, "2026-11-18").await;
    assert!(matches!(again, Err(Error::Fault(Fault::Conflict { .. }))), "{again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_at_the_same_moment_pay_once() {
    let (test, ada, id) = world().await;
    take(&test, ada.id, id, "2026-11-16").await.unwrap();
    count(&test, ada.id, 3).await;
    let claims: Vec<_> = (0..8)
        .map(|_| {
            let (test, user) = (test.clone(), ada.id);
            tokio::spawn(async move { paid(&test, user, id, "2026-11-17").await.is_ok() })
        })
        .collect();
    let mut times = 0;
    for claim in claims {
        times += u32::from(claim.await.unwrap());
    }
    assert_eq!(times, 1);
}

#[tokio::test]
async fn a_challenge_has_its_week_and_a_week_to_be_paid() {
    let (test, ada, id) = world().await;
    for day in ["2026-11-15", "2026-11-23"] {
        let refused = take(&test, ada.id, id, day).await;
        assert!(matches!(refused, Err(Error::Fault(Fault::NotFound))), "{day}: {refused:?}");
    }
    take(&test, ada.id, id, "2026-11-22").await.unwrap();
    count(&test, ada.id, 3).await;
    assert!(noted(&test, ada.id, "2026-11-23").await.is_empty(), "too late");
    assert!(seen(&test, ada.id, "2026-11-23").await.is_empty());
    assert_eq!(noted(&test, ada.id, "2026-11-22").await, [id]);
    assert_eq!(seen(&test, ada.id, "2026-11-29").await.len(), 1, "it may still be paid");
    let late = paid(&test, ada.id, id, "2026-11-30").await;
    assert!(matches!(late, Err(Error::Fault(Fault::Conflict { .. }))), "{late:?}");
    assert_eq!(paid(&test, ada.id, id, "2026-11-29").await.unwrap().xp, 500);
}

#[tokio::test]
async fn what_happens_in_a_session_counts_when_it_ends() {
    let (test, ada, _) = world().await;
    let amy = test.user("ann").await;
    let service = TestDb::service();
    let grant = test.db.run(&service, async |session: &mut Session| {
        grant_at_console(session, "ann@example.org", "admin").await
    });
    grant.await.unwrap();
    let id = made(&test, &amy.actor(), r#"{"type":"full_room"}"#).await.unwrap();
    take(&test, ada.id, id, "2026-11-16").await.unwrap();
    assert!(noted(&test, ada.id, "2026-11-16").await.is_empty());
    let began = at("2026-11-16").naive_utc();
    let ended = model_people::achievements::SessionFacts {
        began,
        ended: began + TimeDelta::hours(1),
        joined_after_s: None,
        was_full: true,
        fires: 0,
        days_away: 0,
    };
    let run = test.db.run(&service, async |session: &mut Session| {
        note_done(session, ada.id, Some(ended.clone()), at("2026-11-16")).await
    });
    assert_eq!(run.await.unwrap(), [id]);
}

#[tokio::test]
async fn only_administrators_make_challenges() {
    let (test, ada, _) = world().await;
    let refused = made(&test, &ada.actor(), r#"{"type":"full_room"}"#).await;
    assert!(matches!(refused, Err(Error::Fault(Fault::Forbidden { .. }))), "{refused:?}");
}
