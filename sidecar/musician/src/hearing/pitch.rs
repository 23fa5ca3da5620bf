//! The strongest frequency in a piece of sound.

use std::f32::consts::TAU;

/// Samples looked at: a bit over half a second at 48 kHz, so that frequencies are told apart to 1.5 Hz and better.
pub const WINDOW: usize = 1 << 15;
/// Quieter than this (mean square, −60 dBFS) is silence.
const SILENCE_POWER: f32 = 1e-6;

/// The strongest frequency in Hz of up to [`WINDOW`] samples; `None` when they are silent or far too few.
pub fn dominant_hz(samples: &[f32], rate: u32) -> Option<f64> {
    let samples = &samples[samples.len().saturating_sub(WINDOW)..];
    let power = samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len().max(1) as f32;
    if samples.len() < 64 || power < SILENCE_POWER {
        return None;
    }
    let mut bins = vec![(0.0, 0.0); WINDOW];
    for (i, (bin, sample)) in bins.iter_mut().zip(samples).enumerate() {
        // Hann: without it, a strong tone's edges would outweigh its neighbours.
        let weight = 0.5 - 0.5 * (TAU * i as f32 / samples.len() as f32).cos();
        *bin = (sample * weight, 0.0);
    }
    fft(&mut bins);
    let strength = |i: usize| f64::from(bins[i].0.hypot(bins[i].1));
    let peak = (1..WINDOW / 2 - 1).max_by(|a, b| strength(*a).total_cmp(&strength(*b)))?;
    // A parabola through the logarithms of the peak and its neighbours finds the place between the bins.
    let [before, at, after] = [peak - 1, peak, peak + 1].map(|i| strength(i).max(1e-12).ln());
    let shift = 0.5 * (before - after) / (before - 2.0 * at + after);
    let shift = if shift.is_finite() { shift.clamp(-0.5, 0.5) } else { 0.0 };
    Some((peak as f64 + shift) * f64::from(rate) / WINDOW as f64)
}

/// Radix 2, in place; the length is a power of two.
fn fft(bins: &mut [(f32, f32)]) {
    let n = bins.len();
    if n < 2 {
        return;
    }
    let shift = usize::BITS - n.trailing_zeros();
    for i in 0..n {
        let j = i.reverse_bits() >> shift;
        if i < j {
            bins.swap(i, j);
        }
    }
    let mut half = 1;
    while half < n {
        for start in (0..n).step_by(2 * half) {
            for k in 0..half {
                let (sin, cos) = (-std::f32::consts::PI * k as f32 / half as f32).sin_cos();
                let (a, b) = (bins[start + k], bins[start + k + half]);
                let turned = (b.0 * cos - b.1 * sin, b.0 * sin + b.1 * cos);
                bins[start + k] = (a.0 + turned.0, a.1 + turned.1);
                bins[start + k + half] = (a.0 - turned.0, a.1 - turned.1);
            }
        }
        half *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(parts: &[(f32, f32)], count: usize) -> Vec<f32> {
        let sample =
            |i: usize| parts.iter().map(|(hz, gain)| gain * (TAU * hz * i as f32 / 48_000.0).sin()).sum();
        (0..count).map(sample).collect()
    }

    #[test]
    fn tones_are_found_between_the_bins() {
        for hz in [55.0, 220.0, 440.7, 1_000.3] {
            let found = dominant_hz(&tone(&[(hz, 0.3)], WINDOW), 48_000).unwrap();
            assert!((found - f64::from(hz)).abs() < 0.2, "{found} instead of {hz}");
        }
    }

    #[test]
    fn the_stronger_of_two_wins_and_silence_has_none() {
        let found = dominant_hz(&tone(&[(220.0, 0.2), (660.0, 0.3)], 24_000), 48_000).unwrap();
        assert!((found - 660.0).abs() < 1.0, "{found}");
        assert_eq!(dominant_hz(&[0.0; 1_000], 48_000), None);
        assert_eq!(dominant_hz(&[], 48_000), None);
    }
}
