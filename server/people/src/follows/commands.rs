//! Following and unfollowing.

use db::{Error, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Fault, UserId};
use schema::follows;

/// The asker follows somebody; again changes nothing. `session` acts as the asker.
///
/// Errors: [`Fault::Unauthenticated`]; [`Fault::Invalid`] for oneself; [`Fault::Forbidden`] for people whom the asker
/// does not see or who have blocked them.
pub async fn follow(session: &mut Session, other: UserId) -> Result<(), Error> {
    let me = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    if me == other {
        return Err(Fault::invalid("user", "This is you.").into());
    }
    diesel::insert_into(follows::table)
        .values((follows::follower_id.eq(me), follows::following_id.eq(other)))
        .on_conflict_do_nothing()
        .execute(session.conn())
        .await?;
    Ok(())
}

/// The asker follows somebody no longer. `session` acts as the asker.
///
/// Errors: [`Fault::Unauthenticated`].
pub async fn unfollow(session: &mut Session, other: UserId) -> Result<(), Error> {
    let me = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    diesel::delete(follows::table.find((me, other))).execute(session.conn()).await?;
    Ok(())
}

/// Somebody follows the asker no longer. `session` acts as the asker.
///
/// Errors: [`Fault::Unauthenticated`].
pub async fn send_away(session: &mut Session, follower: UserId) -> Result<(), Error> {
    let me = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    diesel::delete(follows::table.find((follower, me))).execute(session.conn()).await?;
    Ok(())
}
