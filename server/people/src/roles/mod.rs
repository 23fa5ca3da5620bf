//! Roles on the site. The first administrator is made at the server's console.

pub mod commands;
#[cfg(test)]
mod tests;
