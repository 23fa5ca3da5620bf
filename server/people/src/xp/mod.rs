//! XP: what is paid for what, and what was paid. Levels follow from it (`model_people::levels`).

pub mod commands;
pub mod queries;
mod reward;
#[cfg(test)]
pub(crate) mod tests;

pub use reward::Reward;
