//! The real router on a real database: what a browser, a form without wasm, or an attacker gets over HTTP.
#![expect(clippy::unwrap_used, reason = "test code: a failure ends the test")]

mod accounts;
mod client;
mod doors;
mod edges;
mod injection;
mod private_room;
mod progress;
mod rooms;
