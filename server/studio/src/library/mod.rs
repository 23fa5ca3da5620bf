//! The library that every room draws from: loops, bands of loops, and instruments. Administrators keep it.

pub mod catalogue;
pub mod commands;
pub mod queries;

#[cfg(test)]
mod tests;
