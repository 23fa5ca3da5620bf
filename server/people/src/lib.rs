//! The people area on the server: accounts, where one is signed in, guests.
//!
//! What takes an [`auth::Auth`] opens its own transactions, because hashing a password must not happen inside one; what
//! takes a [`db::Session`] is a part of the caller's.

pub mod accounts;
pub mod avatars;
pub mod guests;
pub mod sessions;
mod viewer;

#[cfg(test)]
mod test_world;

pub use viewer::viewer;

use http::HeaderValue;

/// `Set-Cookie` values for the answer.
pub type SetCookies = Vec<HeaderValue>;
