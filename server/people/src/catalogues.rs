//! Everything of this area that every OpenStudio begins with.

use db::{Db, Error, Session};

const SERVICE: db::Actor = db::Actor::Service("catalogues");

/// Loads roles, instruments, achievements and what avatars are made of, at every start: adds what is missing and keeps
/// what administrators edited.
pub async fn load(db: &Db) -> Result<(), Error> {
    db.run(&SERVICE, async |session: &mut Session| {
        crate::roles::commands::ensure(session).await?;
        crate::instruments::catalogue::load(session).await?;
        crate::achievements::catalogue::load(session).await?;
        crate::avatars::catalogue::load(session).await
    })
    .await
}
