//! Measures a sidecar: how long sound takes through it, and what forwarding costs.
//!
//! It starts a sidecar of its own on free ports of the loopback, takes the server's place, and lets native peers play and
//! listen. The peers share the machine with the sidecar, so latencies under load are what a busy machine gives; the
//! sidecar's own cost is taken from its CPU time alone, and does not depend on that.

mod load;
mod process;
mod report;
pub mod rooms;

use clap::Args;
use load::{Load, Sample};
use process::Sidecar;
use report::{Figures, Forwarding, Latency};
use std::error::Error;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Time for connections to come up and buffers to settle before anything counts.
const WARM_UP: Duration = Duration::from_secs(2);

/// What to measure with.
#[derive(Clone, Debug, Args)]
pub struct BenchConfig {
    /// Also write the figures there, as JSON.
    #[arg(long)]
    pub json: Option<PathBuf>,
    /// The sidecar's program; default: the one beside this program.
    #[arg(long)]
    pub sidecar: Option<PathBuf>,
    /// Rooms in the load test.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=100))]
    pub rooms: u16,
    /// Performers in each room, all hearing all others.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(2..=32))]
    pub peers: u16,
    /// Seconds that each of the two measurements takes.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=25))]
    pub seconds: u16,
}

/// Measures, prints a table, and writes the JSON if asked to.
pub async fn run(config: &BenchConfig) -> Result<(), Box<dyn Error + Send + Sync>> {
    let time = Duration::from_secs(config.seconds.into());
    let sidecar = Sidecar::start(config.sidecar.as_deref()).await?;
    let pair = measure(&sidecar, 1, 2, time).await?;
    let crowd = measure(&sidecar, config.rooms, config.peers, time).await?;
    let figures = Figures {
        latency: Latency::of(&pair.0),
        forwarding: Forwarding::of(config.rooms, config.peers, &crowd.0, crowd.1),
        build: if cfg!(debug_assertions) { "debug" } else { "release" },
        cpus: std::thread::available_parallelism().map_or(0, usize::from),
    };
    sidecar.stop().await;
    print!("{figures}");
    if let Some(path) = &config.json {
        std::fs::write(path, serde_json::to_string_pretty(&figures)? + "\n")?;
    }
    Ok(())
}

/// What peers heard in `time`, and the CPU time that the sidecar took for it.
async fn measure(
    sidecar: &Sidecar,
    rooms: u16,
    peers: u16,
    time: Duration,
) -> Result<(Sample, Duration), Box<dyn Error + Send + Sync>> {
    let load = Load::start(sidecar.client(), rooms, peers).await?;
    tokio::time::sleep(WARM_UP).await;
    let before = sidecar.cpu_time()?;
    let start = Instant::now();
    load.count(true);
    tokio::time::sleep(time).await;
    load.count(false);
    let (passed, cpu) = (start.elapsed(), sidecar.cpu_time()?.saturating_sub(before));
    let mut sample = load.stop().await?;
    sample.time = passed;
    if sample.received == 0 {
        return Err("nothing was heard".into());
    }
    Ok((sample, cpu))
}
