//! Invitations to rooms.

pub mod commands;
mod letter;
pub mod post;
pub mod queries;
#[cfg(test)]
mod tests;
