//! Where one is signed in.

use super::device;
use auth::Auth;
use chrono::{DateTime, Utc};
use db::{Actor, Error, Session};
use diesel::{ExpressionMethods, QueryDsl};
use diesel_async::RunQueryDsl;
use ipnet::IpNet;
use model::{Fault, SessionId};
use model_people::LoginSession;
use schema::auth::sessions;

/// Most sign-ins that are listed.
const LISTED_MAX: i64 = 100;

type Row = (SessionId, Option<IpNet>, Option<String>, DateTime<Utc>, DateTime<Utc>);

/// The asker's sign-ins that still count, last used first. `session` acts as the asker: row-level security shows them
/// no other's.
///
/// Errors: [`Fault::Unauthenticated`].
pub async fn login_sessions(session: &mut Session, auth: &Auth) -> Result<Vec<LoginSession>, Error> {
    let Actor::Member(member) = session.actor() else { return Err(Fault::Unauthenticated.into()) };
    let (user_id, current) = (member.user_id, member.session_id);
    let now = auth.clock().now();
    let rows: Vec<Row> = sessions::table
        .filter(sessions::user_id.eq(user_id))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::last_active_at.gt(now - auth.config().session_idle))
        .order((sessions::last_active_at.desc(), sessions::id.desc()))
        .limit(LISTED_MAX)
        .select((
            sessions::id,
            sessions::ip_address,
            sessions::user_agent,
            sessions::created_at,
            sessions::last_active_at,
        ))
        .load(session.conn())
        .await?;
    Ok(rows.into_iter().map(|row| login_session(row, current)).collect())
}

fn login_session((id, ip, user_agent, created_at, last_active_at): Row, current: SessionId) -> LoginSession {
    LoginSession {
        id,
        device: device::name(user_agent.as_deref().unwrap_or_default()),
        ip_address: ip.map(|ip| ip.addr()).filter(|ip| !ip.is_unspecified()).map(|ip| ip.to_string()),
        created_at,
        last_active_at,
        is_current: id == current,
    }
}
