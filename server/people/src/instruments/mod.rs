//! The instruments that profiles name, and what somebody plays.

pub mod catalogue;
pub mod commands;
pub mod queries;
#[cfg(test)]
mod tests;
