//! What is done at the server's console, and not through the web.

use crate::config::Config;
use crate::database::{Database, Place};
use anyhow::{Context, bail};
use db::{Actor, Error, Session};
use model::Fault;
use std::io::Write;

const CONSOLE: Actor = Actor::Service("console");

/// Brings the database up to date.
///
/// # Errors
/// When the database cannot be started, reached or migrated.
pub async fn migrate(config: &Config) -> anyhow::Result<()> {
    let database = Database::open(config).await?;
    tracing::info!("the database is up to date");
    database.close().await;
    Ok(())
}

/// Prints every migration and whether the database has it.
///
/// # Errors
/// When the database cannot be started or reached.
pub async fn migration_status(config: &Config) -> anyhow::Result<()> {
    let place = Place::open(config).await?;
    let status = db::migrate::status(&place.config).await;
    place.close().await;
    let status = status.context("the database")?;
    let mut out = std::io::stdout().lock();
    for (name, is_applied) in &status.migrations {
        writeln!(out, "{}  {name}", if *is_applied { "applied" } else { "missing" })?;
    }
    for version in &status.unknown {
        writeln!(out, "unknown  {version} (of a newer build)")?;
    }
    let texts = if status.texts_are_current { "current" } else { "changed" };
    writeln!(out, "{texts}  functions, triggers, policies, grants")?;
    Ok(())
}

/// Gives the account with this address a role.
///
/// # Errors
/// When there is no such account or role, or the database cannot be started or reached.
pub async fn grant_role(config: &Config, email: &str, role: &str) -> anyhow::Result<()> {
    let database = Database::open(config).await?;
    let granted = database.db.run(&CONSOLE, async |session: &mut Session| {
        server_people::roles::commands::grant_at_console(session, email, role).await
    });
    let granted = granted.await;
    database.close().await;
    match granted {
        Ok(true) => tracing::info!(role, "the role was given"),
        Ok(false) => tracing::info!(role, "the account has this role already"),
        Err(Error::Fault(Fault::NotFound)) => bail!("no account has the address {email}"),
        Err(Error::Fault(fault)) => bail!("{fault}"),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
