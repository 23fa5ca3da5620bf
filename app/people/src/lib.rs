//! The people area in the browser: accounts, where one is signed in, guests.

pub mod accounts;
pub mod guests;
pub mod sessions;
