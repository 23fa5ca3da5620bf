//! Musical time, as pure values: what a bar is, where the room's transport stands, what the server's clock says here,
//! and how an audio engine keeps to it. No clock is read and nothing is sent: everything comes in as an argument, so the
//! server, the browser and a simulation compute the same.
//!
//! From the bottom up:
//! - [`time`]: units, tempo, time signatures, keys, positions, tempo maps;
//! - [`transport`]: the room's play, pause, seek, loop and tempo as one value with a revision, owned by the server;
//! - [`click`]: the metronome's and the count-in's clicks in a span of server time;
//! - [`clock`]: the server's clock seen from here, from timestamped exchanges over a bad network;
//! - [`follower`]: transport and clock turned into what an audio engine does, sample by sample.

pub mod click;
pub mod clock;
pub mod follower;
pub mod time;
pub mod transport;
