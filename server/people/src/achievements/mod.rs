//! Achievements: the catalogue, what is known about a person, unlocking, and lists.

pub mod catalogue;
pub mod commands;
pub mod editing;
pub(crate) mod facts;
pub mod queries;
#[cfg(test)]
mod tests;
