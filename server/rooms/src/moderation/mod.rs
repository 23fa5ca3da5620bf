//! Who moderates a room does what to whom: roles, permissions, bans, and the log of it all.

pub mod commands;
pub mod queries;
mod standing;
#[cfg(test)]
mod tests;

pub use standing::Standing;
