//! A sign-in that its owner can see and end.

use chrono::{DateTime, Utc};
use model::SessionId;
use serde::{Deserialize, Serialize};

/// One row of "where you are signed in" (`auth.sessions`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoginSession {
    /// The session. Not the secret in the cookie.
    pub id: SessionId,
    /// Browser and system in words, made from the user agent, for example `Firefox on Linux`.
    pub device: String,
    /// Address it was made from.
    pub ip_address: Option<String>,
    /// Signed in at.
    pub created_at: DateTime<Utc>,
    /// Last used at.
    pub last_active_at: DateTime<Utc>,
    /// Whether this is the session that asks.
    pub is_current: bool,
}
