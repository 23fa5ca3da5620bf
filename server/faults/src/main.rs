//! The fault suite: people with native clients make music and chat in a live room, while the server, the sidecar, the
//! database or one person's network fails at random moments. After each fault everybody must be back within five
//! seconds, seen by everybody as before, with sound; no acknowledged chat message may be missing, nobody may be seen
//! who is not there.
//!
//! Everything is real: the server's and the sidecar's binaries, a private PostgreSQL, NATS between two servers, sockets,
//! WebRTC. `cargo run -p faults -- --help` tells what can be chosen; `.ci/test faults` runs it.

#[path = "../../../app/browser/src/backoff.rs"]
mod backoff;
mod fault;
mod network;
mod process;
mod report;
mod sound;
mod stage;
mod tab;
mod view;

use anyhow::{Context, bail};
use clap::Parser;
use fault::{Fault, Plan};
use report::Report;
use stage::Stage;
use std::path::PathBuf;
use std::process::ExitCode;

/// What can be chosen.
#[derive(Clone, Debug, Parser)]
struct Options {
    /// How many faults.
    #[arg(long, default_value_t = 50)]
    faults: u32,
    /// The order of the faults and their moments follow from it.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only faults of these kinds.
    #[arg(long, value_enum)]
    only: Vec<Fault>,
    /// Server processes; from 2 on they share rooms over NATS, and a killed one is not restarted before the people are
    /// back through the others.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=3))]
    processes: u8,
    /// Where `server` and `sidecar` are. Default: beside this program.
    #[arg(long)]
    bin: Option<PathBuf>,
    /// The built site.
    #[arg(long, default_value = "target/site")]
    site: PathBuf,
    /// Longest recovery that passes, in seconds.
    #[arg(long, default_value_t = 5.0)]
    within: f64,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    match run(&options).await {
        Ok(report) => {
            print!("{report}");
            if report.passes(options.within) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> anyhow::Result<Report> {
    let mut stage = Stage::open(options).await.context("the stage")?;
    let mut report = Report::default();
    let outcome = strike(options, &mut stage, &mut report).await;
    if outcome.is_ok() {
        report.missing = stage.missing_chat().await.context("what was said")?;
        report.said = stage.said();
    }
    stage.close().await;
    outcome.map(|()| report)
}

async fn strike(options: &Options, stage: &mut Stage, report: &mut Report) -> anyhow::Result<()> {
    stage.recovered().await.context("everybody comes in")?;
    let mut plan = Plan::new(options.seed, options.processes, &options.only);
    for number in 1..=options.faults {
        let (fault, moment) = plan.next();
        tokio::time::sleep(moment.wait).await;
        let took = stage.suffer(fault, &moment).await.with_context(|| format!("fault {number}, {fault}"))?;
        println!("{number:3}  {fault:<12} {:6.2} s", took.as_secs_f64());
        report.add(fault, took);
        let Err(problem) = stage.stays_well().await else { continue };
        bail!("after fault {number}, {fault}: {problem}");
    }
    Ok(())
}
