//! The policy matrix: what each kind of asker can do to each row of a small world, tried for real and printed. A change
//! of permissions shows as a change of a snapshot.
//!
//! Every area has its file here, with its tables and rows, and its snapshot. In a snapshot, after the command and the
//! asker, stand the rows on which the command works; `-` means that it is refused, `none` that it finds no row. After
//! them, in brackets, the columns that cannot be read, or those that can be changed.
#![expect(clippy::unwrap_used, reason = "test code: a failure ends the test")]

mod admin;
mod area;
mod attempts;
mod avatars;
mod loops;
mod people;
mod progress;
mod rooms;
mod social;
mod studio;
mod world;

use area::Area;
use db::Actor;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel_async::RunQueryDsl;
use std::collections::BTreeSet;
use std::fmt::Write;
use test_kit::TestDb;
use world::World;

/// In an order in which every area's rows may refer to those before.
const AREAS: &[Area] = &[
    people::AREA,
    progress::AREA,
    social::AREA,
    rooms::AREA,
    studio::AREA,
    avatars::AREA,
    loops::AREA,
    admin::AREA,
];

/// Tables of the migrations themselves: nobody's but the owner's.
const BOOKKEEPING: &[&str] = &["public.__diesel_schema_migrations", "public.__current_texts"];

async fn matrix(area: &Area) {
    let world = World::new(AREAS).await;
    let mut matrix = String::new();
    for table in area.tables {
        writeln!(matrix, "{}", table.name).unwrap();
        for command in ["select", "insert", "update", "delete"] {
            for (name, actor) in &world.actors {
                let outcome = match command {
                    "select" => attempts::select(&world, table, actor).await,
                    "insert" => attempts::insert(&world, table, actor).await,
                    "update" => attempts::update(&world, table, actor).await,
                    _ => attempts::delete(&world, table, actor).await,
                };
                writeln!(matrix, "    {command}  {name:<14} {outcome}").unwrap();
            }
        }
    }
    insta::assert_snapshot!(area.name, matrix);
}

#[tokio::test]
async fn avatars() {
    matrix(&avatars::AREA).await;
}

#[tokio::test]
async fn loops() {
    matrix(&loops::AREA).await;
}

#[tokio::test]
async fn people() {
    matrix(&people::AREA).await;
}

#[tokio::test]
async fn rooms() {
    matrix(&rooms::AREA).await;
}

#[tokio::test]
async fn studio() {
    matrix(&studio::AREA).await;
}

#[tokio::test]
async fn progress() {
    matrix(&progress::AREA).await;
}

#[tokio::test]
async fn social() {
    matrix(&social::AREA).await;
}

#[tokio::test]
async fn admin() {
    matrix(&admin::AREA).await;
}

#[tokio::test]
async fn every_table_of_the_matrix_has_rows() {
    let world = World::new(AREAS).await;
    for table in AREAS.iter().flat_map(|area| area.tables) {
        assert!(!attempts::rows(&world, table).await.is_empty(), "{} has no rows to try", table.name);
    }
}

#[tokio::test]
async fn every_table_is_protected_and_in_the_matrix() {
    #[derive(QueryableByName)]
    struct Protection {
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Bool)]
        is_forced: bool,
        #[diesel(sql_type = BigInt)]
        public_grants: i64,
    }
    let test = TestDb::new().await;
    let found: Vec<Protection> = diesel::sql_query(
        "select n.nspname || '.' || c.relname as name, c.relrowsecurity and c.relforcerowsecurity as is_forced,
            (select count(*) from pg_catalog.aclexplode(c.relacl) acl
             where acl.grantee = 0 or acl.grantee = to_regrole('openstudio_login')) as public_grants
         from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'p', 'v', 'm', 'f')
            and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')",
    )
    .load(&mut test.owner_connection().await)
    .await
    .unwrap();
    let listed: Vec<&str> = AREAS.iter().flat_map(|area| area.tables).map(|table| table.name).collect();
    let names: BTreeSet<&str> = listed.iter().copied().collect();
    assert_eq!(names.len(), listed.len(), "no table twice");
    for table in &found {
        assert_eq!(table.public_grants, 0, "{} is open to everybody", table.name);
        if !BOOKKEEPING.contains(&table.name.as_str()) {
            assert!(table.is_forced, "{} has no forced row-level security", table.name);
            assert!(names.contains(table.name.as_str()), "{} is not in the matrix", table.name);
        }
    }
    assert_eq!(found.len(), listed.len() + BOOKKEEPING.len());
}

#[tokio::test]
async fn no_policy_reads_a_whole_table_first() {
    #[derive(QueryableByName)]
    struct Line {
        #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
        line: String,
    }
    let test = TestDb::new().await;
    let ada = test.user("ada").await;
    for actor in [Actor::Anonymous, ada.actor()] {
        for table in AREAS.iter().flat_map(|area| area.tables) {
            let mut session = test.db.begin(&actor).await.unwrap();
            let sql = format!("explain select {} from {}", table.key, table.name);
            let plan: Result<Vec<Line>, _> = diesel::sql_query(sql).load(session.conn()).await;
            session.roll_back().await.unwrap();
            let plan: Vec<String> =
                plan.map(|lines| lines.into_iter().map(|line| line.line).collect()).unwrap_or_default();
            assert!(!plan.iter().any(|line| line.contains("hashed SubPlan")), "{}: {plan:#?}", table.name);
        }
    }
}
