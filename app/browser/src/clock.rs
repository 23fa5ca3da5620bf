//! From single clock exchanges to a round trip and an offset that can be trusted.

use std::collections::VecDeque;

/// Exchanges that count.
pub const SAMPLES: usize = 8;
/// Time between two exchanges, in ms.
pub const EXCHANGE_MS: u32 = 500;
/// A round trip above this is a stale answer, in µs.
const RTT_MAX_US: i64 = 10_000_000;

#[derive(Clone, Copy, Debug)]
struct Sample {
    rtt_us: i64,
    offset_us: i64,
}

/// Keeps the last [`SAMPLES`] exchanges.
///
/// The round trip shown is their median: one late packet does not make it jump. The offset is that of the exchange with
/// the shortest round trip: it waited least in queues, so its two ways were most alike (RFC 5905, section 10).
#[derive(Clone, Debug, Default)]
pub struct ClockFilter {
    samples: VecDeque<Sample>,
}

impl ClockFilter {
    /// Adds one exchange (see `realtime::ClockStamp::measure`); one that cannot be true is dropped.
    pub fn push(&mut self, rtt_us: i64, offset_us: i64) {
        if !(0..=RTT_MAX_US).contains(&rtt_us) {
            return;
        }
        if self.samples.len() == SAMPLES {
            self.samples.pop_front();
        }
        self.samples.push_back(Sample { rtt_us, offset_us });
    }

    /// Round trip in ms; `None` until one was measured.
    pub fn rtt_ms(&self) -> Option<f32> {
        let mut rtts: Vec<i64> = self.samples.iter().map(|s| s.rtt_us).collect();
        rtts.sort_unstable();
        let middle = rtts.len().checked_sub(1)? / 2;
        Some(rtts[middle] as f32 / 1_000.0)
    }

    /// The other clock minus ours, in µs; `None` until one was measured.
    pub fn offset_us(&self) -> Option<i64> {
        self.samples.iter().min_by_key(|s| s.rtt_us).map(|s| s.offset_us)
    }

    /// Forgets everything: a new connection, or no answer for long.
    pub fn clear(&mut self) {
        self.samples.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_shown_before_something_was_measured() {
        let filter = ClockFilter::default();
        assert_eq!((filter.rtt_ms(), filter.offset_us()), (None, None));
    }

    #[test]
    fn one_late_packet_moves_neither_round_trip_nor_offset() {
        let mut filter = ClockFilter::default();
        for _ in 0..5 {
            filter.push(4_000, 70_000);
        }
        filter.push(90_000, 113_000);
        assert_eq!(filter.rtt_ms(), Some(4.0));
        assert_eq!(filter.offset_us(), Some(70_000));
    }

    #[test]
    fn old_exchanges_are_forgotten_and_impossible_ones_never_count() {
        let mut filter = ClockFilter::default();
        filter.push(1_000, 1);
        filter.push(-5, 9);
        filter.push(RTT_MAX_US + 1, 9);
        for _ in 0..SAMPLES {
            filter.push(2_000, 2);
        }
        assert_eq!((filter.rtt_ms(), filter.offset_us()), (Some(2.0), Some(2)));
    }
}
