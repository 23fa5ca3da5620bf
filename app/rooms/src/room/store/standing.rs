//! What this person is and may do in the room, as the server said last. The server checks every command again; this only
//! decides what the page offers.

use model_rooms::{Permission, Permissions, Role};

/// Role and permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The role.
    pub role: Role,
    /// Everything that is allowed.
    pub permissions: Permissions,
}

impl Standing {
    /// Whether it is allowed.
    pub fn allows(&self, permission: Permission) -> bool {
        self.permissions.allows(permission)
    }

    /// Whether one of these is allowed: then there is something to do with people.
    pub fn moderates(&self) -> bool {
        [Permission::ManageUsers, Permission::ManageRoles, Permission::MuteOtherUsers]
            .into_iter()
            .any(|permission| self.allows(permission))
    }
}
