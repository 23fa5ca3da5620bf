//! What the database knows about somebody at a room's door (`my_door` in `server/db/sql/rooms/door.sql`).

use super::admission::{Ban, Door, Membership, OpenInvitation};
use super::join_requests::ASK_AGAIN_AFTER;
use chrono::{DateTime, Utc};
use db::stored;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use model_rooms::Role;
use serde_json::Value;
use uuid::Uuid;

/// The row; nothing of it for somebody of whom nothing is known.
#[derive(Clone, Debug, Default, QueryableByName)]
pub(crate) struct DoorFacts {
    #[diesel(sql_type = Nullable<Text>)]
    member_role: Option<String>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    custom_permissions: Option<Value>,
    #[diesel(sql_type = Bool)]
    is_banned: bool,
    #[diesel(sql_type = Nullable<Text>)]
    ban_reason: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    banned_until: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    invitation_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    invited_by_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    request_status: Option<String>,
    /// When the request was decided, by the database's clock.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    request_decided_at: Option<DateTime<Utc>>,
    /// The database's clock.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    asked_now: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    is_admin: bool,
    #[diesel(sql_type = Bool)]
    is_friend: bool,
    #[diesel(sql_type = Integer)]
    min_level: i32,
    #[diesel(sql_type = Integer)]
    own_level: i32,
}

impl DoorFacts {
    /// The ban, when one is in force.
    pub(super) fn ban(&self) -> Option<Ban> {
        self.is_banned
            .then(|| Ban { reason: self.ban_reason.clone().unwrap_or_default(), until: self.banned_until })
    }

    /// A door that knows of the asker; what it knows of the room is filled in by the caller.
    pub(super) fn into_door(self, is_creator: bool) -> Door {
        let custom = stored::read_some(self.custom_permissions.clone(), "room_members.custom_permissions");
        let status = self.request_status.as_deref();
        Door {
            is_public: false,
            require_approval: false,
            allow_listeners: true,
            default_role: Role::Listener,
            min_level: self.min_level,
            is_creator,
            is_staff: self.is_admin,
            is_friend: self.is_friend,
            level: self.own_level,
            membership: self
                .member_role
                .as_deref()
                .map(|role| Membership { role: Role::from_stored(role), custom: custom.unwrap_or_default() }),
            invitation: self.invitation_id.map(|id| OpenInvitation { id, by: self.invited_by_name.clone() }),
            is_approved: status == Some("approved"),
            ask_again_in_min: self.ask_again_in_min(),
            ban: self.ban(),
        }
    }

    fn ask_again_in_min(&self) -> Option<i64> {
        let declined = self.request_status.as_deref() == Some("declined");
        let (decided_at, now) = (self.request_decided_at.filter(|_| declined)?, self.asked_now?);
        let left_s = (decided_at + ASK_AGAIN_AFTER - now).num_seconds();
        (left_s > 0).then(|| (left_s + 59) / 60)
    }
}
