//! `activity_feed`: what somebody did, as their friends see it.

use chrono::{DateTime, Utc};
use model::UserId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One thing that somebody did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActivityItem {
    /// The row.
    pub id: Uuid,
    /// Who did it.
    pub user_id: UserId,
    /// What.
    pub activity: Activity,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// What somebody did: the columns `type` and `data` together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Activity {
    Achievement { achievement_id: String },
    LevelUp { old_level: i32, new_level: i32 },
    Friend { friend_id: UserId },
    Session { room_id: String, duration_seconds: i32, collaborator_count: i32, instrument: Option<String> },
    RoomCreated { room_id: String },
}
