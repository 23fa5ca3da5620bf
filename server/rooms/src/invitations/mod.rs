//! Invitations to rooms.

pub mod commands;
mod letter;
pub mod post;
#[cfg(test)]
mod post_tests;
pub mod queries;
#[cfg(test)]
mod tests;
