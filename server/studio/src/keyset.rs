//! Cursors of lists that are ordered by time or place.

use chrono::{DateTime, Utc};
use model::{Cursor, Fault};
use std::str::FromStr;

/// Rows in a page.
pub(crate) const PAGE: usize = 50;

/// The place of a row in a list by time.
pub(crate) fn at(time: DateTime<Utc>, id: impl std::fmt::Display) -> Cursor {
    Cursor::new(time.timestamp_micros(), id)
}

/// Where a page of a list by time, latest first, begins: before this time, or at it and before this id. Errors:
/// [`Fault::Invalid`] on `after`.
pub(crate) fn before<I: FromStr + Default>(after: Option<&Cursor>) -> Result<(DateTime<Utc>, I), Fault> {
    // Without a cursor: before the year 9999, in which no row is, so the id does not matter.
    let Some(cursor) = after else { return Ok((FAR, I::default())) };
    let time = DateTime::from_timestamp_micros(cursor.key())
        .filter(|time| *time <= FAR)
        .ok_or_else(|| Fault::invalid("after", "The list cannot go on from there. Load it again."))?;
    Ok((time, cursor.parsed_id()?))
}

/// A time that PostgreSQL has, later than every row: the end of the year 9999.
const FAR: DateTime<Utc> = match DateTime::from_timestamp(253_402_300_799, 0) {
    Some(far) => far,
    None => DateTime::<Utc>::UNIX_EPOCH,
};

/// The part of a list that lies before `$place` (see [`before`]) by the columns `$time` and `$id`, latest first, and one
/// row more than a page holds.
macro_rules! latest {
    ($list:expr, $time:expr, $id:expr, $place:expr) => {{
        let (time, id) = $place;
        $list
            .filter($time.le(time))
            .filter($time.lt(time).or($id.lt(id)))
            .order(($time.desc(), $id.desc()))
            .limit($crate::keyset::PAGE as i64 + 1)
    }};
}
pub(crate) use latest;

/// The place in a cursor. Errors: [`Fault::Invalid`] on `after`.
pub(crate) fn place(cursor: &Cursor) -> Result<i32, Fault> {
    i32::try_from(cursor.key())
        .map_err(|_| Fault::invalid("after", "The list cannot go on from there. Load it again."))
}
