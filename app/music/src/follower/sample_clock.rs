//! Which frame of an audio context sounds when.

use crate::time::{LocalTime, SampleRate, Samples};
use std::collections::VecDeque;
use std::ops::Range;

/// Pairs that count, and for how long, in µs.
const PAIRS: usize = 256;
const WINDOW_US: f64 = 20e6;
/// Pairs before the clock is believed, and before a jump is.
const ENOUGH: usize = 4;
/// Readings that show a small jump (a drop-out of the device) when each of them is so far off to one side, in µs.
const RECENT: usize = 6;
const SLIP_US: f64 = 2_000.0;
/// A pair that is further off than this is a jump or a hiccup, in µs.
const ODD_US: f64 = 30_000.0;
/// How sure the nominal rate is against measurements: (reading error / likely drift)², here (1.5 ms / 200 ppm)².
const STIFFNESS: f64 = 56e12;

/// A straight line through pairs of "this frame sounded at that moment" (`AudioContext.getOutputTimestamp`, whose moment
/// is that of the loudspeaker, so the device's latency is in it). Single readings may be off by a buffer; the line is not.
#[derive(Clone, Debug)]
pub struct SampleClock {
    rate: SampleRate,
    /// Frame and moment in µs.
    pairs: VecDeque<(Samples, f64)>,
    odd: Vec<(Samples, f64)>,
    line: Fitted,
}

#[derive(Clone, Copy, Debug)]
struct Fitted {
    at: Samples,
    local_us: f64,
    /// µs of our clock in a frame.
    slope: f64,
}

impl SampleClock {
    /// For a context that has this nominal rate.
    pub fn new(rate: SampleRate) -> Self {
        let line = Fitted { at: Samples(0), local_us: 0.0, slope: 1e6 / rate.hertz() };
        SampleClock { rate, pairs: VecDeque::new(), odd: Vec::new(), line }
    }

    /// The context's nominal rate.
    pub fn rate(&self) -> SampleRate {
        self.rate
    }

    /// Adds a reading; some ten a second are enough. When readings in a row contradict all before (the context was
    /// suspended, the machine slept), only these count.
    pub fn push(&mut self, frame: Samples, heard: LocalTime) {
        let pair = (frame, heard.0 as f64);
        let off = (pair.1 - self.local_us(frame)).abs();
        if !self.is_ready() || off < ODD_US {
            self.odd.clear();
            self.pairs.push_back(pair);
        } else {
            self.odd.push(pair);
            if self.odd.len() < ENOUGH {
                return;
            }
            self.pairs = std::mem::take(&mut self.odd).into();
        }
        self.pairs.retain(|(_, heard)| (pair.1 - heard).abs() < WINDOW_US);
        if self.pairs.len() > PAIRS {
            self.pairs.pop_front();
        }
        self.line = self.line.through(&self.pairs, 0..self.pairs.len(), self.rate);
        if self.slipped() {
            self.pairs.drain(..self.pairs.len() - RECENT);
            self.line = self.line.through(&self.pairs, 0..RECENT, self.rate);
        }
    }

    /// Whether the last readings together are off the line through those before.
    fn slipped(&self) -> bool {
        let Some(before) = self.pairs.len().checked_sub(RECENT).filter(|before| *before >= 2 * RECENT) else {
            return false;
        };
        let line = self.line.through(&self.pairs, 0..before, self.rate);
        let off = |pair: &(Samples, f64)| pair.1 - line.local_us(pair.0);
        let squares = self.pairs.range(..before).map(|pair| off(pair).powi(2)).sum::<f64>();
        let far = SLIP_US.max((squares / before as f64).sqrt());
        let mut recent = self.pairs.range(before..).map(off);
        let side = self.pairs.back().map_or(0.0, off).signum();
        recent.all(|off| off * side > far)
    }

    /// Whether enough was read.
    pub fn is_ready(&self) -> bool {
        self.pairs.len() >= ENOUGH
    }

    /// Our clock when a frame sounds, in µs.
    pub fn local_us(&self, frame: Samples) -> f64 {
        self.line.local_us(frame)
    }

    /// µs of our clock in a frame.
    pub fn slope(&self) -> f64 {
        self.line.slope
    }
}

impl Fitted {
    fn local_us(&self, frame: Samples) -> f64 {
        self.local_us + (frame - self.at).0 as f64 * self.slope
    }

    /// Least squares through some pairs, drawn to the nominal rate while there is little to go by; this line through none.
    fn through(self, pairs: &VecDeque<(Samples, f64)>, range: Range<usize>, rate: SampleRate) -> Fitted {
        let Some(&(at, origin_us)) = range.end.checked_sub(1).and_then(|last| pairs.get(last)) else {
            return self;
        };
        let (count, nominal) = (range.len() as f64, 1e6 / rate.hertz());
        // By how much each differs from the nominal line through the last.
        let points = || {
            pairs.range(range.clone()).map(move |(frame, heard)| {
                let x = (*frame - at).0 as f64 * nominal;
                (x, heard - origin_us - x)
            })
        };
        let (mean_x, mean_y) = points().fold((0.0, 0.0), |(a, b), (x, y)| (a + x / count, b + y / count));
        let (xx, xy) = points().fold((0.0, 0.0), |(xx, xy), (x, y)| {
            (xx + (x - mean_x).powi(2), xy + (x - mean_x) * (y - mean_y))
        });
        let drift = xy / (xx + STIFFNESS);
        Fitted { at, local_us: origin_us + mean_y - drift * mean_x, slope: nominal * (1.0 + drift) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock() -> SampleClock {
        SampleClock::new(SampleRate::new(48_000).unwrap())
    }

    /// A reading each 100 ms from a context that is 150 ppm slow, wrong by up to a buffer.
    fn read(clock: &mut SampleClock, from: i64, count: i64, start_us: f64) {
        for i in from..from + count {
            let wrong = [0.0, 2_600.0, -1_300.0, 1_900.0, -2_700.0, -500.0][i as usize % 6];
            let frame = Samples(i * 4_800);
            clock.push(frame, LocalTime((start_us + frame.0 as f64 / 0.048 * 1.000_15 + wrong) as i64));
        }
    }

    #[test]
    fn a_line_is_better_than_its_readings() {
        let mut clock = clock();
        read(&mut clock, 0, 200, 7e6);
        let frame = Samples(200 * 4_800);
        let off = clock.local_us(frame) - (7e6 + 20e6 * 1.000_15);
        assert!(off.abs() < 300.0, "{off} µs");
        assert!((clock.slope() * 0.048 - 1.000_15).abs() < 20e-6, "{}", clock.slope());
    }

    #[test]
    fn one_odd_reading_is_nothing_and_four_are_a_jump() {
        let mut clock = clock();
        read(&mut clock, 0, 50, 0.0);
        let before = clock.local_us(Samples(240_000));
        clock.push(Samples(240_000), LocalTime(9_000_000));
        assert_eq!(clock.local_us(Samples(240_000)), before);
        read(&mut clock, 51, 4, 60e6);
        let off = clock.local_us(Samples(55 * 4_800)) - (60e6 + 5.5e6 * 1.000_15);
        assert!(off.abs() < 3_000.0, "{off} µs");
    }

    #[test]
    fn a_drop_out_of_the_device_is_found_within_six_readings() {
        let mut clock = clock();
        read(&mut clock, 0, 100, 0.0);
        read(&mut clock, 100, 6, 12e3);
        let off = clock.local_us(Samples(106 * 4_800)) - (12e3 + 10.6e6 * 1.000_15);
        assert!(off.abs() < 1_500.0, "{off} µs");
    }
}
