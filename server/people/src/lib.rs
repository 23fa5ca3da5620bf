//! The people area on the server: accounts, where one is signed in, guests; profiles, what people achieve, and what lies
//! between them.
//!
//! What takes an [`auth::Auth`] opens its own transactions, because hashing a password must not happen inside one; what
//! takes a [`db::Session`] is a part of the caller's.

pub mod accounts;
pub mod achievements;
pub mod activity;
pub mod avatars;
pub mod blocks;
pub mod catalogues;
pub mod challenges;
pub mod follows;
pub mod friendships;
pub mod guests;
pub mod instruments;
pub mod jams;
mod keyset;
pub mod notifications;
pub mod profiles;
pub mod reports;
pub mod roles;
pub mod sessions;
pub mod stats;
pub mod streaks;
mod tagged;
mod viewer;
pub mod xp;

#[cfg(test)]
mod test_world;

pub use viewer::viewer;

use http::HeaderValue;

/// `Set-Cookie` values for the answer.
pub type SetCookies = Vec<HeaderValue>;
