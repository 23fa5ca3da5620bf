//! Every moderation command, by everybody on everybody, on a real database: exactly what the pure rules say.

use super::{Case, Given, Standing, Subject, commands, transfer_ownership};
use db::{Error, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::UserId;
use model_rooms::{Permission, PermissionChanges, Role, RoomCode};
use schema::auth::{roles, user_roles};
use schema::{room_bans, room_members, room_permission_logs, rooms};
use std::fmt::Write;
use test_kit::TestDb;

/// Whom a row or a column is about.
const PEOPLE: [&str; 8] =
    ["owner", "co-host", "performer", "member", "listener", "stranger", "site admin", "guest"];
const COMMANDS: [&str; 9] = [
    "make co-host",
    "make performer",
    "make listener",
    "give a permission",
    "give nothing",
    "kick",
    "ban",
    "unban",
    "hand the room over",
];

struct Stage {
    db: TestDb,
    code: RoomCode,
    /// As who commands, and as on whom: two of each, but for the owner.
    by: Vec<UserId>,
    on: Vec<Subject>,
}

async fn stage() -> Stage {
    let db = TestDb::new().await;
    let owner = db.user("owner").await;
    let room = db.public_room(&owner).await;
    let code = RoomCode::parse(&room.id).unwrap();
    let (mut by, mut on) = (vec![owner.id], vec![Subject::account(owner.id)]);
    for role in ["co-host", "performer", "member", "listener"] {
        let short = role.replace('-', "");
        let (first, second) = (db.user(&format!("{short}_a")).await, db.user(&format!("{short}_b")).await);
        db.join(&room, &first, role).await;
        db.join(&room, &second, role).await;
        by.push(first.id);
        on.push(Subject::account(second.id));
    }
    for (name, admin) in [("stranger", false), ("siteadmin", true)] {
        let (first, second) = (db.user(&format!("{name}_a")).await, db.user(&format!("{name}_b")).await);
        if admin {
            make_admins(&db, &[first.id, second.id]).await;
        }
        by.push(first.id);
        on.push(Subject::account(second.id));
    }
    // Nobody without an account commands anything: no command can name them.
    let guest = UserId(uuid::Uuid::now_v7());
    on.push(Subject::guest(guest, "Gil", Given { role: Role::Member, custom: Default::default() }));
    Stage { db, code, by, on }
}

async fn make_admins(db: &TestDb, who: &[UserId]) {
    let work = async |session: &mut Session| {
        let id = uuid::Uuid::now_v7();
        diesel::insert_into(roles::table)
            .values((roles::id.eq(id), roles::name.eq("admin"), roles::description.eq("")))
            .on_conflict(roles::name)
            .do_nothing()
            .execute(session.conn())
            .await?;
        let id: uuid::Uuid =
            roles::table.filter(roles::name.eq("admin")).select(roles::id).first(session.conn()).await?;
        for who in who {
            diesel::insert_into(user_roles::table)
                .values((user_roles::user_id.eq(who), user_roles::role_id.eq(id)))
                .execute(session.conn())
                .await?;
        }
        Ok::<_, Error>(())
    };
    db.db.run(&TestDb::service(), work).await.unwrap();
}

fn permission() -> PermissionChanges {
    PermissionChanges::default().with(Permission::Record, true)
}

/// Does it; everything that is allowed leaves exactly one line in the log (two, when the room is handed over).
async fn command(
    session: &mut Session,
    code: &RoomCode,
    name: &str,
    by: UserId,
    on: &Subject,
) -> Result<(), Error> {
    let on = on.clone();
    match name {
        "make co-host" => commands::change_role(session, code, by, on, Role::CoHost).await.map(drop),
        "make performer" => commands::change_role(session, code, by, on, Role::Performer).await.map(drop),
        "make listener" => commands::change_role(session, code, by, on, Role::Listener).await.map(drop),
        "give a permission" => {
            commands::change_permissions(session, code, by, on, permission()).await.map(drop)
        }
        "give nothing" => {
            commands::change_permissions(session, code, by, on, Default::default()).await.map(drop)
        }
        "kick" => commands::kick(session, code, by, on).await,
        "ban" => commands::ban(session, code, by, on, "noise".into(), None).await.map(drop),
        "unban" => commands::unban(session, code, by, on.id()).await,
        _ => transfer_ownership(session, code, by, &on).await,
    }
}

/// What the pure rules say.
fn allowed(name: &str, case: &Case<'_>) -> bool {
    match name {
        "make co-host" => case.change_role(Role::CoHost).is_ok(),
        "make performer" => case.change_role(Role::Performer).is_ok(),
        "make listener" => case.change_role(Role::Listener).is_ok(),
        "give a permission" => case.change_permissions(&permission()).is_ok(),
        "give nothing" => case.change_permissions(&PermissionChanges::default()).is_ok(),
        "kick" => case.kick().is_ok(),
        "ban" => case.ban().is_ok(),
        "unban" => case.unban().is_ok(),
        _ => case.hand_over().is_ok(),
    }
}

fn standing(who: &str) -> Standing {
    let none = PermissionChanges::default();
    match who {
        "stranger" => Standing::new(None, &none, none),
        "site admin" => Standing::new(None, &none, none).as_staff(true),
        "guest" => Standing::of_guest(Role::Member, &none, none),
        role => Standing::new(Some(Role::from_stored(role)), &none, none),
    }
}

#[derive(Debug, PartialEq)]
struct Rows {
    roles: Vec<(String, String, bool)>,
    bans: Vec<String>,
    creator: String,
    lines: i64,
}

async fn rows(session: &mut Session, code: &RoomCode) -> Rows {
    let members = room_members::table.order(room_members::user_id).select((
        room_members::user_id,
        room_members::role,
        room_members::custom_permissions.is_null(),
    ));
    let creator = rooms::table.find(code.as_str()).select(rooms::created_by);
    Rows {
        roles: members.load(session.conn()).await.unwrap(),
        bans: room_bans::table.select(room_bans::user_id).load(session.conn()).await.unwrap(),
        creator: creator.first(session.conn()).await.unwrap(),
        lines: room_permission_logs::table.count().get_result(session.conn()).await.unwrap(),
    }
}

#[tokio::test]
async fn every_command_by_everybody_on_everybody_is_decided_by_the_pure_rules() {
    let stage = stage().await;
    let mut table = String::new();
    for name in COMMANDS {
        writeln!(table, "{name}:").unwrap();
        for (by_name, by) in PEOPLE.iter().zip(&stage.by) {
            let mut may = Vec::new();
            for (on_name, on) in PEOPLE.iter().zip(&stage.on) {
                let mut session = stage.db.db.begin(&TestDb::service()).await.unwrap();
                if name == "unban" {
                    let ban = (
                        room_bans::id.eq(uuid::Uuid::now_v7()),
                        room_bans::room_id.eq(stage.code.as_str()),
                        room_bans::user_id.eq(on.id()),
                        room_bans::banned_by.eq("openstudio"),
                    );
                    diesel::insert_into(room_bans::table).values(ban).execute(session.conn()).await.unwrap();
                }
                let before = rows(&mut session, &stage.code).await;
                let done = command(&mut session, &stage.code, name, *by, on).await;
                let after = rows(&mut session, &stage.code).await;
                let oneself = on.id() == by.to_string();
                let (asker, target) = (standing(by_name), standing(on_name));
                let case = Case { asker: &asker, on: &target, oneself, guest: on.is_guest() };
                let expected = allowed(name, &case);
                assert_eq!(done.is_ok(), expected, "{name}: {by_name} on {on_name}: {done:?}");
                match done {
                    Ok(()) => may.push(*on_name),
                    Err(Error::Fault(_)) => assert_eq!(before, after, "{name}: {by_name} on {on_name}"),
                    Err(error) => panic!("{name}: {by_name} on {on_name}: {error}"),
                }
                let owners = after.roles.iter().filter(|(_, role, _)| role == "owner");
                let owners: Vec<_> = owners.map(|(user, ..)| user.clone()).collect();
                assert_eq!(owners, [after.creator], "exactly one owner");
                session.roll_back().await.unwrap();
            }
            let may = if may.is_empty() { "nobody".to_owned() } else { may.join(", ") };
            writeln!(table, "  {by_name} on {may}").unwrap();
        }
    }
    insta::assert_snapshot!(table);
}
