//! The lobby: public rooms, who plays in them now.

pub mod api;
mod filter;
mod list;
pub(crate) mod live;
pub mod page;
pub(crate) mod presence;
pub(crate) mod room_row;
mod yours;
