//! Who may not enter a room (`room_bans`), and what was changed about whom (`room_permission_logs`).

use crate::{PermissionChanges, Role, RoomCode};
use chrono::{DateTime, Utc};
use model::{Fault, FieldProblem, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Longest ban that ends by itself, in hours: a year.
pub const BAN_HOURS_MAX: u32 = 24 * 366;

/// An account that belongs to a room, as its list of members shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoomMember {
    /// The account.
    pub user_id: UserId,
    /// Shown to others.
    pub name: String,
    /// Role in the room.
    pub role: Role,
    /// What they are given and denied beyond it.
    pub custom: PermissionChanges,
    /// Since when they belong to it.
    pub joined_at: DateTime<Utc>,
    /// When they were last in it.
    pub last_active_at: DateTime<Utc>,
}

/// Somebody who may not enter a room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoomBan {
    /// Its key.
    pub id: Uuid,
    /// The room.
    pub room: RoomCode,
    /// An account's or a guest's id as text.
    pub user_id: String,
    /// Their name; empty when nobody knows it any more.
    pub name: String,
    /// Why; empty when nothing was said.
    pub reason: String,
    /// An account's id as text, or `openstudio`.
    pub banned_by: String,
    /// Their name; empty when the account is gone.
    pub banned_by_name: String,
    /// Since when.
    pub banned_at: DateTime<Utc>,
    /// Until when; none: for good.
    pub expires_at: Option<DateTime<Utc>>,
}

/// The form that bans somebody from a room.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewBan {
    /// An account's or a guest's id as text.
    pub user_id: String,
    /// Up to 1000 characters.
    #[serde(default)]
    pub reason: String,
    /// Hours, up to a year; none: for good.
    #[serde(default)]
    pub hours: Option<u32>,
}

impl NewBan {
    /// Trims and checks. Errors: [`Fault::Invalid`] with every refused field.
    pub fn checked(mut self) -> Result<Self, Fault> {
        self.reason = self.reason.trim().to_owned();
        let mut problems = FieldProblem::list();
        problems.require((1..=64).contains(&self.user_id.len()), "user_id", "Choose somebody.");
        problems.require(self.reason.chars().count() <= 1000, "reason", "Use at most 1000 characters.");
        problems.require(!self.reason.contains('\0'), "reason", "The reason cannot be stored.");
        problems.require(
            self.hours.is_none_or(|hours| (1..=BAN_HOURS_MAX).contains(&hours)),
            "hours",
            "A ban lasts an hour to a year, or for good.",
        );
        problems.into_result()?;
        Ok(self)
    }
}

/// What was done to somebody in a room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum LogAction {
    /// Given another role.
    RoleChange {
        /// Before.
        from: Role,
        /// After.
        to: Role,
    },
    /// Given or denied something.
    PermissionUpdate {
        /// Before.
        from: Box<PermissionChanges>,
        /// After.
        to: Box<PermissionChanges>,
    },
    /// Sent out; may come back.
    Kick,
    /// Sent out for good, or for a time.
    Ban {
        /// Until when; none: for good.
        expires_at: Option<DateTime<Utc>>,
    },
    /// May come back.
    Unban,
}

/// An entry of a room's log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogEntry {
    /// Its key.
    pub id: Uuid,
    /// To whom: an account's or a guest's id as text.
    pub target_user_id: String,
    /// Their name; empty when nobody knows it any more.
    pub target_name: String,
    /// By whom.
    pub performed_by: String,
    /// Their name; empty when the account is gone.
    pub performed_by_name: String,
    /// What.
    pub action: LogAction,
    /// When.
    pub created_at: DateTime<Utc>,
}
