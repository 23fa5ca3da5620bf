//! What happens in rooms that others may want to act on soon.

use model::UserId;

/// Something that happened to somebody with an account. Only a hint to look: what is owed stands in the database, so a
/// hint that is lost costs time and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    /// A session was closed and waits to be paid ([`super::commands::claim`]).
    SessionEnded,
    /// Their statistics changed: they said something, reacted, or were reacted to.
    Counted(UserId),
}
