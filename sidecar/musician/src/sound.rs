//! What is played, frame by frame, and how it becomes Opus.

mod encoder;
mod tone;
mod wav;

pub use encoder::{Encoded, Encoder};
pub use tone::Tone;
pub use wav::{Wav, WavError};

use crate::FRAME_SAMPLES;

/// One frame of stereo samples, interleaved, −1 … 1.
pub type Frame = [f32; FRAME_SAMPLES * 2];

/// Something that sounds. Frames are numbered from a common start, so that several sources play in time, also after one
/// of them was away.
pub trait Source: Send {
    /// Writes frame number `n`.
    fn fill(&mut self, n: u64, frame: &mut Frame);
}

impl Source for Box<dyn Source> {
    fn fill(&mut self, n: u64, frame: &mut Frame) {
        self.as_mut().fill(n, frame);
    }
}
