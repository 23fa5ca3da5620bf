//! Rooms as rows: finding them, entering them, making them.

pub mod admission;
mod changing;
pub mod code;
pub mod commands;
pub mod edit;
mod facts;
pub mod join_requests;
pub mod queries;
#[cfg(test)]
mod tests;

pub(crate) use facts::DoorFacts;
