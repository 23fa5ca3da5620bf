//! Telling friends, and taking it back.

use db::{Error, OrUnexpected, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Fault, UserId};
use model_people::activity::Activity;
use schema::activity_feed;
use serde_json::Value;
use uuid::Uuid;

/// Adds what somebody did. `session` acts for the service.
///
/// Errors: [`Fault::NotFound`] when there is no such person.
pub async fn add(session: &mut Session, user: UserId, activity: &Activity) -> Result<(), Error> {
    let mut data = serde_json::to_value(activity).or_unexpected()?;
    let kind = data.as_object_mut().and_then(|object| object.remove("type"));
    let kind = kind.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
    diesel::insert_into(activity_feed::table)
        .values((
            activity_feed::id.eq(Uuid::now_v7()),
            activity_feed::user_id.eq(user),
            activity_feed::type_.eq(kind),
            activity_feed::data.eq(data),
        ))
        .execute(session.conn())
        .await?;
    Ok(())
}

/// The asker takes one of theirs out. `session` acts as the asker.
///
/// Errors: [`Fault::Unauthenticated`]; [`Fault::NotFound`] when it is not theirs.
pub async fn remove(session: &mut Session, id: Uuid) -> Result<(), Error> {
    let me = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let one = activity_feed::table.find(id).filter(activity_feed::user_id.eq(me));
    let removed = diesel::delete(one).execute(session.conn()).await?;
    if removed == 0 { Err(Fault::NotFound.into()) } else { Ok(()) }
}
