//! Rooms as rows: finding them, entering them, making them.

pub mod admission;
pub mod code;
pub mod commands;
pub mod queries;
#[cfg(test)]
mod tests;
