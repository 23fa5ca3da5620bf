//! Loops: those that a room plays ([`room`]), and one's own ([`custom`]).

pub mod custom;
pub mod room;
