//! The figures, as JSON and as a table.

use super::load::Sample;
use crate::hearing::percentiles_ms;
use serde::Serialize;
use std::fmt;
use std::time::Duration;

/// Everything that was measured.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    /// Two peers, nothing else.
    pub latency: Latency,
    /// Many peers.
    pub forwarding: Forwarding,
    /// How the program was built.
    pub build: &'static str,
    /// Logical processors of the machine.
    pub cpus: usize,
}

/// From one native client to another.
#[derive(Clone, Debug, Serialize)]
pub struct Latency {
    /// Median, in ms.
    pub p50_ms: f64,
    /// 1 % took longer.
    pub p99_ms: f64,
    /// Packets measured.
    pub packets: u64,
    /// Packets that did not come.
    pub lost: u64,
}

/// What forwarding costs.
#[derive(Clone, Debug, Serialize)]
pub struct Forwarding {
    /// Rooms.
    pub rooms: u16,
    /// Performers in each.
    pub peers_per_room: u16,
    /// Streams forwarded: each performer's to each other one in its room.
    pub streams: u32,
    /// Packets that arrived per second.
    pub packets_per_s: f64,
    /// Packets that did not come.
    pub lost: u64,
    /// The sidecar's CPU time, in percent of one processor.
    pub cpu_percent: f64,
    /// What it would forward with one whole processor.
    pub packets_per_s_per_core: f64,
    /// CPU for 100 forwarded streams of 10 ms packets, in percent of one processor.
    pub cpu_percent_per_100_streams: f64,
    /// Latency under this load.
    pub latency: Latency,
}

impl Latency {
    /// From what was heard.
    pub fn of(sample: &Sample) -> Self {
        let (p50, p99) = percentiles_ms(&mut sample.latencies_us.clone());
        Latency {
            p50_ms: p50.unwrap_or(f64::NAN),
            p99_ms: p99.unwrap_or(f64::NAN),
            packets: sample.received,
            lost: sample.lost,
        }
    }
}

impl Forwarding {
    /// From what was heard, and the CPU time for it.
    pub fn of(rooms: u16, peers: u16, sample: &Sample, cpu: Duration) -> Self {
        let streams = u32::from(rooms) * u32::from(peers) * u32::from(peers - 1);
        let packets_per_s = sample.received as f64 / sample.time.as_secs_f64();
        let cores = cpu.as_secs_f64() / sample.time.as_secs_f64();
        Forwarding {
            rooms,
            peers_per_room: peers,
            streams,
            packets_per_s,
            lost: sample.lost,
            cpu_percent: cores * 100.0,
            packets_per_s_per_core: packets_per_s / cores,
            cpu_percent_per_100_streams: cores * 100.0 * 100.0 / f64::from(streams),
            latency: Latency::of(sample),
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (alone, many) = (&self.latency, &self.forwarding);
        let crowd = format!("{} rooms of {}", many.rooms, many.peers_per_room);
        writeln!(f, "Sidecar, {} build, {} processors, 10 ms packets", self.build, self.cpus)?;
        row(f, "One-way latency, 2 peers, p50", format!("{:.3} ms", alone.p50_ms))?;
        row(f, "One-way latency, 2 peers, p99", format!("{:.3} ms", alone.p99_ms))?;
        row(f, &format!("One-way latency, {crowd}, p50"), format!("{:.3} ms", many.latency.p50_ms))?;
        row(f, &format!("One-way latency, {crowd}, p99"), format!("{:.3} ms", many.latency.p99_ms))?;
        row(f, &format!("Forwarded streams, {crowd}"), many.streams.to_string())?;
        row(f, "Forwarded packets", format!("{:.0} per s", many.packets_per_s))?;
        row(f, "Lost packets", many.lost.to_string())?;
        row(f, "Forwarded packets per core", format!("{:.0} per s", many.packets_per_s_per_core))?;
        row(f, "CPU per 100 forwarded streams", format!("{:.2} %", many.cpu_percent_per_100_streams))
    }
}

fn row(f: &mut fmt::Formatter<'_>, what: &str, figure: String) -> fmt::Result {
    writeln!(f, "  {what:<42} {figure:>16}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_follow_from_cpu_time_and_streams() {
        let sample = Sample {
            received: 120_000,
            lost: 0,
            latencies_us: vec![500; 100],
            time: Duration::from_secs(10),
        };
        let forwarding = Forwarding::of(10, 4, &sample, Duration::from_secs(2));
        assert_eq!((forwarding.streams, forwarding.packets_per_s), (120, 12_000.0));
        assert!((forwarding.cpu_percent - 20.0).abs() < 1e-9);
        assert!((forwarding.packets_per_s_per_core - 60_000.0).abs() < 1e-6);
        assert!((forwarding.cpu_percent_per_100_streams - 16.666_666).abs() < 1e-3);
        assert_eq!(forwarding.latency.p50_ms, 0.5);
    }
}
