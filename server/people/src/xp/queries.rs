//! What was paid.

use crate::keyset::{PAGE, ROWS, cursor, place};
use chrono::{DateTime, Utc};
use db::{Error, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Cursor, Fault, Page};
use model_people::levels::XpTransaction;
use schema::user_xp_transactions as paid;
use uuid::Uuid;

type Row = (Uuid, i32, String, i32, DateTime<Utc>);

/// The asker's payments, newest first. `session` acts as the asker.
///
/// Errors: [`Fault::Unauthenticated`]; [`Fault::Invalid`] on `after`.
pub async fn transactions(
    session: &mut Session,
    after: Option<&Cursor>,
) -> Result<Page<XpTransaction>, Error> {
    let user = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let (at, id) = place(after)?;
    let rows: Vec<Row> = paid::table
        .filter(paid::user_id.eq(user))
        .filter(paid::created_at.le(at))
        .filter(paid::created_at.lt(at).or(paid::id.lt(id)))
        .order((paid::created_at.desc(), paid::id.desc()))
        .limit(ROWS)
        .select((paid::id, paid::amount, paid::reason, paid::balance_after, paid::created_at))
        .load(session.conn())
        .await?;
    let wire = |(_, amount, reason, balance_after, created_at)| XpTransaction {
        amount,
        reason,
        balance_after,
        created_at,
    };
    Ok(Page::<Row>::cut(rows, PAGE, |row| cursor(row.4, row.0)).map(wire))
}
