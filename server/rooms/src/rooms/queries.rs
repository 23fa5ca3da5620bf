//! Reading rooms. Row-level security decides which ones the asker sees.

use super::admission::{Door, Membership};
use crate::Rooms;
use chrono::{DateTime, Utc};
use db::{Actor, Error, Session, stored};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_async::RunQueryDsl;
use model::{Fault, UserId};
use model_rooms::{Role, Room, RoomCode, RoomEntrance, RoomRules};
use schema::{room_members, rooms};
use serde_json::Value;

/// A room with what decides about entering it.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundRoom {
    /// The room.
    pub room: Room,
    /// Its door, for the asker.
    pub door: Door,
    /// When something last happened in it.
    pub last_activity: DateTime<Utc>,
}

/// The room with this code. Errors: [`Fault::NotFound`], also when the asker may not know that it exists.
pub async fn find(session: &mut Session, code: &RoomCode) -> Result<FoundRoom, Error> {
    let row = rooms::table
        .find(code.as_str())
        .select(RoomRow::as_select())
        .first(session.conn())
        .await
        .optional()?
        .ok_or(Fault::NotFound)?;
    let membership = own_membership(session, code).await?;
    row.into_found(session.actor().user_id(), membership)
}

/// The room by what somebody typed. Errors: [`Fault::Invalid`] on `code`, also when the room is not theirs to see.
pub async fn find_typed(session: &mut Session, typed: &str) -> Result<RoomCode, Error> {
    let code = RoomCode::parse(typed)?;
    match find(session, &code).await {
        Ok(found) => Ok(found.room.code),
        Err(Error::Fault(Fault::NotFound)) => {
            Err(Fault::invalid("code", "There is no room with this code that you may enter.").into())
        }
        Err(error) => Err(error),
    }
}

/// The room as its page shows it before anybody enters; `live` tells who is in it. Somebody without a name sees a public
/// room's door too. Errors: [`Fault::NotFound`], [`Fault::Forbidden`] for who was removed or is not let in.
pub async fn entrance(session: &mut Session, code: &RoomCode, live: &Rooms) -> Result<RoomEntrance, Error> {
    let found = find(session, code).await?;
    let role = match found.door.admit(session.actor()) {
        Ok(role) => role,
        Err(Fault::Unauthenticated) => found.door.role(),
        Err(fault) => return Err(fault.into()),
    };
    let there = live.occupancy_of(code);
    // Whoever holds a place (a tab that is just being loaded again) comes in all the same.
    let holds_one = asker_id(session.actor()).is_some_and(|asker| there.holders.contains(&asker));
    let full = !holds_one && there.holders.len() as i64 >= i64::from(found.room.max_users);
    Ok(RoomEntrance { may_perform: role.may_perform(), role, people: there.people(), full, room: found.room })
}

/// The account or the guest's identity.
fn asker_id(actor: &Actor) -> Option<UserId> {
    match actor {
        Actor::Guest(guest) => Some(guest.id),
        other => other.user_id(),
    }
}

/// The asker's membership of a room. Guests have none; but whoever was banned, with or without an account, and never
/// belonged to it, is a banned listener.
async fn own_membership(session: &mut Session, code: &RoomCode) -> Result<Option<Membership>, Error> {
    let role: Option<String> = match session.actor().user_id() {
        Some(user) => room_members::table
            .filter(room_members::room_id.eq(code.as_str()).and(room_members::user_id.eq(user.to_string())))
            .select(room_members::role)
            .first(session.conn())
            .await
            .optional()?,
        None => None,
    };
    let is_banned = is_banned(session, code).await?;
    Ok(match role {
        Some(role) => Some(Membership { role: Role::from_stored(&role), is_banned }),
        None => is_banned.then_some(Membership { role: Role::Listener, is_banned }),
    })
}

/// Whether the asker was banned from the room and the ban is in force.
async fn is_banned(session: &mut Session, code: &RoomCode) -> Result<bool, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        banned: bool,
    }
    if matches!(session.actor(), Actor::Service(_)) {
        return Ok(false);
    }
    let row: Row = diesel::sql_query("select $1 = any (array(select public.my_banned_room_ids())) as banned")
        .bind::<Text, _>(code.as_str())
        .get_result(session.conn())
        .await?;
    Ok(row.banned)
}

/// A room as stored.
#[derive(Queryable, Selectable)]
#[diesel(table_name = rooms, check_for_backend(diesel::pg::Pg))]
pub(crate) struct RoomRow {
    id: String,
    name: String,
    created_by: String,
    created_at: DateTime<Utc>,
    max_users: i32,
    is_public: bool,
    description: Option<String>,
    genre: Option<String>,
    creator_name: Option<String>,
    last_activity: DateTime<Utc>,
    color: String,
    default_role: String,
    require_approval: bool,
    tags: Option<Value>,
    icon: String,
    rules: Option<String>,
    settings: Value,
    default_permissions: Option<Value>,
}

impl RoomRow {
    /// What the asker, with this membership, finds.
    pub(crate) fn into_found(
        self,
        asker: Option<UserId>,
        membership: Option<Membership>,
    ) -> Result<FoundRoom, Error> {
        let door = Door {
            is_public: self.is_public,
            require_approval: self.require_approval,
            default_role: Role::from_stored(&self.default_role),
            is_creator: asker.is_some_and(|user| user.to_string() == self.created_by),
            membership,
        };
        let room = Room {
            code: RoomCode::parse(&self.id)?,
            name: self.name,
            description: self.description.unwrap_or_default(),
            genre: self.genre,
            tags: stored::read_some(self.tags, "rooms.tags").unwrap_or_default(),
            color: self.color,
            icon: self.icon,
            is_public: door.is_public,
            max_users: self.max_users,
            rules: RoomRules::from_stored(self.rules.as_deref()),
            settings: stored::read(self.settings, "rooms.settings"),
            default_role: door.newcomers_role(),
            default_permissions: stored::read_some(self.default_permissions, "rooms.default_permissions")
                .unwrap_or_default(),
            require_approval: door.require_approval,
            owner_id: self.created_by.parse().ok(),
            creator_name: self.creator_name.unwrap_or_default(),
            created_at: self.created_at,
        };
        Ok(FoundRoom { room, door, last_activity: self.last_activity })
    }
}
