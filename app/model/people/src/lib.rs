//! Wire types of the people area: accounts, sign-in, guests, sessions, profiles, avatars, what people achieve and what
//! lies between them; with their validation. Pure; wasm and native.

pub mod account;
pub mod achievements;
pub mod activity;
pub mod avatars;
pub mod challenges;
pub mod instruments;
pub mod levels;
pub mod notifications;
pub mod preferences;
pub mod profile;
pub mod reports;
pub mod session;
pub mod social;
pub mod stats;
pub mod viewer;

pub use account::{ChangePassword, GuestEntry, SignIn, SignUp};
pub use session::LoginSession;
pub use viewer::Viewer;
