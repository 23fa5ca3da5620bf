//! Opening a room: the form.

pub mod api;
pub(crate) mod color_choice;
pub(crate) mod genre;
pub mod page;
