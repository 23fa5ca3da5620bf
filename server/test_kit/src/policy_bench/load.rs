//! A million rows in each of the ten tables, loaded without triggers and foreign keys, which cost no reader anything.

use crate::TestDb;
use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

/// Rows of a personal table for each person: the rooms they belong to, their notifications.
const ROWS_EACH: u32 = 50;
/// Rooms that somebody belongs to.
const ROOMS_EACH: u32 = 20;
/// Rows for each room that anything is said or queued in.
const ROWS_IN_ROOM: u32 = 1_000;

/// The person who asks.
pub(super) const ME: &str = "00000000-0000-7000-8000-000000000001";
/// A friend of theirs.
pub(super) const FRIEND: &str = "00000000-0000-7000-8000-000000000002";
/// A private room that they belong to.
pub(super) const ROOM: &str = "00000007";

/// SQL for the id of the person with this number.
fn person(number: &str) -> String {
    format!("('00000000-0000-7000-8000-' || lpad(to_hex(({number})::bigint), 12, '0'))::uuid")
}

/// SQL for the code of the room with this number.
fn room(number: &str) -> String {
    format!("lpad(({number})::text, 8, '0')")
}

/// What to insert where, in the order in which it is done.
fn statements(rows: u32) -> Vec<String> {
    let someone = person("1 + i % {people}");
    let busy_room = room("i % {rooms}");
    let time = "now() - i * interval '1 second'";
    let all = "from generate_series(1, {rows}) i";
    let texts = [
        format!(
            "insert into auth.users (id, email, password_hash)
             select {0}, 'p' || i || '@example.org', '!' from generate_series(1, {{people}}) i",
            person("i")
        ),
        format!(
            "insert into user_profiles (id, username, display_name)
             select {}, 'p' || lpad(i::text, 8, '0'), 'Person ' || i from generate_series(1, {{people}}) i",
            person("i")
        ),
        format!(
            "insert into rooms (id, name, created_by, is_public, last_activity)
             select {}, 'Room ' || i, ({someone})::text, i % 8 <> 7, {time} from generate_series(0, {{rows}} - 1) i",
            room("i")
        ),
        format!(
            "insert into room_members (room_id, user_id, user_name, joined_at)
             select {}, ({})::text, 'Somebody', {time} {all} on conflict do nothing",
            room("i / 4"),
            person("1 + (i::bigint * 7919) % {members}")
        ),
        // The asker's room, with thirty people.
        format!(
            "insert into room_members (room_id, user_id, user_name)
             select '{ROOM}', ({})::text, 'Fellow' from generate_series(1, 30) i on conflict do nothing",
            person("i")
        ),
        format!(
            "insert into room_chat_messages (room_id, user_id, author_name, content, created_at)
             select {busy_room}, {someone}, 'Somebody', 'What is said, number ' || i, {time} {all}"
        ),
        format!(
            "insert into room_tracks (id, room_id, name, url, uploaded_by, created_at)
             select gen_random_uuid(), {busy_room}, 'Track ' || i, '/t', ({someone})::text, {time} {all}"
        ),
        format!(
            "insert into notifications (user_id, type, title, created_at) select {someone}, 'system', 'News', {time} {all}"
        ),
        format!(
            "insert into activity_feed (user_id, type, data, created_at)
             select {someone}, 'room_created', '{{\"room_id\":\"00000007\"}}', {time} {all}"
        ),
        format!(
            "insert into session_history (user_id, room_id, joined_at, left_at, duration_seconds)
             select {someone}, {busy_room}, {time}, {time} + interval '1 second', 1 {all}"
        ),
        format!(
            "insert into user_xp_transactions (user_id, amount, reason, balance_after, created_at)
             select {someone}, 10, 'jam', i, {time} {all}"
        ),
        format!(
            "insert into follows (follower_id, following_id, created_at)
             select {}, {}, {time} {all} on conflict do nothing",
            person("2 + i % ({people} - 1)"),
            person("1 + (i::bigint / 50) % {people}")
        )
        .replace("on conflict", "where 2 + i % ({people} - 1) <> 1 + (i::bigint / 50) % {people} on conflict"),
        format!(
            "insert into friendships (user_id, friend_id, status, accepted_at)
             select {0}, {1}, 'accepted', now() from generate_series(2, 50) i
             union all select {1}, {0}, 'accepted', now() from generate_series(2, 50) i",
            person("1"),
            person("i")
        ),
        "insert into system_loop_categories (id, name, icon)
         select 'c' || i, 'Category ' || i, 'x' from generate_series(0, 99) i"
            .to_owned(),
        "insert into system_loops (id, name, category, sound_preset)
         select 'loop-' || lpad(i::text, 8, '0'), 'Loop ' || i, 'c' || i % 100, 'keys/organ'
         from generate_series(1, {rows}) i"
            .to_owned(),
    ];
    let fill = |text: String| {
        text.replace("{members}", &(rows / ROOMS_EACH).to_string())
            .replace("{people}", &(rows / ROWS_EACH).to_string())
            .replace("{rooms}", &(rows / ROWS_IN_ROOM).to_string())
            .replace("{rows}", &rows.to_string())
    };
    texts.into_iter().map(fill).collect()
}

/// Fills the database with `rows` rows in each of the ten tables.
pub(super) async fn load(test: &TestDb, rows: u32) {
    let mut owner = test.owner_connection().await;
    loosen(&mut owner).await;
    for sql in statements(rows) {
        let table = sql.split_whitespace().nth(2).unwrap_or_default().to_owned();
        let started = std::time::Instant::now();
        run(&mut owner, &sql).await;
        eprintln!("loaded {table} in {:.1} s", started.elapsed().as_secs_f64());
    }
    // As autovacuum does: statistics, and the pages that index-only scans need not look at.
    run(&mut owner, "vacuum analyze").await;
}

/// Takes away what would slow down loading and does not slow down reading: triggers, foreign keys, and the policies'
/// hold on the owner, who also asks the questions filtered by hand.
async fn loosen(owner: &mut AsyncPgConnection) {
    #[derive(QueryableByName)]
    struct Statement {
        #[diesel(sql_type = Text)]
        sql: String,
    }
    let statements: Vec<Statement> = diesel::sql_query(
        "select format('alter table %s no force row level security, disable trigger user', c.oid::regclass) as sql
         from pg_catalog.pg_class c
         where c.relkind = 'r' and c.relnamespace in ('public'::regnamespace, 'auth'::regnamespace)
            and c.relname not like '\\_\\_%'
         union all
         select format('alter table %s drop constraint %I', conrelid::regclass, conname) from pg_catalog.pg_constraint
         where contype = 'f' and connamespace in ('public'::regnamespace, 'auth'::regnamespace)",
    )
    .load(owner)
    .await
    .unwrap();
    for Statement { sql } in statements {
        run(owner, &sql).await;
    }
}

async fn run(owner: &mut AsyncPgConnection, sql: &str) {
    owner.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}
