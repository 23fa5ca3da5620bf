//! The sidecar: OpenStudio's media plane. A selective forwarding unit for Opus over WebRTC, in its own process.
//!
//! - [`sfu`] is the core: rooms, peers, slots, forwarding. Sans-IO: it owns no socket and no clock, everything it does
//!   is a function of what is handed to it, so it is tested in virtual time.
//! - [`media`] owns the sockets (UDP and ICE-TCP on one port) and drives the core from one thread.
//! - [`control`] is the server's way in: HTTP with JSON, as typed in the crate `sidecar_api`.
//!
//! It knows no users and no database, and keeps nothing: after a restart the server builds its rooms again.

pub mod config;
pub mod control;
pub mod interfaces;
pub mod media;
pub mod sfu;
pub mod telemetry;
