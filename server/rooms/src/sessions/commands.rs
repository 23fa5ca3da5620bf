//! Keeping sessions in the database, closing and counting them, and handing out what is to be paid. All of it by the
//! server itself.

use super::EndedSession;
use super::book::Figures;
use chrono::{DateTime, Utc};
use db::{Error, OrUnexpected, Session};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Jsonb, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use model::UserId;
use schema::{rooms, session_history as history};
use serde_json::Value;
use uuid::Uuid;

diesel::define_sql_function! {
    /// See `server/db/sql/rooms/session_history.sql`.
    fn close_session(id: SqlUuid) -> Bool;
}

#[derive(QueryableByName)]
struct IdRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// Writes down how open sessions of this process stand at `at`.
pub(super) async fn keep(
    session: &mut Session,
    process: Uuid,
    at: DateTime<Utc>,
    figures: &[Figures],
) -> Result<(), Error> {
    diesel::sql_query("select public.keep_sessions($1, $2, $3)")
        .bind::<SqlUuid, _>(process)
        .bind::<Timestamptz, _>(at)
        .bind::<Jsonb, _>(serde_json::to_value(figures).or_unexpected()?)
        .execute(session.conn())
        .await?;
    Ok(())
}

/// Closes a session at `at` as it stands and counts it; nothing when it was closed before.
pub(super) async fn end(
    session: &mut Session,
    process: Uuid,
    at: DateTime<Utc>,
    figures: &Figures,
) -> Result<(), Error> {
    keep(session, process, at, std::slice::from_ref(figures)).await?;
    close(session, figures.id).await?;
    Ok(())
}

/// Closes a session when it was last seen, and counts it; `false` when it was closed before.
pub(super) async fn close(session: &mut Session, id: Uuid) -> Result<bool, Error> {
    Ok(diesel::select(close_session(id)).get_result(session.conn()).await?)
}

/// Open sessions whose process is dead.
pub(super) async fn lost(session: &mut Session, process: Uuid) -> Result<Vec<Uuid>, Error> {
    let rows: Vec<IdRow> = diesel::sql_query("select id from public.lost_session_ids($1) as lost (id)")
        .bind::<SqlUuid, _>(process)
        .load(session.conn())
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Forgets the tracks of dead processes: who sent them is gone. Returns how many.
pub(crate) async fn clear_lost_tracks(session: &mut Session, process: Uuid) -> Result<usize, Error> {
    let query = "delete from public.room_webrtc_sessions w
        where w.process_id is distinct from $1
            and not exists (select from public.server_processes p
                where p.id = w.process_id and p.ended_at is null and p.seen_at > now() - interval '30 seconds')";
    Ok(diesel::sql_query(query).bind::<SqlUuid, _>(process).execute(session.conn()).await?)
}

/// Closed sessions that nobody has paid for yet, oldest first, at most `limit`.
pub async fn unpaid(session: &mut Session, limit: i64) -> Result<Vec<Uuid>, Error> {
    let query = "select id from public.session_history where left_at is not null and awarded_at is null
        order by left_at, id limit $1";
    let rows: Vec<IdRow> = diesel::sql_query(query).bind::<BigInt, _>(limit).load(session.conn()).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// A closed session to pay for, locked until the transaction ends; none when it was paid, or somebody else pays for it at
/// this moment. Mark it with [`paid`] in the same transaction.
pub async fn claim(session: &mut Session, id: Uuid) -> Result<Option<EndedSession>, Error> {
    let row: Option<Row> = history::table
        .find(id)
        .filter(history::left_at.is_not_null().and(history::awarded_at.is_null()))
        .select(Row::as_select())
        .for_update()
        .skip_locked()
        .first(session.conn())
        .await
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let room_is_public: Option<bool> =
        rooms::table.find(&row.room_id).select(rooms::is_public).first(session.conn()).await.optional()?;
    let before = history::table
        .filter(history::user_id.eq(row.user_id).and(history::id.ne(id)))
        .filter(history::left_at.le(row.joined_at));
    let last_left_at: Option<Option<DateTime<Utc>>> =
        before.select(diesel::dsl::max(history::left_at)).first(session.conn()).await.optional()?;
    Ok(Some(row.into_ended(room_is_public.unwrap_or(false), last_left_at.flatten())))
}

/// Marks a session as paid.
pub async fn paid(session: &mut Session, id: Uuid) -> Result<(), Error> {
    diesel::update(history::table.find(id))
        .set(history::awarded_at.eq(Utc::now()))
        .execute(session.conn())
        .await?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = history, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: Uuid,
    user_id: UserId,
    room_id: String,
    joined_at: DateTime<Utc>,
    left_at: Option<DateTime<Utc>>,
    instrument_id: Option<String>,
    was_room_master: bool,
    jam_seconds: i32,
    messages: i32,
    reactions_given: i32,
    fires_received: i32,
    was_full: bool,
    joined_after_seconds: Option<i32>,
    collaborators: Value,
}

impl Row {
    fn into_ended(self, room_is_public: bool, last_left_at: Option<DateTime<Utc>>) -> EndedSession {
        let ids = self.collaborators.as_object().into_iter().flatten();
        EndedSession {
            id: self.id,
            user_id: self.user_id,
            room_id: self.room_id,
            room_is_public,
            joined_at: self.joined_at,
            left_at: self.left_at.unwrap_or(self.joined_at),
            last_left_at,
            jam_seconds: count(self.jam_seconds),
            instrument: self.instrument_id,
            was_owner: self.was_room_master,
            messages: count(self.messages),
            reactions_given: count(self.reactions_given),
            fires_received: count(self.fires_received),
            was_full: self.was_full,
            joined_after_s: self.joined_after_seconds.map(count),
            collaborators: ids.filter_map(|(id, _)| id.parse().ok()).collect(),
        }
    }
}

/// The table keeps them from falling below zero.
fn count(number: i32) -> u32 {
    u32::try_from(number).unwrap_or(0)
}
