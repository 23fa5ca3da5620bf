//! The server: reads its configuration, starts what it needs (database, sidecar, rooms), serves, stops cleanly.
//!
//! A library as well as a binary, so that HTTP tests run the real router.

mod catalogues;
pub mod config;
pub mod console;
pub mod data_dir;
mod database;
pub mod progress;
pub mod router;
pub mod serve;
pub mod signals;
