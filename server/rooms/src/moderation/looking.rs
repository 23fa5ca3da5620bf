//! Looking again at the people inside a room, after something about it or them changed.

use super::Given;
use super::standing::SITE_ADMIN;
use crate::live::StandingNow;
use crate::rooms::admission::Ban;
use chrono::{DateTime, Utc};
use db::{Error, Session, stored};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::UserId;
use model_rooms::{PermissionChanges, Role, Room};
use schema::auth::{roles, user_roles};
use schema::{room_bans, room_members};
use serde_json::Value;

/// Who, role, what is changed for them, banned, why.
type MemberRow = (String, String, Option<Value>, bool, Option<String>);

/// What the people inside a room are now, by the server itself. `people`: account or guest ids, and whether each is a
/// guest's. Who neither belongs to the room nor is a guest is left out: whether they may stay is asked at the door.
pub(crate) async fn standings_now(
    session: &mut Session,
    room: &Room,
    people: &[(UserId, bool)],
) -> Result<Vec<StandingNow>, Error> {
    let ids: Vec<String> = people.iter().map(|(person, _)| person.to_string()).collect();
    let members: Vec<MemberRow> = room_members::table
        .filter(room_members::room_id.eq(room.code.as_str()).and(room_members::user_id.eq_any(&ids)))
        .select((
            room_members::user_id,
            room_members::role,
            room_members::custom_permissions,
            room_members::is_banned,
            room_members::ban_reason,
        ))
        .load(session.conn())
        .await?;
    let bans: Vec<(String, Option<String>, Option<DateTime<Utc>>)> = room_bans::table
        .filter(room_bans::room_id.eq(room.code.as_str()).and(room_bans::user_id.eq_any(&ids)))
        .select((room_bans::user_id, room_bans::reason, room_bans::expires_at))
        .load(session.conn())
        .await?;
    let admins: Vec<UserId> = user_roles::table
        .inner_join(roles::table)
        .filter(roles::name.eq(SITE_ADMIN).and(user_roles::user_id.eq_any(people.iter().map(|(id, _)| *id))))
        .select(user_roles::user_id)
        .load(session.conn())
        .await?;
    let now = Utc::now();
    let facts = |(person, guest): &(UserId, bool)| {
        let id = person.to_string();
        let member = members.iter().find(|(user, ..)| *user == id);
        let ban = bans.iter().find(|(user, ..)| *user == id);
        Facts {
            person: *person,
            guest: *guest,
            admin: admins.contains(person),
            member: member.map(|(_, role, custom, ..)| Given {
                role: Role::from_stored(role),
                custom: stored::read_some(custom.clone(), "room_members.custom_permissions")
                    .unwrap_or_default(),
            }),
            // A row of bans decides, by its time; without one, the mark on the membership.
            ban: match (ban, member) {
                (Some((_, reason, until)), _) => until
                    .is_none_or(|until| until > now)
                    .then(|| Ban { reason: reason.clone().unwrap_or_default(), until: *until }),
                (None, Some((_, _, _, true, reason))) => {
                    Some(Ban { reason: reason.clone().unwrap_or_default(), until: None })
                }
                (None, _) => None,
            },
        }
    };
    Ok(people.iter().filter_map(|person| facts(person).standing_now(room)).collect())
}

/// What the database knows of somebody inside a room.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub person: UserId,
    pub guest: bool,
    /// Looks after the whole site.
    pub admin: bool,
    pub member: Option<Given>,
    /// In force.
    pub ban: Option<Ban>,
}

impl Facts {
    /// What they are now; none when their door alone knows whether they may stay.
    pub fn standing_now(self, room: &Room) -> Option<StandingNow> {
        let Facts { person, guest, admin, member, ban } = self;
        let owns = room.owner_id == Some(person);
        let staff = admin && !owns;
        let out = ban.filter(|_| !owns && !staff).map(|ban| ban.fault());
        let newcomer = |role| Given { role, custom: PermissionChanges::default() };
        let given = match member {
            _ if owns => newcomer(Role::Owner),
            Some(given) => given,
            None if staff => newcomer(Role::Listener),
            None if guest || out.is_some() => newcomer(room.default_role),
            None => return None,
        };
        Some(StandingNow { person, role: given.role, custom: given.custom, staff, out })
    }
}
