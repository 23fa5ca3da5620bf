//! The policy matrix: what each kind of asker can do to each row of a small world, tried for real and printed. A change
//! of permissions shows as a change of the snapshot.
//!
//! The world: Ada owns a public and a private room; Bob is a member of the private one; Dan is banned from the public
//! one; Cy is just signed in. Accounts, profiles and sign-ins are named after their owners.
#![expect(clippy::unwrap_used, reason = "test code: a failure ends the test")]

use db::{Actor, Error, Session};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel_async::RunQueryDsl;
use model::Fault;
use std::collections::BTreeSet;
use std::fmt::Write;
use test_kit::{TestDb, TestUser};

/// A table, how its rows are named in the matrix (an SQL expression), and a row that `{me}` might add, first in their
/// own name and then in another's.
struct Table {
    name: &'static str,
    label: &'static str,
    own: &'static str,
    foreign: &'static str,
}

impl Table {
    /// A column that names a row of this small world, and that everybody may read who may read anything.
    fn key(&self) -> &'static str {
        if matches!(self.name, "auth.role_permissions" | "auth.user_roles") { "role_id" } else { "id" }
    }
}

const TABLES: &[Table] = &[
    Table {
        name: "auth.users",
        label: "split_part(email::text, '@', 1)",
        own: "(id, email, password_hash) values ('{me}', 'new@example.org', 'x')",
        foreign: "(id, email, password_hash) values (gen_random_uuid(), 'new@example.org', 'x')",
    },
    Table {
        name: "auth.sessions",
        label: "user_agent",
        own: "(id, user_id, token_hash, expires_at) values (gen_random_uuid(), '{me}', sha256('x'), now() + '1 h')",
        foreign: "(id, user_id, token_hash, expires_at) values (gen_random_uuid(), '{other}', sha256('x'), now() + '1 h')",
    },
    Table {
        name: "auth.roles",
        label: "name",
        own: "(name) values ('mine')",
        foreign: "(name) values ('mine')",
    },
    Table {
        name: "auth.permissions",
        label: "action",
        own: "(action, resource) values ('a', 'b')",
        foreign: "(action, resource) values ('a', 'b')",
    },
    Table {
        name: "auth.role_permissions",
        label: "'one'",
        own: "(role_id, permission_id) values ('{id}', '{id}')",
        foreign: "(role_id, permission_id) values ('{id}', '{id}')",
    },
    Table {
        name: "auth.user_roles",
        label: "'one'",
        own: "(user_id, role_id) values ('{me}', '{id}')",
        foreign: "(user_id, role_id) values ('{other}', '{id}')",
    },
    Table {
        name: "public.user_profiles",
        label: "username",
        own: "(id, username, display_name) values ('{me}', 'mine', 'x')",
        foreign: "(id, username, display_name) values ('{other}', 'mine', 'x')",
    },
    Table {
        name: "public.rooms",
        label: "name",
        own: "(id, name, created_by) values ('newroom1', 'x', '{me}')",
        foreign: "(id, name, created_by) values ('newroom1', 'x', '{other}')",
    },
    Table {
        name: "public.room_members",
        label: "(case room_id when 'public00' then 'public' else 'private' end) || '/' || user_name",
        own: "(room_id, user_id, user_name) values ('public00', '{me}', 'x')",
        foreign: "(room_id, user_id, user_name) values ('public00', '{other}', 'x')",
    },
    Table {
        name: "public.room_chat_messages",
        label: "content",
        own: "(room_id, user_id, author_name, content) values ('public00', '{me}', 'x', 'x')",
        foreign: "(room_id, user_id, author_name, content) values ('public00', '{other}', 'x', 'x')",
    },
    Table {
        name: "public.room_webrtc_sessions",
        label: "track_name",
        own: "(room_id, user_id, session_id, track_name) values ('public00', '{me}', 'x', 'x')",
        foreign: "(room_id, user_id, session_id, track_name) values ('public00', '{other}', 'x', 'x')",
    },
];

/// Tables of the migrations themselves: nobody's but the owner's.
const BOOKKEEPING: &[&str] = &["public.__diesel_schema_migrations", "public.__current_texts"];

struct World {
    test: TestDb,
    ada: TestUser,
    bob: TestUser,
    actors: Vec<(&'static str, Actor)>,
}

const FIXED_ID: &str = "00000000-0000-7000-8000-000000000001";

async fn world() -> World {
    let test = TestDb::new().await;
    let (ada, bob, cy, dan) =
        (test.user("ada").await, test.user("bob").await, test.user("cy_").await, test.user("dan").await);
    let (open, closed) = (test.public_room(&ada).await, test.private_room(&ada).await);
    test.join(&closed, &bob, "member").await;
    test.join(&open, &dan, "member").await;
    test.message(&open, &ada, "public").await;
    test.message(&closed, &bob, "private").await;
    let hidden = test.message(&open, &dan, "deleted").await;
    let mut sql = vec![
        format!("update public.rooms set id = 'public00', name = 'public' where id = '{}'", open.id),
        format!("update public.rooms set id = 'private0', name = 'private' where id = '{}'", closed.id),
        format!("update public.room_members set is_banned = true where user_id = '{}'", dan.id),
        "update public.user_profiles set profile_visibility = 'private' where username = 'dan'".into(),
        format!("update public.room_chat_messages set is_deleted = true where id = '{hidden}'"),
        format!("insert into auth.roles (id, name) values ('{FIXED_ID}', 'admin')"),
        format!("insert into auth.permissions (id, action, resource) values ('{FIXED_ID}', 'ban', 'users')"),
        format!("insert into auth.role_permissions values ('{FIXED_ID}', '{FIXED_ID}')"),
        format!("insert into auth.user_roles values ('{}', '{FIXED_ID}')", dan.id),
        format!(
            "insert into public.room_webrtc_sessions (room_id, user_id, session_id, track_name)
             values ('public00', '{0}', 's', 'public'), ('private0', '{0}', 's', 'private')",
            ada.id
        ),
    ];
    for user in [&ada, &bob, &cy, &dan] {
        sql.push(format!(
            "insert into auth.sessions (id, user_id, token_hash, user_agent, expires_at)
             values (gen_random_uuid(), '{}', sha256('{1}'), '{1}', now() + '1 hour')",
            user.id, user.username
        ));
    }
    // As the owner with foreign keys deferred by hand: rooms get readable codes.
    use diesel_async::SimpleAsyncConnection;
    let mut owner = test.owner_connection().await;
    owner
        .batch_execute(
            "alter table room_members drop constraint room_members_room_id_fkey,
                add foreign key (room_id) references rooms (id) on update cascade on delete cascade;
             alter table room_chat_messages drop constraint room_chat_messages_room_id_fkey,
                add foreign key (room_id) references rooms (id) on update cascade on delete cascade",
        )
        .await
        .unwrap();
    let service = TestDb::service();
    for statement in sql {
        let run = test.db.run(&service, async |session: &mut Session| {
            diesel::sql_query(statement.clone()).execute(session.conn()).await?;
            Ok(())
        });
        run.await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    let actors = vec![
        ("anonymous", Actor::Anonymous),
        ("guest", test.guest("Gil")),
        ("stranger (cy)", cy.actor()),
        ("banned (dan)", dan.actor()),
        ("member (bob)", bob.actor()),
        ("owner (ada)", ada.actor()),
        ("service", TestDb::service()),
    ];
    World { test, ada, bob, actors }
}

#[derive(QueryableByName)]
struct Label {
    #[diesel(sql_type = Text)]
    label: String,
}

/// Runs a statement and takes it back. `Err`: what the person would be told, in one word.
async fn attempt(world: &World, actor: &Actor, sql: &str) -> Result<Vec<String>, &'static str> {
    let mut session = world.test.db.begin(actor).await.unwrap();
    let found: Result<Vec<Label>, diesel::result::Error> = diesel::sql_query(sql).load(session.conn()).await;
    session.roll_back().await.unwrap();
    match found.map_err(Error::from) {
        Ok(rows) => Ok(rows.into_iter().map(|row| row.label).collect()),
        Err(Error::Fault(Fault::Forbidden { .. })) => Err("-"),
        // The row exists already, but it could have been added.
        Err(Error::Fault(Fault::Conflict { .. } | Fault::Invalid { .. })) => Ok(vec!["x".into()]),
        Err(other) => panic!("{sql}: {other}"),
    }
}

/// The rows that the service sees, each with its key and label.
async fn rows(world: &World, table: &Table) -> Vec<(String, String)> {
    let sql = format!("select {} || ' ' || {} as label from {}", table.key(), table.label, table.name);
    let found = attempt(world, &TestDb::service(), &sql).await.unwrap();
    let split =
        |row: String| row.split_once(' ').map(|(key, label)| (key.to_owned(), label.to_owned())).unwrap();
    let mut rows: Vec<_> = found.into_iter().map(split).collect();
    rows.sort_by(|a, b| a.1.cmp(&b.1));
    rows
}

async fn columns(world: &World, table: &Table, actor: &Actor, privilege: &str) -> Vec<String> {
    let sql = format!(
        "select attname::text as label from pg_catalog.pg_attribute
         where attrelid = to_regclass('{0}') and attnum > 0 and not attisdropped
            and has_column_privilege('{1}', '{0}', attname, '{privilege}') order by attname",
        table.name,
        actor.role()
    );
    attempt(world, &TestDb::service(), &sql).await.unwrap()
}

/// Labels of the rows on which `statement` (with the row's condition at its end) works.
async fn works_on(world: &World, table: &Table, actor: &Actor, statement: &str) -> String {
    let mut labels = Vec::new();
    for (key, label) in rows(world, table).await {
        // Through a count, so that no right to read the row's columns is needed beyond the condition's.
        let sql = format!(
            "with done as ({statement} where {} = '{key}' returning 1) select 'x' as label from done",
            table.key()
        );
        match attempt(world, actor, &sql).await {
            Ok(done) if !done.is_empty() => labels.push(label),
            Ok(_) => {}
            Err(refusal) => return refusal.into(),
        }
    }
    if labels.is_empty() { "none".into() } else { labels.join(", ") }
}

async fn update(world: &World, table: &Table, actor: &Actor) -> String {
    let columns = columns(world, table, actor, "UPDATE").await;
    let [column, ..] = columns.as_slice() else { return "-".into() };
    let value = if column == "revoked_at" { "now()".to_owned() } else { column.clone() };
    // A column that one may write is not always one that one may read.
    let value = if column == "preferences" { "'{}'".to_owned() } else { value };
    let on = works_on(world, table, actor, &format!("update {} set {column} = {value}", table.name)).await;
    let all = self::columns(world, table, &TestDb::service(), "UPDATE").await.len();
    let which = if columns.len() == all { "any column".to_owned() } else { columns.join(" ") };
    format!("{on} [{which}]")
}

async fn insert(world: &World, table: &Table, actor: &Actor) -> String {
    let me = actor.user_id().map_or_else(|| FIXED_ID.to_owned(), |id| id.to_string());
    let mut allowed = Vec::new();
    for (whose, row) in [("own", table.own), ("another's", table.foreign)] {
        let other = if actor.user_id() == Some(world.ada.id) { world.bob.id } else { world.ada.id };
        let row = row.replace("{me}", &me).replace("{other}", &other.to_string()).replace("{id}", FIXED_ID);
        let sql = format!(
            "with done as (insert into {} {row} returning 1) select 'x' as label from done",
            table.name
        );
        let tried = attempt_insert(world, actor, &sql).await;
        if tried {
            allowed.push(whose);
        }
    }
    if allowed.is_empty() { "-".into() } else { allowed.join(", ") }
}

/// Whether the policies let it in; a foreign key or a unique name that refuses it afterwards does not count.
async fn attempt_insert(world: &World, actor: &Actor, sql: &str) -> bool {
    let mut session = world.test.db.begin(actor).await.unwrap();
    let tried: Result<Vec<Label>, diesel::result::Error> = diesel::sql_query(sql).load(session.conn()).await;
    session.roll_back().await.unwrap();
    match tried {
        Ok(_) => true,
        Err(diesel::result::Error::DatabaseError(
            diesel::result::DatabaseErrorKind::ForeignKeyViolation,
            _,
        )) => true,
        Err(diesel::result::Error::DatabaseError(diesel::result::DatabaseErrorKind::UniqueViolation, _)) => {
            true
        }
        Err(other) => {
            assert!(matches!(Error::from(other), Error::Fault(Fault::Forbidden { .. })), "{sql}");
            false
        }
    }
}

#[tokio::test]
async fn the_policy_matrix() {
    let world = world().await;
    let mut matrix = String::new();
    for table in TABLES {
        writeln!(matrix, "{}", table.name).unwrap();
        for command in ["select", "insert", "update", "delete"] {
            for (name, actor) in &world.actors {
                let outcome = match command {
                    "select" => select(&world, table, actor).await,
                    "insert" => insert(&world, table, actor).await,
                    "update" => update(&world, table, actor).await,
                    _ => works_on(&world, table, actor, &format!("delete from {}", table.name)).await,
                };
                writeln!(matrix, "    {command}  {name:<14} {outcome}").unwrap();
            }
        }
    }
    insta::assert_snapshot!(matrix);
}

async fn select(world: &World, table: &Table, actor: &Actor) -> String {
    let columns = columns(world, table, actor, "SELECT").await;
    if columns.is_empty() {
        return "-".into();
    }
    let mut labels = Vec::new();
    for (key, label) in rows(world, table).await {
        let sql = format!("select 'x' as label from {} where {} = '{key}'", table.name, table.key());
        if !attempt(world, actor, &sql).await.unwrap().is_empty() {
            labels.push(label);
        }
    }
    let hidden: Vec<_> = {
        let all = self::columns(world, table, &TestDb::service(), "SELECT").await;
        all.into_iter().filter(|column| !columns.contains(column)).collect()
    };
    let rows = if labels.is_empty() { "none".to_owned() } else { labels.join(", ") };
    if hidden.is_empty() { rows } else { format!("{rows} [without {}]", hidden.join(" ")) }
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
    let listed: BTreeSet<&str> = TABLES.iter().map(|table| table.name).collect();
    for table in &found {
        assert_eq!(table.public_grants, 0, "{} is open to everybody", table.name);
        if !BOOKKEEPING.contains(&table.name.as_str()) {
            assert!(table.is_forced, "{} has no forced row-level security", table.name);
            assert!(listed.contains(table.name.as_str()), "{} is not in the matrix", table.name);
        }
    }
    assert_eq!(found.len(), listed.len() + BOOKKEEPING.len());
}

#[tokio::test]
async fn no_policy_reads_a_whole_table_first() {
    let test = TestDb::new().await;
    let ada = test.user("ada").await;
    for actor in [Actor::Anonymous, ada.actor()] {
        for table in TABLES {
            let mut session = test.db.begin(&actor).await.unwrap();
            let sql = format!("explain select {} from {}", table.key(), table.name);
            #[derive(QueryableByName)]
            struct Line {
                #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
                line: String,
            }
            let plan: Result<Vec<Line>, _> = diesel::sql_query(sql).load(session.conn()).await;
            session.roll_back().await.unwrap();
            let plan: Vec<String> =
                plan.map(|lines| lines.into_iter().map(|line| line.line).collect()).unwrap_or_default();
            assert!(!plan.iter().any(|line| line.contains("hashed SubPlan")), "{}: {plan:#?}", table.name);
        }
    }
}
