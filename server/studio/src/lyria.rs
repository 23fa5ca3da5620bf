//! How much generated music somebody may use, and what they used. The counting functions are the server's own
//! (`server/db/sql/studio/lyria.sql`).

use crate::keyset::{self, PAGE, latest};
use chrono::{DateTime, Utc};
use db::{Error, Session};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use model::{Cursor, Fault, Page, UserId};
use model_studio::{LyriaAllowance, LyriaLimits, LyriaUse, NewLyriaUse};
use schema::lyria_usage as usage;
use uuid::Uuid;

/// What a tier may use; an unknown tier is free.
pub async fn limits(session: &mut Session, account_type: &str) -> Result<LyriaLimits, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Integer)]
        daily_seconds_limit: i32,
        #[diesel(sql_type = Integer)]
        connections_per_minute: i32,
        #[diesel(sql_type = Integer)]
        max_session_seconds: i32,
    }
    let row: Row = diesel::sql_query("select * from public.get_lyria_rate_limit_config($1)")
        .bind::<Text, _>(account_type)
        .get_result(session.conn())
        .await?;
    Ok(LyriaLimits {
        daily_seconds: row.daily_seconds_limit,
        connections_per_minute: row.connections_per_minute,
        max_session_seconds: row.max_session_seconds,
    })
}

/// What is left for a person. By the server itself. Errors: [`Fault::NotFound`] without a profile.
pub async fn allowance(session: &mut Session, user: UserId) -> Result<LyriaAllowance, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        allowed: bool,
        #[diesel(sql_type = Integer)]
        daily_seconds_remaining: i32,
        #[diesel(sql_type = Integer)]
        connections_remaining: i32,
        #[diesel(sql_type = Timestamptz)]
        reset_at: DateTime<Utc>,
    }
    let row: Option<Row> = diesel::sql_query("select * from public.check_lyria_rate_limit($1)")
        .bind::<SqlUuid, _>(user)
        .get_result(session.conn())
        .await
        .optional()?;
    let row = row.ok_or(Fault::NotFound)?;
    Ok(LyriaAllowance {
        allowed: row.allowed,
        daily_seconds_remaining: row.daily_seconds_remaining,
        connections_remaining: row.connections_remaining,
        reset_at: row.reset_at,
    })
}

/// Begins a session for a person: checks what is left, counts the connection and notes the use. Two at once do not both
/// take the last one: they queue. By the server itself. Errors: [`Fault::Invalid`], [`Fault::NotFound`] without a profile,
/// [`Fault::TooMany`] when nothing is left.
pub async fn begin(
    session: &mut Session,
    user: UserId,
    session_id: &str,
    form: NewLyriaUse,
) -> Result<LyriaAllowance, Error> {
    let form = form.checked()?;
    diesel::sql_query("select pg_advisory_xact_lock(hashtextextended('lyria ' || $1::text, 0))")
        .bind::<SqlUuid, _>(user)
        .execute(session.conn())
        .await?;
    let left = allowance(session, user).await?;
    if !left.allowed {
        return Err(Fault::TooMany { retry_after_s: wait(&left, Utc::now()) }.into());
    }
    diesel::sql_query("select public.increment_lyria_connection($1)")
        .bind::<SqlUuid, _>(user)
        .execute(session.conn())
        .await?;
    let row = (
        usage::id.eq(Uuid::now_v7()),
        usage::user_id.eq(user),
        usage::session_id.eq(session_id),
        usage::prompt_text.eq(Some(form.prompt).filter(|text| !text.is_empty())),
        usage::style.eq(form.style),
        usage::mood.eq(form.mood),
        usage::bpm.eq(form.bpm),
        usage::scale.eq(form.scale),
    );
    diesel::insert_into(usage::table).values(row).execute(session.conn()).await?;
    Ok(LyriaAllowance { connections_remaining: left.connections_remaining - 1, ..left })
}

/// Seconds until there is something left: the next minute, or the next day.
fn wait(left: &LyriaAllowance, now: DateTime<Utc>) -> u32 {
    let seconds =
        if left.daily_seconds_remaining > 0 { 60 } else { (left.reset_at - now).num_seconds().max(1) };
    u32::try_from(seconds).unwrap_or(u32::MAX)
}

/// Ends a person's session and counts its seconds, once. By the server itself, which measured them. Errors:
/// [`Fault::NotFound`] for a session that is not theirs or has ended.
pub async fn end(
    session: &mut Session,
    user: UserId,
    session_id: &str,
    seconds: u32,
    bytes: u64,
) -> Result<(), Error> {
    let seconds = i32::try_from(seconds.min(86_400)).unwrap_or(86_400);
    let open = usage::table.filter(
        usage::user_id.eq(user).and(usage::session_id.eq(session_id)).and(usage::session_end.is_null()),
    );
    let ended = diesel::update(open)
        .set((
            usage::session_end.eq(diesel::dsl::now),
            usage::duration_seconds.eq(seconds),
            usage::bytes_streamed.eq(i64::try_from(bytes).unwrap_or(i64::MAX)),
        ))
        .execute(session.conn())
        .await?;
    if ended == 0 {
        return Err(Fault::NotFound.into());
    }
    diesel::sql_query("select public.add_lyria_usage_seconds($1, $2)")
        .bind::<SqlUuid, _>(user)
        .bind::<Integer, _>(seconds)
        .execute(session.conn())
        .await?;
    Ok(())
}

/// The asker's own sessions, latest first.
pub async fn mine(session: &mut Session, after: Option<&Cursor>) -> Result<Page<LyriaUse>, Error> {
    let asker = session.actor().user_id().ok_or(Fault::Unauthenticated)?;
    let own = usage::table.filter(usage::user_id.eq(asker));
    let place = keyset::before::<Uuid>(after)?;
    let rows: Vec<UseRow> = latest!(own, usage::session_start, usage::id, place)
        .select(UseRow::as_select())
        .load(session.conn())
        .await?;
    Ok(Page::<UseRow>::cut(rows, PAGE, |row| keyset::at(row.session_start, row.id)).map(Into::into))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = usage, check_for_backend(diesel::pg::Pg))]
struct UseRow {
    id: Uuid,
    session_id: String,
    session_start: DateTime<Utc>,
    session_end: Option<DateTime<Utc>>,
    duration_seconds: i32,
    prompt_text: Option<String>,
    style: Option<String>,
    mood: Option<String>,
    bpm: Option<i32>,
    scale: Option<String>,
    bytes_streamed: i64,
}

impl From<UseRow> for LyriaUse {
    fn from(row: UseRow) -> Self {
        LyriaUse {
            id: row.id,
            session_id: row.session_id,
            asked: NewLyriaUse {
                prompt: row.prompt_text.unwrap_or_default(),
                style: row.style,
                mood: row.mood,
                bpm: row.bpm,
                scale: row.scale,
            },
            started_at: row.session_start,
            ended_at: row.session_end,
            duration_s: row.duration_seconds,
            bytes_streamed: row.bytes_streamed,
        }
    }
}
