//! Whom a command is about.

use super::Standing;
use db::{Error, Session};
use model::UserId;
use model_rooms::{PermissionChanges, Role, RoomCode};

/// Somebody whom a command is about: an account, here or not, or a guest who is in the live room.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    id: String,
    guest: Option<Guest>,
}

#[derive(Clone, Debug, PartialEq)]
struct Guest {
    name: String,
    given: Given,
}

/// A role and what is given and denied beyond it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Given {
    /// The role.
    pub role: Role,
    /// What is given and denied beyond it.
    pub custom: PermissionChanges,
}

impl Subject {
    /// An account, whatever it is in the room.
    pub fn account(id: UserId) -> Subject {
        Subject { id: id.to_string(), guest: None }
    }

    /// Somebody without an account: no row tells what they are, the live room does.
    pub fn guest(id: UserId, name: &str, given: Given) -> Subject {
        Subject { id: id.to_string(), guest: Some(Guest { name: name.to_owned(), given }) }
    }

    /// The account's or the guest's id as text.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name of somebody without an account: no row keeps it, so the log does.
    pub(super) fn guest_name(&self) -> Option<&str> {
        self.guest.as_ref().map(|guest| guest.name.as_str())
    }

    /// Whether this is somebody without an account.
    pub fn is_guest(&self) -> bool {
        self.guest.is_some()
    }

    /// What they are in the room.
    pub(super) async fn standing(&self, session: &mut Session, room: &RoomCode) -> Result<Standing, Error> {
        match &self.guest {
            // Their permissions play no part: nobody without an account moderates.
            Some(Guest { given, .. }) => {
                Ok(Standing::of_guest(given.role, &PermissionChanges::default(), given.custom))
            }
            None => Standing::of(session, room, &self.id).await,
        }
    }
}

impl From<&str> for Subject {
    /// By the id as text, as rows have it; a guest's has no standing.
    fn from(id: &str) -> Subject {
        Subject { id: id.to_owned(), guest: None }
    }
}
