//! Raising oneself, and touching what is another's, by every statement that the login role can send as a signed-in
//! person: nothing works, and nothing changes.
#![expect(clippy::unwrap_used, reason = "test code: a failure ends the test")]

use db::{Actor, Error, Session};
use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use model::Fault;
use test_kit::TestDb;

/// Everything of people's, as text: equal before and after means that nothing changed.
async fn picture(connection: &mut AsyncPgConnection) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Line {
        #[diesel(sql_type = Text)]
        line: String,
    }
    let tables = [
        "auth.users",
        "auth.roles",
        "auth.user_roles",
        "auth.permissions",
        "auth.role_permissions",
        "public.user_profiles",
        "public.user_stats",
        "public.user_achievements",
        "public.user_xp_transactions",
        "public.notifications",
        "public.activity_feed",
        "public.admin_audit_log",
        "public.subscription_tiers",
        "public.achievements",
        "public.challenges",
        "public.instruments",
        "public.media_objects",
        "public.friendships",
        "public.follows",
        "public.blocks",
        "public.reports",
        "public.user_instruments",
    ];
    let queries = tables.map(|table| format!("select '{table} ' || t::text as line from {table} t"));
    let sql = format!("{} order by 1", queries.join(" union all "));
    let lines: Vec<Line> = diesel::sql_query(sql).load(connection).await.unwrap();
    lines.into_iter().map(|line| line.line).collect()
}

/// Ada attacks; the world has a row of Bob's in every table.
async fn world() -> (TestDb, Actor, String, String) {
    let test = TestDb::new().await;
    let (ada, bob) = (test.user("ada").await, test.user("bob").await);
    let sql = "
        insert into auth.roles (name) values ('admin');
        insert into public.instruments (id, category, name) values ('piano', 'keyboard', 'Piano');
        insert into public.user_instruments (user_id, instrument_id, category) values ('{bob}', 'piano', 'keyboard');
        insert into public.achievements (id, name, description, category, criteria)
            values ('one', 'One', '', 'special', '{\"type\":\"full_room\"}');
        insert into public.user_achievements (user_id, achievement_id) values ('{bob}', 'one');
        select public.add_user_xp('{bob}', 500, 'test');
        insert into public.reports (reporter_id, target_type, target_id, reason) values ('{bob}', 'user', 'x', 'spam');
        insert into public.blocks (blocker_id, blocked_id, kind) values ('{bob}', '{ada}', 'mute');
        insert into public.media_objects (owner_id, sha256, storage_key, mime_type, size_bytes)
            values ('{bob}', sha256('x'), 'x', 'audio/wav', 1);
        insert into public.admin_audit_log (action) values ('ban_user')";
    let sql = sql.replace("{ada}", &ada.id.to_string()).replace("{bob}", &bob.id.to_string());
    test.owner_connection().await.batch_execute(&sql).await.unwrap();
    (test, ada.actor(), ada.id.to_string(), bob.id.to_string())
}

async fn send(test: &TestDb, actor: &Actor, sql: &str) -> Result<usize, Error> {
    test.db
        .run(actor, async |session: &mut Session| Ok(diesel::sql_query(sql).execute(session.conn()).await?))
        .await
}

#[tokio::test]
async fn what_is_the_servers_is_refused() {
    let (test, ada, me, bob) = world().await;
    let before = picture(&mut test.owner_connection().await).await;
    let mut attacks = Vec::new();
    for column in [
        "account_type = 'enterprise'",
        "is_verified = true",
        "is_banned = false",
        "ban_reason = null",
        "ban_expires_at = now()",
        "total_xp = 9999",
        "level = 99",
        "current_daily_streak = 99",
        "longest_daily_streak = 99",
        "streak_freezes = 3",
        "last_active_date = current_date",
        "username = 'root'",
        "id = gen_random_uuid()",
        "created_at = '2024-01-01'",
        "last_online_at = now()",
    ] {
        attacks.push(format!("update public.user_profiles set {column} where id = '{me}'"));
    }
    for sql in [
        "insert into auth.user_roles (user_id, role_id) select '{me}', gen_random_uuid()",
        "insert into auth.roles (name) values ('king')",
        "update public.user_stats set total_sessions = 99 where user_id = '{me}'",
        "insert into public.user_stats (user_id) values ('{me}')",
        "delete from public.user_stats",
        "insert into public.user_xp_transactions (user_id, amount, reason, balance_after) values ('{me}', 9, 'x', 9)",
        "update public.user_xp_transactions set amount = 99",
        "delete from public.user_xp_transactions",
        "insert into public.user_achievements (user_id, achievement_id) values ('{me}', 'one')",
        "update public.user_achievements set user_id = '{me}'",
        "delete from public.user_achievements",
        "insert into public.notifications (user_id, type, title) values ('{bob}', 'system', 'Win a prize')",
        "insert into public.notifications (user_id, type, title) values ('{me}', 'system', 'x')",
        "update public.notifications set title = 'x'",
        "update public.notifications set read_at = now()",
        "insert into public.activity_feed (user_id, type) values ('{me}', 'level_up')",
        "update public.activity_feed set type = 'session'",
        "insert into public.admin_audit_log (admin_id, action) values ('{me}', 'unban_user')",
        "update public.admin_audit_log set action = 'x'",
        "delete from public.admin_audit_log",
        "insert into public.media_objects (owner_id, sha256, storage_key, mime_type, size_bytes)
            values ('{me}', sha256('y'), 'y', 'audio/wav', 1)",
        "insert into public.subscription_tiers (id, name, max_saved_rooms) values ('mine', 'Mine', -1)",
        "insert into public.achievements (id, name, description, category, criteria)
            values ('mine', 'x', 'x', 'special', '{\"type\":\"full_room\"}')",
        "insert into public.challenges (type, name, description, criteria, active_from, active_until)
            values ('daily', 'x', 'x', '{\"type\":\"full_room\"}', current_date, current_date)",
        "insert into public.instruments (id, category, name) values ('mine', 'other', 'Mine')",
        "update public.user_instruments set level = 99",
        "insert into public.user_instruments (user_id, instrument_id, category, xp) values ('{me}', 'piano', 'keyboard', 9)",
        "insert into public.user_instruments (user_id, instrument_id, category) values ('{bob}', 'piano', 'keyboard')",
        "insert into public.reports (reporter_id, target_type, target_id, reason) values ('{bob}', 'user', 'y', 'spam')",
        "insert into public.reports (reporter_id, target_type, target_id, reason, status)
            values ('{me}', 'user', 'y', 'spam', 'resolved')",
        "insert into public.follows (follower_id, following_id) values ('{bob}', '{me}')",
        "insert into public.friendships (user_id, friend_id) values ('{bob}', '{me}')",
        "insert into public.blocks (blocker_id, blocked_id) values ('{bob}', '{me}')",
        "select public.add_user_xp('{me}', 9999, 'x')",
        "select public.increment_stat('{me}', 'messages_sent', 99)",
        "select public.update_user_streak('{me}')",
        "select public.unlock_achievement('{me}', 'one')",
        "select public.notify('{bob}', '{me}', 'system', 'x', null, null, null, null)",
        "select preferences from public.user_profiles",
        "select is_banned from public.user_profiles",
        "select loaded from public.achievements",
        "truncate public.user_xp_transactions",
    ] {
        attacks.push(sql.replace("{me}", &me).replace("{bob}", &bob));
    }
    for sql in &attacks {
        let tried = send(&test, &ada, sql).await;
        assert!(matches!(tried, Err(Error::Fault(Fault::Forbidden { .. }))), "{sql}: {tried:?}");
    }
    assert_eq!(picture(&mut test.owner_connection().await).await, before);
}

#[tokio::test]
async fn what_is_anothers_is_not_found() {
    let (test, ada, ..) = world().await;
    let before = picture(&mut test.owner_connection().await).await;
    for sql in [
        "update public.user_profiles set display_name = 'x' where username = 'bob'",
        "update public.subscription_tiers set max_saved_rooms = -1",
        "delete from public.subscription_tiers",
        "update public.achievements set xp_reward = 100000",
        "delete from public.achievements",
        "update public.challenges set xp_reward = 100000",
        "update public.instruments set name = 'x'",
        "update public.user_instruments set is_primary = true",
        "delete from public.user_instruments",
        "update public.notifications set is_read = true",
        "delete from public.activity_feed",
        "update public.reports set status = 'dismissed'",
        "update public.blocks set kind = 'block'",
        "delete from public.blocks",
        "delete from public.follows",
        "delete from public.friendships",
        "select id from public.user_xp_transactions",
        "select id from public.notifications",
        "select id from public.activity_feed",
        "select id from public.reports",
        "select id from public.media_objects",
        "select id from public.admin_audit_log",
        "select blocker_id from public.blocks",
    ] {
        assert_eq!(send(&test, &ada, sql).await.unwrap(), 0, "{sql}");
    }
    assert_eq!(picture(&mut test.owner_connection().await).await, before);
}

#[tokio::test]
async fn what_is_only_added_is_not_changed_even_by_the_server() {
    let (test, _, _, bob) = world().await;
    let service = TestDb::service();
    for sql in [
        "update public.user_xp_transactions set amount = 99",
        "delete from public.user_xp_transactions",
        "update public.admin_audit_log set action = 'x'",
        "update public.admin_audit_log set admin_id = null, action = 'x'",
        "delete from public.admin_audit_log",
    ] {
        let tried = send(&test, &service, sql).await;
        assert!(matches!(tried, Err(Error::Fault(Fault::Forbidden { .. }))), "{sql}: {tried:?}");
    }
    let log = format!(
        "insert into public.admin_audit_log (admin_id, admin_name, action) values ('{bob}', 'bob', 'x')"
    );
    send(&test, &service, &log).await.unwrap();
    // The account takes its payments with it; what it did as an administrator stays, with its name.
    send(&test, &service, &format!("delete from auth.users where id = '{bob}'")).await.unwrap();
    assert_eq!(send(&test, &service, "select from public.user_xp_transactions").await.unwrap(), 0);
    let kept = "select from public.admin_audit_log where admin_id is null and admin_name = 'bob'";
    assert_eq!(send(&test, &service, kept).await.unwrap(), 1);
}

#[tokio::test]
async fn a_report_keeps_what_its_reporter_saw_and_no_more() {
    let (test, ada, me, _) = world().await;
    let cy = test.user("cyd").await;
    let room = test.private_room(&cy).await;
    let secret = test.message(&room, &cy, "just us").await;
    let open = test.public_room(&cy).await;
    let spam = test.message(&open, &cy, "buy this").await;
    for message in [secret, spam] {
        let sql = format!(
            "insert into public.reports (reporter_id, target_type, target_id, reason)
             values ('{me}', 'message', '{message}', 'spam')"
        );
        send(&test, &ada, &sql).await.unwrap();
    }
    let read = |message, content| {
        format!(
            "select from public.reports where target_id = '{message}'
                and target_snapshot ->> 'content' is not distinct from {content}"
        )
    };
    assert_eq!(send(&test, &ada, &read(secret, "null")).await.unwrap(), 1);
    assert_eq!(send(&test, &ada, &read(spam, "'buy this'")).await.unwrap(), 1);
    // What was reported stays what it was.
    send(&test, &TestDb::service(), "update public.room_chat_messages set content = 'hello'").await.unwrap();
    assert_eq!(send(&test, &ada, &read(spam, "'buy this'")).await.unwrap(), 1);
}
