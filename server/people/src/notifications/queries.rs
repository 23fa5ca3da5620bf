//! What somebody was told.

use crate::keyset::{PAGE, ROWS, cursor, place};
use chrono::{DateTime, Utc};
use db::{Error, Session};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Cursor, Fault, Page, UserId};
use model_people::notifications::{Notification, Subject};
use schema::notifications;
use serde_json::Value;
use uuid::Uuid;

#[derive(Queryable, Selectable)]
#[diesel(table_name = notifications)]
struct Row {
    id: Uuid,
    type_: String,
    title: String,
    message: Option<String>,
    is_read: bool,
    created_at: DateTime<Utc>,
    payload: Value,
    actor_ids: Vec<Uuid>,
}

impl From<Row> for Notification {
    fn from(row: Row) -> Self {
        Notification {
            id: row.id,
            subject: subject(&row.type_, row.payload),
            title: row.title,
            message: row.message,
            actor_ids: row.actor_ids.into_iter().map(UserId).collect(),
            is_read: row.is_read,
            created_at: row.created_at,
        }
    }
}

/// What another build of the server wrote and this one does not know is shown as its title only.
fn subject(kind: &str, payload: Value) -> Subject {
    crate::tagged::read(kind, payload, "notifications.payload").unwrap_or(Subject::System {})
}

/// What the asker was told, newest first. `session` acts as the asker.
///
/// Errors: [`Fault::Unauthenticated`]; [`Fault::Invalid`] on `after`.
pub async fn list(
    session: &mut Session,
    unread_only: bool,
    after: Option<&Cursor>,
) -> Result<Page<Notification>, Error> {
    let me = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let (at, id) = place(after)?;
    let mut query = notifications::table
        .filter(notifications::user_id.eq(me))
        .filter(notifications::created_at.le(at))
        .filter(notifications::created_at.lt(at).or(notifications::id.lt(id)))
        .order((notifications::created_at.desc(), notifications::id.desc()))
        .limit(ROWS)
        .select(Row::as_select())
        .into_boxed();
    if unread_only {
        query = query.filter(notifications::is_read.eq(false));
    }
    let rows: Vec<Row> = query.load(session.conn()).await?;
    Ok(Page::<Row>::cut(rows, PAGE, |row| cursor(row.created_at, row.id)).map(Into::into))
}

/// How many the asker has not read. `session` acts as the asker.
///
/// Errors: [`Fault::Unauthenticated`].
pub async fn unread(session: &mut Session) -> Result<i64, Error> {
    let me = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let count = notifications::table
        .filter(notifications::user_id.eq(me).and(notifications::is_read.eq(false)))
        .select(count_star())
        .get_result(session.conn())
        .await?;
    Ok(count)
}
