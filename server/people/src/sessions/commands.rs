//! Ending sign-ins.

use auth::{Auth, sessions};
use db::{Actor, Error, Session};
use model::{Fault, SessionId};

/// Ends one of the asker's sign-ins; their own current one too, which is signing out.
///
/// Errors: [`Fault::Unauthenticated`]; [`Fault::NotFound`] when it is not theirs.
pub async fn revoke(session: &mut Session, auth: &Auth, id: SessionId) -> Result<(), Error> {
    if session.actor().user_id().is_none() {
        return Err(Fault::Unauthenticated.into());
    }
    sessions::revoke(session, id, auth.clock().now()).await
}

/// Ends all of the asker's sign-ins but the one that asks.
///
/// Errors: [`Fault::Unauthenticated`].
pub async fn revoke_others(session: &mut Session, auth: &Auth) -> Result<(), Error> {
    let Actor::Member(member) = session.actor() else { return Err(Fault::Unauthenticated.into()) };
    let (user_id, current) = (member.user_id, member.session_id);
    sessions::revoke_all(session, user_id, Some(current), auth.clock().now()).await?;
    Ok(())
}
