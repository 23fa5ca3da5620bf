//! Brings a database to the state that this build of the server expects.
//!
//! Three steps, under one advisory lock, so that servers starting together wait for each other: the roles, the
//! migrations that are missing (tables and columns, `migrations/`), and the current text of functions, triggers,
//! policies and grants (`server/db/sql/`), applied again when it changed.

mod current_text;
mod roles;
mod status;

pub use current_text::TEXTS;
pub use roles::{LOGIN_ROLE, login_url};
pub use status::{Status, status};

use crate::{DbConfig, Error, OrUnexpected};
use diesel::connection::SimpleConnection;
use diesel::{Connection, QueryResult, RunQueryDsl};
use diesel_async::AsyncPgConnection;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

/// Every migration, in the order of their names.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

/// Any fixed number: the advisory lock that migrating servers queue on, per database.
const MIGRATION_LOCK: i64 = 0x6f70_656e_7374_7564;

/// Migrations are written for diesel's blocking interface; this runs it over the same driver as everything else.
pub(crate) type BlockingConnection = AsyncConnectionWrapper<AsyncPgConnection>;

/// Brings the database to the state that this build expects. Safe to call from several servers at once, and cheap when
/// there is nothing to do. Call it inside a Tokio runtime.
///
/// Errors: the database cannot be reached as its owner, the owner may not create roles that are missing, or a step
/// failed (its transaction is rolled back; what came before is kept and the next call goes on from there).
pub async fn migrate(config: &DbConfig) -> Result<(), Error> {
    let config = config.clone();
    tokio::task::spawn_blocking(move || blocking(&config)).await.or_unexpected()?
}

fn blocking(config: &DbConfig) -> Result<(), Error> {
    let mut connection = BlockingConnection::establish(&config.owner_url)
        .map_err(|cause| Error::unexpected(format!("cannot log in to the database as its owner: {cause}")))?;
    connection.batch_execute("set client_min_messages = warning").or_unexpected()?;
    lock(&mut connection).or_unexpected()?;
    roles::ensure(&mut connection, config)?;
    let ran = connection.run_pending_migrations(MIGRATIONS).or_unexpected()?;
    let ran: Vec<String> = ran.iter().map(ToString::to_string).collect();
    let texts_changed = current_text::apply(&mut connection, !ran.is_empty())?;
    if !ran.is_empty() || texts_changed {
        tracing::info!(migrations = ?ran, texts_changed, "the database was brought up to date");
    }
    // The lock ends with the connection.
    Ok(())
}

fn lock(connection: &mut BlockingConnection) -> QueryResult<()> {
    diesel::sql_query("select pg_advisory_lock($1)")
        .bind::<diesel::sql_types::BigInt, _>(MIGRATION_LOCK)
        .execute(connection)
        .map(drop)
}
