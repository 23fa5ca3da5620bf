//! This process among the rows of `server_processes`: written down at the start, seen every two seconds, ended at the
//! stop. Who is not seen for [`DEAD_AFTER`] is dead, and is written down as ended by whoever notices first.

use crate::running::records::SERVICE;
use chrono::{DateTime, Utc};
use db::{Db, Error, Session};
use diesel::dsl::now;
use diesel::prelude::*;
use diesel::sql_types::{Double, Nullable, Timestamptz};
use diesel_async::RunQueryDsl;
use schema::server_processes;
use std::time::Duration;
use uuid::Uuid;

/// How often a process writes down that it lives.
pub(super) const SEEN_EVERY: Duration = Duration::from_secs(2);
/// A process that was not seen for so long is dead. `is_process_alive` in server/db/sql/rooms/processes.sql has the same.
pub const DEAD_AFTER: Duration = Duration::from_secs(6);

/// Ends the processes that were not seen for long, at the moment at which they were last seen.
const END_THE_DEAD: &str = "update public.server_processes set ended_at = seen_at
    where ended_at is null and seen_at <= now() - $1 * interval '1 second'";
/// How long ended processes are kept, for whoever cleans up after them.
const FORGET: &str = "delete from public.server_processes where ended_at < now() - interval '30 days'";

/// Writes a new process down. `alone`: no other can be there, so that all others are dead whenever they were last seen
/// (one that was killed a second ago, for example).
pub(super) async fn register(db: &Db, alone: bool) -> Result<Uuid, Error> {
    db.run(&SERVICE, async |session| {
        let silence_s = if alone { -1.0 } else { DEAD_AFTER.as_secs_f64() };
        end_the_dead(session, silence_s).await?;
        diesel::sql_query(FORGET).execute(session.conn()).await?;
        let id = Uuid::new_v4();
        let row = server_processes::id.eq(id);
        diesel::insert_into(server_processes::table).values(row).execute(session.conn()).await?;
        Ok(id)
    })
    .await
}

/// Writes down that a process lives, and which others do not. `false`: somebody took this one for dead; it is written
/// down as living again.
pub(super) async fn seen(db: &Db, process: Uuid) -> Result<bool, Error> {
    db.run(&SERVICE, async |session| {
        let own = server_processes::table.find(process);
        let lives = diesel::update(own.filter(server_processes::ended_at.is_null()))
            .set(server_processes::seen_at.eq(now))
            .execute(session.conn())
            .await?;
        if lives == 0 {
            diesel::update(own)
                .set((
                    server_processes::seen_at.eq(now),
                    server_processes::ended_at.eq(None::<DateTime<Utc>>),
                ))
                .execute(session.conn())
                .await?;
        }
        end_the_dead(session, DEAD_AFTER.as_secs_f64()).await?;
        Ok(lives == 1)
    })
    .await
}

/// Writes down that a process has ended, in order.
pub(super) async fn ended(db: &Db, process: Uuid) -> Result<(), Error> {
    db.run(&SERVICE, async |session| {
        diesel::update(server_processes::table.find(process))
            .set((
                server_processes::seen_at.eq(now),
                server_processes::ended_at.eq(now.into_sql::<Nullable<Timestamptz>>()),
            ))
            .execute(session.conn())
            .await?;
        Ok(())
    })
    .await
}

async fn end_the_dead(session: &mut Session, silence_s: f64) -> Result<(), Error> {
    let dead = diesel::sql_query(END_THE_DEAD).bind::<Double, _>(silence_s).execute(session.conn()).await?;
    if dead > 0 {
        tracing::warn!(processes = dead, "server processes ended without saying so");
    }
    Ok(())
}
