//! Cursors of lists that are ordered by time or place.

use chrono::{DateTime, Utc};
use model::{Cursor, Fault};

/// Rows in a page.
pub(crate) const PAGE: usize = 50;

/// The place of a row in a list by time.
pub(crate) fn at(time: DateTime<Utc>, id: impl std::fmt::Display) -> Cursor {
    Cursor::new(time.timestamp_micros(), id)
}

/// The time in a cursor. Errors: [`Fault::Invalid`] on `after`.
pub(crate) fn time(cursor: &Cursor) -> Result<DateTime<Utc>, Fault> {
    DateTime::from_timestamp_micros(cursor.key())
        .ok_or_else(|| Fault::invalid("after", "The list cannot go on from there. Load it again."))
}

/// The place in a cursor. Errors: [`Fault::Invalid`] on `after`.
pub(crate) fn place(cursor: &Cursor) -> Result<i32, Fault> {
    i32::try_from(cursor.key())
        .map_err(|_| Fault::invalid("after", "The list cannot go on from there. Load it again."))
}
