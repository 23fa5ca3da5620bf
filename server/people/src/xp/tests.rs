//! Payments on a real database: levels as in Rust, nothing paid twice, nothing lost when many pay at once.

use crate::xp::Reward;
use crate::xp::commands::{Source, Standing, add, reward};
use crate::xp::queries::transactions;
use db::{Error, Session};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Integer};
use diesel_async::RunQueryDsl;
use model::{Fault, UserId};
use model_people::levels;
use proptest::prelude::Strategy;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use test_kit::TestDb;
use uuid::Uuid;

async fn pay(test: &TestDb, user: UserId, amount: i32, source: Option<Uuid>) -> Result<Standing, Error> {
    let service = TestDb::service();
    let paid = test.db.run(&service, async |session: &mut Session| {
        let source = source.map(|id| Source { kind: "test", id });
        add(session, user, amount, "test", source).await
    });
    paid.await
}

#[derive(QueryableByName)]
struct Sums {
    #[diesel(sql_type = BigInt)]
    paid: i64,
    #[diesel(sql_type = BigInt)]
    rows: i64,
    #[diesel(sql_type = Integer)]
    total_xp: i32,
    #[diesel(sql_type = Integer)]
    level: i32,
}

async fn sums(test: &TestDb, user: UserId) -> Sums {
    let service = TestDb::service();
    let sql = format!(
        "select coalesce(sum(amount), 0) as paid, count(*) as rows, p.total_xp, p.level
         from public.user_profiles p left join public.user_xp_transactions t on t.user_id = p.id
         where p.id = '{user}' group by p.id"
    );
    let found = test.db.run(&service, async |session: &mut Session| {
        Ok(diesel::sql_query(&sql).get_result(session.conn()).await?)
    });
    found.await.unwrap()
}

#[tokio::test]
async fn the_database_counts_levels_as_we_do() {
    #[derive(QueryableByName)]
    struct Levels {
        #[diesel(sql_type = Integer)]
        level: i32,
        #[diesel(sql_type = Integer)]
        begins: i32,
    }
    let test = TestDb::new().await;
    let mut owner = test.owner_connection().await;
    let mut numbers = vec![i32::MIN, -1, 0, 1, 99, 100, i32::MAX - 1, i32::MAX];
    numbers.extend((1..=4635).flat_map(|level| [levels::xp_for(level) - 1, levels::xp_for(level), level]));
    let list = numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let sql = format!(
        "select public.calculate_level(n) as level, public.xp_for_level(n) as begins
         from unnest('{{{list}}}'::integer[]) with ordinality listed (n, place) order by place"
    );
    let found: Vec<Levels> = diesel::sql_query(sql).load(&mut owner).await.unwrap();
    assert_eq!(found.len(), numbers.len());
    for (number, found) in numbers.iter().zip(found) {
        assert_eq!(found.level, levels::level_of(*number), "level of {number}");
        assert_eq!(found.begins, levels::xp_for(*number), "beginning of {number}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn payments_at_the_same_moment_all_count_once() {
    let test = std::sync::Arc::new(TestDb::new().await);
    let ada = test.user("ada").await.id;
    let things: Vec<Uuid> = (0..40).map(|_| Uuid::now_v7()).collect();
    // Each thing is paid for three times, everything at once.
    let payments: Vec<_> = things
        .iter()
        .cycle()
        .take(things.len() * 3)
        .map(|thing| {
            let (test, thing) = (test.clone(), *thing);
            tokio::spawn(async move { pay(&test, ada, 30, Some(thing)).await.unwrap() })
        })
        .collect();
    let mut level_ups = 0;
    for payment in payments {
        level_ups += i32::from(payment.await.unwrap().leveled_up);
    }
    let sums = sums(&test, ada).await;
    assert_eq!((sums.rows, sums.paid, sums.total_xp), (40, 1200, 1200));
    assert_eq!(sums.level, levels::level_of(1200));
    assert_eq!(level_ups, sums.level - 1, "each level is reached once");
}

#[tokio::test]
async fn any_payments_add_up() {
    let test = TestDb::new().await;
    let payments = proptest::collection::vec((-300..500i32, 0..6u128), 1..12);
    for (round, payments) in samples(payments, 12).into_iter().enumerate() {
        let user = test.user(&format!("user{round}")).await.id;
        let (mut xp, mut seen) = (0, std::collections::HashSet::new());
        for (amount, thing) in payments {
            let standing = pay(&test, user, amount, Some(Uuid::from_u128(thing))).await.unwrap();
            let before = xp;
            if seen.insert(thing) {
                xp = (xp + amount).max(0);
            }
            assert_eq!((standing.xp, standing.level), (xp, levels::level_of(xp)));
            assert_eq!(standing.leveled_up, levels::level_of(xp) > levels::level_of(before));
        }
        let sums = sums(&test, user).await;
        assert_eq!((sums.total_xp, sums.rows), (xp, i64::try_from(seen.len()).unwrap()));
    }
}

/// Values of a strategy, for tests that await.
pub(crate) fn samples<S: Strategy>(strategy: S, count: usize) -> Vec<S::Value> {
    let mut runner = TestRunner::new(Config::default());
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

#[tokio::test]
async fn xp_stays_within_an_integer_and_a_source_pays_for_each_reason() {
    let test = TestDb::new().await;
    let ada = test.user("ada").await.id;
    assert_eq!(pay(&test, ada, i32::MAX, None).await.unwrap().xp, i32::MAX);
    assert_eq!(pay(&test, ada, i32::MAX, None).await.unwrap().xp, i32::MAX);
    assert_eq!(pay(&test, ada, i32::MIN, None).await.unwrap().xp, 0);
    let source = Source { kind: "session", id: Uuid::now_v7() };
    let service = TestDb::service();
    let paid = test.db.run(&service, async |session: &mut Session| {
        reward(session, ada, Reward::JoinRoom, source).await?;
        reward(session, ada, Reward::Jam1Hour, source).await?;
        reward(session, ada, Reward::Jam1Hour, source).await
    });
    assert_eq!(paid.await.unwrap().xp, 110);
    let nobody = pay(&test, UserId(Uuid::now_v7()), 1, None).await;
    assert!(matches!(nobody, Err(Error::Fault(Fault::NotFound))), "{nobody:?}");
}

#[tokio::test]
async fn the_list_of_payments_comes_in_pages_without_gaps() {
    let test = TestDb::new().await;
    let ada = test.user("ada").await;
    let service = TestDb::service();
    // All in one transaction, so at one time: the id decides.
    let paid = test.db.run(&service, async |session: &mut Session| {
        for _ in 0..120 {
            add(session, ada.id, 1, "test", None).await?;
        }
        Ok(())
    });
    paid.await.unwrap();
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let actor = ada.actor();
        let page = test
            .db
            .run(&actor, async |session: &mut Session| transactions(session, after.as_ref()).await)
            .await
            .unwrap();
        seen.extend(page.items.iter().map(|paid| paid.balance_after));
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    seen.sort_unstable();
    assert_eq!(seen, (1..=120).collect::<Vec<_>>());
    let bob = test.user("bob").await.actor();
    let bobs = test.db.run(&bob, async |session: &mut Session| transactions(session, None).await);
    assert!(bobs.await.unwrap().items.is_empty(), "nobody else's");
}
