//! Guests: a name, and into a public room.

pub mod api;
pub mod page;
