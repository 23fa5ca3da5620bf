//! Who may enter a room that they can see, and as what. Pure; the database has decided before whether they see it.
//!
//! Page, socket and media ask the same question here. How many fit in is asked where that is known: in
//! [`crate::live`].

use chrono::{DateTime, Utc};
use db::Actor;
use model::Fault;
use model_rooms::{PermissionChanges, Role};
use uuid::Uuid;

/// What the database says about somebody at a room's door.
#[derive(Clone, Debug, PartialEq)]
pub struct Door {
    /// Anybody may see it.
    pub is_public: bool,
    /// Newcomers wait until a moderator lets them in.
    pub require_approval: bool,
    /// Whether somebody may be in it without playing.
    pub allow_listeners: bool,
    /// The role of newcomers, as stored.
    pub default_role: Role,
    /// Level that newcomers must have, from 0.
    pub min_level: i32,
    /// Whether the asker made the room.
    pub is_creator: bool,
    /// Whether the asker looks after the whole site.
    pub is_staff: bool,
    /// Whether the room is for its owner's friends and the asker is one.
    pub is_friend: bool,
    /// The asker's level; 0 without an account.
    pub level: i32,
    /// The asker's membership.
    pub membership: Option<Membership>,
    /// An open invitation to the asker, by name or by an address that is proven to be theirs.
    pub invitation: Option<OpenInvitation>,
    /// A moderator let the asker in after they had waited.
    pub is_approved: bool,
    /// A moderator did not let the asker in: so many minutes until they may ask again.
    pub ask_again_in_min: Option<i64>,
    /// A ban of the asker that is in force.
    pub ban: Option<Ban>,
}

/// A row of `room_members`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Membership {
    /// Role in the room.
    pub role: Role,
    /// What they are given and denied beyond it.
    pub custom: PermissionChanges,
}

/// An invitation that opens the door to one person.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenInvitation {
    /// Its key.
    pub id: Uuid,
    /// Who invites, while their account is there.
    pub by: Option<String>,
}

/// Why somebody may not come in any more.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ban {
    /// Why; empty when nothing was said.
    pub reason: String,
    /// Until when; none: for good.
    pub until: Option<DateTime<Utc>>,
}

/// What a door answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Admission {
    /// Come in.
    Enter {
        /// As what.
        role: Role,
        /// With what beyond the role.
        custom: PermissionChanges,
        /// To look after the room, as an administrator of the site.
        staff: bool,
        /// The invitation that is accepted by entering.
        by_invitation: Option<Uuid>,
    },
    /// Wait until a moderator decides.
    Wait,
    /// No.
    Refuse(Fault),
}

impl Admission {
    /// The role in which they come in. Errors: why they do not, or not yet.
    pub fn entered(self) -> Result<Role, Fault> {
        match self {
            Admission::Enter { role, .. } => Ok(role),
            Admission::Wait => Err(Fault::forbidden("Somebody who looks after the room lets you in.")),
            Admission::Refuse(fault) => Err(fault),
        }
    }
}

impl Door {
    /// The role that the asker has, or would get once they have a name.
    pub fn role(&self) -> Role {
        match self.membership {
            _ if self.is_creator => Role::Owner,
            Some(membership) => membership.role,
            // Administrators look after the room; nobody let them play in it.
            None if self.is_staff => Role::Listener,
            None => self.newcomers_role(),
        }
    }

    /// What newcomers become: never an owner or a co-host, whatever the row says.
    pub fn newcomers_role(&self) -> Role {
        match self.default_role {
            Role::Listener | Role::Performer => self.default_role,
            Role::Owner | Role::CoHost | Role::Member => Role::Member,
        }
    }

    /// Whether the asker may be in the room without playing.
    pub fn may_listen(&self) -> bool {
        self.allow_listeners || self.is_staff || self.role().moderates()
    }

    /// Whether and as what `actor`, the asker, comes in.
    pub fn admit(&self, actor: &Actor) -> Admission {
        match actor {
            Actor::Anonymous => Admission::Refuse(match self.is_public {
                true => Fault::Unauthenticated,
                false => Fault::NotFound,
            }),
            // No part of the server sits in a room.
            Actor::Service(_) => Admission::Refuse(Fault::forbidden("Only people enter rooms.")),
            Actor::Guest(_) | Actor::Member(_) => self.admit_named(),
        }
    }

    /// What the door answers to somebody with a name. For nobody we know: what it would answer to a guest.
    pub fn admit_named(&self) -> Admission {
        // The room's own people and the site's come before every rule.
        if self.is_creator || self.is_staff {
            return self.enter();
        }
        if let Some(ban) = &self.ban {
            return Admission::Refuse(ban.fault());
        }
        let is_known = self.membership.is_some() || self.invitation.is_some() || self.is_approved;
        if !is_known && !self.is_public && !self.is_friend {
            return Admission::Refuse(Fault::NotFound);
        }
        if !is_known && self.level < self.min_level {
            let words = format!("This room is for players from level {}.", self.min_level);
            return Admission::Refuse(Fault::forbidden(words));
        }
        if !self.role().may_perform() && !self.may_listen() {
            return Admission::Refuse(no_listeners());
        }
        if !is_known && self.require_approval {
            return match self.ask_again_in_min {
                Some(minutes) => Admission::Refuse(not_this_time(minutes)),
                None => Admission::Wait,
            };
        }
        self.enter()
    }

    fn enter(&self) -> Admission {
        let by_invitation = match self.membership {
            None if !self.is_creator && !self.is_staff => self.invitation.as_ref().map(|open| open.id),
            _ => None,
        };
        Admission::Enter {
            role: self.role(),
            custom: self.membership.map(|membership| membership.custom).unwrap_or_default(),
            staff: self.is_staff && !self.is_creator,
            by_invitation,
        }
    }
}

impl Ban {
    /// What the banned person is told.
    pub fn fault(&self) -> Fault {
        let mut words = match self.until {
            Some(until) => {
                format!("You were removed from this room until {}.", until.format("%-d %B %Y, %H:%M UTC"))
            }
            None => "You were removed from this room.".to_owned(),
        };
        if !self.reason.is_empty() {
            words.push_str(" Reason: ");
            words.push_str(&self.reason);
        }
        Fault::forbidden(words)
    }
}

/// Told to somebody who would be in a room without listeners and not play.
pub fn no_listeners() -> Fault {
    Fault::forbidden("Nobody listens in this room: everybody plays.")
}

fn not_this_time(minutes: i64) -> Fault {
    let unit = if minutes == 1 { "minute" } else { "minutes" };
    Fault::forbidden(format!("You were not let in this time. You may ask again in {minutes} {unit}."))
}

#[cfg(test)]
mod tests;
