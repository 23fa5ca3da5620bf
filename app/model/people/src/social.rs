//! Follows and friendships.

use chrono::{DateTime, Utc};
use model::UserId;
use serde::{Deserialize, Serialize};

/// Somebody in a list of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The account.
    pub id: UserId,
    /// Unique handle.
    pub username: String,
    /// Shown to others.
    pub name: String,
    /// Their level.
    pub level: i32,
}

/// A friend, or somebody who asked or was asked to be one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Friend {
    /// Who.
    pub person: Person,
    /// Since when they are friends, or when it was asked.
    pub since: DateTime<Utc>,
    /// Jams with both.
    pub jams_together: i32,
}

/// Which of one's friendships.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FriendList {
    /// Friends.
    Friends,
    /// Those who ask one.
    Asking,
    /// Those whom one has asked.
    Asked,
}
