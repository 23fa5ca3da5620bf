//! Who was in which room, as what, for how long and with whom: one session for each account from its first tab in a room
//! to its last. [`book`] makes sessions of what a room announces; [`keeper`] keeps them in `session_history`, so that
//! they can be closed as they stood when the server dies; [`commands`] closes and counts them.
//!
//! What a session earns is paid elsewhere, once for each closed session: see [`Happening`] and [`commands::claim`].

mod book;
pub mod commands;
mod ended;
mod happening;
pub(crate) mod keeper;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

pub use ended::EndedSession;
pub use happening::Happening;
