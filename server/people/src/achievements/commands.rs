//! Unlocking.

use super::facts::facts_of;
use db::{Error, Session};
use diesel::prelude::*;
use diesel::sql_types::{Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use model::UserId;
use model_people::achievements::{Criteria, SessionFacts};
use schema::{achievements, user_achievements};
use serde_json::Value;

diesel::define_sql_function! {
    /// See `server/db/sql/people/achievements.sql`.
    fn unlock_achievement(user_id: SqlUuid, achievement_id: Text) -> Bool;
}

/// Unlocks everything that a person meets and does not have yet; answers the ids. Each pays its XP, is told to the
/// person and their friends, and is unlocked once, however many ask. `session` acts for the service.
///
/// Errors: [`model::Fault::NotFound`] when there is no such person.
pub async fn unlock_met(
    session: &mut Session,
    user: UserId,
    ended: Option<SessionFacts>,
) -> Result<Vec<String>, Error> {
    let facts = facts_of(session, user, ended).await?;
    let has = user_achievements::table
        .filter(user_achievements::user_id.eq(user))
        .select(user_achievements::achievement_id);
    let locked: Vec<(String, Value)> = achievements::table
        .filter(achievements::id.ne_all(has))
        .order((achievements::sort_order, achievements::id))
        .select((achievements::id, achievements::criteria))
        .load(session.conn())
        .await?;
    let mut unlocked = Vec::new();
    for (id, criteria) in locked {
        let is_met = read(&id, criteria).is_some_and(|criteria| criteria.is_met(&facts));
        if is_met && diesel::select(unlock_achievement(user, &id)).get_result(session.conn()).await? {
            unlocked.push(id);
        }
    }
    Ok(unlocked)
}

/// What an achievement takes. None, and a line in the log, when an administrator wrote what this build does not know.
pub(crate) fn read(id: &str, criteria: Value) -> Option<Criteria> {
    serde_json::from_value(criteria)
        .inspect_err(|error| tracing::warn!(achievement = id, %error, "criteria that nobody can meet"))
        .ok()
}
