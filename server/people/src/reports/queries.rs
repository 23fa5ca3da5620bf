//! Lists of reports.

use crate::keyset::PAGE;
use chrono::{DateTime, Utc};
use db::{Error, OrUnexpected, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Cursor, Fault, Page, UserId};
use model_people::reports::{NewReport, Report, Status};
use schema::reports;
use serde_json::Value;
use uuid::Uuid;

#[derive(Queryable, Selectable)]
#[diesel(table_name = reports, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: Uuid,
    reporter_id: Option<UserId>,
    target_type: String,
    target_id: String,
    reason: String,
    description: Option<String>,
    evidence_urls: Vec<String>,
    status: String,
    action_taken: Option<String>,
    resolution: Option<String>,
    created_at: DateTime<Utc>,
    reviewed_at: Option<DateTime<Utc>>,
    target_snapshot: Option<Value>,
}

impl TryFrom<Row> for Report {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let said = NewReport {
            target: serde_json::from_value(row.target_type.into()).or_unexpected()?,
            target_id: row.target_id,
            reason: serde_json::from_value(row.reason.into()).or_unexpected()?,
            description: row.description.unwrap_or_default(),
            evidence: row.evidence_urls,
        };
        Ok(Report {
            id: row.id,
            reporter: row.reporter_id,
            said,
            snapshot: row.target_snapshot,
            status: serde_json::from_value(row.status.into()).or_unexpected()?,
            action: row
                .action_taken
                .map(|action| serde_json::from_value(action.into()))
                .transpose()
                .or_unexpected()?,
            resolution: row.resolution,
            created_at: row.created_at,
            reviewed_at: row.reviewed_at,
        })
    }
}

/// The reports that stand there, oldest first: all of them for an administrator, one's own for everybody else.
/// `session` acts as the asker.
///
/// Errors: [`Fault::Unauthenticated`]; [`Fault::Invalid`] on `after`.
pub async fn standing(
    session: &mut Session,
    status: Status,
    after: Option<&Cursor>,
) -> Result<Page<Report>, Error> {
    session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let word = serde_json::to_value(status).or_unexpected()?;
    let mut query = reports::table
        .filter(reports::status.eq(word.as_str().unwrap_or_default().to_owned()))
        .order((reports::created_at, reports::id))
        .limit(PAGE as i64 + 1)
        .select(Row::as_select())
        .into_boxed();
    if let Some(after) = after {
        let (at, id) = crate::keyset::place(Some(after))?;
        query =
            query.filter(reports::created_at.gt(at).or(reports::created_at.eq(at).and(reports::id.gt(id))));
    }
    let rows: Vec<Row> = query.load(session.conn()).await?;
    Page::<Row>::cut(rows, PAGE, |row| crate::keyset::cursor(row.created_at, row.id))
        .try_map(TryInto::try_into)
}
