//! Reporting, and deciding.

use chrono::{DateTime, TimeDelta, Utc};
use db::{Error, Session};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::Fault;
use model_people::reports::{Decision, NewReport};
use schema::reports;
use uuid::Uuid;

/// Most reports that one person makes in a day.
pub const DAILY_MAX: i64 = 20;
/// Most of a person's reports that nobody has looked at yet.
pub const OPEN_MAX: i64 = 50;

/// The asker reports something; again while nobody has looked at it changes nothing. Answers whether it is new.
/// `session` acts as the asker.
///
/// Errors: [`Fault::Unauthenticated`]; [`Fault::Invalid`]; [`Fault::TooMany`] beyond [`DAILY_MAX`] in a day or
/// [`OPEN_MAX`] open ones.
pub async fn make(session: &mut Session, form: NewReport, now: DateTime<Utc>) -> Result<bool, Error> {
    let me = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let form = form.checked()?;
    check_limits(session, now).await?;
    let added = diesel::insert_into(reports::table)
        .values((
            reports::id.eq(Uuid::now_v7()),
            reports::reporter_id.eq(me),
            reports::target_type.eq(word(&form.target)?),
            reports::target_id.eq(form.target_id),
            reports::reason.eq(word(&form.reason)?),
            reports::description.eq(Some(form.description).filter(|text| !text.is_empty())),
            reports::evidence_urls.eq(form.evidence),
        ))
        .on_conflict_do_nothing()
        .execute(session.conn())
        .await?;
    Ok(added > 0)
}

/// Nobody keeps the administrators busy.
async fn check_limits(session: &mut Session, now: DateTime<Utc>) -> Result<(), Error> {
    let me = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let since = now - TimeDelta::days(1);
    let own = reports::table.filter(reports::reporter_id.eq(me));
    let today: Vec<DateTime<Utc>> = own
        .filter(reports::created_at.gt(since))
        .order(reports::created_at.desc())
        .limit(DAILY_MAX)
        .select(reports::created_at)
        .load(session.conn())
        .await?;
    if let Some(first) = today.get(usize::try_from(DAILY_MAX - 1).unwrap_or(usize::MAX)) {
        let wait = (*first + TimeDelta::days(1) - now).num_seconds().max(1);
        return Err(Fault::TooMany { retry_after_s: u32::try_from(wait).unwrap_or(u32::MAX) }.into());
    }
    let open: i64 =
        own.filter(reports::status.eq("pending")).select(count_star()).get_result(session.conn()).await?;
    if open >= OPEN_MAX {
        return Err(Fault::TooMany { retry_after_s: 86_400 }.into());
    }
    Ok(())
}

/// An administrator decides; deciding again changes the decision. Who decided, and when, is the database's to say.
/// `session` acts as the administrator.
///
/// Errors: [`Fault::Unauthenticated`]; [`Fault::Invalid`]; [`Fault::NotFound`] when there is no such report, or the asker
/// is no administrator.
pub async fn decide(session: &mut Session, report: Uuid, decision: Decision) -> Result<(), Error> {
    session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let decision = decision.checked()?;
    let action = decision.action.map(|action| word(&action)).transpose()?;
    let decided = diesel::update(reports::table.find(report))
        .set((
            reports::status.eq(word(&decision.status)?),
            reports::action_taken.eq(action),
            reports::resolution.eq(Some(decision.resolution).filter(|text| !text.is_empty())),
        ))
        .execute(session.conn())
        .await?;
    if decided == 0 { Err(Fault::NotFound.into()) } else { Ok(()) }
}

/// An administrator takes a report on. `session` acts as the administrator.
///
/// Errors: [`Fault::Unauthenticated`]; [`Fault::NotFound`] as for [`decide`].
pub async fn take_on(session: &mut Session, report: Uuid) -> Result<(), Error> {
    let me = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let taken = diesel::update(reports::table.find(report))
        .set(reports::assigned_to.eq(me))
        .execute(session.conn())
        .await?;
    if taken == 0 { Err(Fault::NotFound.into()) } else { Ok(()) }
}

/// An enum as the database has it.
fn word(value: &impl serde::Serialize) -> Result<String, Error> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        other => Err(Error::unexpected(format!("{other:?} is no word"))),
    }
}
