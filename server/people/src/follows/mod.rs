//! Following people.

pub mod commands;
pub mod queries;
