//! Where one is signed in, and ending that.

pub mod commands;
mod device;
pub mod queries;

#[cfg(test)]
mod tests;
