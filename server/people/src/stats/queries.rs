//! Reading statistics.

use chrono::{DateTime, Days, Months, Utc};
use db::{Error, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::UserId;
use model_people::stats::Stats;
use schema::user_stats;
use serde_json::Value;

#[derive(Queryable, Selectable)]
#[diesel(table_name = user_stats)]
struct Row {
    total_jam_seconds: i64,
    average_session_seconds: i32,
    longest_session_seconds: i32,
    total_sessions: i32,
    sessions_this_week: i32,
    sessions_this_month: i32,
    unique_collaborators: i32,
    reactions_received: i32,
    reactions_given: i32,
    messages_sent: i32,
    rooms_created: i32,
    rooms_joined: i32,
    tracks_uploaded: i32,
    tracks_generated: i32,
    stems_separated: i32,
    activity_by_hour: Value,
    activity_by_day: Value,
    week_began_at: Option<DateTime<Utc>>,
    month_began_at: Option<DateTime<Utc>>,
}

impl Row {
    /// As they are at `now`: what was counted in an earlier week or month is not counted in this one.
    fn at(self, now: DateTime<Utc>) -> Stats {
        let row = self;
        let this_week = row.week_began_at.is_some_and(|began| now < began + Days::new(7));
        let this_month = row.month_began_at.is_some_and(|began| now < began + Months::new(1));
        Stats {
            total_jam_seconds: row.total_jam_seconds,
            average_session_seconds: row.average_session_seconds,
            longest_session_seconds: row.longest_session_seconds,
            total_sessions: row.total_sessions,
            sessions_this_week: if this_week { row.sessions_this_week } else { 0 },
            sessions_this_month: if this_month { row.sessions_this_month } else { 0 },
            unique_collaborators: row.unique_collaborators,
            reactions_received: row.reactions_received,
            reactions_given: row.reactions_given,
            messages_sent: row.messages_sent,
            rooms_created: row.rooms_created,
            rooms_joined: row.rooms_joined,
            tracks_uploaded: row.tracks_uploaded,
            tracks_generated: row.tracks_generated,
            stems_separated: row.stems_separated,
            activity_by_hour: db::stored::read(row.activity_by_hour, "user_stats.activity_by_hour"),
            activity_by_day: db::stored::read(row.activity_by_day, "user_stats.activity_by_day"),
        }
    }
}

/// Somebody's statistics, when the asker may see them. `session` acts as the asker.
pub async fn stats_of(session: &mut Session, user: UserId) -> Result<Option<Stats>, Error> {
    let row: Option<Row> =
        user_stats::table.find(user).select(Row::as_select()).first(session.conn()).await.optional()?;
    Ok(row.map(|row| row.at(Utc::now())))
}
