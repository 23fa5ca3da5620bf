//! The two lines between which the true offset lies.
//!
//! A packet can be late but never early: what was measured on the way there lies above the true offset by that way's
//! delay, and what was measured on the way back lies below. Over many packets the lowest of the first and the highest of
//! the second are those that waited least, and each way finds its own: they need not be of the same exchange, which
//! makes the middle far better than that of the best exchange. Clocks drift, so the edges are lines, not levels; their
//! common slope is the one that leaves the widest gap between them (after Moon, Skelly and Towsley, INFOCOM 1999).

use super::exchange::Exchange;
use std::collections::VecDeque;

/// Measurements count for so long, in µs: long enough for a drift, short enough for it to change.
const WINDOW_US: i64 = 30_000_000;
/// The best of so long is kept, in µs.
const SLOT_US: i64 = 250_000;
/// No clock of a computer is so far off.
const DRIFT_MAX: f64 = 600e-6;
/// How much of a drift may have changed since it was measured: old measurements count so much less for each µs.
const WANDER: f64 = 10e-6;
/// From such a span on, the measurements say more about the drift than what was known before, in µs.
const SPAN_US: f64 = 20e6;

/// What is believed about the drift without measurements.
#[derive(Clone, Copy, Debug)]
pub struct Prior {
    /// The most likely drift.
    pub drift: f64,
    /// How far off it may well be.
    pub deviation: f64,
}

#[derive(Clone, Copy, Debug)]
struct Point {
    at_us: i64,
    value_us: f64,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    index: i64,
    above: Point,
    below: Point,
}

/// The best measurements of the last half minute.
#[derive(Clone, Debug, Default)]
pub struct Envelope {
    slots: VecDeque<Slot>,
    /// The slope, as of the last measurement.
    drift: f64,
}

/// Both edges as lines.
#[derive(Clone, Copy, Debug)]
pub struct Edges {
    /// Where the lines are given, local µs.
    pub at_us: i64,
    /// Never below the true offset, in µs.
    pub above_us: f64,
    /// Never above the true offset, in µs.
    pub below_us: f64,
    /// The slope of both.
    pub drift: f64,
    /// How far off the slope may be.
    pub uncertainty: f64,
    /// How far from the true edges these may be, in µs.
    pub blur_us: f64,
}

impl Edges {
    /// How far a measurement is above the upper edge and above the lower one, in µs: positive and negative when it fits.
    pub fn compare(&self, exchange: &Exchange) -> (f64, f64) {
        let shift = |at: i64| self.drift * (at - self.at_us) as f64;
        (
            exchange.above() - self.above_us - shift(exchange.t0.0),
            exchange.below() - self.below_us - shift(exchange.t3.0),
        )
    }

    /// How far the lines may have gone astray by a moment, in µs.
    pub fn astray_us(&self, at_us: i64) -> f64 {
        self.uncertainty * (at_us - self.at_us).max(0) as f64
    }
}

impl Envelope {
    /// Adds a measurement.
    pub fn push(&mut self, exchange: &Exchange, prior: Prior) {
        let above = Point { at_us: exchange.t0.0, value_us: exchange.above() };
        let below = Point { at_us: exchange.t3.0, value_us: exchange.below() };
        let index = exchange.t3.0.div_euclid(SLOT_US);
        match self.slots.iter_mut().rev().find(|slot| slot.index == index) {
            Some(slot) => {
                slot.above = if above.value_us <= slot.above.value_us { above } else { slot.above };
                slot.below = if below.value_us >= slot.below.value_us { below } else { slot.below };
            }
            None => self.slots.push_back(Slot { index, above, below }),
        }
        self.slots.retain(|slot| (index - slot.index) * SLOT_US < WINDOW_US);
        self.drift = self.widest(prior);
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.slots.clear();
    }

    /// The edges at a moment; `None` before anything was measured.
    pub fn edges(&self, at_us: i64, prior: Prior) -> Option<Edges> {
        let uncertainty = WANDER + (300.0 / self.span_us()?.1).min(prior.deviation);
        let drift = self.drift;
        let aged = |point: Point, slope: f64| point.value_us + slope * (at_us - point.at_us) as f64;
        let mut above: Vec<f64> =
            self.slots.iter().map(|slot| aged(slot.above, drift + uncertainty)).collect();
        let mut below: Vec<f64> =
            self.slots.iter().map(|slot| -aged(slot.below, drift - uncertainty)).collect();
        above.sort_unstable_by(f64::total_cmp);
        below.sort_unstable_by(f64::total_cmp);
        let blur_us = blur(&above).max(blur(&below));
        Some(Edges { at_us, above_us: above[0], below_us: -below[0], drift, uncertainty, blur_us })
    }

    /// The middle of all measurements, and the time from the first to the last, in µs.
    fn span_us(&self) -> Option<(i64, f64)> {
        let (first, last) = (self.slots.front()?.above.at_us, self.slots.back()?.below.at_us);
        Some((first + (last - first) / 2, (last - first).max(1) as f64))
    }

    /// The slope with the widest gap in the middle. The gap is concave in the slope, so a search by thirds finds it.
    fn widest(&self, prior: Prior) -> f64 {
        let Some((centre, span_us)) = self.span_us() else { return prior.drift };
        let doubt = (1.0 - span_us / SPAN_US).max(0.0);
        let gap = |drift: f64| {
            let level = |point: Point| point.value_us - drift * (point.at_us - centre) as f64;
            let (above, below) = self.slots.iter().fold((f64::MAX, f64::MIN), |(above, below), slot| {
                (above.min(level(slot.above)), below.max(level(slot.below)))
            });
            above - below - doubt * 300.0 * ((drift - prior.drift) / prior.deviation).powi(2)
        };
        let (mut low, mut high) = (-DRIFT_MAX, DRIFT_MAX);
        for _ in 0..32 {
            let third = (high - low) / 3.0;
            if gap(low + third) < gap(high - third) { low += third } else { high -= third }
        }
        (low + high) / 2.0
    }
}

/// How far the best of some may be from the best possible, from how close the next ones come.
fn blur(sorted: &[f64]) -> f64 {
    let next = sorted.len().min(5) - 1;
    // With few measurements their spread says little.
    let few = 4.0 / next.max(1) as f64;
    (sorted[next] - sorted[0]) * few
}
