//! The rooms area in the browser: home, lobby, opening a room, and the room itself.

pub mod home;
pub mod lobby;
pub mod new_room;
pub mod room;
