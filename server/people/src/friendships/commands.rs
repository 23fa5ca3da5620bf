//! Asking, accepting, ending.

use db::{Error, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Fault, UserId};
use schema::friendships;

/// The asker asks somebody to be friends, or accepts when they have asked already. Answers whether they are friends
/// now. `session` acts as the asker.
///
/// Errors: [`Fault::Unauthenticated`]; [`Fault::Invalid`] for oneself; [`Fault::Forbidden`] when they do not want to be
/// asked or one has blocked the other; [`Fault::Conflict`] when both ask at the same moment.
pub async fn ask(session: &mut Session, other: UserId) -> Result<bool, Error> {
    let me = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    if me == other {
        return Err(Fault::invalid("user", "This is you.").into());
    }
    let present: Option<String> = friendships::table
        .filter(friendships::user_id.eq(me).and(friendships::friend_id.eq(other)))
        .select(friendships::status)
        .first(session.conn())
        .await
        .optional()?;
    if let Some(status) = present {
        return Ok(status == "accepted");
    }
    if accept_from(session, me, other).await? {
        return Ok(true);
    }
    diesel::insert_into(friendships::table)
        .values((friendships::user_id.eq(me), friendships::friend_id.eq(other)))
        .execute(session.conn())
        .await?;
    Ok(false)
}

/// The asker accepts somebody's request. `session` acts as the asker.
///
/// Errors: [`Fault::Unauthenticated`]; [`Fault::NotFound`] when there is no request.
pub async fn accept(session: &mut Session, from: UserId) -> Result<(), Error> {
    let me = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    if accept_from(session, me, from).await? { Ok(()) } else { Err(Fault::NotFound.into()) }
}

async fn accept_from(session: &mut Session, me: UserId, from: UserId) -> Result<bool, Error> {
    let request = friendships::table
        .filter(friendships::user_id.eq(from).and(friendships::friend_id.eq(me)))
        .filter(friendships::status.eq("pending"));
    let accepted =
        diesel::update(request).set(friendships::status.eq("accepted")).execute(session.conn()).await?;
    Ok(accepted > 0)
}

/// Ends what is between the asker and somebody: the friendship, their request or the asker's own. `session` acts as the
/// asker.
///
/// Errors: [`Fault::Unauthenticated`].
pub async fn end(session: &mut Session, other: UserId) -> Result<(), Error> {
    let me = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let mine = friendships::user_id.eq(me).and(friendships::friend_id.eq(other));
    let theirs = friendships::user_id.eq(other).and(friendships::friend_id.eq(me));
    diesel::delete(friendships::table.filter(mine.or(theirs))).execute(session.conn()).await?;
    Ok(())
}
