//! Invitations to rooms.

pub mod commands;
mod letter;
pub mod post;
pub mod queries;
#[cfg(test)]
mod post_tests;
#[cfg(test)]
mod tests;
