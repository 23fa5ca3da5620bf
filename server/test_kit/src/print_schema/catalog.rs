//! What the database says about its tables.

use diesel::QueryableByName;
use diesel::sql_types::{Array, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// A table with its columns, in their order.
pub(super) struct Table {
    /// `users` in the schema `public`, `auth.users` elsewhere.
    pub path: String,
    /// Columns of the primary key, in their order.
    pub key: Vec<String>,
    pub columns: Vec<Column>,
}

#[derive(QueryableByName)]
pub(super) struct Column {
    #[diesel(sql_type = Text)]
    path: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    is_nullable: String,
    #[diesel(sql_type = Nullable<Array<Text>>)]
    key: Option<Vec<String>>,
}

/// A foreign key of one column to a primary key of one column.
#[derive(QueryableByName)]
pub(super) struct ForeignKey {
    #[diesel(sql_type = Text)]
    pub child: String,
    #[diesel(sql_type = Text)]
    pub parent: String,
    #[diesel(sql_type = Text)]
    pub column: String,
}

const COLUMNS: &str = "
    select case c.table_schema when 'public' then '' else c.table_schema || '.' end || c.table_name as path,
        c.column_name::text as name, c.udt_name::text as kind, c.is_nullable::text as is_nullable,
        (select array_agg(a.attname::text order by array_position(i.indkey, a.attnum))
         from pg_catalog.pg_index i join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
         where i.indisprimary and i.indrelid = format('%I.%I', c.table_schema, c.table_name)::regclass) as key
    from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema not in ('pg_catalog', 'information_schema') and t.table_type = 'BASE TABLE'
        and c.table_name not like '\\_\\_%'
    order by c.table_schema, c.table_name collate \"C\", c.ordinal_position";

const FOREIGN_KEYS: &str = "
    select case cn.nspname when 'public' then '' else cn.nspname || '.' end || c.relname as child,
        case pn.nspname when 'public' then '' else pn.nspname || '.' end || p.relname as parent, a.attname::text as column
    from pg_catalog.pg_constraint k
    join pg_catalog.pg_class c on c.oid = k.conrelid join pg_catalog.pg_namespace cn on cn.oid = c.relnamespace
    join pg_catalog.pg_class p on p.oid = k.confrelid join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
    join pg_catalog.pg_index i on i.indrelid = k.confrelid and i.indisprimary
    where k.contype = 'f' and cardinality(k.conkey) = 1 and i.indkey::text = k.confkey[1]::text
    order by 1, 2, 3";

/// Every table but the migrations' own, ordered by schema and name.
pub(super) async fn tables(connection: &mut AsyncPgConnection) -> Vec<Table> {
    let columns: Vec<Column> = diesel::sql_query(COLUMNS).load(connection).await.unwrap();
    let mut tables: Vec<Table> = Vec::new();
    for column in columns {
        if tables.last().is_none_or(|table| table.path != column.path) {
            let key = column.key.clone().unwrap_or_else(|| panic!("{} has no primary key", column.path));
            tables.push(Table { path: column.path.clone(), key, columns: Vec::new() });
        }
        if let Some(table) = tables.last_mut() {
            table.columns.push(column);
        }
    }
    tables
}

pub(super) async fn foreign_keys(connection: &mut AsyncPgConnection) -> Vec<ForeignKey> {
    diesel::sql_query(FOREIGN_KEYS).load(connection).await.unwrap()
}

impl Column {
    /// diesel's name of the type.
    pub fn diesel_type(&self) -> String {
        let name = match self.kind.strip_prefix('_') {
            Some(element) => format!("Array<{}>", self.scalar(element)),
            None => self.scalar(&self.kind).to_owned(),
        };
        if self.is_nullable == "YES" { format!("Nullable<{name}>") } else { name }
    }

    fn scalar(&self, kind: &str) -> &'static str {
        match kind {
            "uuid" => "Uuid",
            "text" => "Text",
            "varchar" => "Varchar",
            "citext" => "Citext",
            "bool" => "Bool",
            "int2" => "Int2",
            "int4" => "Int4",
            "int8" => "Int8",
            "float4" => "Float4",
            "float8" => "Float8",
            "numeric" => "Numeric",
            "bytea" => "Bytea",
            "inet" => "Inet",
            "jsonb" => "Jsonb",
            "date" => "Date",
            "timestamptz" => "Timestamptz",
            other => panic!("{}.{}: say in {} what {other} is to diesel", self.path, self.name, file!()),
        }
    }
}
