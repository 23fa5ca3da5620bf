//! What outsiders, banned people and members of low rank try against a private room: every table of it, by every command.
#![expect(clippy::unwrap_used, reason = "test code: a failure ends the test")]

use db::{Actor, Error, Session};
use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use model::Fault;
use test_kit::{TestDb, TestUser};

/// Tables of what belongs to a room, and what somebody might write into it (`{room}`, `{me}`).
const TABLES: &[(&str, &str)] = &[
    ("rooms", "(id, name, created_by) values ('{room}', 'x', '{me}')"),
    ("room_members", "(room_id, user_id, user_name, role) values ('{room}', '{me}', 'x', 'owner')"),
    ("room_chat_messages", "(room_id, user_id, author_name, content) values ('{room}', '{me}', 'x', 'x')"),
    (
        "room_webrtc_sessions",
        "(room_id, user_id, session_id, track_name) values ('{room}', '{me}', 'x', 'new')",
    ),
    ("room_bans", "(room_id, user_id, banned_by) values ('{room}', 'somebody', '{me}')"),
    ("room_invitations", "(room_id, invited_email, invited_by) values ('{room}', 'x@example.org', '{me}')"),
    (
        "room_permission_logs",
        "(room_id, target_user_id, action, performed_by) values ('{room}', '{me}', 'kick', '{me}')",
    ),
    (
        "tracks",
        "(id, room_id, name, duration, url, uploaded_by) values ('new', '{room}', 'x', 1, '/x', '{me}')",
    ),
    (
        "room_tracks",
        "(id, room_id, name, url, uploaded_by) values (gen_random_uuid(), '{room}', 'x', '/x', '{me}')",
    ),
    ("user_tracks", "(id, room_id, user_id, name) values ('new', '{room}', '{me}', 'x')"),
    ("room_loop_tracks", "(room_id, created_by, loop_id) values ('{room}', '{me}', 'x')"),
    ("songs", "(room_id, created_by, name) values ('{room}', '{me}', 'x')"),
];

struct Stage {
    db: TestDb,
    room: String,
    dan: TestUser,
    bob: TestUser,
    cy: TestUser,
}

/// Ada's private room, with a row of hers in every table; Bob is a member, Dan was banned.
async fn stage() -> Stage {
    let db = TestDb::new().await;
    let (ada, bob, cy, dan) =
        (db.user("ada").await, db.user("bob").await, db.user("cy_").await, db.user("dan").await);
    let room = db.private_room(&ada).await;
    db.join(&room, &bob, "member").await;
    db.join(&room, &dan, "performer").await;
    let mut sql = format!(
        "insert into room_bans (room_id, user_id, banned_by) values ('{}', '{}', '{}');",
        room.id, dan.id, ada.id
    );
    for (table, row) in
        TABLES.iter().filter(|(table, _)| !matches!(*table, "rooms" | "room_members" | "room_bans"))
    {
        let row =
            row.replace("{room}", &room.id).replace("{me}", &ada.id.to_string()).replace("'new'", "'old'");
        sql.push_str(&format!("insert into public.{table} {row};"));
    }
    let work = async |session: &mut Session| Ok(session.conn().batch_execute(&sql).await?);
    db.db.run(&TestDb::service(), work).await.unwrap();
    Stage { room: room.id, db, dan, bob, cy }
}

impl Stage {
    fn outsiders(&self) -> [(&'static str, Actor); 4] {
        [
            ("anonymous", Actor::Anonymous),
            ("guest", self.db.guest("Gil")),
            ("stranger", self.cy.actor()),
            ("banned", self.dan.actor()),
        ]
    }

    async fn count(&self, actor: &Actor, table: &str, which: &str) -> i64 {
        #[derive(QueryableByName)]
        struct Count {
            #[diesel(sql_type = BigInt)]
            count: i64,
        }
        let sql = format!("select count(1) as count from public.{table} where {which}");
        let work = async |session: &mut Session| {
            Ok(diesel::sql_query(&sql).get_result::<Count>(session.conn()).await?.count)
        };
        match self.db.db.run(actor, work).await {
            Ok(count) => count,
            Err(Error::Fault(Fault::Forbidden { .. })) => 0,
            Err(other) => panic!("{sql}: {other:?}"),
        }
    }

    /// Rows that a statement changed; refused counts as none.
    async fn change(&self, actor: &Actor, sql: &str) -> usize {
        let work = async |session: &mut Session| Ok(diesel::sql_query(sql).execute(session.conn()).await?);
        match self.db.db.run(actor, work).await {
            Ok(count) => count,
            Err(Error::Fault(Fault::Forbidden { .. })) => 0,
            // The room exists: a key that is taken tells no more than that.
            Err(Error::Fault(Fault::Conflict { .. })) => 0,
            Err(other) => panic!("{sql}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn outsiders_read_change_and_write_nothing_of_a_private_room() {
    let stage = stage().await;
    for (name, actor) in stage.outsiders() {
        let me = actor.user_id().map_or_else(|| uuid::Uuid::nil().to_string(), |id| id.to_string());
        for (table, row) in TABLES {
            let key = if *table == "rooms" { "id" } else { "room_id" };
            // A banned person knows of the ban and of the membership that was theirs.
            let own = if matches!(*table, "room_members" | "room_bans") {
                format!(" and user_id <> '{me}'")
            } else {
                String::new()
            };
            let here = format!("{key} = '{}'{own}", stage.room);
            assert_eq!(stage.count(&actor, table, &here).await, 0, "{name} reads {table}");
            let insert = format!(
                "insert into public.{table} {}",
                row.replace("{room}", &stage.room).replace("{me}", &me)
            );
            assert_eq!(stage.change(&actor, &insert).await, 0, "{name} writes {table}");
            let delete = format!("delete from public.{table} where {here}");
            assert_eq!(stage.change(&actor, &delete).await, 0, "{name} deletes from {table}");
        }
    }
    for (table, _) in TABLES {
        let key = if *table == "rooms" { "id" } else { "room_id" };
        let left = stage.count(&TestDb::service(), table, &format!("{key} = '{}'", stage.room)).await;
        assert!(left > 0, "{table} still has its rows");
    }
}

#[tokio::test]
async fn a_row_cannot_be_moved_into_or_out_of_a_room() {
    let stage = stage().await;
    let own = stage.db.public_room(&stage.bob).await;
    for table in ["room_tracks", "user_tracks", "room_loop_tracks", "songs", "tracks", "room_invitations"] {
        for (from, to) in [(&own.id, &stage.room), (&stage.room, &own.id)] {
            let sql = format!("update public.{table} set room_id = '{to}' where room_id = '{from}'");
            for actor in [stage.bob.actor(), stage.cy.actor()] {
                assert_eq!(stage.change(&actor, &sql).await, 0, "{sql}");
            }
        }
    }
}

#[tokio::test]
async fn a_member_does_not_raise_themselves() {
    let stage = stage().await;
    let bob = stage.bob.id;
    for sql in [
        format!("update public.room_members set role = 'owner' where user_id = '{bob}'"),
        format!(
            "update public.room_members set custom_permissions = '{{\"room\": {{\"manageRoles\": true}}}}' where user_id = '{bob}'"
        ),
        "update public.rooms set default_permissions = '{\"room\": {\"manageRoles\": true}}'".to_owned(),
        format!("update public.rooms set created_by = '{bob}'"),
        format!("select public.accept_room_invitation(gen_random_uuid(), '{bob}')"),
        "select public.cleanup_expired_invitations()".to_owned(),
        "select public.generate_invite_code()".to_owned(),
        format!("select public.can_save_room('{bob}')"),
        format!("select public.is_banned_from_room('{}', '{}')", stage.room, stage.dan.id),
        "update public.user_custom_loops set is_promoted = true".to_owned(),
        "update public.saved_track_presets set use_count = 1000".to_owned(),
        "update public.saved_rooms set total_sessions = 1000".to_owned(),
        format!("insert into public.session_history (user_id, room_id) values ('{bob}', 'x')"),
        "update public.session_history set duration_seconds = 1000000".to_owned(),
    ] {
        let work = async |session: &mut Session| Ok(diesel::sql_query(&sql).execute(session.conn()).await?);
        let tried = stage.db.db.run(&stage.bob.actor(), work).await;
        let refused = matches!(tried, Err(Error::Fault(Fault::Forbidden { .. })) | Ok(0));
        assert!(refused, "{sql}: {tried:?}");
    }
}

#[tokio::test]
async fn an_invitation_is_not_turned_into_more_than_it_is() {
    let stage = stage().await;
    let (bob, cy) = (stage.bob.id, stage.cy.id);
    let invite = format!(
        "insert into public.room_invitations (room_id, invited_user_id, invited_by) values ('{}', '{cy}', '{bob}')",
        stage.room
    );
    assert_eq!(stage.change(&stage.bob.actor(), &invite).await, 0, "members do not invite");
    let work = async |session: &mut Session| Ok(diesel::sql_query(&invite).execute(session.conn()).await?);
    stage.db.db.run(&TestDb::service(), work).await.unwrap();
    for change in [
        "status = 'accepted'".to_owned(),
        "status = 'revoked'".to_owned(),
        format!("invited_user_id = '{bob}'"),
        "expires_at = null".to_owned(),
        "invite_code = 'AAAAAAAAAAAA'".to_owned(),
    ] {
        let sql = format!("update public.room_invitations set {change}");
        assert_eq!(stage.change(&stage.cy.actor(), &sql).await, 0, "{sql}");
    }
    let owner = format!(
        "insert into public.room_members (room_id, user_id, user_name, role) values ('{}', '{cy}', 'x', 'owner')",
        stage.room
    );
    assert_eq!(stage.change(&stage.cy.actor(), &owner).await, 0);
    assert_eq!(
        stage.change(&stage.cy.actor(), "update public.room_invitations set status = 'declined'").await,
        1
    );
}
