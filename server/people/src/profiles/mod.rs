//! Profiles: seen by others, changed by their owners.

pub mod commands;
pub mod queries;
#[cfg(test)]
mod tests;

pub(crate) use queries::PersonRow;
