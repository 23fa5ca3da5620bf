//! Leases: a room runs in the one process that holds its lease in `room_leases`. Taken before the room opens, renewed
//! every second in one statement for all rooms, given back when it closes. A lease that is not renewed runs out after
//! [`LEASE_S`]; then any process may take it, so that a killed process keeps nobody waiting for long.
//!
//! A database that is away ends no room: nobody else can take the lease then either. A room is given up when the
//! database says that somebody else has it.

use crate::running::records::SERVICE;
use chrono::{DateTime, Utc};
use db::{Db, Error};
use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use model_rooms::RoomCode;
use schema::room_leases;
use std::collections::HashSet;
use std::time::Duration;
use uuid::Uuid;

/// How long a lease lasts, in seconds.
const LEASE_S: i32 = 3;
/// How often leases are renewed.
pub(super) const RENEW_EVERY: Duration = Duration::from_secs(1);

/// Takes a lease that is free, ran out, belongs to a dead process, or is ours already.
const TAKE: &str = "
    insert into public.room_leases as l (room_id, process_id, taken_at, expires_at)
    values ($1, $2, clock_timestamp(), clock_timestamp() + $3 * interval '1 second')
    on conflict (room_id) do update
        set process_id = excluded.process_id, taken_at = excluded.taken_at, expires_at = excluded.expires_at
        where l.process_id = excluded.process_id or l.expires_at < clock_timestamp()
            or not public.is_process_alive(l.process_id)
    returning taken_at";
const RENEW: &str = "
    update public.room_leases set expires_at = clock_timestamp() + $3 * interval '1 second'
    where process_id = $1 and room_id = any($2) returning room_id";

/// What came of taking a lease.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Taken {
    /// It is ours since then (the moment names it, see [`give_back`]).
    Ours(DateTime<Utc>),
    /// Another process has it.
    Theirs(Uuid),
}

#[derive(QueryableByName)]
struct TakenAt {
    #[diesel(sql_type = Timestamptz)]
    taken_at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct Renewed {
    #[diesel(sql_type = Text)]
    room_id: String,
}

/// Takes a room's lease for a process. Errors: [`model::Fault::NotFound`] when there is no such room (any more).
pub(super) async fn take(db: &Db, room: &RoomCode, process: Uuid) -> Result<Taken, Error> {
    db.run(&SERVICE, async |session| {
        let taken: Option<TakenAt> = diesel::sql_query(TAKE)
            .bind::<Text, _>(room.as_str())
            .bind::<SqlUuid, _>(process)
            .bind::<Integer, _>(LEASE_S)
            .get_result(session.conn())
            .await
            .optional()?;
        if let Some(TakenAt { taken_at }) = taken {
            return Ok(Taken::Ours(taken_at));
        }
        let holder = room_leases::table.find(room.as_str()).select(room_leases::process_id);
        // Given back between the two statements: whoever asks again gets it.
        let holder: Option<Uuid> = holder.first(session.conn()).await.optional()?;
        Ok(Taken::Theirs(holder.unwrap_or_default()))
    })
    .await
}

/// Which process holds a room's lease now; none when it is free or ran out.
pub(super) async fn holder(db: &Db, room: &RoomCode) -> Result<Option<Uuid>, Error> {
    db.run(&SERVICE, async |session| {
        let holder = room_leases::table
            .find(room.as_str())
            .filter(room_leases::expires_at.gt(diesel::dsl::now))
            .select(room_leases::process_id);
        Ok(holder.first(session.conn()).await.optional()?)
    })
    .await
}

/// Renews a process's leases; those that it still has.
pub(super) async fn renew(db: &Db, process: Uuid, rooms: &[RoomCode]) -> Result<HashSet<String>, Error> {
    let codes: Vec<&str> = rooms.iter().map(RoomCode::as_str).collect();
    db.run(&SERVICE, async |session| {
        let renewed: Vec<Renewed> = diesel::sql_query(RENEW)
            .bind::<SqlUuid, _>(process)
            .bind::<Array<Text>, _>(&codes)
            .bind::<Integer, _>(LEASE_S)
            .load(session.conn())
            .await?;
        Ok(renewed.into_iter().map(|row| row.room_id).collect())
    })
    .await
}

/// Gives one lease back: the one taken at that moment, not one that was taken since.
pub(super) async fn give_back(
    db: &Db,
    room: &RoomCode,
    process: Uuid,
    taken_at: DateTime<Utc>,
) -> Result<(), Error> {
    db.run(&SERVICE, async |session| {
        let it = room_leases::table
            .find(room.as_str())
            .filter(room_leases::process_id.eq(process).and(room_leases::taken_at.eq(taken_at)));
        diesel::delete(it).execute(session.conn()).await?;
        Ok(())
    })
    .await
}

/// Gives all leases of a process back.
pub(super) async fn give_all_back(db: &Db, process: Uuid) -> Result<(), Error> {
    db.run(&SERVICE, async |session| {
        let all = room_leases::table.filter(room_leases::process_id.eq(process));
        diesel::delete(all).execute(session.conn()).await?;
        Ok(())
    })
    .await
}
