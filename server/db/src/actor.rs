//! Who a request acts as, and what the database is told about it.

use model::{SessionId, UserId};
use serde_json::{Value, json};

/// The identity behind a request or a background task. It decides the database role and the claims.
#[derive(Clone, Debug, PartialEq)]
pub enum Actor {
    /// Nobody that we know: role `anon`, no claims.
    Anonymous,
    /// A named guest: role `anon`. The claims carry no `sub`, so `auth.uid()` is null and no policy can take a guest
    /// for an account.
    Guest(GuestClaims),
    /// A signed-in account: role `authenticated`, `auth.uid()` is the account.
    Member(MemberClaims),
    /// A part of the server that acts on its own, after its own checks: role `service_role`. The text names the part.
    Service(&'static str),
}

/// What a guest's signed cookie says.
#[derive(Clone, Debug, PartialEq)]
pub struct GuestClaims {
    /// Stable for the life of the cookie. Not an account.
    pub id: UserId,
    /// Shown to others, 1–50 characters.
    pub name: String,
}

/// What a valid session says.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberClaims {
    /// The account.
    pub user_id: UserId,
    /// The sign-in that the request came with.
    pub session_id: SessionId,
    /// Unique handle.
    pub username: String,
    /// Shown to others.
    pub name: String,
}

impl Actor {
    /// The database role that this actor acts in.
    pub fn role(&self) -> &'static str {
        match self {
            Actor::Anonymous | Actor::Guest(_) => "anon",
            Actor::Member(_) => "authenticated",
            Actor::Service(_) => "service_role",
        }
    }

    /// The account, when there is one.
    pub fn user_id(&self) -> Option<UserId> {
        match self {
            Actor::Member(claims) => Some(claims.user_id),
            _ => None,
        }
    }

    /// The name shown to others, when there is one.
    pub fn name(&self) -> Option<&str> {
        match self {
            Actor::Guest(claims) => Some(&claims.name),
            Actor::Member(claims) => Some(&claims.name),
            Actor::Anonymous | Actor::Service(_) => None,
        }
    }

    /// The claims as `request.jwt.claims` holds them; `auth.uid()` and `auth.jwt()` read them.
    pub(crate) fn claims(&self) -> Value {
        match self {
            Actor::Anonymous => json!({ "role": self.role() }),
            Actor::Guest(guest) => {
                json!({ "role": self.role(), "is_guest": true, "guest_id": guest.id, "name": guest.name })
            }
            Actor::Member(member) => json!({
                "role": self.role(),
                "sub": member.user_id,
                "session_id": member.session_id,
                "username": member.username,
                "name": member.name,
            }),
            Actor::Service(part) => json!({ "role": self.role(), "service": part }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    #[test]
    fn a_guest_has_no_subject() {
        let guest = Actor::Guest(GuestClaims { id: UserId(Uuid::now_v7()), name: "Ada".into() });
        assert_eq!(guest.role(), "anon");
        assert!(guest.claims().get("sub").is_none());
        assert_eq!(guest.user_id(), None);
    }

    proptest! {
        #[test]
        fn a_name_cannot_add_claims(name in r#"[a-z",:{}\\ ]{0,40}"#) {
            let guest = Actor::Guest(GuestClaims { id: UserId(Uuid::nil()), name: name.clone() });
            let text = guest.claims().to_string();
            let read: Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(read.get("sub"), None);
            prop_assert_eq!(read["name"].as_str(), Some(name.as_str()));
        }
    }
}
