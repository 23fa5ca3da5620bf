//! Blocking, muting, and taking it back.

use db::{Error, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Fault, UserId};
use schema::blocks;

/// How one keeps somebody away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Neither reaches the other; what was between them ends.
    Block,
    /// The asker is not told of them; they do not notice.
    Mute,
}

/// The asker blocks or mutes somebody, or changes which of them. `session` acts as the asker.
///
/// Errors: [`Fault::Unauthenticated`]; [`Fault::Invalid`] for oneself; [`Fault::NotFound`].
pub async fn set(session: &mut Session, other: UserId, kind: Kind) -> Result<(), Error> {
    let me = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    if me == other {
        return Err(Fault::invalid("user", "This is you.").into());
    }
    let kind = match kind {
        Kind::Block => "block",
        Kind::Mute => "mute",
    };
    diesel::insert_into(blocks::table)
        .values((blocks::blocker_id.eq(me), blocks::blocked_id.eq(other), blocks::kind.eq(kind)))
        .on_conflict((blocks::blocker_id, blocks::blocked_id))
        .do_update()
        .set(blocks::kind.eq(kind))
        .execute(session.conn())
        .await?;
    Ok(())
}

/// The asker takes it back. What was between them does not come back. `session` acts as the asker.
///
/// Errors: [`Fault::Unauthenticated`].
pub async fn lift(session: &mut Session, other: UserId) -> Result<(), Error> {
    let me = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    diesel::delete(blocks::table.find((me, other))).execute(session.conn()).await?;
    Ok(())
}
