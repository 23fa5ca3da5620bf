//! Avatars: what they are made of, what somebody may wear, and how they composed theirs.

pub mod catalogue;
pub mod commands;
pub mod queries;

#[cfg(test)]
mod tests;
