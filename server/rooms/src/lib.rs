//! The rooms area on the server: rooms as rows ([`rooms`], [`lobby`], [`chat`], [`invitations`],
//! [`keeping`], [`moderation`]), rooms as they live while people are in
//! them ([`live`], [`Rooms`]), the browsers' sockets, and the sidecar that carries the sound ([`media`]).
//!
//! One owner of the truth: a room's state lives in one task ([`live::LiveRoom`] inside), sockets and sidecar only bring
//! inputs and take outputs. Chat is in the database before anybody is told.

pub mod chat;
pub(crate) mod cluster;
mod config;
pub mod invitations;
pub mod keeping;
mod keyset;
pub mod live;
pub mod lobby;
pub mod media;
pub mod moderation;
pub mod rooms;
mod running;
pub mod sessions;
mod socket;
#[cfg(test)]
mod test_rooms;

pub use config::{RoomsConfig, Timing};
pub use running::{Rooms, StartError};
