//! What is known about one incoming stream: counts, loss and jitter as RFC 3550 defines them, and the level.

use super::timeline::CLOCK_HZ;
use std::time::Instant;
use str0m::rtp::{RtpPacket, Ssrc};

/// Statistics of one published track, over all the SSRCs that it had.
#[derive(Debug, Default)]
pub struct Reception {
    packets: u64,
    bytes: u64,
    lost_before: i64,
    run: Option<Run>,
    jitter: f64,
    level_dbov: Option<i8>,
}

/// One packet, as far as it matters here.
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    /// Its stream.
    pub ssrc: Ssrc,
    /// Extended sequence number.
    pub seq: u64,
    /// RTP timestamp.
    pub timestamp: u32,
    /// Payload bytes.
    pub bytes: usize,
    /// Level from the header extension (RFC 6464), dBov.
    pub level_dbov: Option<i8>,
    /// When it came in.
    pub at: Instant,
}

/// The numbers reported for a track.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Report {
    /// Packets received.
    pub packets: u64,
    /// Payload bytes received.
    pub bytes: u64,
    /// Packets expected and not received (RFC 3550, A.3). Negative when packets were duplicated.
    pub lost: i64,
    /// Interarrival jitter in ms (RFC 3550, A.8).
    pub jitter_ms: f32,
    /// Loudest level since the last report, dBov.
    pub level_dbov: Option<i8>,
}

/// Packets with one SSRC.
#[derive(Debug)]
struct Run {
    ssrc: Ssrc,
    base_seq: u64,
    max_seq: u64,
    received: u64,
    last_timestamp: u32,
    last_at: Instant,
}

impl Run {
    fn lost(&self) -> i64 {
        (self.max_seq - self.base_seq + 1) as i64 - self.received as i64
    }
}

impl Arrival {
    /// Of a packet from the media stack.
    pub fn of(packet: &RtpPacket) -> Self {
        Arrival {
            ssrc: packet.header.ssrc,
            seq: *packet.seq_no,
            timestamp: packet.header.timestamp,
            bytes: packet.payload.len(),
            level_dbov: packet.header.ext_vals.audio_level,
            at: packet.timestamp,
        }
    }
}

impl Reception {
    /// Notes a packet.
    pub fn note(&mut self, packet: Arrival) {
        self.packets += 1;
        self.bytes += packet.bytes as u64;
        self.level_dbov = self.level_dbov.max(packet.level_dbov);
        match &mut self.run {
            Some(run) if run.ssrc == packet.ssrc => {
                run.received += 1;
                run.max_seq = run.max_seq.max(packet.seq);
                run.base_seq = run.base_seq.min(packet.seq);
                let passed = packet.at.saturating_duration_since(run.last_at).as_secs_f64() * CLOCK_HZ as f64;
                let meant = f64::from(packet.timestamp.wrapping_sub(run.last_timestamp) as i32);
                self.jitter += ((passed - meant).abs() - self.jitter) / 16.0;
                run.last_timestamp = packet.timestamp;
                run.last_at = packet.at;
            }
            _ => self.start_run(packet),
        }
    }

    /// The sender was told to be silent for a while (mute): what it did not send is not lost.
    pub fn interrupt(&mut self) {
        self.lost_before += self.run.take().map_or(0, |run| run.lost());
    }

    /// The numbers so far. The level starts again.
    pub fn report(&mut self) -> Report {
        Report {
            packets: self.packets,
            bytes: self.bytes,
            lost: self.lost_before + self.run.as_ref().map_or(0, Run::lost),
            jitter_ms: (self.jitter * 1_000.0 / CLOCK_HZ as f64) as f32,
            level_dbov: self.level_dbov.take(),
        }
    }

    fn start_run(&mut self, packet: Arrival) {
        self.interrupt();
        self.run = Some(Run {
            ssrc: packet.ssrc,
            base_seq: packet.seq,
            max_seq: packet.seq,
            received: 1,
            last_timestamp: packet.timestamp,
            last_at: packet.at,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn packet(start: Instant, seq: u64, late_ms: u64, ssrc: u32) -> Arrival {
        Arrival {
            ssrc: ssrc.into(),
            seq,
            timestamp: (seq * 480) as u32,
            bytes: 100,
            level_dbov: Some(-(seq as i8)),
            at: start + Duration::from_millis(seq * 10 + late_ms),
        }
    }

    #[test]
    fn loss_counts_what_was_expected_and_survives_a_new_ssrc() {
        let start = Instant::now();
        let mut reception = Reception::default();
        for seq in [1, 2, 5, 4] {
            reception.note(packet(start, seq, 0, 7));
        }
        let report = reception.report();
        assert_eq!((report.packets, report.bytes, report.lost, report.level_dbov), (4, 400, 1, Some(-1)));
        for seq in [50, 52] {
            reception.note(packet(start, seq, 0, 8));
        }
        assert_eq!(reception.report().lost, 2);
        assert_eq!(reception.report().level_dbov, None, "nothing since the last report");
    }

    #[test]
    fn jitter_is_zero_on_a_steady_stream_and_grows_to_the_deviation() {
        let start = Instant::now();
        let mut steady = Reception::default();
        let mut shaken = Reception::default();
        for seq in 0..100 {
            steady.note(packet(start, seq, 0, 1));
            shaken.note(packet(start, seq, 4 * (seq % 2), 1));
        }
        assert!(steady.report().jitter_ms < 0.01);
        let jitter_ms = shaken.report().jitter_ms;
        assert!((3.5..=4.0).contains(&jitter_ms), "{jitter_ms}");
    }
}
