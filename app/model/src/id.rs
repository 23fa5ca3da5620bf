//! Newtype ids, so that a user's id cannot be passed where a session's is meant.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "diesel", derive(diesel_derive_newtype::DieselNewType))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map($name)
            }
        }
    };
}

uuid_id! {
    /// An account (`auth.users.id` = `user_profiles.id`), uuid v7.
    UserId
}
uuid_id! {
    /// A sign-in (`auth.sessions.id`), uuid v7. Not the secret in the cookie.
    SessionId
}
uuid_id! {
    /// One presence in one room: a tab. Kept over reload and reconnect; a person may have several.
    ParticipantId
}
