//! Where one is signed in, and ending that.

pub mod api;
pub mod page;
