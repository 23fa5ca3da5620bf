//! Each migration by itself: up, down and up again leave identical dumps; and rows that are there before it are there
//! after it, column by column.
#![expect(clippy::unwrap_used, reason = "test code: a failure ends the test")]

use db::migrate::MIGRATIONS;
use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection, QueryableByName, RunQueryDsl};
use diesel_async::AsyncPgConnection;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_migrations::MigrationHarness;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use test_kit::TestDb;

type BlockingConnection = AsyncConnectionWrapper<AsyncPgConnection>;

/// Runs `work` on a database whose migrations are all taken back.
async fn on_an_empty_database(work: impl FnOnce(&mut BlockingConnection, &str) + Send + 'static) {
    let test = TestDb::new().await;
    let url = test.config().owner_url.clone();
    let run = move || {
        let mut connection = BlockingConnection::establish(&url).unwrap();
        connection.revert_all_migrations(MIGRATIONS).map(drop).unwrap();
        work(&mut connection, &url);
    };
    tokio::task::spawn_blocking(run).await.unwrap();
}

fn migrations() -> Vec<Box<dyn Migration<Pg>>> {
    let mut all: Vec<Box<dyn Migration<Pg>>> = MigrationSource::<Pg>::migrations(&MIGRATIONS).unwrap();
    all.sort_by_key(|migration| migration.name().to_string());
    all
}

/// `pg_dump --schema-only`, without what differs from run to run.
fn dump(url: &str) -> String {
    let mut programs = vec![Path::new("pg_dump").to_owned()];
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    programs.extend(installed.map(|version| version.path().join("bin/pg_dump")));
    let output = programs
        .iter()
        .find_map(|program| Command::new(program).args(["--schema-only", "--dbname", url]).output().ok())
        .expect("pg_dump is installed with PostgreSQL");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    // A token against injection, new in every dump.
    let is_kept = |line: &&str| !line.starts_with("\\restrict ") && !line.starts_with("\\unrestrict ");
    text.lines().filter(is_kept).collect::<Vec<_>>().join("\n")
}

/// The lines in which two dumps differ.
fn difference(before: &str, after: &str) -> Vec<String> {
    let only = |these: &str, those: &str, sign: char| -> Vec<String> {
        let there: Vec<&str> = those.lines().collect();
        these.lines().filter(|line| !there.contains(line)).map(|line| format!("{sign} {line}")).collect()
    };
    let mut lines = only(before, after, '-');
    lines.extend(only(after, before, '+'));
    lines
}

#[tokio::test]
async fn up_down_and_up_again_leave_identical_dumps() {
    on_an_empty_database(|connection, url| {
        let mut before = dump(url);
        assert!(!before.contains("CREATE TABLE public.rooms"), "nothing is there at first");
        for migration in migrations() {
            let name = migration.name().to_string();
            connection.run_migration(migration.as_ref()).unwrap();
            let up = dump(url);
            assert!(up != before, "{name} does nothing");
            connection.revert_migration(migration.as_ref()).unwrap();
            let down = dump(url);
            assert!(down == before, "{name}: down leaves a difference: {:#?}", difference(&before, &down));
            connection.run_migration(migration.as_ref()).unwrap();
            let again = dump(url);
            assert!(again == up, "{name}: up again differs: {:#?}", difference(&up, &again));
            before = up;
        }
        assert!(before.contains("CREATE TABLE public.rooms"), "everything is there at last");
    })
    .await;
}

/// Rows in the tables of the first release, in every column that may be empty too.
const FIRST_ROWS: &str = r#"
insert into auth.users (id, email, password_hash, is_verified)
values ('00000000-0000-7000-8000-00000000000a', 'ada@example.org', 'hash', true);
insert into auth.sessions (id, user_id, token_hash, ip_address, user_agent, expires_at)
values (gen_random_uuid(), '00000000-0000-7000-8000-00000000000a', sha256('x'), '10.0.0.1', 'x', now() + '1 day');
insert into auth.roles (id, name) values ('00000000-0000-7000-8000-00000000000b', 'admin');
insert into auth.permissions (id, action, resource)
values ('00000000-0000-7000-8000-00000000000b', 'ban', 'users');
insert into auth.role_permissions
values ('00000000-0000-7000-8000-00000000000b', '00000000-0000-7000-8000-00000000000b');
insert into auth.user_roles values ('00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-00000000000b');
insert into user_profiles (id, username, display_name, bio, account_type, total_xp, level, last_active_date, timezone,
    link_spotify, profile_visibility)
values ('00000000-0000-7000-8000-00000000000a', 'ada', 'Ada', 'Hi', 'pro', 12345, 12, '2026-11-01', 'Europe/Paris',
    'https://open.spotify.com/ada', 'friends');
insert into rooms (id, name, created_by, settings, description, genre, tags, is_public, default_permissions)
values ('abcdefgh', 'Ada''s', '00000000-0000-7000-8000-00000000000a', '{}', 'x', 'jazz', '["late"]', false, '{}'),
    ('demojams', 'Demo', 'openstudio', '{}', null, null, null, true, null);
insert into room_members (room_id, user_id, user_name, role, custom_permissions)
values ('abcdefgh', '00000000-0000-7000-8000-00000000000a', 'Ada', 'owner', '{}');
insert into room_chat_messages (room_id, user_id, author_name, content)
values ('abcdefgh', '00000000-0000-7000-8000-00000000000a', 'Ada', 'hello'), ('demojams', null, 'Gil', 'hi');
insert into room_webrtc_sessions (room_id, user_id, session_id, track_name)
values ('abcdefgh', '00000000-0000-7000-8000-00000000000a', 's', 'audio-1');
"#;

/// How many migrations the first release had.
const FIRST: usize = 2;

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    columns: String,
}

#[derive(QueryableByName)]
struct Content {
    #[diesel(sql_type = BigInt)]
    rows: i64,
    #[diesel(sql_type = Text)]
    text: String,
}

/// Every table's columns, so that later ones do not count.
fn columns(connection: &mut BlockingConnection) -> Vec<Found> {
    diesel::sql_query(
        "select format('%I.%I', table_schema, table_name) as \"table\",
            string_agg(format('%I', column_name), ', ' order by ordinal_position) as columns
         from information_schema.columns
         where table_schema in ('public', 'auth') and table_name not like '\\_\\_%' group by 1 order by 1",
    )
    .load(connection)
    .unwrap()
}

/// The rows of every table, as text.
fn contents(connection: &mut BlockingConnection, tables: &[Found]) -> BTreeMap<String, (i64, String)> {
    let mut contents = BTreeMap::new();
    for Found { table, columns } in tables {
        let query = format!(
            "select count(*) as rows, coalesce(string_agg(row::text, E'\\n' order by row::text), '') as text
             from (select {columns} from {table}) row"
        );
        let Content { rows, text } = diesel::sql_query(query).get_result(connection).unwrap();
        contents.insert(table.clone(), (rows, text));
    }
    contents
}

/// The owner is bound by the policies, and there are none without the texts.
fn as_nobody_is_bound(connection: &mut BlockingConnection, tables: &[Found], statements: &str) {
    for force in ["no force", "force"] {
        for Found { table, .. } in tables {
            connection.batch_execute(&format!("alter table {table} {force} row level security")).unwrap();
        }
        if force == "no force" {
            connection.batch_execute(statements).unwrap();
        }
    }
}

/// Reads past the policies that forced row-level security has the owner obey.
fn read(connection: &mut BlockingConnection, tables: &[Found]) -> BTreeMap<String, (i64, String)> {
    connection.batch_execute("begin").unwrap();
    for Found { table, .. } in tables {
        connection.batch_execute(&format!("alter table {table} no force row level security")).unwrap();
    }
    let contents = contents(connection, tables);
    connection.batch_execute("rollback").unwrap();
    contents
}

#[tokio::test]
async fn rows_of_the_first_release_stay_as_they_are() {
    on_an_empty_database(|connection, _| {
        for migration in migrations().iter().take(FIRST) {
            connection.run_migration(migration.as_ref()).unwrap();
        }
        let tables = columns(connection);
        as_nobody_is_bound(connection, &tables, FIRST_ROWS);
        let before = read(connection, &tables);
        assert!(before.values().all(|(rows, _)| *rows > 0), "every table has rows: {before:#?}");
        for migration in migrations().iter().skip(FIRST) {
            connection.run_migration(migration.as_ref()).unwrap();
            assert_eq!(read(connection, &tables), before, "after {}", migration.name());
        }
    })
    .await;
}
