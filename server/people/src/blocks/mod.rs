//! Blocking and muting people.

pub mod commands;
