//! Somebody who waits at the door of a room with `require_approval` (`room_join_requests`).

use chrono::{DateTime, Utc};
use model::UserId;
use serde::{Deserialize, Serialize};

/// Somebody at the door.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaitingPerson {
    /// The account or the guest's identity.
    pub person: UserId,
    /// Whether it is a guest's.
    pub guest: bool,
    /// Shown to the moderators.
    pub name: String,
    /// Since when.
    pub asked_at: DateTime<Utc>,
    /// Whether they are at the door now; `false`: they knocked and went away.
    pub present: bool,
}
