//! Wire types of the rooms area: rooms, who is in them, chat; with their validation. Pure; wasm and native.

pub mod chat;
pub mod participant;
pub mod room;

pub use chat::ChatMessage;
pub use participant::{Instrument, Participant, Role};
pub use room::{LobbyRoom, NewRoom, Room, RoomCode, RoomEntrance};
