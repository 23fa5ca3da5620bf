//! Lists ordered by time and id, newest first, in pages.

use chrono::{DateTime, Utc};
use model::{Cursor, Fault};
use uuid::Uuid;

/// Rows in a page.
pub(crate) const PAGE: usize = 50;
/// What a query for a page asks for: one more tells that there is another page.
pub(crate) const ROWS: i64 = PAGE as i64 + 1;

/// The place of a row.
pub(crate) fn cursor(at: DateTime<Utc>, id: impl std::fmt::Display) -> Cursor {
    Cursor::new(at.timestamp_micros(), id)
}

/// Where a page begins: before this time, or at it and before this id. Errors: [`Fault::Invalid`] on `after`.
pub(crate) fn place(after: Option<&Cursor>) -> Result<(DateTime<Utc>, Uuid), Fault> {
    let Some(cursor) = after else { return Ok((FAR, Uuid::max())) };
    let at = DateTime::from_timestamp_micros(cursor.key())
        .filter(|at| *at <= FAR)
        .ok_or_else(|| Fault::invalid("after", "The list cannot go on from there. Load it again."))?;
    Ok((at, cursor.parsed_id()?))
}

/// Later than every row, and a time that PostgreSQL has: the year 9999.
const FAR: DateTime<Utc> = match DateTime::from_timestamp(253_402_300_799, 0) {
    Some(far) => far,
    None => DateTime::<Utc>::UNIX_EPOCH,
};
