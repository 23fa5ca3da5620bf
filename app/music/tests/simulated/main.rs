//! Whole worlds: networks, clocks, browsers, and what the clock and the player make of them.
//! `cargo test -p music --test simulated -- --nocapture --test-threads 1` prints the figures.

mod band;
mod clock;
mod figures;
mod follower;
mod network;

const SECOND: f64 = 1e6;
