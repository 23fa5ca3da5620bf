//! `server` (or `server serve`): serves. `server migrate`: brings the database up to date and exits.

use clap::{Parser, Subcommand};
use server::config::Config;
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "server", version, about = "OpenStudio: play music together")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    config: Config,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until Ctrl-C or SIGTERM (the default).
    Serve,
    /// Bring the database up to date and exit.
    Migrate,
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    telemetry::init(cli.config.log_format);
    let done = match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => server::serve::serve(cli.config).await,
        Command::Migrate => server::serve::migrate(cli.config).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
