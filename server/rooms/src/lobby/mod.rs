//! The lobby: public rooms, with who is in them now.

pub mod queries;
#[cfg(test)]
mod tests;
