//! A musician without a browser: joins a room by the same way as a browser does (guest sign-in, WebSocket, WebRTC), and
//! plays or listens. It is the demo band, the test peer, and the load generator.
//!
//! - [`peer`]: the WebRTC connection.
//! - [`room`]: signing in, the socket, staying in the room whatever happens to the server or the sidecar.
//! - [`sound`], [`band`]: what is played. [`hearing`]: what is measured of what is heard.
//! - [`stamp`]: timestamps inside Opus packets, by which latency is measured end to end.
//! - [`bench`]: drives a sidecar directly and measures it.

pub mod band;
pub mod bench;
pub mod hearing;
pub mod peer;
pub mod room;
pub mod sound;
pub mod stamp;

/// Samples per second and channel: Opus' own rate.
pub const SAMPLE_RATE: u32 = 48_000;
/// Samples per channel in one frame: 10 ms.
pub const FRAME_SAMPLES: usize = 480;
/// Length of a frame.
pub const FRAME_TIME: std::time::Duration = std::time::Duration::from_millis(10);

/// CLOCK_MONOTONIC in µs: the same for all processes of one host.
pub fn monotonic_us() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    time.tv_sec as u64 * 1_000_000 + time.tv_nsec as u64 / 1_000
}
