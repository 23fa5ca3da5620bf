//! What somebody is in a room, and whom they may act on. Pure but for the one query that loads it.

use db::{Error, Session, stored};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Fault, UserId};
use model_rooms::{Permission, PermissionChanges, Permissions, Role, RoomCode};
use schema::auth::{roles, user_roles};
use schema::{room_members, rooms};
use serde_json::Value;

/// The site role of those who look after every room.
pub(super) const SITE_ADMIN: &str = "admin";

/// What somebody is in a room.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// Their role; none: they do not belong to it.
    pub role: Option<Role>,
    /// What they were given or denied.
    pub custom: PermissionChanges,
    /// What they may do, all in all.
    pub permissions: Permissions,
    /// They look after the whole site: in every room as much as its owner, without owning it.
    pub staff: bool,
}

impl Standing {
    /// Of a person (an account's or a guest's id) in a room, locked until the transaction ends, so that two who moderate
    /// at once do not undo each other. By the server itself. Errors: [`Fault::NotFound`] when there is no such room.
    pub async fn of(session: &mut Session, room: &RoomCode, person: &str) -> Result<Standing, Error> {
        let (creator, defaults): (String, Option<Value>) = rooms::table
            .find(room.as_str())
            .select((rooms::created_by, rooms::default_permissions))
            .first(session.conn())
            .await
            .optional()?
            .ok_or(Fault::NotFound)?;
        let member: Option<(String, Option<Value>)> = room_members::table
            .filter(room_members::room_id.eq(room.as_str()).and(room_members::user_id.eq(person)))
            .select((room_members::role, room_members::custom_permissions))
            .for_update()
            .first(session.conn())
            .await
            .optional()?;
        let staff = is_site_admin(session, person).await?;
        let defaults = stored::read_some(defaults, "rooms.default_permissions").unwrap_or_default();
        let is_creator = creator == person;
        let (role, custom) = match member {
            Some((role, custom)) => (
                Some(if is_creator { Role::Owner } else { Role::from_stored(&role) }),
                stored::read_some(custom, "room_members.custom_permissions").unwrap_or_default(),
            ),
            None => (is_creator.then_some(Role::Owner), PermissionChanges::default()),
        };
        Ok(Standing::new(role, &defaults, custom).as_staff(staff && !is_creator))
    }

    /// From a role and what is changed about it; nobody's permissions for who does not belong to the room.
    pub fn new(role: Option<Role>, defaults: &PermissionChanges, custom: PermissionChanges) -> Standing {
        let permissions =
            role.map_or_else(Permissions::default, |role| Permissions::of_member(role, defaults, &custom));
        Standing { role, custom, permissions, staff: false }
    }

    /// The same person when they look after the whole site, or not.
    pub fn as_staff(self, staff: bool) -> Standing {
        match staff {
            true => Standing { permissions: Permissions::of_role(Role::CoHost), staff, ..self },
            false => self,
        }
    }

    /// Somebody without an account. What needs one (looking after the room itself) they may not, whatever the room gives
    /// to everybody.
    pub fn of_guest(role: Role, defaults: &PermissionChanges, custom: PermissionChanges) -> Standing {
        let standing = Standing::new(Some(role), defaults, custom);
        Standing { permissions: standing.permissions.of_guest(), ..standing }
    }

    /// Whether they may act on somebody: with the permission, on nobody who owns the room, and on a co-host as its owner
    /// (or for the site) only. Who is there for the site alone answers to the site alone. Errors: [`Fault::Forbidden`].
    pub fn may_act(&self, permission: Permission, on: &Standing) -> Result<(), Fault> {
        let outranks = match on.role {
            Some(Role::Owner) => false,
            Some(Role::CoHost) => self.ranks_as_owner(),
            Some(Role::Performer | Role::Member | Role::Listener) => true,
            None => self.staff || !on.staff,
        };
        if self.permissions.allows(permission) && outranks {
            Ok(())
        } else {
            Err(Fault::forbidden("You may not do this to this person."))
        }
    }

    /// Whether they may give `role` to somebody who has `from` ([`Role::may_assign`]). Errors: [`Fault::Forbidden`].
    pub fn may_assign(&self, from: Role, role: Role) -> Result<(), Fault> {
        let as_role = if self.staff { Some(Role::Owner) } else { self.role };
        match as_role.is_some_and(|own| own.may_assign(from, role)) {
            true => Ok(()),
            false => Err(Fault::forbidden("You may not give this role.")),
        }
    }

    fn ranks_as_owner(&self) -> bool {
        self.staff || self.role == Some(Role::Owner)
    }

    /// Whether they may give and deny these permissions: nobody gives what they do not have. Errors:
    /// [`Fault::Forbidden`].
    pub fn may_give(&self, changes: &PermissionChanges) -> Result<(), Fault> {
        let nothing = Permissions::default().changed(changes);
        let has_all = Permission::ALL
            .iter()
            .all(|permission| !nothing.allows(*permission) || self.permissions.allows(*permission));
        if has_all { Ok(()) } else { Err(Fault::forbidden("You cannot give what you may not do yourself.")) }
    }
}

/// Whether an account looks after the whole site.
async fn is_site_admin(session: &mut Session, person: &str) -> Result<bool, Error> {
    let Ok(account) = person.parse::<UserId>() else { return Ok(false) };
    let given = user_roles::table
        .inner_join(roles::table)
        .filter(user_roles::user_id.eq(account).and(roles::name.eq(SITE_ADMIN)));
    Ok(diesel::select(diesel::dsl::exists(given)).get_result(session.conn()).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(role: Role) -> Standing {
        Standing::new(Some(role), &PermissionChanges::default(), PermissionChanges::default())
    }

    #[test]
    fn nobody_acts_on_an_owner_and_only_the_owner_on_co_hosts() {
        for (by, on, may) in [
            (Role::Owner, Role::CoHost, true),
            (Role::Owner, Role::Owner, false),
            (Role::CoHost, Role::Owner, false),
            (Role::CoHost, Role::CoHost, false),
            (Role::CoHost, Role::Performer, true),
            (Role::Performer, Role::Listener, false),
        ] {
            let tried = standing(by).may_act(Permission::ManageUsers, &standing(on));
            assert_eq!(tried.is_ok(), may, "{by:?} on {on:?}");
        }
    }

    #[test]
    fn a_permission_that_was_given_counts_and_nobody_gives_more_than_they_have() {
        let given = PermissionChanges::default().with(Permission::ManageUsers, true);
        let member = Standing::new(Some(Role::Member), &PermissionChanges::default(), given);
        assert!(member.may_act(Permission::ManageUsers, &standing(Role::Listener)).is_ok());
        assert!(member.may_give(&given).is_ok());
        assert!(member.may_give(&PermissionChanges::default().with(Permission::ManageRoles, true)).is_err());
        assert!(member.may_give(&PermissionChanges::default().with(Permission::ManageRoles, false)).is_ok());
        let stranger = Standing::new(None, &PermissionChanges::default(), PermissionChanges::default());
        assert!(stranger.may_act(Permission::SendMessages, &standing(Role::Listener)).is_err());
    }
}
