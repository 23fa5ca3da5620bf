//! Reading accounts.

use db::{Error, Session};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl};
use diesel_async::RunQueryDsl;
use model::UserId;
use schema::auth::users;

/// What proves who somebody is. Never leaves the server.
pub(crate) struct Credentials {
    pub user_id: UserId,
    pub password_hash: String,
}

/// The credentials of the account with this address (in its normal form). No account has one that PostgreSQL cannot
/// hold. `session` acts for the service.
pub(super) async fn credentials_by_email(
    session: &mut Session,
    email: &str,
) -> Result<Option<Credentials>, Error> {
    if email.contains('\0') {
        return Ok(None);
    }
    let found: Option<(UserId, String)> = users::table
        .filter(users::email.eq(email))
        .select((users::id, users::password_hash))
        .first(session.conn())
        .await
        .optional()?;
    Ok(found.map(|(user_id, password_hash)| Credentials { user_id, password_hash }))
}

/// The address and credentials of an account. `session` acts for the service.
pub(super) async fn credentials_of(
    session: &mut Session,
    id: UserId,
) -> Result<Option<(String, Credentials)>, Error> {
    let found: Option<(UserId, String, String)> = users::table
        .find(id)
        .select((users::id, users::email, users::password_hash))
        .first(session.conn())
        .await
        .optional()?;
    Ok(found.map(|(user_id, email, password_hash)| (email, Credentials { user_id, password_hash })))
}
