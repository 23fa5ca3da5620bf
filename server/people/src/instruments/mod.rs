//! The instruments that profiles name, and what somebody plays.

pub mod catalogue;
