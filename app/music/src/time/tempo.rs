//! Tempo, and the exact arithmetic between ticks and microseconds.

use super::{Micros, Position};
use serde::{Deserialize, Serialize};

/// Quarter notes in a minute, 40 to 240, in steps of 0.01. A quarter note whatever the time signature is, as in scores
/// of computers and in MIDI. In JSON a number: `92.5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Bpm(u16);

impl Default for Bpm {
    fn default() -> Self {
        Bpm(12_000)
    }
}

impl Bpm {
    /// The slowest.
    pub const MIN: Bpm = Bpm(4_000);
    /// The fastest.
    pub const MAX: Bpm = Bpm(24_000);

    /// `h` hundredths of a quarter note a minute make a tick last 6 250 000 / `h` µs, so a µs holds
    /// 65 536 `h` / 6 250 000 of a position's steps: `h` times this fraction, in lowest terms.
    const STEPS: i128 = 4_096;
    const MICROS: i128 = 390_625;

    /// From hundredths: 12 000 is 120. `None` outside 40 to 240.
    pub const fn from_hundredths(hundredths: u16) -> Option<Self> {
        if Self::MIN.0 <= hundredths && hundredths <= Self::MAX.0 { Some(Bpm(hundredths)) } else { None }
    }

    /// To the nearest hundredth; `None` outside 40 to 240 and for what is no number.
    pub fn from_f64(bpm: f64) -> Option<Self> {
        let hundredths = (bpm * 100.0).round();
        (f64::from(Self::MIN.0)..=f64::from(Self::MAX.0))
            .contains(&hundredths)
            .then_some(Bpm(hundredths as u16))
    }

    /// In hundredths.
    pub fn hundredths(self) -> u16 {
        self.0
    }

    /// Quarter notes in a minute.
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    /// How far the music gets in a time, rounded down: never ahead.
    ///
    /// Exact for every time, so nothing adds up over hours:
    /// ```
    /// use music::time::{Bpm, Micros, Ticks};
    /// let bpm = Bpm::from_f64(99.99).unwrap();
    /// let ten_hours = Micros::seconds(36_000);
    /// assert_eq!(bpm.advance(ten_hours), Ticks(99_99 * 6 * 960).into());
    /// ```
    pub fn advance(self, time: Micros) -> Position {
        Position(floor(i128::from(time.0) * self.steps(), Self::MICROS))
    }

    /// The first µs at which the music has got so far: `advance(time_to(p)) >= p`, and a µs earlier it has not.
    pub fn time_to(self, length: Position) -> Micros {
        Micros(ceil(i128::from(length.0) * Self::MICROS, self.steps()))
    }

    fn steps(self) -> i128 {
        i128::from(self.0) * Self::STEPS
    }

    /// Steps of a position and the µs that they last: the exact ratio.
    pub(super) fn ratio(self) -> (i128, i128) {
        (self.steps(), Self::MICROS)
    }
}

impl TryFrom<f64> for Bpm {
    type Error = &'static str;
    fn try_from(bpm: f64) -> Result<Self, Self::Error> {
        Self::from_f64(bpm).ok_or("a tempo is 40 to 240")
    }
}

impl From<Bpm> for f64 {
    fn from(bpm: Bpm) -> f64 {
        bpm.as_f64()
    }
}

/// Division towards −∞; `divisor` is positive.
pub(super) fn floor(number: i128, divisor: i128) -> i64 {
    number.div_euclid(divisor).clamp(i64::MIN.into(), i64::MAX.into()) as i64
}

/// Division towards +∞; `divisor` is positive.
pub(super) fn ceil(number: i128, divisor: i128) -> i64 {
    (-(-number).div_euclid(divisor)).clamp(i64::MIN.into(), i64::MAX.into()) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Ticks;
    use proptest::prelude::*;

    #[test]
    fn two_decimals_and_the_range() {
        assert_eq!(Bpm::from_f64(92.504), Bpm::from_hundredths(9_250));
        assert_eq!(Bpm::from_f64(39.996), Some(Bpm::MIN));
        for bad in [39.99, 240.01, f64::NAN, f64::INFINITY, -120.0] {
            assert_eq!(Bpm::from_f64(bad), None, "{bad}");
        }
        assert_eq!(serde_json::to_string(&Bpm(9_250)).unwrap(), "92.5");
        assert!(serde_json::from_str::<Bpm>("300").is_err());
    }

    proptest! {
        #[test]
        fn every_tempo_survives_json(hundredths in 4_000u16..=24_000) {
            let json = serde_json::to_string(&Bpm(hundredths)).unwrap();
            prop_assert_eq!(serde_json::from_str::<Bpm>(&json).unwrap(), Bpm(hundredths));
        }

        #[test]
        fn ten_hours_have_no_drift(hundredths in 4_000u16..=24_000, hours in 0i64..=10) {
            let exact = Ticks(i64::from(hundredths) * 60 * hours * 960 / 100);
            let rest = i64::from(hundredths) * 60 * hours * 960 % 100;
            let position = Bpm(hundredths).advance(Micros::seconds(hours * 3_600));
            prop_assert_eq!(position, Position(exact.0 * 65_536 + rest * 65_536 / 100));
        }

        #[test]
        fn time_to_is_the_first_microsecond(hundredths in 4_000u16..=24_000, at in -4_000_000_000_000i64..4_000_000_000_000) {
            let (bpm, at) = (Bpm(hundredths), Position(at));
            let time = bpm.time_to(at);
            prop_assert!(bpm.advance(time) >= at && bpm.advance(time - Micros(1)) < at);
        }

        #[test]
        fn a_time_is_found_again(hundredths in 4_000u16..=24_000, time in -40_000_000_000i64..40_000_000_000) {
            let bpm = Bpm(hundredths);
            prop_assert_eq!(bpm.time_to(bpm.advance(Micros(time))), Micros(time));
        }

        #[test]
        fn nothing_overflows(hundredths in 4_000u16..=24_000, any: i64) {
            let bpm = Bpm(hundredths);
            bpm.advance(Micros(any));
            bpm.time_to(Position(any));
        }
    }
}
