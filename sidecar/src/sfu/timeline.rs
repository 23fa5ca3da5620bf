//! Makes one continuous RTP stream out of the different streams that a slot carries one after the other.
//!
//! The receiver sees one SSRC whose sequence numbers rise without a jump when the slot changes its source, and whose
//! timestamps go on by the time that really passed. Within one source, gaps and reordering stay as they are: they are
//! real, and the receiver conceals them.

use super::slots::TrackId;
use std::time::Instant;
use str0m::rtp::Ssrc;

/// Opus runs on a 48 kHz clock whatever its audio bandwidth is (RFC 7587, 4.1).
pub const CLOCK_HZ: u64 = 48_000;

/// The outgoing stream of one slot.
#[derive(Debug)]
pub struct Timeline {
    source: Option<Source>,
    newest: Option<Newest>,
    first_seq: u16,
    first_timestamp: u32,
}

/// Where a packet goes in the outgoing stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Extended sequence number.
    pub seq: u64,
    /// RTP timestamp.
    pub timestamp: u32,
    /// Whether a new source begins with it (the marker bit, RFC 7587, 4.2).
    pub starts: bool,
}

#[derive(Debug)]
struct Source {
    of: (TrackId, Ssrc),
    seq_in: u64,
    seq_out: u64,
    timestamp_shift: u32,
}

#[derive(Clone, Copy, Debug)]
struct Newest {
    seq: u64,
    timestamp: u32,
    at: Instant,
}

impl Timeline {
    /// A stream that begins at these numbers (chosen at random, RFC 3550, 5.1; the sequence number below 2^15, so that
    /// the receiver cannot miss the first rollover, which SRTP counts).
    pub fn new(first_seq: u16, first_timestamp: u32) -> Self {
        Timeline { source: None, newest: None, first_seq: first_seq & 0x7fff, first_timestamp }
    }

    /// The source made a pause that is none of the network's (mute): go on without a gap at its next packet.
    pub fn interrupt(&mut self) {
        self.source = None;
    }

    /// Places the packet `seq` (extended), `timestamp` of the source `of`, which came in at `now`. `None` for a packet
    /// from before the source was taken up: its place in the outgoing stream is taken.
    pub fn place(&mut self, of: (TrackId, Ssrc), seq: u64, timestamp: u32, now: Instant) -> Option<Placed> {
        let starts = self.source.as_ref().is_none_or(|source| source.of != of);
        if starts {
            self.source = Some(self.take_up(of, seq, timestamp, now));
        }
        let source = self.source.as_ref()?;
        let placed = Placed {
            seq: source.seq_out + seq.checked_sub(source.seq_in)?,
            timestamp: timestamp.wrapping_add(source.timestamp_shift),
            starts,
        };
        if self.newest.is_none_or(|newest| placed.seq > newest.seq) {
            self.newest = Some(Newest { seq: placed.seq, timestamp: placed.timestamp, at: now });
        }
        Some(placed)
    }

    fn take_up(&self, of: (TrackId, Ssrc), seq: u64, timestamp: u32, now: Instant) -> Source {
        let (seq_out, timestamp_out) = match self.newest {
            None => (self.first_seq.into(), self.first_timestamp),
            Some(newest) => {
                let passed =
                    now.saturating_duration_since(newest.at).as_micros() as u64 * CLOCK_HZ / 1_000_000;
                (newest.seq + 1, newest.timestamp.wrapping_add(passed.max(1) as u32))
            }
        };
        Source { of, seq_in: seq, seq_out, timestamp_shift: timestamp_out.wrapping_sub(timestamp) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use sidecar_api::PeerToken;
    use std::time::Duration;
    use uuid::Uuid;

    fn source(n: u8) -> (TrackId, Ssrc) {
        (TrackId { from: PeerToken(Uuid::from_u128(n.into())), track: 0 }, u32::from(n).into())
    }

    #[test]
    fn a_change_of_source_leaves_no_gap() {
        let start = Instant::now();
        let mut timeline = Timeline::new(100, 5_000);
        let first = timeline.place(source(1), 70_000, 1_000_000, start).unwrap();
        assert_eq!(first, Placed { seq: 100, timestamp: 5_000, starts: true });
        let second = timeline.place(source(1), 70_001, 1_000_480, start).unwrap();
        assert_eq!(second, Placed { seq: 101, timestamp: 5_480, starts: false });
        let later = start + Duration::from_millis(20);
        let third = timeline.place(source(2), 9, 4_000_000_000, later).unwrap();
        assert_eq!(third, Placed { seq: 102, timestamp: 5_480 + 960, starts: true });
        assert_eq!(timeline.place(source(2), 8, 3_999_999_520, later), None, "from before it was taken up");
    }

    #[test]
    fn loss_and_reordering_stay_visible() {
        let now = Instant::now();
        let mut timeline = Timeline::new(0, 0);
        let seqs: Vec<u64> =
            [10, 13, 12].iter().map(|seq| timeline.place(source(1), *seq, 0, now).unwrap().seq).collect();
        assert_eq!(seqs, [0, 3, 2]);
        timeline.interrupt();
        assert_eq!(timeline.place(source(1), 900, 0, now).unwrap().seq, 4, "a mute is no loss");
    }

    proptest! {
        #[test]
        fn sequence_numbers_never_repeat(changes in proptest::collection::vec((0u8..3, 0u64..4, 0u64..1000), 1..60)) {
            let start = Instant::now();
            let mut timeline = Timeline::new(0x7fff, u32::MAX);
            let mut next_in = [1_000u64, 65_530, 1 << 40];
            let mut seen = std::collections::HashSet::new();
            for (index, (who, skip, ms)) in changes.into_iter().enumerate() {
                let seq = next_in[usize::from(who)] + skip;
                next_in[usize::from(who)] = seq + 1;
                let now = start + Duration::from_millis(ms + index as u64);
                let placed = timeline.place(source(who), seq, seq as u32 * 480, now).unwrap();
                prop_assert!(seen.insert(placed.seq));
            }
        }
    }
}
