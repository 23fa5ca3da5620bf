//! What people did.

use crate::keyset::{PAGE, ROWS, cursor, place};
use chrono::{DateTime, Utc};
use db::{Error, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Cursor, Fault, Page, UserId};
use model_people::activity::ActivityItem;
use schema::activity_feed;
use serde_json::Value;
use uuid::Uuid;

type Row = (Uuid, UserId, String, Value, DateTime<Utc>);

/// What the asker and their friends did, newest first: row-level security decides whose. `session` acts as the asker.
///
/// Errors: [`Fault::Unauthenticated`]; [`Fault::Invalid`] on `after`.
pub async fn feed(session: &mut Session, after: Option<&Cursor>) -> Result<Page<ActivityItem>, Error> {
    session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let (at, id) = place(after)?;
    let rows: Vec<Row> = activity_feed::table
        .filter(activity_feed::created_at.le(at))
        .filter(activity_feed::created_at.lt(at).or(activity_feed::id.lt(id)))
        .order((activity_feed::created_at.desc(), activity_feed::id.desc()))
        .limit(ROWS)
        .select((
            activity_feed::id,
            activity_feed::user_id,
            activity_feed::type_,
            activity_feed::data,
            activity_feed::created_at,
        ))
        .load(session.conn())
        .await?;
    let page = Page::<Row>::cut(rows, PAGE, |row| cursor(row.4, row.0));
    // What another build wrote and this one does not know is left out.
    let items = page.items.into_iter().filter_map(|(id, user_id, kind, data, created_at)| {
        let activity = crate::tagged::read(&kind, data, "activity_feed.data")?;
        Some(ActivityItem { id, user_id, activity, created_at })
    });
    Ok(Page { items: items.collect(), next: page.next })
}
