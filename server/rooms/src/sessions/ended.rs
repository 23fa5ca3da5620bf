//! A session that is over, as whoever pays for it needs it.

use chrono::{DateTime, Utc};
use model::UserId;
use uuid::Uuid;

/// A closed session of somebody with an account.
#[derive(Clone, Debug, PartialEq)]
pub struct EndedSession {
    /// The row in `session_history`.
    pub id: Uuid,
    /// Whose.
    pub user_id: UserId,
    /// The room's code.
    pub room_id: String,
    /// Everybody may know of the room; false when it is gone.
    pub room_is_public: bool,
    /// When they came.
    pub joined_at: DateTime<Utc>,
    /// When they left.
    pub left_at: DateTime<Utc>,
    /// When their last session before it ended; none: it is their first.
    pub last_left_at: Option<DateTime<Utc>>,
    /// Seconds on stage.
    pub jam_seconds: u32,
    /// What they played most.
    pub instrument: Option<String>,
    /// They were there as the room's owner.
    pub was_owner: bool,
    /// Chat messages that they wrote.
    pub messages: u32,
    /// Reactions that they gave.
    pub reactions_given: u32,
    /// Fire that they got from other accounts.
    pub fires_received: u32,
    /// At some moment no place was left.
    pub was_full: bool,
    /// Seconds between the room's opening and their coming; none: they opened it.
    pub joined_after_s: Option<u32>,
    /// With whom they were on stage.
    pub collaborators: Vec<UserId>,
}
