//! Guests: a name, and into a public room.

pub mod commands;

#[cfg(test)]
mod tests;
