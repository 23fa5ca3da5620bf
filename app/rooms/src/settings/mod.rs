//! A room's settings: the fields that opening and changing a room share, the form that changes one (on a page of its own
//! and in the room's dialog), copying and deleting.

pub mod api;
mod danger;
pub(crate) mod fields;
pub mod form;
pub(crate) mod kept;
mod more;
pub mod page;
mod permissions;
pub(crate) mod regular;

pub(crate) use more::More;
