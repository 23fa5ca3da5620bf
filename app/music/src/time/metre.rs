//! Bars and beats.

use super::Ticks;
use serde::{Deserialize, Serialize};

/// Beats in a bar, and which note is a beat: `[6, 8]` in JSON, as in the studio's models.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(u8, u8)", into = "(u8, u8)")]
pub struct TimeSignature {
    beats: u8,
    unit: u8,
}

impl Default for TimeSignature {
    fn default() -> Self {
        TimeSignature { beats: 4, unit: 4 }
    }
}

impl TimeSignature {
    /// 1 to 32 beats of 1, 1/2, 1/4, 1/8, 1/16 or 1/32; `None` otherwise.
    pub const fn new(beats: u8, unit: u8) -> Option<Self> {
        let counted = 1 <= beats && beats <= 32 && matches!(unit, 1 | 2 | 4 | 8 | 16 | 32);
        if counted { Some(TimeSignature { beats, unit }) } else { None }
    }

    /// 1 to 32.
    pub const fn beats(self) -> u8 {
        self.beats
    }

    /// 1, 2, 4, 8, 16 or 32.
    pub const fn unit(self) -> u8 {
        self.unit
    }

    /// How long a beat is.
    pub const fn beat(self) -> Ticks {
        Ticks(Ticks::WHOLE.0 / self.unit as i64)
    }

    /// How long a bar is.
    pub const fn bar(self) -> Ticks {
        self.beat().times(self.beats as i64)
    }

    /// Beats that are felt as one: 3 in compound metres (6/8, 9/8, 12/16 …), else 1.
    ///
    /// ```
    /// use music::time::TimeSignature;
    /// let in_three = |beats, unit| TimeSignature::new(beats, unit).unwrap().beats_in_pulse() == 3;
    /// assert!(in_three(6, 8) && in_three(12, 8) && !in_three(3, 8) && !in_three(6, 4) && !in_three(7, 8));
    /// ```
    pub const fn beats_in_pulse(self) -> u8 {
        if self.unit >= 8 && self.beats > 3 && self.beats.is_multiple_of(3) { 3 } else { 1 }
    }
}

impl TryFrom<(u8, u8)> for TimeSignature {
    type Error = &'static str;
    fn try_from((beats, unit): (u8, u8)) -> Result<Self, Self::Error> {
        Self::new(beats, unit).ok_or("a bar has 1 to 32 beats of 1, 1/2, 1/4, 1/8, 1/16 or 1/32")
    }
}

impl From<TimeSignature> for (u8, u8) {
    fn from(signature: TimeSignature) -> Self {
        (signature.beats, signature.unit)
    }
}

/// A place as musicians say it: bar 17, beat 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BarBeat {
    /// From 1; 0 and less before the start (a count-in).
    pub bar: i64,
    /// From 1.
    pub beat: u8,
    /// Ticks into the beat.
    pub tick: i64,
}

/// How bars are counted along the timeline: equal bars through `origin`, to both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metre {
    /// How bars are counted.
    pub signature: TimeSignature,
    /// A place where a bar begins.
    pub origin: Ticks,
    /// The number of that bar.
    pub bar: i64,
}

impl From<TimeSignature> for Metre {
    /// Bar 1 begins at tick 0.
    fn from(signature: TimeSignature) -> Self {
        Metre { signature, origin: Ticks(0), bar: 1 }
    }
}

impl Metre {
    /// A place in bars and beats.
    ///
    /// ```
    /// use music::time::{BarBeat, Metre, Ticks, TimeSignature};
    /// let metre = Metre::from(TimeSignature::new(6, 8).unwrap());
    /// assert_eq!(metre.bar_beat(Ticks(3_000)), BarBeat { bar: 2, beat: 1, tick: 120 });
    /// ```
    pub fn bar_beat(&self, at: Ticks) -> BarBeat {
        let from_origin = at - self.origin;
        let (bar, beat) = (self.signature.bar().0, self.signature.beat().0);
        let into_bar = from_origin.0.rem_euclid(bar);
        BarBeat {
            bar: self.bar.saturating_add(from_origin.0.div_euclid(bar)),
            beat: (into_bar / beat) as u8 + 1,
            tick: into_bar % beat,
        }
    }

    /// The place that is called so; beats and ticks beyond their bar run on into the next.
    pub fn ticks(&self, at: BarBeat) -> Ticks {
        let bars = self.signature.bar().times(at.bar.saturating_sub(self.bar));
        let beats = self.signature.beat().times(i64::from(at.beat) - 1);
        self.origin + bars + beats + Ticks(at.tick)
    }

    /// The first multiple of `step`, counted from where a bar begins, that is not before `at`.
    pub fn next(&self, at: Ticks, step: Ticks) -> Ticks {
        let over = (at - self.origin).0.rem_euclid(step.0.max(1));
        if over == 0 { at } else { at + Ticks(step.0 - over) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn signature() -> impl Strategy<Value = TimeSignature> {
        (1u8..=32, 0u32..=5).prop_map(|(beats, power)| TimeSignature::new(beats, 1 << power).unwrap())
    }

    #[test]
    fn signatures_are_two_numbers_and_checked() {
        assert_eq!(serde_json::to_string(&TimeSignature::new(7, 8)).unwrap(), "[7,8]");
        for bad in ["[0,4]", "[33,4]", "[4,3]", "[4,64]", "[4]"] {
            assert!(serde_json::from_str::<TimeSignature>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn bars_before_the_start_count_down() {
        let metre = Metre::from(TimeSignature::default());
        assert_eq!(metre.bar_beat(Ticks(-1)), BarBeat { bar: 0, beat: 4, tick: 959 });
        assert_eq!(metre.bar_beat(Ticks(-3_841)).bar, -1);
    }

    proptest! {
        #[test]
        fn a_place_is_found_again(signature in signature(), origin in 0i64..100_000, bar in 1i64..50, at in -1_000_000i64..400_000_000) {
            let metre = Metre { signature, origin: Ticks(origin), bar };
            let named = metre.bar_beat(Ticks(at));
            prop_assert!((1..=signature.beats()).contains(&named.beat));
            prop_assert!((0..signature.beat().0).contains(&named.tick));
            prop_assert_eq!(metre.ticks(named), Ticks(at));
        }

        #[test]
        fn the_next_bar_is_a_bar_and_not_far(signature in signature(), origin in 0i64..100_000, at in -1_000_000i64..1_000_000) {
            let metre = Metre { signature, origin: Ticks(origin), bar: 1 };
            let next = metre.next(Ticks(at), signature.bar());
            prop_assert!(next >= Ticks(at) && next < Ticks(at) + signature.bar());
            let named = metre.bar_beat(next);
            prop_assert_eq!((named.beat, named.tick), (1, 0));
        }
    }
}
