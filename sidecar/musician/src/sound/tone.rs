//! A steady tone.

use super::{Frame, Source};
use crate::{FRAME_SAMPLES, SAMPLE_RATE};
use std::f64::consts::TAU;

/// A sine at −12 dBFS.
#[derive(Clone, Copy, Debug)]
pub struct Tone {
    /// Frequency in Hz.
    pub hz: f64,
}

impl Source for Tone {
    fn fill(&mut self, n: u64, frame: &mut Frame) {
        for (i, pair) in frame.chunks_exact_mut(2).enumerate() {
            let time = (n * FRAME_SAMPLES as u64 + i as u64) as f64 / f64::from(SAMPLE_RATE);
            // The whole turns are taken off first: after days the phase would lose its precision.
            let sample = ((time * self.hz).fract() * TAU).sin() as f32 * 0.25;
            pair.fill(sample);
        }
    }
}
