//! Invitations to rooms.

pub mod commands;
pub mod queries;
#[cfg(test)]
mod tests;
