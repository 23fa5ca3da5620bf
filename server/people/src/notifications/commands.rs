//! Telling, and marking as read.

use db::{Error, OrUnexpected, Session};
use diesel::prelude::*;
use diesel::sql_types::{Jsonb, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use model::{Fault, UserId};
use model_people::notifications::Subject;
use schema::notifications;
use serde_json::Value;
use uuid::Uuid;

/// Tells somebody something. With a key, an unread one with the same key is brought up to date instead. `actor` is who
/// did it; the database leaves out whom the person does not want to hear of. `session` acts for the service.
///
/// Errors: [`Fault::NotFound`] when there is no such person.
pub async fn tell(
    session: &mut Session,
    user: UserId,
    actor: Option<UserId>,
    subject: &Subject,
    title: &str,
    group_key: Option<&str>,
) -> Result<(), Error> {
    let mut payload = serde_json::to_value(subject).or_unexpected()?;
    let kind = payload.as_object_mut().and_then(|object| object.remove("type"));
    let kind = kind.as_ref().and_then(Value::as_str).unwrap_or("system").to_owned();
    diesel::sql_query("select public.notify($1, $2, $3, $4, null, null, $5, $6)")
        .bind::<SqlUuid, _>(user)
        .bind::<Nullable<SqlUuid>, _>(actor)
        .bind::<Text, _>(kind)
        .bind::<Text, _>(title)
        .bind::<Jsonb, _>(payload)
        .bind::<Nullable<Text>, _>(group_key)
        .execute(session.conn())
        .await?;
    Ok(())
}

/// The asker has read one. `session` acts as the asker.
///
/// Errors: [`Fault::Unauthenticated`]; [`Fault::NotFound`] when it is not theirs.
pub async fn mark_read(session: &mut Session, id: Uuid) -> Result<(), Error> {
    let me = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let one = notifications::table.find(id).filter(notifications::user_id.eq(me));
    let marked = diesel::update(one).set(notifications::is_read.eq(true)).execute(session.conn()).await?;
    if marked == 0 { Err(Fault::NotFound.into()) } else { Ok(()) }
}

/// The asker has read all. `session` acts as the asker.
///
/// Errors: [`Fault::Unauthenticated`].
pub async fn mark_all_read(session: &mut Session) -> Result<(), Error> {
    let me = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let unread =
        notifications::table.filter(notifications::user_id.eq(me).and(notifications::is_read.eq(false)));
    diesel::update(unread).set(notifications::is_read.eq(true)).execute(session.conn()).await?;
    Ok(())
}
