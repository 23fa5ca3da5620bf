//! What people did, for their friends. Written by the database as things happen, and by [`commands`].

pub mod commands;
pub mod queries;
