//! Friendships: asked by one, accepted by the other, ended by either.

pub mod commands;
pub mod queries;
#[cfg(test)]
mod tests;
