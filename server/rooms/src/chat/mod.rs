//! Chat messages as rows of `room_chat_messages`.

pub mod commands;
pub mod queries;
pub mod reactions;
#[cfg(test)]
mod tests;
