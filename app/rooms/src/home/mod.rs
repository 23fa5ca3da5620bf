//! The home page: what this is, a button that starts, a field for a room code, a room to listen in on.

mod code_form;
mod live_room;
pub mod page;
