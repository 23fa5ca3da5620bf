//! What a migration would do, without doing it.

use super::{BlockingConnection, MIGRATIONS, current_text};
use crate::{DbConfig, Error, OrUnexpected};
use diesel::Connection;
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel_migrations::MigrationHarness;

/// Where a database stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Every migration of this build, in order: its name, and whether the database has it.
    pub migrations: Vec<(String, bool)>,
    /// Migrations that the database has and this build does not know: it was used by a newer one.
    pub unknown: Vec<String>,
    /// Functions, triggers, policies and grants are those of this build.
    pub texts_are_current: bool,
}

/// Looks where the database stands. Changes nothing but that the list of migrations is made, when it is missing. Call it
/// inside a Tokio runtime.
///
/// Errors: the database cannot be reached as its owner.
pub async fn status(config: &DbConfig) -> Result<Status, Error> {
    let url = config.owner_url.clone();
    tokio::task::spawn_blocking(move || blocking(&url)).await.or_unexpected()?
}

fn blocking(owner_url: &str) -> Result<Status, Error> {
    let mut connection = BlockingConnection::establish(owner_url)
        .map_err(|cause| Error::unexpected(format!("cannot log in to the database as its owner: {cause}")))?;
    let applied = connection.applied_migrations().or_unexpected()?;
    let known: Vec<Box<dyn Migration<Pg>>> = MIGRATIONS.migrations().or_unexpected()?;
    let mut migrations: Vec<(String, bool)> = known
        .iter()
        .map(|migration| {
            let name = migration.name();
            (name.to_string(), applied.contains(&name.version()))
        })
        .collect();
    migrations.sort();
    let versions: Vec<_> = known.iter().map(|migration| migration.name().version().to_string()).collect();
    let unknown = applied.iter().map(ToString::to_string).filter(|version| !versions.contains(version));
    Ok(Status {
        migrations,
        unknown: unknown.collect(),
        texts_are_current: current_text::is_current(&mut connection)?,
    })
}
