//! Making, taking on, counting and paying.

use crate::achievements::facts::facts_of;
use crate::xp::commands::{Source, Standing, add};
use chrono::{DateTime, Days, NaiveDate, Utc};
use db::{Error, OrUnexpected, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Fault, UserId};
use model_people::achievements::{Criteria, Facts, SessionFacts, StatFacts};
use model_people::challenges::{CLAIM_DAYS, NewChallenge};
use schema::{challenges, user_challenges};
use serde_json::Value;
use uuid::Uuid;

/// An administrator makes a challenge; answers its id. `session` acts as the administrator.
///
/// Errors: [`Fault::Invalid`]; [`Fault::Forbidden`] to everybody else.
pub async fn make(session: &mut Session, form: NewChallenge) -> Result<Uuid, Error> {
    let form = form.checked()?;
    let id = Uuid::now_v7();
    diesel::insert_into(challenges::table)
        .values((
            challenges::id.eq(id),
            challenges::type_
                .eq(serde_json::to_value(form.rhythm).or_unexpected()?.as_str().unwrap_or_default()),
            challenges::name.eq(form.name),
            challenges::description.eq(form.description),
            challenges::criteria.eq(serde_json::to_value(&form.criteria).or_unexpected()?),
            challenges::xp_reward.eq(form.xp_reward.unwrap_or(form.rhythm.xp())),
            challenges::active_from.eq(form.from),
            challenges::active_until.eq(form.rhythm.last_day(form.from)),
        ))
        .execute(session.conn())
        .await?;
    Ok(id)
}

/// Somebody takes a challenge on: what they do counts from now on. Again changes nothing. `session` acts for the
/// service.
///
/// Errors: [`Fault::NotFound`] when there is no such person, or no such challenge on that day.
pub async fn take_on(
    session: &mut Session,
    user: UserId,
    challenge: Uuid,
    today: NaiveDate,
) -> Result<(), Error> {
    let runs = challenges::active_from.le(today).and(challenges::active_until.ge(today));
    let challenge: Uuid =
        challenges::table.find(challenge).filter(runs).select(challenges::id).first(session.conn()).await?;
    let before = facts_of(session, user, None).await?.stats;
    diesel::insert_into(user_challenges::table)
        .values((
            user_challenges::user_id.eq(user),
            user_challenges::challenge_id.eq(challenge),
            user_challenges::stats_before.eq(serde_json::to_value(before).or_unexpected()?),
        ))
        .on_conflict_do_nothing()
        .execute(session.conn())
        .await?;
    Ok(())
}

/// Looks at what somebody took on and has not done yet, after their counters changed or a session of theirs ended; notes
/// what is done now and answers it. A challenge that is over is not done any more. `session` acts for the service.
///
/// Errors: [`Fault::NotFound`] when there is no such person.
pub async fn note_done(
    session: &mut Session,
    user: UserId,
    ended: Option<SessionFacts>,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, Error> {
    let open: Vec<(Uuid, Value, Value)> = user_challenges::table
        .inner_join(challenges::table)
        .filter(user_challenges::user_id.eq(user).and(user_challenges::completed_at.is_null()))
        .filter(challenges::active_until.ge(now.date_naive()))
        .select((challenges::id, challenges::criteria, user_challenges::stats_before))
        .load(session.conn())
        .await?;
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let facts = facts_of(session, user, ended).await?;
    let mut done = Vec::new();
    for (id, criteria, before) in open {
        let Some(criteria) = crate::achievements::commands::read(&id.to_string(), criteria) else { continue };
        if criteria.is_met(&since(&facts, before)) {
            let mine =
                user_challenges::table.find((user, id)).filter(user_challenges::completed_at.is_null());
            diesel::update(mine).set(user_challenges::completed_at.eq(now)).execute(session.conn()).await?;
            done.push(id);
        }
    }
    Ok(done)
}

/// Pays what somebody has done, once, up to [`CLAIM_DAYS`] days after the challenge's end. `session` acts for the
/// service.
///
/// Errors: [`Fault::NotFound`] when they did not take it on; [`Fault::Conflict`] when it is not done, too late, or paid.
pub async fn claim(
    session: &mut Session,
    user: UserId,
    challenge: Uuid,
    now: DateTime<Utc>,
) -> Result<Standing, Error> {
    // What was counted since the last event counts too.
    note_done(session, user, None, now).await?;
    type Row = (Option<DateTime<Utc>>, Option<DateTime<Utc>>, NaiveDate, i32, String);
    let (completed_at, claimed_at, until, xp, name): Row = user_challenges::table
        .inner_join(challenges::table)
        .filter(user_challenges::user_id.eq(user).and(user_challenges::challenge_id.eq(challenge)))
        .select((
            user_challenges::completed_at,
            user_challenges::claimed_at,
            challenges::active_until,
            challenges::xp_reward,
            challenges::name,
        ))
        // Two claims at the same moment: the second waits, and finds it paid.
        .for_update()
        .first(session.conn())
        .await?;
    if claimed_at.is_some() {
        return Err(Fault::conflict("You have the XP for this already.").into());
    }
    if completed_at.is_none() {
        return Err(Fault::conflict("This is not done yet.").into());
    }
    if now.date_naive() > until + Days::new(CLAIM_DAYS.unsigned_abs()) {
        return Err(Fault::conflict("This is over.").into());
    }
    diesel::update(user_challenges::table.find((user, challenge)))
        .set(user_challenges::claimed_at.eq(now))
        .execute(session.conn())
        .await?;
    let source = Source { kind: "challenge", id: challenge };
    add(session, user, xp, &format!("challenge:{name}"), Some(source)).await
}

/// What is known about somebody since they took a challenge on.
pub(super) fn since(facts: &Facts, before: Value) -> Facts {
    let before: StatFacts = db::stored::read(before, "user_challenges.stats_before");
    Facts { stats: facts.stats.since(&before), ..facts.clone() }
}

/// How far somebody is, when it can be counted.
pub(super) fn progress(criteria: &Criteria, facts: &Facts) -> Option<(u64, u64)> {
    criteria.progress(facts).map(|(have, need)| (have.min(need), need))
}
