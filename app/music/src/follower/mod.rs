//! Keeping an audio engine to the room's time.
//!
//! Three steps, each of them usable alone:
//! - [`SampleClock`] relates frames of the audio context to our clock;
//! - [`Steering`] decides at which server time the engine *is* at each frame: a line that it bends so slightly that
//!   nobody hears it, or, when it is far off, breaks;
//! - [`Player`] turns the transport along that line into orders at exact frames.
//!
//! Because the whole engine lives on one such line, the track, the click, loops and tempo changes keep together by
//! themselves, and whoever is right about the line is right about all of them.

mod player;
mod sample_clock;
mod steering;
#[cfg(test)]
mod tests;

pub use player::{Order, Player, What};
pub use sample_clock::SampleClock;
pub use steering::{FADE, JUMP_US, Line, NUDGE_MAX, SLEW_PER_SECOND, Steering, Step, Target};
