//! Lists of friends and requests.

use crate::keyset::{PAGE, ROWS, cursor, place};
use crate::profiles::PersonRow;
use chrono::{DateTime, Utc};
use db::{Error, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Cursor, Fault, Page};
use model_people::social::{Friend, FriendList};
use schema::{friendships, user_profiles};
use uuid::Uuid;

type Row = (PersonRow, Uuid, DateTime<Utc>, Option<DateTime<Utc>>, i32);

/// One of the asker's lists, newest request first. `session` acts as the asker.
///
/// Errors: [`Fault::Unauthenticated`]; [`Fault::Invalid`] on `after`.
pub async fn list(
    session: &mut Session,
    which: FriendList,
    after: Option<&Cursor>,
) -> Result<Page<Friend>, Error> {
    let me = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let (at, id) = place(after)?;
    let query = friendships::table
        // The other one's profile.
        .inner_join(user_profiles::table.on(user_profiles::id.ne(me).and(
            user_profiles::id.eq(friendships::user_id).or(user_profiles::id.eq(friendships::friend_id)),
        )))
        .filter(friendships::requested_at.le(at))
        .filter(friendships::requested_at.lt(at).or(friendships::id.lt(id)))
        .order((friendships::requested_at.desc(), friendships::id.desc()))
        .limit(ROWS)
        .select((
            PersonRow::as_select(),
            friendships::id,
            friendships::requested_at,
            friendships::accepted_at,
            friendships::jams_together,
        ))
        .into_boxed();
    let query = match which {
        FriendList::Friends => {
            query.filter(friendships::user_id.eq(me).and(friendships::status.eq("accepted")))
        }
        FriendList::Asking => {
            query.filter(friendships::friend_id.eq(me).and(friendships::status.eq("pending")))
        }
        FriendList::Asked => query.filter(friendships::user_id.eq(me).and(friendships::status.eq("pending"))),
    };
    let rows: Vec<Row> = query.load(session.conn()).await?;
    let wire = |(person, _, requested_at, accepted_at, jams_together): Row| Friend {
        person: person.into(),
        since: accepted_at.unwrap_or(requested_at),
        jams_together,
    };
    Ok(Page::<Row>::cut(rows, PAGE, |row| cursor(row.2, row.1)).map(wire))
}
