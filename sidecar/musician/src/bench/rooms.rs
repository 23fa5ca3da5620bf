//! Measures rooms as people use them: a server of its own with its sidecar and its database, musicians who play and talk,
//! and a crowd that listens to what is said.
//!
//! Everything shares one machine, the load as well. So the server's and the sidecar's costs are taken from their own CPU
//! times, and the figures tell how busy the machine was in all: delivery times on a machine that is full are those of a
//! full machine.

mod crowd;
mod hall;
mod performers;
pub mod plain;
mod report;

use super::process::{busy_time, cpu_time_of, memory_of};
use clap::Args;
use crowd::Crowd;
use hall::Hall;
use performers::Performers;
use report::{Bands, Figures, Listeners, Plain, Spent};
use std::error::Error;
use std::path::PathBuf;
use std::time::{Duration, Instant};

type Failure = Box<dyn Error + Send + Sync>;

/// Time for connections and buffers to settle before anything counts.
const SETTLE: Duration = Duration::from_secs(4);

/// What to measure with.
#[derive(Clone, Debug, Args)]
pub struct RoomsBench {
    /// Also write the figures there, as JSON.
    #[arg(long)]
    pub json: Option<PathBuf>,
    /// The server's program; default: the one beside this program.
    #[arg(long)]
    pub server: Option<PathBuf>,
    /// Rooms with musicians; 0: none.
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u16).range(0..=100))]
    pub rooms: u16,
    /// Musicians in each, all hearing all others.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(2..=8))]
    pub musicians: u16,
    /// Listeners in one room; 0: none.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u16).range(0..=5000))]
    pub listeners: u16,
    /// Chat messages per second in that room.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=100))]
    pub says: u16,
    /// Seconds that each measurement takes.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=600))]
    pub seconds: u16,
}

/// Measures, prints a table, and writes the JSON if asked to.
pub async fn run(config: &RoomsBench) -> Result<(), Failure> {
    let bands = match config.rooms {
        0 => None,
        _ => Some(bands(config).await?),
    };
    let (listeners, plain) = match config.listeners {
        0 => (None, None),
        _ => (Some(listeners(config).await?), Some(plain(config).await?)),
    };
    let figures = Figures {
        bands,
        listeners,
        plain,
        build: if cfg!(debug_assertions) { "debug" } else { "release" },
        cpus: std::thread::available_parallelism().map_or(0, usize::from),
    };
    print!("{figures}");
    if let Some(path) = &config.json {
        std::fs::write(path, serde_json::to_string_pretty(&figures)? + "\n")?;
    }
    Ok(())
}

/// Full rooms of musicians who play and talk.
async fn bands(config: &RoomsBench) -> Result<Bands, Failure> {
    let hall = Hall::open(config.server.as_deref(), 0).await?;
    let codes = hall.make_rooms(config.rooms, config.musicians).await?;
    let performers = Performers::start(&hall.url, &codes, config.musicians).await?;
    tokio::time::sleep(SETTLE).await;
    let before = Meter::read(&hall)?;
    performers.count(true);
    tokio::time::sleep(Duration::from_secs(config.seconds.into())).await;
    performers.count(false);
    let spent = before.until_now(&hall)?;
    let heard = performers.stop().await?;
    hall.close().await;
    Ok(Bands::of(config.rooms, config.musicians, spent, heard))
}

/// A room with a crowd, in which a few talk.
async fn listeners(config: &RoomsBench) -> Result<Listeners, Failure> {
    let hall = Hall::open(config.server.as_deref(), config.listeners).await?;
    let code = hall.make_rooms(1, 50).await?.remove(0);
    let empty = memory_of(hall.server)?;
    let (start, before) = (Instant::now(), Meter::read(&hall)?);
    let crowd = Crowd::enter(&hall.url, &code, config.listeners).await?;
    let (entered_in, entering) = (start.elapsed(), before.until_now(&hall)?);
    tokio::time::sleep(SETTLE).await;
    let full = memory_of(hall.server)?;
    let before = Meter::read(&hall)?;
    tokio::time::sleep(Duration::from_secs(config.seconds.into())).await;
    let quiet = before.until_now(&hall)?;
    let before = Meter::read(&hall)?;
    crowd.talk(config.says, Duration::from_secs(config.seconds.into())).await;
    let talking = before.until_now(&hall)?;
    let heard = crowd.leave().await?;
    hall.close().await;
    let memory = full.saturating_sub(empty);
    Ok(Listeners::of(config.listeners, (entered_in, entering), memory, (quiet, talking), heard))
}

/// The same crowd at a server that does nothing but pass on what is said.
async fn plain(config: &RoomsBench) -> Result<Plain, Failure> {
    let server = plain::PlainServer::start().await?;
    let empty = memory_of(server.pid)?;
    let crowd = Crowd::enter_plain(&server.url, config.listeners).await?;
    tokio::time::sleep(SETTLE).await;
    let memory = memory_of(server.pid)?.saturating_sub(empty);
    let before = cpu_time_of(server.pid)?;
    let start = Instant::now();
    crowd.talk(config.says, Duration::from_secs(config.seconds.into())).await;
    let (time, cpu) = (start.elapsed(), cpu_time_of(server.pid)?.saturating_sub(before));
    let heard = crowd.leave().await?;
    server.stop().await;
    Ok(Plain::of(config.listeners, memory, time, cpu, heard))
}

/// What was used up to a moment.
struct Meter {
    at: Instant,
    server: Duration,
    sidecar: Duration,
    load: Duration,
    machine: Duration,
}

impl Meter {
    fn read(hall: &Hall) -> Result<Self, Failure> {
        Ok(Meter {
            at: Instant::now(),
            server: cpu_time_of(hall.server)?,
            sidecar: cpu_time_of(hall.sidecar)?,
            load: cpu_time_of(std::process::id())?,
            machine: busy_time()?,
        })
    }

    fn until_now(&self, hall: &Hall) -> Result<Spent, Failure> {
        let now = Meter::read(hall)?;
        Ok(Spent {
            time: now.at - self.at,
            server: now.server.saturating_sub(self.server),
            sidecar: now.sidecar.saturating_sub(self.sidecar),
            load: now.load.saturating_sub(self.load),
            machine: now.machine.saturating_sub(self.machine),
        })
    }
}
