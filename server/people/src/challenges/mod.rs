//! Challenges: taken on, counted from then on, done, paid once.

pub mod commands;
pub mod queries;
#[cfg(test)]
mod tests;
