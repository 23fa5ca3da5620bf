//! Notifications: made by the database as things happen (`server/db/sql/people/`), read here.

pub mod commands;
pub mod queries;
#[cfg(test)]
mod tests;
