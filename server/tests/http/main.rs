//! The real router on a real database: what a browser, a form without wasm, or an attacker gets over HTTP.

mod accounts;
mod client;
mod edges;
mod injection;
mod private_room;
