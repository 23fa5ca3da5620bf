//! Who follows whom.

use crate::keyset::{PAGE, ROWS, cursor, place};
use crate::profiles::PersonRow;
use chrono::{DateTime, Utc};
use db::{Error, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Cursor, Page, UserId};
use model_people::social::Person;
use schema::{follows, user_profiles};

type Row = (PersonRow, DateTime<Utc>);

/// Those who follow somebody, newest first, as far as the asker sees them. `session` acts as the asker.
///
/// Errors: [`model::Fault::Invalid`] on `after`.
pub async fn followers(
    session: &mut Session,
    of: UserId,
    after: Option<&Cursor>,
) -> Result<Page<Person>, Error> {
    let (at, id) = place(after)?;
    let rows: Vec<Row> = follows::table
        .inner_join(user_profiles::table.on(user_profiles::id.eq(follows::follower_id)))
        .filter(follows::following_id.eq(of))
        .filter(follows::created_at.le(at))
        .filter(follows::created_at.lt(at).or(follows::follower_id.lt(id)))
        .order((follows::created_at.desc(), follows::follower_id.desc()))
        .limit(ROWS)
        .select((PersonRow::as_select(), follows::created_at))
        .load(session.conn())
        .await?;
    Ok(page(rows))
}

/// Those whom somebody follows, newest first, as far as the asker sees them. `session` acts as the asker.
///
/// Errors: [`model::Fault::Invalid`] on `after`.
pub async fn following(
    session: &mut Session,
    of: UserId,
    after: Option<&Cursor>,
) -> Result<Page<Person>, Error> {
    let (at, id) = place(after)?;
    let rows: Vec<Row> = follows::table
        .inner_join(user_profiles::table.on(user_profiles::id.eq(follows::following_id)))
        .filter(follows::follower_id.eq(of))
        .filter(follows::created_at.le(at))
        .filter(follows::created_at.lt(at).or(follows::following_id.lt(id)))
        .order((follows::created_at.desc(), follows::following_id.desc()))
        .limit(ROWS)
        .select((PersonRow::as_select(), follows::created_at))
        .load(session.conn())
        .await?;
    Ok(page(rows))
}

fn page(rows: Vec<Row>) -> Page<Person> {
    Page::<Row>::cut(rows, PAGE, |(person, at)| cursor(*at, person.id)).map(|(person, _)| person.into())
}
