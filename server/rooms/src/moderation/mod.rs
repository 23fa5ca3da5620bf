//! Who moderates a room does what to whom: roles, permissions, bans, and the log of it all.

pub(crate) mod act;
pub mod commands;
mod decisions;
pub(crate) mod looking;
#[cfg(test)]
mod matrix;
mod ownership;
pub mod queries;
mod standing;
mod subject;
#[cfg(test)]
mod tests;

pub use act::Act;
pub use decisions::Case;
pub use ownership::transfer_ownership;
pub use standing::Standing;
pub use subject::{Given, Subject};
