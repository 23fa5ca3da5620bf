//! Levels in dBFS and how a meter moves: 20 dB/s down, peak hold 1.5 s.

/// What a meter shows as silence, in dBFS.
pub const FLOOR_DB: f32 = -60.0;
/// At and above this a sample counts as clipped (amplitude). Just under full scale: converters and resamplers rarely
/// deliver exactly 1.0 for a clipped input.
pub const CLIP_AMPLITUDE: f32 = 0.989;
const DECAY_DB_PER_S: f32 = 20.0;
const HOLD_MS: f64 = 1_500.0;
const CLIP_SHOWN_MS: f64 = 3_000.0;
const SILENCE_DB: f32 = -120.0;

/// Amplitude (1.0 = full scale) to dBFS; silence is −120.
pub fn db_from_amplitude(amplitude: f32) -> f32 {
    if amplitude > 1e-6 { 20.0 * amplitude.log10() } else { SILENCE_DB }
}

/// dB to a linear factor.
pub fn amplitude_from_db(db: f32) -> f32 {
    10.0_f32.powf(db / 20.0)
}

/// Where `db` lies on a meter from [`FLOOR_DB`] (0.0) to full scale (1.0).
pub fn position(db: f32) -> f32 {
    (1.0 - db / FLOOR_DB).clamp(0.0, 1.0)
}

/// Peak and RMS of one stretch of samples, as amplitudes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Block {
    /// Largest absolute sample.
    pub peak: f32,
    /// Root of the mean square.
    pub rms: f32,
}

impl Block {
    /// Measures `samples`; an empty slice is silence.
    pub fn measure(samples: &[f32]) -> Block {
        if samples.is_empty() {
            return Block::default();
        }
        let peak = samples.iter().fold(0.0_f32, |peak, s| peak.max(s.abs()));
        let power = samples.iter().map(|s| s * s).sum::<f32>() / samples.len() as f32;
        Block { peak, rms: power.sqrt() }
    }
}

/// What a meter shows at one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// The bar: rises at once, falls 20 dB/s. dBFS.
    pub peak_db: f32,
    /// Loudness of the last stretch (RMS). dBFS.
    pub rms_db: f32,
    /// The mark: highest peak of the last 1.5 s. dBFS.
    pub hold_db: f32,
    /// Clipped in the last 3 s.
    pub clipped: bool,
}

impl Level {
    /// Nothing to hear.
    pub const SILENT: Level =
        Level { peak_db: SILENCE_DB, rms_db: SILENCE_DB, hold_db: SILENCE_DB, clipped: false };

    /// Whether a meter would draw the two alike: then it need not draw again.
    pub fn looks_like(&self, other: &Level) -> bool {
        (self.bar(), self.mark(), self.clipped) == (other.bar(), other.mark(), other.clipped)
    }

    /// The bar's place on the meter, 0 to 1, in steps of 1/200: finer steps cost drawing and cannot be seen.
    pub fn bar(&self) -> f32 {
        (position(self.peak_db) * 200.0).round() / 200.0
    }

    /// The hold mark's place on the meter, 0 to 1.
    pub fn mark(&self) -> f32 {
        (position(self.hold_db) * 200.0).round() / 200.0
    }
}

impl Default for Level {
    fn default() -> Self {
        Level::SILENT
    }
}

/// The moving part of one meter.
#[derive(Clone, Debug)]
pub struct Ballistics {
    level: Level,
    at_ms: Option<f64>,
    held_since_ms: f64,
    clipped_at_ms: Option<f64>,
}

impl Default for Ballistics {
    fn default() -> Self {
        Ballistics { level: Level::SILENT, at_ms: None, held_since_ms: 0.0, clipped_at_ms: None }
    }
}

impl Ballistics {
    /// Moves the meter to `now_ms` (any clock that only goes forward) with what was just measured.
    pub fn update(&mut self, now_ms: f64, block: Block) -> Level {
        let elapsed_s = self.at_ms.map_or(0.0, |at| ((now_ms - at) / 1_000.0).max(0.0)) as f32;
        self.at_ms = Some(now_ms);
        let peak_db = db_from_amplitude(block.peak);
        let fallen_db = self.level.peak_db - DECAY_DB_PER_S * elapsed_s;
        self.level.peak_db = peak_db.max(fallen_db).max(SILENCE_DB);
        self.level.rms_db = db_from_amplitude(block.rms);
        if peak_db >= self.level.hold_db {
            self.level.hold_db = peak_db;
            self.held_since_ms = now_ms;
        } else if now_ms - self.held_since_ms > HOLD_MS {
            self.level.hold_db = self.level.peak_db;
        }
        if block.peak >= CLIP_AMPLITUDE {
            self.clipped_at_ms = Some(now_ms);
        }
        self.level.clipped = self.clipped_at_ms.is_some_and(|at| now_ms - at <= CLIP_SHOWN_MS);
        self.level
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(amplitude: f32) -> Vec<f32> {
        (0..4_800).map(|n| amplitude * (std::f32::consts::TAU * 440.0 * n as f32 / 48_000.0).sin()).collect()
    }

    #[test]
    fn a_sine_has_its_peak_and_an_rms_three_db_lower() {
        let block = Block::measure(&sine(0.5));
        assert!((db_from_amplitude(block.peak) + 6.02).abs() < 0.05);
        assert!((db_from_amplitude(block.rms) + 9.03).abs() < 0.05);
        assert_eq!(Block::measure(&[]), Block::default());
    }

    #[test]
    fn the_bar_falls_twenty_db_in_a_second_and_the_mark_waits() {
        let mut meter = Ballistics::default();
        meter.update(0.0, Block { peak: 0.5, rms: 0.3 });
        let after_half =
            (1..=50).map(|n| meter.update(f64::from(n) * 10.0, Block::default())).last().unwrap();
        assert!((after_half.peak_db - (-6.02 - 10.0)).abs() < 0.1, "{after_half:?}");
        assert!((after_half.hold_db + 6.02).abs() < 0.1);
        let later = meter.update(1_600.0, Block::default());
        assert!((later.hold_db - later.peak_db).abs() < 0.01, "{later:?}");
    }

    #[test]
    fn clipping_is_shown_for_three_seconds() {
        let mut meter = Ballistics::default();
        assert!(meter.update(0.0, Block { peak: 1.0, rms: 0.7 }).clipped);
        assert!(meter.update(2_900.0, Block::default()).clipped);
        assert!(!meter.update(3_100.0, Block::default()).clipped);
    }

    #[test]
    fn the_scale_ends_at_silence_and_full_scale() {
        assert_eq!(
            (position(-200.0), position(FLOOR_DB), position(0.0), position(3.0)),
            (0.0, 0.0, 1.0, 1.0)
        );
        assert!((position(-30.0) - 0.5).abs() < 1e-6);
        assert!((amplitude_from_db(-6.0) - 0.501).abs() < 0.001);
    }
}
