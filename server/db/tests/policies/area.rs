//! What an area of the database adds to the matrix.

/// An area: a snapshot of its own.
#[derive(Clone, Copy)]
pub struct Area {
    /// Name of the snapshot.
    pub name: &'static str,
    /// Its tables, in the order in which they are printed.
    pub tables: &'static [Table],
    /// Statements that fill the tables, run as the service in this order; see `World` for who is there and for the
    /// `{names}` in them. Every table needs at least one row.
    pub rows: &'static [&'static str],
}

/// A table of the matrix.
#[derive(Clone, Copy)]
pub struct Table {
    /// With its schema.
    pub name: &'static str,
    /// An SQL expression that names a row, without spaces, of columns that everybody may read who may read anything.
    pub key: &'static str,
    /// An SQL expression: how a row is called in the matrix. The same in every run.
    pub label: &'static str,
    /// What follows `insert into …`: a row that the actor `{me}` might add in their own name.
    pub own: &'static str,
    /// The same in the name of somebody else, `{other}`, or about their things.
    pub foreign: &'static str,
    /// Columns that an update cannot set to themselves (`column = column`, the usual attempt), because the actor may
    /// not read them or because a policy wants another value; with the SQL value to set instead.
    pub values: &'static [(&'static str, &'static str)],
}

impl Table {
    /// What most tables have, for `..Table::USUAL`.
    pub const USUAL: Table = Table { name: "", key: "id", label: "id", own: "", foreign: "", values: &[] };
}
