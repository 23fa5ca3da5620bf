//! Invitations: making them and seeing how they stand (in the room's side panel and on a page), answering one's own, and
//! what a link opens.

pub mod answer;
pub mod api;
pub mod badge;
mod form;
mod list;
pub mod page;
pub mod panel;
pub mod pending;
