//! Long lists in pages: [`Page`], and the [`Cursor`] that says where the next one begins.
//!
//! A page ends at a row, not at a number of rows: whatever is added or deleted meanwhile, nothing is shown twice and
//! nothing is left out (keyset pagination).

use crate::Fault;
use serde::{Deserialize, Serialize};

/// A part of a long list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// In the list's order.
    pub items: Vec<T>,
    /// Where the next page begins; none: this is the last one.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// From up to `limit` + 1 rows: the one too many tells that there is a next page. `cursor_of` names a row's place.
    pub fn cut<R>(mut rows: Vec<R>, limit: usize, cursor_of: impl Fn(&R) -> Cursor) -> Page<R> {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(cursor_of) } else { None };
        Page { items: rows, next }
    }

    /// The same page of something else.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next: self.next }
    }

    /// The same page of something else, unless one of them cannot be made.
    pub fn try_map<U, E>(self, change: impl FnMut(T) -> Result<U, E>) -> Result<Page<U>, E> {
        Ok(Page { items: self.items.into_iter().map(change).collect::<Result<_, E>>()?, next: self.next })
    }
}

/// A place in a list: what the list is ordered by (a time in microseconds since 1970, or a number), and the row's id.
/// As text it is opaque: nobody but the server reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cursor {
    key: i64,
    id: String,
}

/// Longest id in a cursor, in bytes.
const ID_BYTES_MAX: usize = 128;

impl Cursor {
    /// The place of the row with this key and id (up to 128 letters, digits, `-` or `_`).
    pub fn new(key: i64, id: impl std::fmt::Display) -> Self {
        Cursor { key, id: id.to_string() }
    }

    /// What the list is ordered by, at this place.
    pub fn key(&self) -> i64 {
        self.key
    }

    /// The row's id as text.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The row's id, when it is of that kind. Errors: [`Fault::Invalid`] on `after`.
    pub fn parsed_id<I: std::str::FromStr>(&self) -> Result<I, Fault> {
        self.id.parse().map_err(|_| wrong())
    }
}

fn wrong() -> Fault {
    Fault::invalid("after", "The list cannot go on from there. Load it again.")
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}.{}", self.key, self.id)
    }
}

impl std::str::FromStr for Cursor {
    type Err = Fault;
    fn from_str(text: &str) -> Result<Self, Fault> {
        let (key, id) = text.split_once('.').ok_or_else(wrong)?;
        let id_ok = (1..=ID_BYTES_MAX).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        let key = u64::from_str_radix(key, 16).ok().filter(|_| key.len() == 16 && !key.starts_with('+'));
        match key {
            Some(key) if id_ok => Ok(Cursor { key: key.cast_signed(), id: id.to_owned() }),
            _ => Err(wrong()),
        }
    }
}

impl TryFrom<String> for Cursor {
    type Error = Fault;
    fn try_from(text: String) -> Result<Self, Fault> {
        text.parse()
    }
}

impl From<Cursor> for String {
    fn from(cursor: Cursor) -> String {
        cursor.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_wire() {
        for cursor in
            [Cursor::new(1_795_157_220_123_456, "a-b_C"), Cursor::new(-1, "0"), Cursor::new(i64::MIN, "x")]
        {
            let json = serde_json::to_string(&cursor).unwrap();
            assert_eq!(serde_json::from_str::<Cursor>(&json).unwrap(), cursor, "{json}");
        }
    }

    #[test]
    fn made_up_cursors_are_refused() {
        for wrong in [
            "",
            ".",
            "0.x",
            "0000000000000000.",
            "0000000000000000.a b",
            "+000000000000000.x",
            "gggggggggggggggg.x",
        ] {
            assert!(wrong.parse::<Cursor>().is_err(), "{wrong}");
        }
        assert!(format!("{:016x}.{}", 0, "x".repeat(200)).parse::<Cursor>().is_err());
    }

    #[test]
    fn one_row_too_many_means_another_page() {
        let cursor_of = |row: &i64| Cursor::new(*row, row);
        let page = Page::<i64>::cut(vec![3, 2, 1], 2, cursor_of);
        assert_eq!((page.items, page.next), (vec![3, 2], Some(Cursor::new(2, 2))));
        assert_eq!(Page::<i64>::cut(vec![3, 2], 2, cursor_of).next, None);
    }
}
