//! Sign-ins in the database (`auth.sessions`).
//!
//! Functions that find or write a sign-in by its secret take a session of [`Actor::Service`]; those that a person calls
//! for their own take the person's, and row-level security keeps them to it.

use crate::{Auth, Client, SessionToken, TokenHash};
use chrono::{DateTime, TimeDelta, Utc};
use db::{Actor, Error, MemberClaims, Session};
use diesel::{BoolExpressionMethods, ExpressionMethods, JoinOnDsl, OptionalExtension, QueryDsl};
use diesel_async::RunQueryDsl;
use ipnet::IpNet;
use model::{Fault, SessionId, UserId};
use schema::auth::sessions;
use schema::user_profiles;
use uuid::Uuid;

/// The part of the server that looks after sign-ins.
pub const SERVICE: Actor = Actor::Service("auth");

/// How precisely the last use of a sign-in is kept: at most one write in this time.
const ACTIVITY_STEP: TimeDelta = TimeDelta::seconds(60);

/// Sign-ins of one account that are kept; with one more, the one that was used longest ago goes.
const KEPT_MAX: i64 = 100;

/// Makes a sign-in for `user_id` and answers the secret for its cookie.
///
/// `session` acts as [`SERVICE`].
pub async fn open(
    session: &mut Session,
    auth: &Auth,
    client: &Client,
    user_id: UserId,
) -> Result<SessionToken, Error> {
    let (token, now) = (SessionToken::random(), auth.clock().now());
    let row = (
        sessions::id.eq(Uuid::now_v7()),
        sessions::user_id.eq(user_id),
        sessions::token_hash.eq(token.hash().0.to_vec()),
        sessions::ip_address.eq(IpNet::from(client.ip)),
        sessions::user_agent.eq(&client.user_agent),
        sessions::created_at.eq(now),
        sessions::last_active_at.eq(now),
        sessions::expires_at.eq(now + auth.config().session_lifetime),
    );
    forget_ended(session, auth, user_id, now).await?;
    diesel::insert_into(sessions::table).values(row).execute(session.conn()).await?;
    Ok(token)
}

/// Removes the sign-ins of `user_id` that can never count again, and the oldest when there are too many.
async fn forget_ended(
    session: &mut Session,
    auth: &Auth,
    user_id: UserId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let counts = sessions::table
        .filter(sessions::user_id.eq(user_id))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::last_active_at.gt(now - auth.config().session_idle))
        .order(sessions::last_active_at.desc())
        .limit(KEPT_MAX - 1)
        .select(sessions::id);
    let kept: Vec<SessionId> = counts.load(session.conn()).await?;
    let ended = sessions::table.filter(sessions::user_id.eq(user_id)).filter(sessions::id.ne_all(kept));
    diesel::delete(ended).execute(session.conn()).await?;
    Ok(())
}

/// Who a session cookie belongs to. `None`: unknown, ended, expired, idle for too long, or a banned account. Notes the
/// use, at most once a minute.
///
/// `session` acts as [`SERVICE`].
pub async fn resolve(
    session: &mut Session,
    auth: &Auth,
    token: &SessionToken,
) -> Result<Option<MemberClaims>, Error> {
    let now = auth.clock().now();
    let found = find(session, token.hash(), now, auth.config().session_idle).await?;
    let Some((claims, last_active_at)) = found else { return Ok(None) };
    if now - last_active_at >= ACTIVITY_STEP {
        let it = sessions::table.find(claims.session_id);
        diesel::update(it).set(sessions::last_active_at.eq(now)).execute(session.conn()).await?;
        let profile = user_profiles::table.find(claims.user_id);
        diesel::update(profile).set(user_profiles::last_online_at.eq(now)).execute(session.conn()).await?;
    }
    Ok(Some(claims))
}

type Found = (SessionId, UserId, DateTime<Utc>, String, String);

async fn find(
    session: &mut Session,
    hash: TokenHash,
    now: DateTime<Utc>,
    idle: TimeDelta,
) -> Result<Option<(MemberClaims, DateTime<Utc>)>, Error> {
    let not_banned = user_profiles::is_banned.eq(false).or(user_profiles::ban_expires_at.le(now));
    let found: Option<Found> = sessions::table
        .inner_join(user_profiles::table.on(user_profiles::id.eq(sessions::user_id)))
        .filter(sessions::token_hash.eq(hash.0.to_vec()))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::last_active_at.gt(now - idle))
        .filter(not_banned)
        .select((
            sessions::id,
            sessions::user_id,
            sessions::last_active_at,
            user_profiles::username,
            user_profiles::display_name,
        ))
        .first(session.conn())
        .await
        .optional()?;
    Ok(found.map(|(session_id, user_id, last_active_at, username, name)| {
        (MemberClaims { user_id, session_id, username, name }, last_active_at)
    }))
}

/// Ends one of one's own sign-ins. Ending one that has ended already is fine.
///
/// `session` acts as its owner. Errors: [`Fault::NotFound`] when it is not theirs.
pub async fn revoke(session: &mut Session, id: SessionId, now: DateTime<Utc>) -> Result<(), Error> {
    let ended_at = diesel::dsl::sql::<diesel::sql_types::Nullable<diesel::sql_types::Timestamptz>>(
        "coalesce(revoked_at, ",
    )
    .bind::<diesel::sql_types::Timestamptz, _>(now)
    .sql(")");
    let changed = diesel::update(sessions::table)
        .filter(sessions::id.eq(id))
        .set(sessions::revoked_at.eq(ended_at))
        .execute(session.conn())
        .await?;
    if changed == 0 { Err(Fault::NotFound.into()) } else { Ok(()) }
}

/// Ends every sign-in of `user_id` but `kept`; answers how many that were.
pub async fn revoke_all(
    session: &mut Session,
    user_id: UserId,
    kept: Option<SessionId>,
    now: DateTime<Utc>,
) -> Result<usize, Error> {
    let kept = kept.map_or(Uuid::nil(), |kept| kept.0);
    let changed = diesel::update(sessions::table)
        .filter(sessions::user_id.eq(user_id))
        .filter(sessions::id.ne(kept))
        .filter(sessions::revoked_at.is_null())
        .set(sessions::revoked_at.eq(now))
        .execute(session.conn())
        .await?;
    Ok(changed)
}
