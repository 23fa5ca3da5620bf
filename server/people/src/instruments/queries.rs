//! What somebody plays.

use chrono::{DateTime, Utc};
use db::{Error, Session};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::UserId;
use model_people::instruments::OwnInstrument;
use schema::{instruments, user_instruments as own};

type Row = (String, String, String, bool, Option<String>, Option<String>, i32, i32, Option<DateTime<Utc>>);

/// Somebody's instruments, the primary one first, when the asker sees their profile. `session` acts as the asker.
pub async fn of(session: &mut Session, user: UserId) -> Result<Vec<OwnInstrument>, Error> {
    // A left join: an instrument that was switched off is hidden in the catalogue, and stays with who plays it.
    let rows: Vec<(Row, Option<String>)> = own::table
        .left_join(instruments::table.on(instruments::id.eq(own::instrument_id)))
        .filter(own::user_id.eq(user))
        .order((own::is_primary.desc(), own::created_at, own::id))
        .select((
            (
                own::instrument_id,
                own::category,
                own::instrument_id,
                own::is_primary,
                own::variant,
                own::finish,
                own::total_sessions,
                own::level,
                own::last_played_at,
            ),
            instruments::name.nullable(),
        ))
        .load(session.conn())
        .await?;
    let wire = |(row, name): (Row, Option<String>)| {
        let (instrument, category, id, is_primary, variant, finish, sessions, level, last_played_at) = row;
        let name = name.unwrap_or(id);
        OwnInstrument {
            instrument,
            category,
            name,
            is_primary,
            variant,
            finish,
            sessions,
            level,
            last_played_at,
        }
    };
    Ok(rows.into_iter().map(wire).collect())
}
