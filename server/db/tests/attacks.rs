//! What somebody can do who got SQL through to the server's login role, or to a transaction of their own: nothing that
//! the policies do not allow.
#![expect(clippy::unwrap_used, reason = "test code: a failure ends the test")]

use db::{Actor, Error, Session};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use model::Fault;
use test_kit::TestDb;

async fn refused(connection: &mut AsyncPgConnection, sql: &str) {
    let error = connection.batch_execute(sql).await.expect_err(sql).to_string();
    let is_refusal = error.contains("permission denied")
        || error.contains("row-level security")
        || error.contains("must be");
    assert!(is_refusal, "{sql}: {error}");
    connection.batch_execute("rollback").await.unwrap();
}

async fn count_as(test: &TestDb, actor: &Actor, sql: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let sql = format!("select count(*) as count from ({sql}) found");
    let counted = test.db.run(actor, async |session: &mut Session| {
        Ok(diesel::sql_query(sql.clone()).get_result::<Count>(session.conn()).await?.count)
    });
    counted.await.unwrap()
}

async fn try_as(test: &TestDb, actor: &Actor, sql: &str) -> Result<usize, Error> {
    test.db
        .run(actor, async |session: &mut Session| Ok(diesel::sql_query(sql).execute(session.conn()).await?))
        .await
}

async fn assert_forbidden(test: &TestDb, actor: &Actor, sql: &str) {
    let tried = try_as(test, actor, sql).await;
    assert!(matches!(tried, Err(Error::Fault(Fault::Forbidden { .. }))), "{sql}: {tried:?}");
}

#[tokio::test]
async fn the_login_role_alone_can_do_nothing() {
    let test = TestDb::new().await;
    let mut connection = test.login_connection().await;
    for sql in [
        "select * from auth.users",
        "select id from public.user_profiles",
        "select id from public.rooms",
        "insert into public.rooms (id, name, created_by) values ('abcdefgh', 'x', 'openstudio')",
        "delete from public.room_chat_messages",
        "select auth.uid()",
        "create table public.mine (x int)",
        "alter table public.rooms disable row level security",
        "create policy mine on public.rooms to public using (true)",
        "set role openstudio_owner",
        "alter role openstudio_login bypassrls",
        "select * from public.__current_texts",
        "update public.__diesel_schema_migrations set version = 'x'",
    ] {
        refused(&mut connection, sql).await;
    }
}

#[tokio::test]
async fn a_role_without_claims_is_nobody() {
    let test = TestDb::new().await;
    let ada = test.user("ada").await;
    let room = test.private_room(&ada).await;
    let mut connection = test.login_connection().await;
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    connection.batch_execute("set role authenticated").await.unwrap();
    for table in ["public.rooms", "public.room_members", "auth.sessions"] {
        let query = diesel::sql_query(format!("select count(id) as count from {table}"));
        assert_eq!(query.get_result::<Count>(&mut connection).await.unwrap().count, 0, "{table}");
    }
    for sql in [
        "select password_hash from auth.users".to_owned(),
        "select token_hash from auth.sessions".to_owned(),
        format!("insert into public.rooms (id, name, created_by) values ('abcdefgh', 'x', '{}')", ada.id),
        format!(
            "insert into public.room_members (room_id, user_id, user_name, role) values ('{}', '{}', 'x', 'owner')",
            room.id, ada.id
        ),
        "set role service_role; reset role; select id from public.rooms".to_owned(),
    ] {
        refused(&mut connection, &sql).await;
        connection.batch_execute("set role authenticated").await.unwrap();
    }
}

#[tokio::test]
async fn a_guests_name_cannot_make_claims() {
    let test = TestDb::new().await;
    let ada = test.user("ada").await;
    test.private_room(&ada).await;
    for name in [
        format!("x\",\"sub\":\"{}\",\"y\":\"", ada.id),
        "x', true); set role service_role; --".to_owned(),
        "\u{2028}\\\"}{".to_owned(),
    ] {
        let guest = test.guest(&name);
        assert_eq!(count_as(&test, &guest, "select 1 where auth.uid() is not null").await, 0);
        assert_eq!(count_as(&test, &guest, "select id from public.rooms").await, 0);
        let told = "select 1 where auth.jwt() ->> 'is_guest' = 'true'";
        assert_eq!(count_as(&test, &guest, told).await, 1);
    }
}

#[tokio::test]
async fn nobody_raises_themselves() {
    let test = TestDb::new().await;
    let ada = test.user("ada").await;
    for change in [
        "account_type = 'pro'",
        "is_verified = true",
        "is_banned = false",
        "total_xp = 1000000",
        "level = 99",
        "current_daily_streak = 9",
        "streak_freezes = 99",
        "username = 'root'",
        "ban_reason = null",
    ] {
        let sql = format!("update public.user_profiles set {change} where id = '{}'", ada.id);
        assert_forbidden(&test, &ada.actor(), &sql).await;
    }
    for sql in [
        format!("update auth.users set password_hash = 'x' where id = '{}'", ada.id),
        format!("insert into auth.user_roles (user_id, role_id) select '{}', id from auth.roles", ada.id),
        format!("update auth.sessions set user_id = '{}'", ada.id),
        "update auth.sessions set expires_at = now() + interval '100 years'".to_owned(),
        "select password_hash from auth.users".to_owned(),
        "select token_hash from auth.sessions".to_owned(),
        "select preferences from public.user_profiles".to_owned(),
        "select ban_reason from public.room_members".to_owned(),
    ] {
        assert_forbidden(&test, &ada.actor(), &sql).await;
    }
    let own = format!("update public.user_profiles set display_name = 'Ada L.' where id = '{}'", ada.id);
    assert_eq!(try_as(&test, &ada.actor(), &own).await.unwrap(), 1);
}

#[tokio::test]
async fn a_private_room_stays_private_by_every_query() {
    let test = TestDb::new().await;
    let (ada, bob) = (test.user("ada").await, test.user("bob").await);
    let room = test.private_room(&ada).await;
    test.message(&room, &ada, "just us").await;
    let id = &room.id;
    for actor in [Actor::Anonymous, test.guest("Gil"), bob.actor()] {
        assert_eq!(count_as(&test, &actor, "select id from public.rooms").await, 0, "{actor:?}");
        assert_eq!(count_as(&test, &actor, "select id from public.room_chat_messages").await, 0, "{actor:?}");
        let joined = "select 1 from public.rooms r left join public.room_chat_messages m on m.room_id = r.id";
        assert_eq!(count_as(&test, &actor, joined).await, 0, "{actor:?}");
    }
    let bob = bob.actor();
    for table in ["room_members", "room_webrtc_sessions"] {
        assert_eq!(count_as(&test, &bob, &format!("select id from public.{table}")).await, 0, "{table}");
    }
    let me = bob.user_id().unwrap();
    for sql in [
        format!(
            "insert into public.room_members (room_id, user_id, user_name) values ('{id}', '{me}', 'Bob')"
        ),
        format!(
            "insert into public.room_members (room_id, user_id, user_name, role) values ('{id}', '{me}', 'Bob', 'owner')"
        ),
        format!(
            "insert into public.room_chat_messages (room_id, user_id, author_name, content) values ('{id}', '{me}', 'Bob', 'hi')"
        ),
    ] {
        assert_forbidden(&test, &bob, &sql).await;
    }
    let hijack = format!("update public.rooms set is_public = true where id = '{id}'");
    assert_eq!(try_as(&test, &bob, &hijack).await.unwrap(), 0);
    let delete = format!("delete from public.rooms where id = '{id}'");
    assert_eq!(try_as(&test, &bob, &delete).await.unwrap(), 0);
    assert_eq!(count_as(&test, &ada.actor(), "select id from public.room_chat_messages").await, 1);
}

#[tokio::test]
async fn names_cannot_be_borrowed() {
    let test = TestDb::new().await;
    let (ada, bob) = (test.user("ada").await, test.user("bob").await);
    let room = test.public_room(&ada).await;
    let (id, me, other) = (&room.id, bob.id, ada.id);
    for sql in [
        format!(
            "insert into public.room_chat_messages (room_id, user_id, author_name, content) values ('{id}', '{other}', 'Ada', 'hi')"
        ),
        format!(
            "insert into public.room_chat_messages (room_id, user_id, author_name, content) values ('{id}', null, 'Ada', 'hi')"
        ),
        format!(
            "insert into public.room_members (room_id, user_id, user_name, role) values ('{id}', '{me}', 'Bob', 'owner')"
        ),
        format!("insert into public.rooms (id, name, created_by) values ('abcdefgh', 'x', '{other}')"),
        "insert into public.rooms (id, name, created_by) values ('abcdefgh', 'x', 'openstudio')".to_owned(),
    ] {
        assert_forbidden(&test, &bob.actor(), &sql).await;
    }
    for sql in [
        format!(
            "insert into public.room_chat_messages (room_id, user_id, author_name, content) values ('{id}', '{me}', 'Ada', 'hi')"
        ),
        format!(
            "insert into public.room_members (room_id, user_id, user_name) values ('{id}', '{me}', 'Ada')"
        ),
        format!(
            "insert into public.rooms (id, name, created_by, creator_name) values ('abcdefgh', 'x', '{me}', 'Ada')"
        ),
    ] {
        assert_eq!(try_as(&test, &bob.actor(), &sql).await.unwrap(), 1, "{sql}");
    }
    #[derive(QueryableByName)]
    struct Names {
        #[diesel(sql_type = Text)]
        names: String,
    }
    let query = format!(
        "select concat_ws(',', (select author_name from public.room_chat_messages where user_id = '{me}'),
            (select user_name from public.room_members where user_id = '{me}' and room_id = '{id}'),
            (select creator_name from public.rooms where id = 'abcdefgh')) as names"
    );
    let bob = bob.actor();
    let found = test.db.run(&bob, async |session: &mut Session| {
        Ok(diesel::sql_query(query.clone()).get_result::<Names>(session.conn()).await?.names)
    });
    assert_eq!(found.await.unwrap(), "Bob,Bob,Bob");
}

#[tokio::test]
async fn a_ban_cannot_be_left() {
    let test = TestDb::new().await;
    let (ada, bob) = (test.user("ada").await, test.user("bob").await);
    let room = test.public_room(&ada).await;
    test.join(&room, &bob, "member").await;
    let ban = format!("update public.room_members set is_banned = true where user_id = '{}'", bob.id);
    try_as(&test, &TestDb::service(), &ban).await.unwrap();
    let leave = format!("delete from public.room_members where user_id = '{}'", bob.id);
    assert_eq!(try_as(&test, &bob.actor(), &leave).await.unwrap(), 0);
    let speak = format!(
        "insert into public.room_chat_messages (room_id, user_id, author_name, content) values ('{}', '{}', 'Bob', 'hi')",
        room.id, bob.id
    );
    assert_forbidden(&test, &bob.actor(), &speak).await;
}

#[tokio::test]
async fn an_account_that_goes_leaves_no_loose_ends() {
    let test = TestDb::new().await;
    let (ada, bob) = (test.user("ada").await, test.user("bob").await);
    let room = test.public_room(&ada).await;
    test.join(&room, &bob, "member").await;
    test.message(&room, &ada, "bye").await;
    let go = format!("delete from auth.users where id = '{}'", ada.id);
    assert_eq!(try_as(&test, &TestDb::service(), &go).await.unwrap(), 1);
    let service = TestDb::service();
    assert_eq!(
        count_as(&test, &service, &format!("select 1 from public.room_members where user_id = '{}'", ada.id))
            .await,
        0
    );
    let orphaned = "select 1 from public.rooms where created_by = 'openstudio' and creator_name is null";
    assert_eq!(count_as(&test, &service, orphaned).await, 1);
    let kept = "select 1 from public.room_chat_messages where user_id is null and author_name = 'Ada'";
    assert_eq!(count_as(&test, &service, kept).await, 1);
}
