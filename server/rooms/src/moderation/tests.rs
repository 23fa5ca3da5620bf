//! Moderation on a real database.

use super::{Given, Subject, commands, queries};
use crate::rooms::queries::find;
use db::{Actor, Error, Session};
use diesel::prelude::*;
use diesel::sql_types::{Jsonb, Nullable, Text};
use diesel_async::RunQueryDsl;
use model::{Cursor, Fault};
use model_rooms::{LogAction, Permission, PermissionChanges, Permissions, Role, RoomCode};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::Value;
use test_kit::{TestDb, TestRoom, TestUser};

struct Stage {
    db: TestDb,
    ada: TestUser,
    moe: TestUser,
    bob: TestUser,
    room: TestRoom,
    code: RoomCode,
}

/// Ada's private room, with Moe as its co-host and Bob as a member.
async fn stage() -> Stage {
    let db = TestDb::new().await;
    let (ada, moe, bob) = (db.user("ada").await, db.user("moe").await, db.user("bob").await);
    let room = db.private_room(&ada).await;
    db.join(&room, &moe, "co-host").await;
    db.join(&room, &bob, "member").await;
    let code = RoomCode::parse(&room.id).unwrap();
    Stage { db, ada, moe, bob, room, code }
}

impl Stage {
    async fn role(&self, by: &TestUser, on: &TestUser, role: Role) -> Result<(), Error> {
        let work = async |session: &mut Session| {
            commands::change_role(session, &self.code, by.id, on.id.to_string().as_str(), role)
                .await
                .map(drop)
        };
        self.db.db.run(&TestDb::service(), work).await
    }

    async fn ban(&self, by: &TestUser, who: &str, hours: Option<u32>) -> Result<(), Error> {
        let work = async |session: &mut Session| {
            commands::ban(session, &self.code, by.id, who, "noise".into(), hours).await.map(drop)
        };
        self.db.db.run(&TestDb::service(), work).await
    }

    async fn unban(&self, by: &TestUser, who: &str) -> Result<(), Error> {
        let work = async |session: &mut Session| commands::unban(session, &self.code, by.id, who).await;
        self.db.db.run(&TestDb::service(), work).await
    }

    /// Whether they find the room, and would be let in.
    async fn enters(&self, actor: &Actor) -> Result<Role, Error> {
        let work = async |session: &mut Session| {
            let found = find(session, &self.code).await?;
            Ok(found.door.admit(session.actor()).entered()?)
        };
        self.db.db.run(actor, work).await
    }

    async fn sql(&self, sql: &str) {
        let work = async |session: &mut Session| {
            Ok(diesel::sql_query(sql).execute(session.conn()).await.map(drop)?)
        };
        self.db.db.run(&TestDb::service(), work).await.unwrap();
    }
}

fn is_forbidden<T: std::fmt::Debug>(tried: Result<T, Error>) -> bool {
    matches!(tried, Err(Error::Fault(Fault::Forbidden { .. })))
}

#[tokio::test]
async fn the_database_merges_permissions_as_rust_does() {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Jsonb)]
        permissions: Value,
    }
    let db = TestDb::new().await;
    let mut session = db.db.begin(&TestDb::service()).await.unwrap();
    let mut runner = TestRunner::deterministic();
    let flag = proptest::sample::select(Permission::ALL);
    let list = proptest::collection::vec((flag, proptest::bool::ANY), 0..10);
    let mut random = || {
        let list = list.new_tree(&mut runner).unwrap().current();
        list.into_iter().fold(PermissionChanges::default(), |changes, (permission, allowed)| {
            changes.with(permission, allowed)
        })
    };
    for role in Role::ALL {
        for round in 0..20 {
            let (defaults, custom) = if round == 0 { Default::default() } else { (random(), random()) };
            let json = |changes: &PermissionChanges| {
                (!changes.is_empty()).then(|| serde_json::to_value(changes).unwrap())
            };
            let row: Row = diesel::sql_query("select public.room_permissions($1, $2, $3) as permissions")
                .bind::<Text, _>(role.as_str())
                .bind::<Nullable<Jsonb>, _>(json(&defaults))
                .bind::<Nullable<Jsonb>, _>(json(&custom))
                .get_result(session.conn())
                .await
                .unwrap();
            let stored: Permissions = serde_json::from_value(row.permissions).unwrap();
            assert_eq!(
                stored,
                Permissions::of_member(role, &defaults, &custom),
                "{role:?} {defaults:?} {custom:?}"
            );
        }
    }
}

#[tokio::test]
async fn every_change_that_can_be_typed_can_be_stored_and_no_other() {
    let stage = stage().await;
    for permission in Permission::ALL {
        let (group, flag) = permission.keys();
        stage
            .sql(&format!(
                "update public.room_members set custom_permissions = '{{\"{group}\": {{\"{flag}\": true}}}}' where user_id = '{}'",
                stage.bob.id
            ))
            .await;
    }
    for wrong in
        [r#"{"admin": {}}"#, r#"{"chat": {"shout": true}}"#, r#"{"chat": {"sendMessages": 1}}"#, "[]"]
    {
        let sql = format!("update public.rooms set default_permissions = '{wrong}'");
        let work = async |session: &mut Session| Ok(diesel::sql_query(&sql).execute(session.conn()).await?);
        assert!(stage.db.db.run(&TestDb::service(), work).await.is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn roles_go_down_the_ranks_and_leave_a_line() {
    let stage = stage().await;
    assert!(is_forbidden(stage.role(&stage.bob, &stage.moe, Role::Listener).await));
    assert!(is_forbidden(stage.role(&stage.moe, &stage.ada, Role::Member).await));
    assert!(is_forbidden(stage.role(&stage.moe, &stage.bob, Role::CoHost).await));
    assert!(is_forbidden(stage.role(&stage.ada, &stage.bob, Role::Owner).await));
    stage.role(&stage.moe, &stage.bob, Role::Performer).await.unwrap();
    stage.role(&stage.ada, &stage.bob, Role::CoHost).await.unwrap();
    let log = async |session: &mut Session| queries::log(session, &stage.code, None).await;
    let page = stage.db.db.run(&stage.moe.actor(), log).await.unwrap();
    let actions: Vec<_> = page.items.into_iter().map(|entry| entry.action).collect();
    assert_eq!(
        actions,
        [
            LogAction::RoleChange { from: Role::Performer, to: Role::CoHost },
            LogAction::RoleChange { from: Role::Member, to: Role::Performer },
        ]
    );
    let cy = stage.db.user("cy_").await;
    let nothing = stage.db.db.run(&cy.actor(), log).await.unwrap();
    assert!(nothing.items.is_empty(), "strangers read no log");
    let forge = async |session: &mut Session| {
        let sql = "update public.room_permission_logs set performed_by = target_user_id";
        Ok(diesel::sql_query(sql).execute(session.conn()).await?)
    };
    assert!(
        is_forbidden(stage.db.db.run(&TestDb::service(), forge).await),
        "not even the server changes an entry"
    );
}

#[tokio::test]
async fn permissions_are_given_by_who_has_them_and_open_what_they_say() {
    let stage = stage().await;
    let give = |by: &TestUser, on: &TestUser, changes: PermissionChanges| {
        let (code, by, on) = (stage.code.clone(), by.id, on.id.to_string());
        let work = async move |session: &mut Session| {
            commands::change_permissions(session, &code, by, on.as_str(), changes).await
        };
        let db = stage.db.db.clone();
        async move { db.run(&TestDb::service(), work).await }
    };
    let song = format!(
        "insert into public.songs (room_id, name, created_by) values ('{}', 'x', '{}')",
        stage.room.id, stage.bob.id
    );
    let sing = async |session: &mut Session| Ok(diesel::sql_query(&song).execute(session.conn()).await?);
    assert!(is_forbidden(stage.db.db.run(&stage.bob.actor(), sing).await));
    let may_sing = PermissionChanges::default().with(Permission::CreateSong, true);
    assert!(is_forbidden(give(&stage.bob, &stage.bob, may_sing).await));
    give(&stage.moe, &stage.bob, may_sing).await.unwrap();
    assert_eq!(stage.db.db.run(&stage.bob.actor(), sing).await.unwrap(), 1);
    // A member who may give permissions gives no more than they have, and nobody serves themselves.
    let manager = may_sing.with(Permission::ManageRoles, true);
    give(&stage.ada, &stage.bob, manager).await.unwrap();
    let cy = stage.db.user("cy_").await;
    stage.db.join(&stage.room, &cy, "listener").await;
    let more = PermissionChanges::default().with(Permission::Play, true);
    assert!(is_forbidden(give(&stage.bob, &cy, more).await));
    give(&stage.bob, &cy, may_sing).await.unwrap();
    assert!(is_forbidden(give(&stage.bob, &stage.bob, PermissionChanges::default()).await));
}

#[tokio::test]
async fn a_ban_closes_the_door_and_everything_behind_it_until_it_is_over() {
    let stage = stage().await;
    stage.db.message(&stage.room, &stage.ada, "secret").await;
    let bob = stage.bob.id.to_string();
    assert!(is_forbidden(stage.ban(&stage.bob, &stage.moe.id.to_string(), None).await));
    assert!(is_forbidden(stage.ban(&stage.moe, &stage.ada.id.to_string(), None).await));
    assert!(is_forbidden(stage.ban(&stage.ada, &stage.ada.id.to_string(), None).await));
    assert_eq!(stage.enters(&stage.bob.actor()).await.unwrap(), Role::Member);
    stage.ban(&stage.moe, &bob, Some(1)).await.unwrap();
    // He knows the room, so he is told; who never did is not.
    assert!(is_forbidden(stage.enters(&stage.bob.actor()).await));
    let read = async |session: &mut Session| {
        let count = schema::room_chat_messages::table.count();
        Ok(count.get_result::<i64>(session.conn()).await?)
    };
    assert_eq!(stage.db.db.run(&stage.bob.actor(), read).await.unwrap(), 0);
    let bans = async |session: &mut Session| queries::bans(session, &stage.code, None).await;
    let seen = stage.db.db.run(&stage.moe.actor(), bans).await.unwrap();
    assert_eq!((seen.items.len(), seen.items[0].user_id.clone()), (1, bob.clone()));

    stage.sql("update public.room_bans set banned_at = now() - interval '2 h', expires_at = now() - interval '1 h'").await;
    assert_eq!(stage.enters(&stage.bob.actor()).await.unwrap(), Role::Member, "its time is over");
    assert!(stage.db.db.run(&stage.moe.actor(), bans).await.unwrap().items.is_empty());
    stage.ban(&stage.ada, &bob, None).await.unwrap();
    stage.unban(&stage.moe, &bob).await.unwrap();
    assert_eq!(stage.enters(&stage.bob.actor()).await.unwrap(), Role::Member);
    assert!(matches!(stage.unban(&stage.moe, &bob).await, Err(Error::Fault(Fault::NotFound))));
}

#[tokio::test]
async fn guests_can_be_banned_from_public_rooms() {
    let db = TestDb::new().await;
    let ada = db.user("ada").await;
    let room = db.public_room(&ada).await;
    let code = RoomCode::parse(&room.id).unwrap();
    let (gil, gus) = (db.guest("Gil"), db.guest("Gus"));
    let Actor::Guest(claims) = &gil else { unreachable!("a guest") };
    let gil_in_the_room =
        Subject::guest(claims.id, "Gil", Given { role: Role::Member, custom: Default::default() });
    let ban = async |session: &mut Session| {
        commands::ban(session, &code, ada.id, gil_in_the_room.clone(), String::new(), None).await
    };
    db.db.run(&TestDb::service(), ban).await.unwrap();
    let enter = async |session: &mut Session| {
        let found = find(session, &code).await?;
        Ok(found.door.admit(session.actor()).entered()?)
    };
    assert!(is_forbidden(db.db.run(&gil, enter).await));
    assert_eq!(db.db.run(&gus, enter).await.unwrap(), Role::Member);
}

#[tokio::test]
async fn lists_come_in_pages_without_gaps() {
    let stage = stage().await;
    stage
        .sql(&format!(
            "insert into public.room_permission_logs (room_id, target_user_id, action, performed_by, created_at)
             select '{}', 'guest-' || n, 'kick', '{}', now() - (n / 3) * interval '1 second'
             from generate_series(1, 120) n",
            stage.room.id, stage.ada.id
        ))
        .await;
    let mut seen = std::collections::HashSet::new();
    let mut after: Option<Cursor> = None;
    for _ in 0..3 {
        let work = async |session: &mut Session| queries::log(session, &stage.code, after.as_ref()).await;
        let page = stage.db.db.run(&stage.ada.actor(), work).await.unwrap();
        let count = page.items.len();
        seen.extend(page.items.into_iter().map(|entry| entry.id));
        // As a browser would send it.
        after = page.next.map(|cursor| cursor.to_string().parse().unwrap());
        assert_eq!(after.is_some(), count == 50, "full pages but the last");
    }
    assert_eq!((seen.len(), after), (120, None));
}
