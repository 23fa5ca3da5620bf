//! What was heard: counts, loss, jitter, latency, level and pitch of each stream.

mod pitch;
mod stream;

use crate::peer::Heard;
use model::ParticipantId;
pub use pitch::dominant_hz;
use realtime::Slot;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use str0m::media::Mid;
use stream::Stream;

/// Collects what comes in.
#[derive(Default)]
pub struct Hearing {
    slots: HashMap<Mid, Key>,
    streams: BTreeMap<Key, Stream>,
    round_trips_us: Vec<u64>,
}

type Key = (ParticipantId, u8);

/// Everything that was heard.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Packets of all streams.
    pub packets: u64,
    /// Packets that did not come (RFC 3550, A.3), of all streams.
    pub lost: i64,
    /// The worst stream's interarrival jitter in ms (RFC 3550, A.8).
    pub jitter_ms: f64,
    /// From a packet's encoding to its arrival here, all streams. Measured by stamps in the packets, so only between
    /// processes of one host, and only of senders that stamp.
    pub latency_p50_ms: Option<f64>,
    /// The same; 1 % took longer.
    pub latency_p99_ms: Option<f64>,
    /// Round trip to the sidecar over the data channel, median, in ms.
    pub rtt_ms: Option<f64>,
    /// Each stream.
    pub streams: Vec<StreamReport>,
}

/// One stream.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StreamReport {
    /// Who sent it.
    pub participant: ParticipantId,
    /// Which of its tracks.
    pub track: u8,
    /// Packets.
    pub packets: u64,
    /// Packets that did not come.
    pub lost: i64,
    /// Interarrival jitter in ms.
    pub jitter_ms: f64,
    /// Median latency in ms.
    pub latency_p50_ms: Option<f64>,
    /// 1 % took longer.
    pub latency_p99_ms: Option<f64>,
    /// Level of the last half second in dBFS (RMS; a full-scale sine has −3).
    pub level_dbfs: f64,
    /// Strongest frequency in the last half second, in Hz; `None` in silence.
    pub frequency_hz: Option<f64>,
}

impl Hearing {
    /// Takes over which slot carries whom. A new connection starts with none.
    pub fn set_slots(&mut self, slots: &[Slot]) {
        self.slots =
            slots.iter().map(|slot| (Mid::from(slot.mid.as_str()), (slot.participant, slot.track))).collect();
    }

    /// The connection was replaced: numbers start again, and nothing is lost by that.
    pub fn interrupt(&mut self) {
        self.slots.clear();
        self.streams.values_mut().for_each(Stream::interrupt);
    }

    /// Takes a packet. One that came before we know whose it is, is not counted.
    pub fn take(&mut self, heard: &Heard) {
        let Some(key) = self.slots.get(&heard.mid) else { return };
        self.streams.entry(*key).or_default().take(heard);
    }

    /// Takes a round trip over the data channel.
    pub fn take_round_trip(&mut self, us: u64) {
        self.round_trips_us.push(us);
    }

    /// Everything so far.
    pub fn report(&self) -> Report {
        let mut latencies: Vec<u32> =
            self.streams.values().flat_map(|stream| stream.latencies_us().iter().copied()).collect();
        let (latency_p50_ms, latency_p99_ms) = percentiles_ms(&mut latencies);
        let mut round_trips: Vec<u32> = self.round_trips_us.iter().map(|us| *us as u32).collect();
        let streams: Vec<StreamReport> = self
            .streams
            .iter()
            .map(|((participant, track), stream)| stream.report(*participant, *track))
            .collect();
        Report {
            packets: streams.iter().map(|stream| stream.packets).sum(),
            lost: streams.iter().map(|stream| stream.lost).sum(),
            jitter_ms: streams.iter().map(|stream| stream.jitter_ms).fold(0.0, f64::max),
            latency_p50_ms,
            latency_p99_ms,
            rtt_ms: percentiles_ms(&mut round_trips).0,
            streams,
        }
    }
}

/// Median and 99th percentile of times in µs, in ms.
pub fn percentiles_ms(times_us: &mut [u32]) -> (Option<f64>, Option<f64>) {
    times_us.sort_unstable();
    let at = |part: f64| {
        let index = (times_us.len() as f64 * part) as usize;
        times_us.get(index).map(|us| f64::from(*us) / 1_000.0)
    };
    (at(0.5), at(0.99))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::{Encoder, Source, Tone};
    use uuid::Uuid;

    fn who(n: u128) -> ParticipantId {
        ParticipantId(Uuid::from_u128(n))
    }

    #[test]
    fn streams_are_told_apart_and_measured() {
        let mut hearing = Hearing::default();
        let slot = |mid: &str, n| Slot { mid: mid.into(), participant: who(n), track: 0 };
        hearing.set_slots(&[slot("a", 1), slot("b", 2)]);
        for (mid, hz) in [("a", 220.0), ("b", 330.0)] {
            let (mut tone, mut encoder) = (Tone { hz }, Encoder::new().unwrap());
            for n in 0..100_u64 {
                let mut frame = [0.0; 960];
                tone.fill(n, &mut frame);
                let payload = encoder.encode(&frame).unwrap().packet;
                if !(10..20).contains(&n) {
                    let at_us = crate::monotonic_us() + 2_000;
                    hearing.take(&Heard {
                        mid: mid.into(),
                        seq: 1_000 + n,
                        timestamp: n as u32 * 480,
                        payload,
                        at_us,
                    });
                }
            }
        }
        hearing.take(&Heard { mid: "c".into(), seq: 1, timestamp: 0, payload: vec![1], at_us: 0 });
        let report = hearing.report();
        assert_eq!((report.packets, report.lost, report.streams.len()), (180, 20, 2));
        for (stream, hz) in report.streams.iter().zip([220.0, 330.0]) {
            let heard = stream.frequency_hz.unwrap();
            assert!((heard - hz).abs() < 2.0, "{heard} instead of {hz}");
            assert!((-17.0..-13.0).contains(&stream.level_dbfs), "{}", stream.level_dbfs);
            assert!(stream.latency_p50_ms.unwrap() >= 2.0);
        }
    }

    #[test]
    fn a_new_connection_is_no_loss() {
        let mut hearing = Hearing::default();
        let slots = [Slot { mid: "a".into(), participant: who(1), track: 0 }];
        for start in [100, 40_000, 7] {
            hearing.interrupt();
            hearing.set_slots(&slots);
            for n in 0..10 {
                hearing.take(&Heard {
                    mid: "a".into(),
                    seq: start + n,
                    timestamp: 0,
                    payload: vec![],
                    at_us: 0,
                });
            }
        }
        assert_eq!((hearing.report().packets, hearing.report().lost), (30, 0));
    }

    #[test]
    fn percentiles_of_nothing_are_nothing() {
        assert_eq!(percentiles_ms(&mut []), (None, None));
        let mut times: Vec<u32> = (1..=100).rev().map(|ms| ms * 1_000).collect();
        assert_eq!(percentiles_ms(&mut times), (Some(51.0), Some(100.0)));
    }
}
