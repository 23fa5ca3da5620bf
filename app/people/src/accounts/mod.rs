//! Accounts: sign up, sign in, sign out, password.

pub mod api;
pub(crate) mod entry;
pub mod page;
mod password_form;
mod sign_in;
mod sign_up;
