//! The rooms area in the browser: home, lobby, opening a room and its settings, invitations, what is kept, and the room
//! itself.

pub mod home;
pub mod invitations;
pub mod lobby;
pub mod new_room;
pub mod room;
pub mod saved;
pub mod settings;
