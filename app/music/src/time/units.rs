//! What is counted, each in a type of its own. All arithmetic saturates: a value from a broken peer is wrong, not fatal.

use serde::{Deserialize, Serialize};
use std::ops::{Add, Neg, Sub};

/// A count that can be added to itself.
macro_rules! count {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl Add for $name {
            type Output = $name;
            fn add(self, other: $name) -> $name {
                $name(self.0.saturating_add(other.0))
            }
        }
        impl Sub for $name {
            type Output = $name;
            fn sub(self, other: $name) -> $name {
                $name(self.0.saturating_sub(other.0))
            }
        }
        impl Neg for $name {
            type Output = $name;
            fn neg(self) -> $name {
                $name(self.0.saturating_neg())
            }
        }
    };
}

/// A moment on one clock: moments of two clocks cannot be compared by mistake.
macro_rules! moment {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl Add<Micros> for $name {
            type Output = $name;
            fn add(self, span: Micros) -> $name {
                $name(self.0.saturating_add(span.0))
            }
        }
        impl Sub<Micros> for $name {
            type Output = $name;
            fn sub(self, span: Micros) -> $name {
                $name(self.0.saturating_sub(span.0))
            }
        }
        impl Sub for $name {
            type Output = Micros;
            fn sub(self, earlier: $name) -> Micros {
                Micros(self.0.saturating_sub(earlier.0))
            }
        }
    };
}

count! {
    /// A span of time, in µs.
    Micros
}
count! {
    /// Frames of an audio context: a count since it began, or a length.
    Samples
}
count! {
    /// 1/960 of a quarter note: a place on the room's timeline (0 is where bar 1 begins), or a length.
    Ticks
}
count! {
    /// A place between ticks, in 1/65536 tick (4 to 24 ns of sound). What "where are we now" answers with.
    Position
}
moment! {
    /// A moment of the server's monotonic clock, in µs: the room's time.
    ServerTime
}
moment! {
    /// A moment of this machine's monotonic clock (`performance.now`), in µs.
    LocalTime
}

impl Micros {
    /// `count` milliseconds.
    pub const fn millis(count: i64) -> Self {
        Micros(count.saturating_mul(1_000))
    }

    /// `count` seconds.
    pub const fn seconds(count: i64) -> Self {
        Micros(count.saturating_mul(1_000_000))
    }

    /// In seconds.
    pub fn as_seconds(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

impl Ticks {
    /// One quarter note.
    pub const QUARTER: Ticks = Ticks(960);
    /// One whole note.
    pub const WHOLE: Ticks = Ticks(3_840);

    /// `count` times as long.
    pub const fn times(self, count: i64) -> Self {
        Ticks(self.0.saturating_mul(count))
    }
}

impl Position {
    const PER_TICK: i64 = 1 << 16;

    /// The last whole tick that was reached.
    pub fn floor(self) -> Ticks {
        Ticks(self.0.div_euclid(Self::PER_TICK))
    }

    /// The first whole tick that is not behind.
    pub fn ceil(self) -> Ticks {
        Ticks(self.0.div_euclid(Self::PER_TICK) + i64::from(self.0.rem_euclid(Self::PER_TICK) != 0))
    }

    /// In quarter notes, for pictures and synthesis; not for counting.
    pub fn quarters(self) -> f64 {
        self.0 as f64 / (Ticks::QUARTER.0 * Self::PER_TICK) as f64
    }
}

impl From<Ticks> for Position {
    fn from(ticks: Ticks) -> Self {
        Position(ticks.0.saturating_mul(Self::PER_TICK))
    }
}

/// Frames in a second of an audio context: 8 000 to 384 000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct SampleRate(u32);

impl SampleRate {
    /// `None` outside of what audio contexts have.
    pub const fn new(hertz: u32) -> Option<Self> {
        if 8_000 <= hertz && hertz <= 384_000 { Some(SampleRate(hertz)) } else { None }
    }

    /// In Hz.
    pub fn hertz(self) -> f64 {
        self.0.into()
    }

    /// The nearest count of frames to a span.
    pub fn samples(self, span: Micros) -> Samples {
        let frames = (i128::from(span.0) * i128::from(self.0) + 500_000).div_euclid(1_000_000);
        Samples(frames.clamp(i64::MIN.into(), i64::MAX.into()) as i64)
    }

    /// How long so many frames last, in µs, by the context's own clock.
    pub fn micros(self, samples: Samples) -> f64 {
        samples.0 as f64 * 1e6 / self.hertz()
    }
}

impl TryFrom<u32> for SampleRate {
    type Error = &'static str;
    fn try_from(hertz: u32) -> Result<Self, Self::Error> {
        Self::new(hertz).ok_or("a sample rate is 8000 to 384000 Hz")
    }
}

impl From<SampleRate> for u32 {
    fn from(rate: SampleRate) -> u32 {
        rate.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_round_to_both_sides() {
        for (fine, floor, ceil) in [(0, 0, 0), (1, 0, 1), (65_536, 1, 1), (-1, -1, 0), (-65_536, -1, -1)] {
            assert_eq!(
                (Position(fine).floor(), Position(fine).ceil()),
                (Ticks(floor), Ticks(ceil)),
                "{fine}"
            );
        }
    }

    #[test]
    fn extremes_saturate() {
        assert_eq!(Micros(i64::MAX) + Micros(1), Micros(i64::MAX));
        assert_eq!(ServerTime(i64::MIN) - ServerTime(1), Micros(i64::MIN));
        assert_eq!(-Ticks(i64::MIN), Ticks(i64::MAX));
        assert_eq!(Position::from(Ticks(i64::MAX)), Position(i64::MAX));
    }

    #[test]
    fn frames_are_the_nearest() {
        let rate = SampleRate::new(44_100).unwrap();
        assert_eq!(rate.samples(Micros::seconds(1)), Samples(44_100));
        assert_eq!(rate.samples(Micros(-23)), Samples(-1));
        assert_eq!(rate.micros(Samples(441)), 10_000.0);
        assert!(SampleRate::new(7_999).is_none() && SampleRate::new(384_001).is_none());
    }
}
