//! Reading rooms. Row-level security decides which ones the asker sees.

use super::admission::{Admission, Door};
use super::facts::DoorFacts;
use crate::Rooms;
use chrono::{DateTime, Utc};
use db::{Actor, Error, Session, stored};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use model::{Fault, UserId};
use model_rooms::{Role, Room, RoomCode, RoomEntrance, RoomRules, RoomSettings};
use schema::rooms;
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

/// The room with this code. Errors: [`Fault::NotFound`], also when the asker may not know that it exists;
/// [`Fault::Forbidden`] for who was banned from a room that they no longer see.
pub async fn find(session: &mut Session, code: &RoomCode) -> Result<FoundRoom, Error> {
    let found: Option<FoundRow> = diesel::sql_query(
        "select r.*, d.* from public.rooms r cross join lateral public.my_door(r.id) d where r.id = $1",
    )
    .bind::<Text, _>(code.as_str())
    .get_result(session.conn())
    .await
    .optional()?;
    match found {
        Some(found) => found.room.into_found(session.actor().user_id(), found.facts),
        None => Err(unseen(session, code).await?.into()),
    }
}

/// What is told about a room that the asker does not see: that they were banned from it, to whom that happened.
async fn unseen(session: &mut Session, code: &RoomCode) -> Result<Fault, Error> {
    let facts: DoorFacts = diesel::sql_query("select * from public.my_door($1)")
        .bind::<Text, _>(code.as_str())
        .get_result(session.conn())
        .await?;
    Ok(facts.ban().map_or(Fault::NotFound, |ban| ban.fault()))
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
/// room's door too, as a guest would. Errors: [`Fault::NotFound`], [`Fault::Forbidden`] for who is not let in.
pub async fn entrance(session: &mut Session, code: &RoomCode, live: &Rooms) -> Result<RoomEntrance, Error> {
    let FoundRoom { room, door, .. } = find(session, code).await?;
    let admission = match session.actor() {
        Actor::Anonymous if door.is_public => door.admit_named(),
        actor => door.admit(actor),
    };
    if let Admission::Refuse(fault) = admission {
        return Err(fault.into());
    }
    let there = live.occupancy_of(code);
    let (role, may_listen) = (door.role(), door.may_listen());
    // Whoever holds a place (a tab that is just being loaded again) comes in all the same.
    let always = role.moderates()
        || door.is_staff
        || asker_id(session.actor()).is_some_and(|asker| there.holders.contains(&asker));
    let seats = there.seats;
    let stage_full = !seats.stage_has_room(&room);
    let plays = role.may_perform() && !stage_full && seats.fit(&room, live.audience_max(), true);
    let listens = may_listen && seats.fit(&room, live.audience_max(), false);
    Ok(RoomEntrance {
        may_perform: role.may_perform(),
        may_listen,
        role,
        people: there.people(),
        full: !always && !plays && !listens,
        stage_full,
        waits: admission == Admission::Wait,
        invited_by: match admission {
            Admission::Enter { by_invitation: Some(_), .. } => door.invitation.and_then(|open| open.by),
            _ => None,
        },
        room,
    })
}

/// The account or the guest's identity.
fn asker_id(actor: &Actor) -> Option<UserId> {
    match actor {
        Actor::Guest(guest) => Some(guest.id),
        other => other.user_id(),
    }
}

/// A room and what is known about the asker, in one row.
#[derive(QueryableByName)]
struct FoundRow {
    #[diesel(embed)]
    room: RoomRow,
    #[diesel(embed)]
    facts: DoorFacts,
}

/// A room as stored.
#[derive(Queryable, QueryableByName, Selectable)]
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
    /// What somebody of whom this is known finds.
    pub(crate) fn into_found(self, asker: Option<UserId>, facts: DoorFacts) -> Result<FoundRoom, Error> {
        let settings: RoomSettings = stored::read(self.settings, "rooms.settings");
        let is_creator = asker.is_some_and(|user| user.to_string() == self.created_by);
        let door = Door {
            is_public: self.is_public,
            require_approval: self.require_approval,
            allow_listeners: settings.allow_listeners,
            default_role: Role::from_stored(&self.default_role),
            ..facts.into_door(is_creator)
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
            settings,
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
