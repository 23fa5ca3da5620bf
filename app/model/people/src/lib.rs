//! Wire types of the people area: accounts, sign-in, guests, sessions, avatars; with their validation. Pure; wasm and native.

pub mod account;
pub mod avatars;
pub mod session;
pub mod viewer;

pub use account::{ChangePassword, GuestEntry, SignIn, SignUp};
pub use session::LoginSession;
pub use viewer::Viewer;
