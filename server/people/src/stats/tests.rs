//! Counting, and who sees it.

use super::commands::{Counter, increment};
use super::queries::stats_of;
use db::{Error, Session};
use diesel_async::RunQueryDsl;
use model::{Fault, UserId};
use test_kit::TestDb;
use uuid::Uuid;

async fn count(test: &TestDb, user: UserId, counter: Counter, amount: i32) -> Result<(), Error> {
    let service = TestDb::service();
    let run =
        test.db.run(&service, async |session: &mut Session| increment(session, user, counter, amount).await);
    run.await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_counter_counts_and_nothing_is_lost() {
    let test = std::sync::Arc::new(TestDb::new().await);
    let ada = test.user("ada").await;
    for counter in Counter::ALL {
        count(&test, ada.id, counter, 2).await.unwrap();
    }
    let many: Vec<_> = (0..50)
        .map(|_| {
            let (test, id) = (test.clone(), ada.id);
            tokio::spawn(async move { count(&test, id, Counter::MessagesSent, 1).await.unwrap() })
        })
        .collect();
    for one in many {
        one.await.unwrap();
    }
    let actor = ada.actor();
    let stats = test.db.run(&actor, async |session: &mut Session| stats_of(session, ada.id).await);
    let stats = stats.await.unwrap().unwrap();
    assert_eq!((stats.messages_sent, stats.rooms_created, stats.total_jam_seconds), (52, 2, 0));
    assert_eq!((stats.activity_by_hour, stats.activity_by_day), ([0; 24], [0; 7]));
}

#[tokio::test]
async fn counters_stay_in_bounds_and_nothing_else_is_one() {
    let test = TestDb::new().await;
    let ada = test.user("ada").await.id;
    count(&test, ada, Counter::RoomsJoined, i32::MAX).await.unwrap();
    count(&test, ada, Counter::RoomsJoined, i32::MAX).await.unwrap();
    count(&test, ada, Counter::RoomsJoined, i32::MIN).await.unwrap();
    let nobody = count(&test, UserId(Uuid::now_v7()), Counter::RoomsJoined, 1).await;
    assert!(matches!(nobody, Err(Error::Fault(Fault::NotFound))), "{nobody:?}");
    for wrong in ["user_id", "updated_at", "total_jam_seconds", "x = 1 --", "activity_by_day", ""] {
        let (service, sql) =
            (TestDb::service(), format!("select public.increment_stat('{ada}', '{wrong}', 1)"));
        let tried = test.db.run(&service, async |session: &mut Session| {
            Ok(diesel::sql_query(&sql).execute(session.conn()).await?)
        });
        assert!(tried.await.is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn statistics_are_seen_as_their_owner_wants() {
    let test = TestDb::new().await;
    let (ada, bob) = (test.user("ada").await, test.user("bob").await);
    let sees = async |actor: db::Actor| {
        let run = test.db.run(&actor, async |session: &mut Session| stats_of(session, ada.id).await);
        run.await.unwrap().is_some()
    };
    assert!(sees(bob.actor()).await && sees(db::Actor::Anonymous).await);
    let (me, id) = (ada.actor(), ada.id);
    let hide = format!("update public.user_profiles set show_stats = false where id = '{id}'");
    let hidden = test
        .db
        .run(&me, async |session: &mut Session| Ok(diesel::sql_query(&hide).execute(session.conn()).await?));
    hidden.await.unwrap();
    assert!(!sees(bob.actor()).await && !sees(db::Actor::Anonymous).await && sees(ada.actor()).await);
}
