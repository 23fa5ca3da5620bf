//! The figures, as JSON and as a table.

use super::crowd::Spoken;
use super::performers::Heard;
use crate::hearing::percentiles_ms;
use serde::Serialize;
use std::fmt;
use std::time::Duration;

/// Everything that was measured.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Figures {
    /// Rooms of musicians.
    pub bands: Option<Bands>,
    /// A crowd in one room.
    pub listeners: Option<Listeners>,
    /// The same crowd at a server that only passes on.
    pub plain: Option<Plain>,
    /// How the load was built.
    pub build: &'static str,
    /// Logical processors of the machine.
    pub cpus: usize,
}

/// CPU time that was used, and in which time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spent {
    pub time: Duration,
    pub server: Duration,
    pub sidecar: Duration,
    /// The load's own.
    pub load: Duration,
    /// Everything on this machine.
    pub machine: Duration,
}

/// CPU, in percent of one processor.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Cpu {
    pub server_percent: f64,
    pub sidecar_percent: f64,
    /// The load that is measured with.
    pub load_percent: f64,
    /// Everything on the machine, the database and other programs too; all processors together are 100 each.
    pub machine_percent: f64,
}

impl From<Spent> for Cpu {
    fn from(spent: Spent) -> Self {
        let percent = |cpu: Duration| 100.0 * cpu.as_secs_f64() / spent.time.as_secs_f64();
        Cpu {
            server_percent: percent(spent.server),
            sidecar_percent: percent(spent.sidecar),
            load_percent: percent(spent.load),
            machine_percent: percent(spent.machine),
        }
    }
}

/// A time that half and 99 % of them did not exceed.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Times {
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub count: u64,
}

impl Times {
    fn of(mut us: Vec<u32>) -> Self {
        let count = us.len() as u64;
        let (p50, p99) = percentiles_ms(&mut us);
        Times { p50_ms: p50.unwrap_or(f64::NAN), p99_ms: p99.unwrap_or(f64::NAN), count }
    }
}

/// Rooms of musicians who play and talk.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Bands {
    pub rooms: u16,
    pub musicians_per_room: u16,
    pub forwarded_packets_per_s: f64,
    pub lost_packets: u64,
    /// From just before encryption at the sender to the receiver's socket.
    pub sound: Times,
    /// From a musician's saying something to each other one's hearing of it; it is in the database by then.
    pub chat: Times,
    pub socket_messages_per_s: f64,
    pub cpu: Cpu,
    /// What the sidecar would forward with one whole processor.
    pub packets_per_s_per_core: f64,
}

impl Bands {
    pub fn of(rooms: u16, musicians: u16, spent: Spent, heard: Heard) -> Self {
        let seconds = spent.time.as_secs_f64();
        let packets_per_s = heard.sound.received as f64 / seconds;
        Bands {
            rooms,
            musicians_per_room: musicians,
            forwarded_packets_per_s: packets_per_s,
            lost_packets: heard.sound.lost,
            sound: Times::of(heard.sound.latencies_us),
            chat: Times::of(heard.spoken.delivery_us),
            socket_messages_per_s: heard.spoken.messages as f64 / seconds,
            cpu: spent.into(),
            packets_per_s_per_core: packets_per_s * seconds / spent.sidecar.as_secs_f64(),
        }
    }
}

/// A crowd in one room.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Listeners {
    pub listeners: u16,
    /// Until the last one was in.
    pub entered_in_s: f64,
    /// The server's CPU time for one of them to come in, the others' news of it included.
    pub entering_cpu_ms_each: f64,
    pub memory_kib_each: f64,
    /// While nobody says anything: heartbeats.
    pub quiet_cpu: Cpu,
    pub talking_cpu: Cpu,
    /// Messages that arrived, answers and heartbeats included.
    pub socket_messages_per_s: f64,
    /// What was said, as it arrived.
    pub delivery: Times,
    /// The server's CPU time for one message to one listener, beyond what it takes when nobody talks.
    pub cpu_us_per_delivery: f64,
}

impl Listeners {
    pub fn of(
        listeners: u16,
        (entered_in, entering): (Duration, Spent),
        memory: u64,
        (quiet, talking): (Spent, Spent),
        heard: Spoken,
    ) -> Self {
        let delivered = heard.delivery_us.len() as f64;
        let idle = quiet.server.as_secs_f64() / quiet.time.as_secs_f64() * talking.time.as_secs_f64();
        Listeners {
            listeners,
            entered_in_s: entered_in.as_secs_f64(),
            entering_cpu_ms_each: entering.server.as_secs_f64() * 1000.0 / f64::from(listeners),
            memory_kib_each: memory as f64 / 1024.0 / f64::from(listeners),
            quiet_cpu: quiet.into(),
            talking_cpu: talking.into(),
            socket_messages_per_s: heard.messages as f64 / talking.time.as_secs_f64(),
            delivery: Times::of(heard.delivery_us),
            cpu_us_per_delivery: (talking.server.as_secs_f64() - idle) * 1e6 / delivered,
        }
    }
}

/// The same crowd at a server that only passes on.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Plain {
    pub listeners: u16,
    pub memory_kib_each: f64,
    pub cpu_percent: f64,
    pub delivery: Times,
    pub cpu_us_per_delivery: f64,
}

impl Plain {
    pub fn of(listeners: u16, memory: u64, time: Duration, cpu: Duration, heard: Spoken) -> Self {
        let delivered = heard.delivery_us.len() as f64;
        Plain {
            listeners,
            memory_kib_each: memory as f64 / 1024.0 / f64::from(listeners),
            cpu_percent: 100.0 * cpu.as_secs_f64() / time.as_secs_f64(),
            delivery: Times::of(heard.delivery_us),
            cpu_us_per_delivery: cpu.as_secs_f64() * 1e6 / delivered,
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Rooms, {} build, {} processors, load on the same machine", self.build, self.cpus)?;
        if let Some(bands) = &self.bands {
            bands.table(f)?;
        }
        if let Some(listeners) = &self.listeners {
            listeners.table(f)?;
        }
        if let Some(plain) = &self.plain {
            writeln!(f, " The same crowd at a bare WebSocket server that only passes on")?;
            row(f, "Delivery, p50 / p99", pair_of(plain.delivery))?;
            row(f, "CPU per delivered message", format!("{:.2} µs", plain.cpu_us_per_delivery))?;
            row(f, "Memory per listener", format!("{:.1} KiB", plain.memory_kib_each))?;
        }
        if let (Some(ours), Some(plain)) = (&self.listeners, &self.plain) {
            let ratio = ours.cpu_us_per_delivery / plain.cpu_us_per_delivery;
            row(f, "A room's CPU per message, in times of that", format!("{ratio:.2}"))?;
        }
        Ok(())
    }
}

impl Bands {
    fn table(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, " {} rooms of {} musicians, 20 ms packets, chat", self.rooms, self.musicians_per_room)?;
        row(f, "Forwarded packets", format!("{:.0} per s", self.forwarded_packets_per_s))?;
        row(f, "Lost packets", self.lost_packets.to_string())?;
        row(f, "Sound, p50 / p99", pair_of(self.sound))?;
        row(f, "Chat, p50 / p99", pair_of(self.chat))?;
        row(f, "Socket messages", format!("{:.0} per s", self.socket_messages_per_s))?;
        cpu_row(f, self.cpu)?;
        row(f, "Forwarded packets per sidecar core", format!("{:.0} per s", self.packets_per_s_per_core))
    }
}

impl Listeners {
    fn table(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, " {} listeners in one room", self.listeners)?;
        row(f, "All in after", format!("{:.1} s", self.entered_in_s))?;
        row(f, "CPU for one to come in", format!("{:.2} ms", self.entering_cpu_ms_each))?;
        row(f, "Memory per listener", format!("{:.1} KiB", self.memory_kib_each))?;
        writeln!(f, "  nobody talks")?;
        cpu_row(f, self.quiet_cpu)?;
        writeln!(f, "  {} messages said and delivered", self.delivery.count)?;
        cpu_row(f, self.talking_cpu)?;
        row(f, "Delivery, p50 / p99", pair_of(self.delivery))?;
        row(f, "CPU per delivered message", format!("{:.2} µs", self.cpu_us_per_delivery))
    }
}

fn pair_of(times: Times) -> String {
    format!("{:.2} / {:.2} ms", times.p50_ms, times.p99_ms)
}

fn cpu_row(f: &mut fmt::Formatter<'_>, cpu: Cpu) -> fmt::Result {
    let of = |percent: f64| format!("{percent:.0} %");
    let figures = [cpu.server_percent, cpu.sidecar_percent, cpu.load_percent, cpu.machine_percent].map(of);
    row(f, "CPU: server / sidecar / load / machine", figures.join(" / "))
}

fn row(f: &mut fmt::Formatter<'_>, what: &str, figure: String) -> fmt::Result {
    writeln!(f, "  {what:<42} {figure:>28}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_quiet_takes_is_no_cost_of_talking() {
        let spent = |server, time| Spent {
            time: Duration::from_secs(time),
            server: Duration::from_secs(server),
            sidecar: Duration::ZERO,
            load: Duration::ZERO,
            machine: Duration::from_secs(time),
        };
        let heard = Spoken { messages: 9, delivery_us: vec![2_000; 1_000_000] };
        let figures = Listeners::of(
            1000,
            (Duration::from_secs(5), spent(2, 5)),
            4096 * 1000,
            (spent(1, 10), spent(4, 20)),
            heard,
        );
        assert_eq!((figures.cpu_us_per_delivery, figures.memory_kib_each), (2.0, 4.0));
        assert_eq!((figures.entering_cpu_ms_each, figures.delivery.p50_ms), (2.0, 2.0));
        assert_eq!(figures.talking_cpu.machine_percent, 100.0);
    }
}
