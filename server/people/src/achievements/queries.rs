//! Lists of achievements.

use super::commands::read;
use super::facts::facts_of;
use chrono::{DateTime, Utc};
use db::{Error, OrUnexpected, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::UserId;
use model_people::achievements::{Achievement, Facts};
use schema::{achievements, user_achievements};
use serde_json::Value;
use std::collections::HashMap;

#[derive(Queryable, Selectable)]
#[diesel(table_name = achievements)]
struct Row {
    id: String,
    name: String,
    description: String,
    category: String,
    tier: String,
    icon: String,
    xp_reward: i32,
    criteria: Value,
    is_hidden: bool,
    hint: Option<String>,
}

impl Row {
    fn wire(self, unlocked_at: Option<DateTime<Utc>>, facts: Option<&Facts>) -> Result<Achievement, Error> {
        let is_masked = self.is_hidden && unlocked_at.is_none();
        let criteria = read(&self.id, self.criteria).filter(|_| !self.is_hidden);
        let progress = facts.zip(criteria).and_then(|(facts, criteria)| criteria.progress(facts));
        Ok(Achievement {
            name: Some(self.name).filter(|_| !is_masked),
            description: if is_masked { self.hint.unwrap_or_default() } else { self.description },
            category: serde_json::from_value(self.category.into()).or_unexpected()?,
            tier: serde_json::from_value(self.tier.into()).or_unexpected()?,
            icon: self.icon,
            xp_reward: self.xp_reward,
            unlocked_at,
            progress: progress.map(|(have, need)| (have.min(need), need)),
            id: self.id,
        })
    }
}

/// Every achievement as a person sees their own: unlocked, on the way, or hidden with a hint. `session` acts for the
/// service, which sees the hidden ones.
///
/// Errors: [`model::Fault::NotFound`] when there is no such person.
pub async fn own(session: &mut Session, user: UserId) -> Result<Vec<Achievement>, Error> {
    let facts = facts_of(session, user, None).await?;
    let unlocked: Vec<(String, DateTime<Utc>)> = user_achievements::table
        .filter(user_achievements::user_id.eq(user))
        .select((user_achievements::achievement_id, user_achievements::unlocked_at))
        .load(session.conn())
        .await?;
    let unlocked: HashMap<_, _> = unlocked.into_iter().collect();
    let rows: Vec<Row> = achievements::table
        .order((achievements::sort_order, achievements::id))
        .select(Row::as_select())
        .load(session.conn())
        .await?;
    let wire = |row: Row| {
        let unlocked_at = unlocked.get(&row.id).copied();
        row.wire(unlocked_at, Some(&facts))
    };
    rows.into_iter().map(wire).collect()
}

/// What somebody has unlocked, newest first, when the asker may see it; hidden ones only when the asker has them too.
/// `session` acts as the asker.
pub async fn unlocked_by(session: &mut Session, user: UserId) -> Result<Vec<Achievement>, Error> {
    let rows: Vec<(Row, DateTime<Utc>)> = user_achievements::table
        .inner_join(achievements::table)
        .filter(user_achievements::user_id.eq(user))
        .order((user_achievements::unlocked_at.desc(), achievements::id))
        .select((Row::as_select(), user_achievements::unlocked_at))
        .load(session.conn())
        .await?;
    rows.into_iter().map(|(row, at)| row.wire(Some(at), None)).collect()
}
