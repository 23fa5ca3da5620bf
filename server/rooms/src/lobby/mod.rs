//! The lobby: public rooms, with who is in them now, and one's own.

pub mod queries;
#[cfg(test)]
mod tests;
pub mod yours;
