//! A transaction keeps everything or nothing, and a broken connection is never used again.
#![expect(clippy::unwrap_used, reason = "test code: a failure ends the test")]

use db::{Actor, Db, Error, Session};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Integer};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use model::Fault;
use std::time::Duration;
use test_kit::TestDb;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct Pid {
    #[diesel(sql_type = Integer)]
    pid: i32,
}

async fn add_role(session: &mut Session, name: &str) -> Result<(), Error> {
    diesel::sql_query("insert into auth.roles (name) values ($1)")
        .bind::<diesel::sql_types::Text, _>(name)
        .execute(session.conn())
        .await?;
    Ok(())
}

async fn roles(db: &Db) -> i64 {
    let service = TestDb::service();
    let counted = db.run(&service, async |session: &mut Session| {
        let query = diesel::sql_query("select count(*) as count from auth.roles");
        Ok(query.get_result::<Count>(session.conn()).await?)
    });
    counted.await.unwrap().count
}

#[tokio::test]
async fn only_a_commit_keeps_anything() {
    let test = TestDb::new().await;
    let service = TestDb::service();

    let mut dropped = test.db.begin(&service).await.unwrap();
    add_role(&mut dropped, "dropped").await.unwrap();
    drop(dropped);

    let failed: Result<(), Error> = test
        .db
        .run(&service, async |session: &mut Session| {
            add_role(session, "failed").await?;
            Err(Fault::NotFound.into())
        })
        .await;
    assert!(matches!(failed, Err(Error::Fault(Fault::NotFound))));
    assert_eq!(roles(&test.db).await, 0);

    let mut kept = test.db.begin(&service).await.unwrap();
    add_role(&mut kept, "kept").await.unwrap();
    kept.commit().await.unwrap();
    assert_eq!(roles(&test.db).await, 1);
}

#[tokio::test]
async fn a_future_that_is_given_up_keeps_nothing() {
    let test = TestDb::new().await;
    let service = TestDb::service();
    let (written, is_written) = tokio::sync::oneshot::channel();
    let work = test.db.run(&service, async |session: &mut Session| {
        add_role(session, "given_up").await?;
        written.send(()).ok();
        std::future::pending().await
    });
    let given_up: Option<Result<(), Error>> = tokio::select! {
        done = work => Some(done),
        _ = is_written => None,
    };
    assert!(given_up.is_none());
    assert_eq!(roles(&test.db).await, 0);
}

#[tokio::test]
async fn a_connection_that_died_at_rest_is_replaced() {
    let test = TestDb::new().await;
    let pid = async |session: &mut Session| {
        Ok(diesel::sql_query("select pg_backend_pid() as pid").get_result::<Pid>(session.conn()).await?.pid)
    };
    let first = test.db.run(&Actor::Anonymous, pid).await.unwrap();
    let mut owner = test.owner_connection().await;
    let kill = format!("select pg_terminate_backend({first})");
    // The owner may not end the login role's backends unless it is a member of it.
    owner.batch_execute("grant openstudio_login to current_user").await.ok();
    owner.batch_execute(&kill).await.unwrap();
    let second = test.db.run(&Actor::Anonymous, pid).await.unwrap();
    assert_ne!(first, second);
}

#[tokio::test]
async fn a_full_pool_answers_that_the_database_is_busy() {
    let test = TestDb::new().await;
    let mut config = test.config().clone();
    // Long enough to connect on a busy machine; the refusal below takes as long.
    (config.max_connections, config.wait) = (1, Duration::from_secs(3));
    let db = Db::connect(&config).await.unwrap();
    let held = db.begin(&Actor::Anonymous).await.unwrap();
    assert!(matches!(db.begin(&Actor::Anonymous).await, Err(Error::Fault(Fault::Unavailable { .. }))));
    drop(held);
    assert!(db.is_ready().await);
}

#[tokio::test]
async fn a_superuser_cannot_be_the_login_role() {
    let test = TestDb::new().await;
    let mut config = test.config().clone();
    let superuser = config.owner_url.replace("://openstudio_owner", "://postgres");
    if superuser == config.owner_url {
        return; // TEST_DATABASE_URL: the superuser of that cluster is not ours to use.
    }
    config.login_url = Some(superuser);
    let refused = Db::connect(&config).await.err().expect("a superuser is refused");
    assert!(refused.to_string().contains("superuser"), "{refused}");
}

#[tokio::test]
async fn a_character_that_cannot_be_stored_is_the_persons_to_change() {
    let test = TestDb::new().await;
    let service = TestDb::service();
    let tried = test.db.run(&service, async |session: &mut Session| add_role(session, "a\0b").await).await;
    assert!(matches!(tried, Err(Error::Fault(Fault::Invalid { .. }))), "{tried:?}");
}

#[tokio::test]
async fn what_it_belongs_to_is_gone() {
    let test = TestDb::new().await;
    let service = TestDb::service();
    let tried = test.db.run(&service, async |session: &mut Session| {
        let sql =
            "insert into room_chat_messages (room_id, author_name, content) values ('nowhere0', 'x', 'x')";
        Ok(diesel::sql_query(sql).execute(session.conn()).await?)
    });
    let tried = tried.await;
    assert!(matches!(tried, Err(Error::Fault(Fault::NotFound))), "{tried:?}");
}

#[tokio::test]
async fn a_statement_that_hangs_ends() {
    let test = TestDb::new().await;
    let tried = test.db.run(&Actor::Anonymous, async |session: &mut Session| {
        session.conn().batch_execute("set local statement_timeout = '50ms'; select pg_sleep(60)").await?;
        Ok(())
    });
    let tried = tried.await;
    assert!(matches!(tried, Err(Error::Fault(Fault::Unavailable { .. }))), "{tried:?}");
    assert!(test.db.is_ready().await);
}
