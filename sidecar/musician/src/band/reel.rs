//! A loop of sound under construction.

use super::score::{BARS, BEATS, TEMPO_BPM};
use crate::sound::Frame;
use crate::{FRAME_SAMPLES, SAMPLE_RATE};

/// Samples per channel in a beat.
const BEAT_SAMPLES: usize = (SAMPLE_RATE * 60 / TEMPO_BPM) as usize;
/// Samples per channel in the loop.
const SAMPLES: usize = BEAT_SAMPLES * BEATS * BARS;
const _: () = assert!(SAMPLES.is_multiple_of(FRAME_SAMPLES), "the loop is a whole number of frames");

/// The loop. What is struck near its end rings on at its beginning.
#[derive(Debug)]
pub struct Reel {
    /// Stereo, interleaved.
    samples: Vec<f32>,
}

impl Reel {
    /// Silence.
    pub fn new() -> Self {
        Reel { samples: vec![0.0; SAMPLES * 2] }
    }

    /// Adds a sound of `seconds` at a place. `voice` gives the sample at each time since it was struck; `pan` is −1 (left)
    /// … 1 (right), with equal power.
    pub fn strike(
        &mut self,
        bar: usize,
        beat: f32,
        seconds: f32,
        pan: f32,
        mut voice: impl FnMut(f32) -> f32,
    ) {
        let start = ((bar * BEATS) as f32 + beat) as f64 * BEAT_SAMPLES as f64;
        let angle = (pan + 1.0) * std::f32::consts::FRAC_PI_4;
        let (right, left) = angle.sin_cos();
        for n in 0..(seconds * SAMPLE_RATE as f32) as usize {
            let sample = voice(n as f32 / SAMPLE_RATE as f32);
            let at = (start as usize + n) % SAMPLES * 2;
            self.samples[at] += sample * left;
            self.samples[at + 1] += sample * right;
        }
    }

    /// Moves the sound from side to side, so many times in the loop.
    pub fn sway(&mut self, times: u32, depth: f32) {
        for (n, pair) in self.samples.chunks_exact_mut(2).enumerate() {
            let turn = n as f64 / SAMPLES as f64 * f64::from(times);
            let swing = depth * (turn.fract() as f32 * std::f32::consts::TAU).sin();
            pair[0] *= 1.0 - swing;
            pair[1] *= 1.0 + swing;
        }
    }

    /// Brings the loudest sample to `peak`, rounding off what stands out.
    pub fn finish(mut self, peak: f32) -> Self {
        let loudest = self.samples.iter().fold(1e-6_f32, |loudest, sample| loudest.max(sample.abs()));
        for sample in &mut self.samples {
            *sample = (*sample / loudest * 1.6).tanh() / 1.6_f32.tanh() * peak;
        }
        self
    }

    /// Cut into frames.
    pub fn into_frames(self) -> Vec<Frame> {
        self.samples.as_chunks::<{ FRAME_SAMPLES * 2 }>().0.to_vec()
    }
}

/// White noise, the same each time.
#[derive(Clone, Copy, Debug)]
pub struct Noise(u32);

impl Noise {
    /// Another noise for each seed.
    pub fn new(seed: u32) -> Self {
        Noise(seed.wrapping_mul(2_654_435_761) | 1)
    }

    /// −1 … 1 (xorshift).
    pub fn sample(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 as f32 / u32::MAX as f32 * 2.0 - 1.0
    }
}

/// Lets the high part of a signal through: one pole, `cut` 0 … 1 (higher: only the highest).
#[derive(Clone, Copy, Debug)]
pub struct HighPass {
    cut: f32,
    low: f32,
}

impl HighPass {
    /// From this cut on.
    pub fn new(cut: f32) -> Self {
        HighPass { cut, low: 0.0 }
    }

    /// Takes one sample, gives one.
    pub fn pass(&mut self, sample: f32) -> f32 {
        self.low += (sample - self.low) * self.cut;
        sample - self.low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tail_runs_over_into_the_beginning() {
        let mut reel = Reel::new();
        reel.strike(BARS - 1, 3.9, 0.5, 0.0, |_| 1.0);
        let side = std::f32::consts::FRAC_1_SQRT_2;
        assert!((reel.samples[0] - side).abs() < 1e-3 && (reel.samples[1] - side).abs() < 1e-3);
        assert_eq!(reel.samples[SAMPLES], 0.0);
    }

    #[test]
    fn a_finished_reel_peaks_where_it_should() {
        let mut reel = Reel::new();
        reel.strike(0, 0.0, 1.0, -1.0, |t| 7.0 * (t * 600.0).sin());
        let reel = reel.finish(0.5);
        let peak = reel.samples.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        assert!((peak - 0.5).abs() < 1e-3, "{peak}");
    }
}
