//! What every OpenStudio begins with, loaded at each start: only what is missing, so administrators' edits stay.

use db::{Actor, Db, Error, Session};
use server_studio::library;

/// Loads every catalogue.
///
/// # Errors
/// When the database refuses, which a catalogue of ours never makes it do.
pub async fn load(db: &Db) -> Result<(), Error> {
    server_people::catalogues::load(db).await?;
    let load = async |session: &mut Session| library::catalogue::load(session).await;
    db.run(&Actor::Service("catalogues"), load).await
}
