//! The program `musician`. See the library, and `musician --help`.

use clap::{Args, Parser, Subcommand};
use model_rooms::{Instrument, RoomCode};
use musician::band::Part;
use musician::bench::rooms::{self, RoomsBench};
use musician::bench::{self, BenchConfig};
use musician::hearing::Hearing;
use musician::room::{Musician, Place, Player, ServerUrl};
use musician::sound::{Source, Tone, Wav};
use std::error::Error;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

/// A musician without a browser: plays, listens, or measures.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Join a room and play a tone or a WAV file until Ctrl-C.
    Play {
        #[command(flatten)]
        room: Room,
        /// Name shown to the others.
        #[arg(long, default_value = "Musician")]
        name: String,
        /// guitar, bass, drums, keyboard, vocals or other.
        #[arg(long, default_value = "other", value_parser = instrument)]
        instrument: Instrument,
        /// Play this frequency, in Hz.
        #[arg(long, default_value_t = 220.0, conflicts_with = "wav")]
        tone: f64,
        /// Play this WAV file, over and over.
        #[arg(long)]
        wav: Option<PathBuf>,
        /// Leave after so many seconds.
        #[arg(long)]
        seconds: Option<f64>,
    },
    /// Join a room, listen, and print what was heard as JSON.
    Listen {
        #[command(flatten)]
        room: Room,
        /// Name shown to the others.
        #[arg(long, default_value = "Listener")]
        name: String,
        /// Listen for so many seconds after sound can flow.
        #[arg(long, default_value_t = 5.0)]
        seconds: f64,
    },
    /// Fill a room with drums, bass and keys that play a tune together, until Ctrl-C.
    Band {
        #[command(flatten)]
        room: Room,
    },
    /// Start a sidecar of its own and measure it.
    Bench(BenchConfig),
    /// Start a server of its own with everything that belongs to it, fill its rooms and measure it.
    BenchRooms(RoomsBench),
    /// What `bench-rooms` compares with: pass every WebSocket text on to everybody, and nothing else.
    #[command(hide = true)]
    PlainServer {
        /// Where to listen.
        #[arg(long)]
        addr: std::net::SocketAddr,
    },
}

#[derive(Clone, Debug, Args)]
struct Room {
    /// The server: http://HOST:PORT.
    #[arg(long, default_value = "http://127.0.0.1:3000")]
    url: ServerUrl,
    /// The room's code.
    #[arg(long, default_value = "demojams", value_parser = room_code)]
    room: RoomCode,
}

impl Room {
    fn place(&self, name: &str, instrument: Instrument) -> Place {
        Place { url: self.url.clone(), room: self.room.clone(), name: name.into(), instrument }
    }
}

fn room_code(text: &str) -> Result<RoomCode, String> {
    RoomCode::parse(text).map_err(|fault| fault.to_string())
}

fn instrument(text: &str) -> Result<Instrument, String> {
    let known = Instrument::ALL.into_iter().find(|instrument| instrument.as_str() == text);
    known.ok_or_else(|| format!("one of {}", Instrument::ALL.map(Instrument::as_str).join(", ")))
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,str0m=warn,is=warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    match run(Cli::parse().what).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "ended");
            ExitCode::FAILURE
        }
    }
}

async fn run(what: What) -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut stop = stop_on_signal()?;
    match what {
        What::Play { room, name, instrument, tone, wav, seconds } => {
            let source: Box<dyn Source> = match wav {
                Some(path) => Box::new(Wav::open(&path)?),
                None => Box::new(Tone { hz: tone }),
            };
            let player = Some(Player::new(source, Instant::now())?);
            let time = seconds.map(seconds_to_time).transpose()?;
            let mut musician = Musician { player, hearing: None, time };
            musician.stay(&room.place(&name, instrument), &mut stop).await?;
        }
        What::Listen { room, name, seconds } => {
            let time = Some(seconds_to_time(seconds)?);
            let mut musician = Musician { player: None, hearing: Some(Hearing::default()), time };
            musician.stay(&room.place(&name, Instrument::Other), &mut stop).await?;
            let report = musician.hearing.unwrap_or_default().report();
            println!("{}", serde_json::to_string_pretty(&report)?);
        }
        What::Band { room } => band(&room, stop).await?,
        What::Bench(config) => bench::run(&config).await?,
        What::BenchRooms(config) => rooms::run(&config).await?,
        What::PlainServer { addr } => tokio::select! {
            served = rooms::plain::serve(addr) => served?,
            _ = stop.wait_for(|stop| *stop) => {}
        },
    }
    Ok(())
}

async fn band(room: &Room, stop: watch::Receiver<bool>) -> Result<(), Box<dyn Error + Send + Sync>> {
    let rehearsals = Part::ALL.map(|part| tokio::task::spawn_blocking(move || (part, part.rehearse())));
    let origin = Instant::now();
    let mut playing = tokio::task::JoinSet::new();
    for rehearsal in rehearsals {
        let (part, rehearsed) = rehearsal.await?;
        let player = Some(Player::new(Box::new(rehearsed), origin)?);
        let place = room.place(part.name(), part.instrument());
        let mut stop = stop.clone();
        playing.spawn(
            async move { Musician { player, hearing: None, time: None }.stay(&place, &mut stop).await },
        );
    }
    while let Some(ended) = playing.join_next().await {
        ended??;
    }
    Ok(())
}

fn seconds_to_time(seconds: f64) -> Result<Duration, Box<dyn Error + Send + Sync>> {
    Ok(Duration::try_from_secs_f64(seconds)?)
}

/// Becomes true on Ctrl-C and SIGTERM.
fn stop_on_signal() -> std::io::Result<watch::Receiver<bool>> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        stop.send_replace(true);
    });
    Ok(stopped)
}
