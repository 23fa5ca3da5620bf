//! Who may enter a room that they can see, and as what. Pure; the database has decided before whether they see it.

use db::Actor;
use model::Fault;
use model_rooms::Role;

/// What the database says about somebody at a room's door.
#[derive(Clone, Debug, PartialEq)]
pub struct Door {
    /// Anybody may see it.
    pub is_public: bool,
    /// Newcomers wait for the owner.
    pub require_approval: bool,
    /// The role of newcomers.
    pub default_role: Role,
    /// Whether the asker made the room.
    pub is_creator: bool,
    /// The asker's membership.
    pub membership: Option<Membership>,
}

/// A row of `room_members`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Membership {
    /// Role in the room.
    pub role: Role,
    /// May not come in any more.
    pub is_banned: bool,
}

impl Door {
    /// The role that `actor` has, or would get once they have a name.
    pub fn role(&self) -> Role {
        match (self.membership, self.is_creator) {
            (_, true) => Role::Owner,
            (Some(membership), false) => membership.role,
            (None, false) => self.newcomers_role(),
        }
    }

    /// What newcomers become: never an owner or a co-host, whatever the row says.
    pub fn newcomers_role(&self) -> Role {
        match self.default_role {
            Role::Listener | Role::Performer => self.default_role,
            Role::Owner | Role::CoHost | Role::Member => Role::Member,
        }
    }

    /// The role in which `actor` enters. Errors: nobody is signed in, banned, a private room's stranger, not approved.
    pub fn admit(&self, actor: &Actor) -> Result<Role, Fault> {
        match actor {
            Actor::Anonymous => {
                return Err(if self.is_public { Fault::Unauthenticated } else { Fault::NotFound });
            }
            Actor::Guest(_) | Actor::Member(_) => {}
            // No part of the server sits in a room.
            Actor::Service(_) => return Err(Fault::forbidden("Only people enter rooms.")),
        }
        if self.membership.is_some_and(|membership| membership.is_banned) && !self.is_creator {
            return Err(Fault::forbidden("You were removed from this room."));
        }
        let known = self.is_creator || self.membership.is_some();
        if !known && !self.is_public {
            return Err(Fault::NotFound);
        }
        if !known && self.require_approval {
            return Err(Fault::forbidden("Only people whom the owner let in may enter this room."));
        }
        Ok(self.role())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use db::{GuestClaims, MemberClaims};
    use model::{SessionId, UserId};
    use uuid::Uuid;

    fn guest() -> Actor {
        Actor::Guest(GuestClaims { id: UserId(Uuid::now_v7()), name: "Ada".into() })
    }

    fn member() -> Actor {
        Actor::Member(MemberClaims {
            user_id: UserId(Uuid::now_v7()),
            session_id: SessionId(Uuid::now_v7()),
            username: "ada".into(),
            name: "Ada".into(),
        })
    }

    fn door() -> Door {
        Door {
            is_public: true,
            require_approval: false,
            default_role: Role::Member,
            is_creator: false,
            membership: None,
        }
    }

    #[test]
    fn a_public_room_takes_guests_and_members_but_nobody_unnamed() {
        assert_eq!(door().admit(&guest()), Ok(Role::Member));
        assert_eq!(door().admit(&member()), Ok(Role::Member));
        assert_eq!(door().admit(&Actor::Anonymous), Err(Fault::Unauthenticated));
        assert!(door().admit(&Actor::Service("rooms")).is_err());
    }

    #[test]
    fn a_private_room_says_nothing_to_strangers() {
        let private = Door { is_public: false, ..door() };
        for actor in [guest(), member(), Actor::Anonymous] {
            assert_eq!(private.admit(&actor), Err(Fault::NotFound));
        }
        let membership = Some(Membership { role: Role::Listener, is_banned: false });
        assert_eq!(Door { membership, ..private }.admit(&member()), Ok(Role::Listener));
    }

    #[test]
    fn a_ban_holds_for_everybody_but_the_creator() {
        let membership = Some(Membership { role: Role::Member, is_banned: true });
        let banned = Door { membership, ..door() };
        assert!(matches!(banned.admit(&member()), Err(Fault::Forbidden { .. })));
        assert_eq!(Door { is_creator: true, ..banned }.admit(&member()), Ok(Role::Owner));
    }

    #[test]
    fn newcomers_get_the_rooms_default_and_never_more() {
        let listening = Door { default_role: Role::Listener, ..door() };
        assert_eq!(listening.admit(&guest()), Ok(Role::Listener));
        assert_eq!(Door { default_role: Role::Owner, ..door() }.admit(&guest()), Ok(Role::Member));
        let guarded = Door { require_approval: true, ..door() };
        assert!(matches!(guarded.admit(&member()), Err(Fault::Forbidden { .. })));
    }
}
