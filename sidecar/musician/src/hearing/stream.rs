//! One stream.

use super::pitch::{WINDOW, dominant_hz};
use super::{StreamReport, percentiles_ms};
use crate::peer::Heard;
use crate::stamp::read_stamp;
use crate::{FRAME_SAMPLES, SAMPLE_RATE};
use model::ParticipantId;
use opus::{Channels, Decoder};
use std::collections::VecDeque;

/// Latencies kept of one stream: half an hour.
const LATENCIES_MAX: usize = 180_000;
/// Longest Opus packet, in samples per channel (120 ms).
const PACKET_SAMPLES_MAX: usize = 12 * FRAME_SAMPLES;

/// What is known about it.
#[derive(Default)]
pub struct Stream {
    decoder: Option<Decoder>,
    packets: u64,
    lost_before: i64,
    run: Option<Run>,
    jitter_us: f64,
    latencies_us: Vec<u32>,
    /// The last [`WINDOW`] samples, both channels mixed.
    recent: VecDeque<f32>,
}

/// Packets of one RTP stream.
struct Run {
    base: u64,
    max: u64,
    received: u64,
    timestamp: u32,
    at_us: u64,
}

impl Stream {
    /// Takes a packet.
    pub fn take(&mut self, heard: &Heard) {
        self.packets += 1;
        self.count(heard);
        if let Some(sent_us) = read_stamp(&heard.payload)
            && self.latencies_us.len() < LATENCIES_MAX
        {
            self.latencies_us.push(u32::try_from(heard.at_us.saturating_sub(sent_us)).unwrap_or(u32::MAX));
        }
        self.decode(&heard.payload);
    }

    /// Its numbers start again with the next packet.
    pub fn interrupt(&mut self) {
        self.lost_before = self.lost();
        self.run = None;
    }

    /// From making to arrival of each packet.
    pub fn latencies_us(&self) -> &[u32] {
        &self.latencies_us
    }

    /// The numbers so far.
    pub fn report(&self, participant: ParticipantId, track: u8) -> StreamReport {
        let (latency_p50_ms, latency_p99_ms) = percentiles_ms(&mut self.latencies_us.clone());
        let recent: Vec<f32> = self.recent.iter().copied().collect();
        let power = recent.iter().map(|sample| sample * sample).sum::<f32>() / recent.len().max(1) as f32;
        StreamReport {
            participant,
            track,
            packets: self.packets,
            lost: self.lost(),
            jitter_ms: self.jitter_us / 1_000.0,
            latency_p50_ms,
            latency_p99_ms,
            level_dbfs: (10.0 * f64::from(power).log10()).max(-127.0),
            frequency_hz: dominant_hz(&recent, SAMPLE_RATE),
        }
    }

    fn lost(&self) -> i64 {
        let lost = |run: &Run| (run.max - run.base + 1) as i64 - run.received as i64;
        self.lost_before + self.run.as_ref().map_or(0, lost)
    }

    fn count(&mut self, heard: &Heard) {
        let Some(run) = &mut self.run else {
            let (seq, timestamp, at_us) = (heard.seq, heard.timestamp, heard.at_us);
            self.run = Some(Run { base: seq, max: seq, received: 1, timestamp, at_us });
            return;
        };
        run.received += 1;
        run.max = run.max.max(heard.seq);
        run.base = run.base.min(heard.seq);
        let meant_us =
            f64::from(heard.timestamp.wrapping_sub(run.timestamp) as i32) / f64::from(SAMPLE_RATE) * 1e6;
        let passed_us = heard.at_us as f64 - run.at_us as f64;
        self.jitter_us += ((passed_us - meant_us).abs() - self.jitter_us) / 16.0;
        (run.timestamp, run.at_us) = (heard.timestamp, heard.at_us);
    }

    fn decode(&mut self, payload: &[u8]) {
        if self.decoder.is_none() {
            self.decoder = Decoder::new(SAMPLE_RATE, Channels::Stereo).ok();
        }
        let Some(decoder) = &mut self.decoder else { return };
        let mut samples = [0.0; PACKET_SAMPLES_MAX * 2];
        // A packet that is no Opus is counted, and not heard.
        let Ok(count) = decoder.decode_float(payload, &mut samples, false) else { return };
        self.recent.extend(samples[..count * 2].chunks_exact(2).map(|pair| (pair[0] + pair[1]) / 2.0));
        let over = self.recent.len().saturating_sub(WINDOW);
        self.recent.drain(..over);
    }
}
