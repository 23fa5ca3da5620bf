//! Who is looking at a page.

use model::UserId;
use serde::{Deserialize, Serialize};

/// The person behind a request, as the browser may know them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Viewer {
    /// Nobody that we know.
    #[default]
    Anonymous,
    /// A guest with a name, in public rooms only.
    Guest {
        /// The guest's signed identity (not an account).
        id: UserId,
        /// Shown to others.
        name: String,
    },
    /// A signed-in account.
    Member {
        /// The account.
        id: UserId,
        /// Unique handle.
        username: String,
        /// Shown to others.
        name: String,
    },
}

impl Viewer {
    /// The name shown to others, when there is one.
    pub fn name(&self) -> Option<&str> {
        match self {
            Viewer::Anonymous => None,
            Viewer::Guest { name, .. } | Viewer::Member { name, .. } => Some(name),
        }
    }

    /// Whether an account is signed in.
    pub fn is_member(&self) -> bool {
        matches!(self, Viewer::Member { .. })
    }
}
