//! `notifications`: what somebody is told.

use chrono::{DateTime, Utc};
use model::UserId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Something that somebody is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notification {
    /// The row.
    pub id: Uuid,
    /// What it is about.
    pub subject: Subject,
    /// A sentence about it.
    pub title: String,
    /// More, when there is more.
    pub message: Option<String>,
    /// Who did it, newest first; several when several did the same.
    pub actor_ids: Vec<UserId>,
    /// Whether it was read.
    pub is_read: bool,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// What a notification is about: the columns `type` and `payload` together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Subject {
    FriendRequest {
        username: String,
        name: String,
    },
    FriendAccepted {
        username: String,
        name: String,
    },
    Follow {
        username: String,
        name: String,
    },
    Achievement {
        achievement_id: String,
        xp_reward: i32,
    },
    LevelUp {
        old_level: i32,
        new_level: i32,
    },
    Reaction {
        room_id: String,
        reaction: String,
    },
    Message {
        room_id: String,
    },
    Session {
        room_id: String,
    },
    RoomInvite {
        room_id: String,
        invitation_id: Option<Uuid>,
    },
    /// From the people who run this place, and what this build does not know.
    System {},
}
