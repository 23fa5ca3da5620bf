//! What people keep of rooms: rooms with their settings, their own rooms at hand, and where they have been.

pub mod commands;
pub mod queries;
#[cfg(test)]
mod tests;
