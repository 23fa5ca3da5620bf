//! What there is to do, and how far somebody is.

use super::commands::{progress, since};
use crate::achievements::facts::facts_of;
use chrono::{DateTime, Days, NaiveDate, Utc};
use db::{Error, OrUnexpected, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::UserId;
use model_people::challenges::{CLAIM_DAYS, Challenge, Taken};
use schema::{challenges, user_challenges};
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

/// Most challenges in the list.
const LISTED_MAX: i64 = 100;

#[derive(Queryable, Selectable)]
#[diesel(table_name = challenges)]
struct Row {
    id: Uuid,
    type_: String,
    name: String,
    description: String,
    criteria: Value,
    xp_reward: i32,
    active_until: NaiveDate,
}

type TakenRow = (Uuid, Value, Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// The challenges of that day, and those that somebody took on and may still be paid for; what ends first comes first.
/// `session` acts for the service.
///
/// Errors: [`model::Fault::NotFound`] when there is no such person.
pub async fn of(session: &mut Session, user: UserId, today: NaiveDate) -> Result<Vec<Challenge>, Error> {
    let taken: Vec<TakenRow> = user_challenges::table
        .filter(user_challenges::user_id.eq(user))
        .order(user_challenges::started_at.desc())
        .limit(LISTED_MAX)
        .select((
            user_challenges::challenge_id,
            user_challenges::stats_before,
            user_challenges::completed_at,
            user_challenges::claimed_at,
        ))
        .load(session.conn())
        .await?;
    let runs = challenges::active_from.le(today).and(challenges::active_until.ge(today));
    let unpaid: Vec<Uuid> =
        taken.iter().filter(|(_, _, done, paid)| done.is_some() && paid.is_none()).map(|row| row.0).collect();
    let payable = challenges::id
        .eq_any(unpaid)
        .and(challenges::active_until.ge(today - Days::new(CLAIM_DAYS.unsigned_abs())));
    let rows: Vec<Row> = challenges::table
        .filter(runs.or(payable))
        .order((challenges::active_until, challenges::id))
        .limit(LISTED_MAX)
        .select(Row::as_select())
        .load(session.conn())
        .await?;
    let facts = facts_of(session, user, None).await?;
    let mut taken: HashMap<Uuid, TakenRow> = taken.into_iter().map(|row| (row.0, row)).collect();
    let challenge = |row: Row| {
        let criteria = crate::achievements::commands::read(&row.id.to_string(), row.criteria);
        let taken = taken.remove(&row.id).map(|(_, before, completed_at, claimed_at)| Taken {
            progress: criteria.and_then(|criteria| progress(&criteria, &since(&facts, before))),
            completed_at,
            claimed_at,
        });
        Ok(Challenge {
            id: row.id,
            rhythm: serde_json::from_value(row.type_.into()).or_unexpected()?,
            name: row.name,
            description: row.description,
            xp_reward: row.xp_reward,
            until: row.active_until,
            taken,
        })
    };
    rows.into_iter().map(challenge).collect()
}
