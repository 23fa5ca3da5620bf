//! Statistics: counted here, shown on profiles.

pub mod commands;
pub mod queries;
#[cfg(test)]
mod tests;
