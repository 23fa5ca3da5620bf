//! `server` (or `server serve`): serves. `server migrate [up|status]`: brings the database up to date, or tells where it
//! stands. `server admin …`: what only whoever runs the server may do.

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
    /// Bring the database up to date and exit; or tell where it stands.
    Migrate {
        #[command(subcommand)]
        step: Option<Migrate>,
    },
    /// What only whoever runs the server may do.
    Admin {
        #[command(subcommand)]
        action: Admin,
    },
}

#[derive(Subcommand)]
enum Migrate {
    /// Run the migrations that are missing (the default).
    Up,
    /// List the migrations and whether the database has them. Changes nothing.
    Status,
}

#[derive(Subcommand)]
enum Admin {
    /// Give an account a role, for example `admin`.
    GrantRole {
        /// The account's e-mail address.
        email: String,
        /// The role.
        role: String,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    telemetry::init(cli.config.log_format);
    let done = match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => server::serve::serve(cli.config).await,
        Command::Migrate { step: None | Some(Migrate::Up) } => server::console::migrate(&cli.config).await,
        Command::Migrate { step: Some(Migrate::Status) } => {
            server::console::migration_status(&cli.config).await
        }
        Command::Admin { action: Admin::GrantRole { email, role } } => {
            server::console::grant_role(&cli.config, &email, &role).await
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
