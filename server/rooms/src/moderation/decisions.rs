//! Whether somebody may do something to somebody: the rules of every command, without the database. The commands ask
//! them inside their transactions; the room's laws ask them of random people.

use super::Standing;
use model::Fault;
use model_rooms::{Permission, PermissionChanges, Permissions, Role};

/// Two people of a room, as a command sees them.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Who wants something done.
    pub asker: &'a Standing,
    /// To whom.
    pub on: &'a Standing,
    /// Whether both are one person.
    pub oneself: bool,
    /// Whether it is done to somebody without an account.
    pub guest: bool,
}

impl Case<'_> {
    /// Another role; answers the present one. Errors: [`Fault::Forbidden`] without `room.manageRoles`, on an owner, for a
    /// role above what one may give, or for one that looks after the room on somebody without an account;
    /// [`Fault::NotFound`] for who does not belong to the room.
    pub fn change_role(&self, role: Role) -> Result<Role, Fault> {
        self.asker.may_act(Permission::ManageRoles, self.on)?;
        let from = self.on.role.ok_or(Fault::NotFound)?;
        self.asker.may_assign(from, role)?;
        match self.guest && role.moderates() {
            true => Err(needs_account()),
            false => Ok(from),
        }
    }

    /// What is given and denied beyond the role; answers the role. Errors: [`Fault::Forbidden`] without
    /// `room.manageRoles`, on oneself, on an owner, for what one may not do oneself, or for what needs an account;
    /// [`Fault::NotFound`] for who does not belong to the room.
    pub fn change_permissions(&self, changes: &PermissionChanges) -> Result<Role, Fault> {
        self.asker.may_act(Permission::ManageRoles, self.on)?;
        self.asker.may_give(changes)?;
        let role = self.on.role.ok_or(Fault::NotFound)?;
        if self.oneself {
            return Err(Fault::forbidden("Nobody changes their own permissions."));
        }
        let given = Permissions::default().changed(changes);
        match self.guest && given != given.of_guest() {
            true => Err(needs_account()),
            false => Ok(role),
        }
    }

    /// Sending out. Errors: [`Fault::Forbidden`] without `room.manageUsers`, on oneself, on an owner, or on a co-host
    /// unless one is the owner.
    pub fn kick(&self) -> Result<(), Fault> {
        self.asker.may_act(Permission::ManageUsers, self.on)?;
        match self.oneself {
            true => Err(Fault::forbidden("Leave the room instead.")),
            false => Ok(()),
        }
    }

    /// Keeping out. Errors: as for sending out.
    pub fn ban(&self) -> Result<(), Fault> {
        self.asker.may_act(Permission::ManageUsers, self.on)?;
        match self.oneself {
            true => Err(Fault::forbidden("Nobody bans themselves.")),
            false => Ok(()),
        }
    }

    /// Letting back in. Errors: [`Fault::Forbidden`] without `room.manageUsers`, or on whom one could not have banned.
    pub fn unban(&self) -> Result<(), Fault> {
        self.asker.may_act(Permission::ManageUsers, self.on)
    }

    /// Handing the room over; answers what the new owner was. Errors: [`Fault::Forbidden`] unless one owns the room or
    /// looks after the site, or to somebody without an account; [`Fault::NotFound`] for who does not belong to it;
    /// [`Fault::Conflict`] for who owns it already.
    pub fn hand_over(&self) -> Result<Role, Fault> {
        if self.asker.role != Some(Role::Owner) && !self.asker.staff {
            return Err(Fault::forbidden("Only the owner hands the room over."));
        }
        if self.guest {
            return Err(Fault::forbidden("Only people with an account can own a room."));
        }
        match self.on.role {
            None => Err(Fault::NotFound),
            Some(Role::Owner) => Err(Fault::conflict("The room is theirs already.")),
            Some(role) => Ok(role),
        }
    }
}

fn needs_account() -> Fault {
    Fault::forbidden("Only people with an account can look after a room.")
}
