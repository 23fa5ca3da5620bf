//! Whole worlds: networks, clocks, browsers, and what the clock and the player make of them.
//! `cargo test -p music --test simulated -- --nocapture --test-threads 1` prints the figures.

#![expect(clippy::unwrap_used, reason = "the helpers of these tests are outside of test functions")]

mod band;
mod clock;
mod figures;
mod follower;
mod network;

const SECOND: f64 = 1e6;
