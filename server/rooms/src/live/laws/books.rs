//! What the database would know, in memory: the room's row, who belongs to it, who was banned and let in. Doors and
//! commands are decided by the very rules that decide them on the real tables.

use crate::live::StandingNow;
use crate::moderation::looking::Facts;
use crate::moderation::{Case, Given, Standing};
use crate::rooms::admission::{Admission, Ban, Door, Membership};
use chrono::{DateTime, TimeDelta, Utc};
use model::{Fault, UserId};
use model_rooms::{Permission, PermissionChanges, Role, Room};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// People by number: accounts, of which the first owns the room at the start, an administrator of the site, guests.
pub(super) const OWNER: u128 = 1;
pub(super) const ADMIN: u128 = 5;
pub(super) const PEOPLE: std::ops::RangeInclusive<u128> = 1..=7;

pub(super) fn id(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

pub(super) fn is_guest(number: u128) -> bool {
    number > ADMIN
}

/// One thing that a moderator does.
#[derive(Clone, Copy, Debug)]
pub(super) enum Deed {
    Role(Role),
    Custom(Permission, Option<bool>),
    Kick,
    Ban { hours: Option<u8> },
    Unban,
    HandOver,
}

/// What the live room is told of it.
pub(super) enum Told {
    Nothing,
    Standing(Given),
    Out,
    RoomChanged,
}

pub(super) struct Books {
    pub room: Room,
    pub members: BTreeMap<u128, Given>,
    pub bans: BTreeMap<u128, Option<DateTime<Utc>>>,
    pub approved: BTreeSet<u128>,
    pub pending: BTreeSet<u128>,
}

impl Books {
    pub fn new(room: Room) -> Books {
        let owner = Given { role: Role::Owner, custom: PermissionChanges::default() };
        Books {
            room: Room { owner_id: Some(id(OWNER)), ..room },
            members: BTreeMap::from([(OWNER, owner)]),
            bans: BTreeMap::new(),
            approved: BTreeSet::new(),
            pending: BTreeSet::new(),
        }
    }

    pub fn is_banned(&self, person: u128, now: DateTime<Utc>) -> bool {
        self.bans.get(&person).is_some_and(|until| until.is_none_or(|until| until > now))
    }

    pub fn owns(&self, person: u128) -> bool {
        self.room.owner_id == Some(id(person))
    }

    pub fn admit(&self, person: u128, now: DateTime<Utc>) -> Admission {
        let membership = self.members.get(&person).filter(|_| !is_guest(person));
        Door {
            is_public: self.room.is_public,
            require_approval: self.room.require_approval,
            allow_listeners: self.room.settings.allow_listeners,
            default_role: self.room.default_role,
            min_level: 0,
            is_creator: self.owns(person),
            is_staff: person == ADMIN,
            is_friend: false,
            level: 0,
            membership: membership.map(|given| Membership { role: given.role, custom: given.custom }),
            invitation: None,
            is_approved: self.approved.contains(&person),
            ask_again_in_min: None,
            ban: self.is_banned(person, now).then(Ban::default),
        }
        .admit_named()
    }

    /// An account that comes in belongs to the room from then on; administrators only look after it.
    pub fn note_entry(&mut self, person: u128) {
        if !is_guest(person) && person != ADMIN {
            let newcomer = Given { role: self.room.default_role, custom: PermissionChanges::default() };
            self.members.entry(person).or_insert(newcomer);
        }
    }

    fn standing(&self, person: u128, guest: Option<Given>) -> Standing {
        let defaults = &self.room.default_permissions;
        match guest {
            Some(given) => Standing::of_guest(given.role, defaults, given.custom),
            None => {
                let given = self.members.get(&person);
                let custom = given.map(|given| given.custom).unwrap_or_default();
                Standing::new(given.map(|given| given.role), defaults, custom)
                    .as_staff(person == ADMIN && !self.owns(person))
            }
        }
    }

    /// Does it, when the rules allow it. `guest`: what the live room gave to `on`, who has no account.
    pub fn act(
        &mut self,
        by: u128,
        on: u128,
        guest: Option<Given>,
        deed: Deed,
        now: DateTime<Utc>,
    ) -> Result<Told, Fault> {
        if is_guest(by) {
            return Err(Fault::forbidden("An account is needed."));
        }
        let (asker, target) = (self.standing(by, None), self.standing(on, guest));
        let case = Case { asker: &asker, on: &target, oneself: by == on, guest: guest.is_some() };
        Ok(match deed {
            Deed::Role(role) => {
                case.change_role(role)?;
                self.give(on, guest, Given { role, custom: target.custom })
            }
            Deed::Custom(permission, allowed) => {
                let mut custom = PermissionChanges::default();
                if let Some(allowed) = allowed {
                    custom = custom.with(permission, allowed);
                }
                let role = case.change_permissions(&custom)?;
                self.give(on, guest, Given { role, custom })
            }
            Deed::Kick => {
                case.kick()?;
                self.members.remove(&on);
                self.approved.remove(&on);
                Told::Out
            }
            Deed::Ban { hours } => {
                case.ban()?;
                self.bans.insert(on, hours.map(|hours| now + TimeDelta::hours(hours.into())));
                self.approved.remove(&on);
                Told::Out
            }
            Deed::Unban => {
                case.unban()?;
                self.bans.remove(&on).map(|_| Told::Nothing).ok_or(Fault::NotFound)?
            }
            Deed::HandOver => {
                case.hand_over()?;
                if self.is_banned(on, now) {
                    return Err(Fault::conflict("Banned."));
                }
                for given in self.members.values_mut().filter(|given| given.role == Role::Owner) {
                    given.role = Role::CoHost;
                }
                let owner = Given { role: Role::Owner, custom: PermissionChanges::default() };
                self.members.insert(on, owner);
                self.room.owner_id = Some(id(on));
                Told::RoomChanged
            }
        })
    }

    fn give(&mut self, on: u128, guest: Option<Given>, given: Given) -> Told {
        if guest.is_none() {
            self.members.insert(on, given);
        }
        Told::Standing(given)
    }

    /// A moderator decides about somebody who waits.
    pub fn decide(&mut self, by: u128, person: u128, admit: bool) -> Result<(), Fault> {
        if is_guest(by) || !self.standing(by, None).permissions.allows(Permission::ManageUsers) {
            return Err(Fault::forbidden("You may not."));
        }
        if !self.pending.remove(&person) {
            return Err(Fault::NotFound);
        }
        if admit {
            self.approved.insert(person);
            self.note_entry(person);
        }
        Ok(())
    }

    /// What somebody inside is now, as the server finds it after a change.
    pub fn standing_now(&self, person: u128, now: DateTime<Utc>) -> Option<StandingNow> {
        Facts {
            person: id(person),
            guest: is_guest(person),
            admin: person == ADMIN,
            member: self.members.get(&person).copied(),
            ban: self.is_banned(person, now).then(Ban::default),
        }
        .standing_now(&self.room)
    }
}
