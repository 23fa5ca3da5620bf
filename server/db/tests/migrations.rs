//! Migrations go up, down and up again; current texts are applied when they change and only then; servers that start
//! together do not disturb each other.
#![expect(clippy::unwrap_used, reason = "test code: a failure ends the test")]

use db::migrate::MIGRATIONS;
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection, QueryableByName};
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_migrations::MigrationHarness;
use test_kit::TestDb;

/// Tables, columns, constraints, indexes, policies and triggers, as text.
async fn shape(connection: &mut AsyncPgConnection) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Line {
        #[diesel(sql_type = Text)]
        line: String,
    }
    let query = "
        select format('column %s.%s.%s %s %s %s', table_schema, table_name, column_name, udt_name, is_nullable,
            coalesce(column_default, '-')) as line
        from information_schema.columns where table_schema in ('public', 'auth')
        union all
        select format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
        from pg_constraint where connamespace in (to_regnamespace('public'), to_regnamespace('auth'))
        union all
        select format('index %s', indexdef) from pg_indexes where schemaname in ('public', 'auth')
        union all
        select format('policy %s.%s %s', schemaname, tablename, policyname) from pg_policies
        union all
        select format('trigger %s', pg_get_triggerdef(oid)) from pg_trigger where not tgisinternal
        union all
        select format('function %s %s', oid::regprocedure, md5(prosrc)) from pg_proc p
        where pronamespace in (to_regnamespace('public'), to_regnamespace('auth'))
            and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
        order by 1";
    let lines: Vec<Line> = diesel::sql_query(query).load(connection).await.unwrap();
    lines.into_iter().map(|line| line.line).collect()
}

async fn blocking<T: Send + 'static>(
    url: String,
    work: impl FnOnce(&mut AsyncConnectionWrapper<AsyncPgConnection>) -> T + Send + 'static,
) -> T {
    let run = move || work(&mut AsyncConnectionWrapper::establish(&url).unwrap());
    tokio::task::spawn_blocking(run).await.unwrap()
}

#[tokio::test]
async fn down_and_up_again_ends_where_it_began() {
    let test = TestDb::new().await;
    let before = shape(&mut test.owner_connection().await).await;
    assert!(before.iter().any(|line| line.starts_with("policy public.rooms")), "{before:#?}");

    let url = test.config().owner_url.clone();
    blocking(url, |connection| {
        connection.revert_all_migrations(MIGRATIONS).map(drop).unwrap();
    })
    .await;
    let tables: Vec<String> = shape(&mut test.owner_connection().await)
        .await
        .into_iter()
        .filter(|line| line.starts_with("column ") && !line.contains(".__"))
        .collect();
    assert_eq!(tables, Vec::<String>::new(), "down leaves no table behind");

    db::migrate(test.config()).await.unwrap();
    assert_eq!(shape(&mut test.owner_connection().await).await, before);
}

#[tokio::test]
async fn each_migration_can_be_redone() {
    let test = TestDb::new().await;
    let url = test.config().owner_url.clone();
    blocking(url, |connection| {
        let count = connection.applied_migrations().unwrap().len();
        for depth in 1..=count {
            for _ in 0..depth {
                connection.revert_last_migration(MIGRATIONS).unwrap();
            }
            connection.run_pending_migrations(MIGRATIONS).map(drop).unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn a_policy_that_somebody_dropped_or_added_by_hand_does_not_survive_a_new_text() {
    let test = TestDb::new().await;
    let mut owner = test.owner_connection().await;
    let before = shape(&mut owner).await;
    owner
        .batch_execute(
            "drop policy public_read on rooms; create policy leak on auth.users for select to anon using (true);
             grant select on auth.users to anon; update public.__current_texts set sha256 = 'older'",
        )
        .await
        .unwrap();
    db::migrate(test.config()).await.unwrap();
    assert_eq!(shape(&mut owner).await, before);
    let query = diesel::sql_query(
        "select count(*) as count from information_schema.role_table_grants
         where grantee = 'anon' and table_schema = 'auth'",
    );
    assert_eq!(query.get_result::<Count>(&mut owner).await.unwrap().count, 0);
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_start_together_migrate_once() {
    let test = TestDb::new().await;
    let url = test.config().owner_url.clone();
    blocking(url, |connection| connection.revert_all_migrations(MIGRATIONS).map(drop).unwrap()).await;
    let servers: Vec<_> = (0..4)
        .map(|_| {
            let config = test.config().clone();
            tokio::spawn(async move { db::migrate(&config).await })
        })
        .collect();
    for server in servers {
        server.await.unwrap().unwrap();
    }
    let mut owner = test.owner_connection().await;
    let query = diesel::sql_query("select count(*) as count from __diesel_schema_migrations");
    let applied: Count = query.get_result(&mut owner).await.unwrap();
    assert!(applied.count >= 2);
}

#[tokio::test]
async fn the_status_tells_what_is_missing() {
    let test = TestDb::new().await;
    let status = db::migrate::status(test.config()).await.unwrap();
    assert!(status.texts_are_current && status.unknown.is_empty());
    assert!(status.migrations.len() >= 2 && status.migrations.iter().all(|(_, is_applied)| *is_applied));

    let url = test.config().owner_url.clone();
    blocking(url, |connection| connection.revert_last_migration(MIGRATIONS).map(drop).unwrap()).await;
    let sql = "update public.__current_texts set sha256 = 'older';
        insert into public.__diesel_schema_migrations (version) values ('29990101000000')";
    test.owner_connection().await.batch_execute(sql).await.unwrap();
    let status = db::migrate::status(test.config()).await.unwrap();
    assert_eq!(status.migrations.iter().filter(|(_, is_applied)| !is_applied).count(), 1);
    assert_eq!(status.unknown, ["29990101000000"]);
    assert!(!status.texts_are_current);
    assert!(status.migrations.last().is_some_and(|(_, is_applied)| !is_applied), "the newest");
}
