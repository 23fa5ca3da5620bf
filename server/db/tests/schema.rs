//! `server/schema/src/` says what the migrated database says.
#![expect(clippy::unwrap_used, reason = "test code: a failure ends the test")]

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use std::collections::BTreeSet;
use test_kit::TestDb;

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    path: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    is_nullable: String,
}

/// diesel's name of a PostgreSQL type.
fn diesel_type(column: &Column) -> String {
    let name = match column.kind.as_str() {
        "uuid" => "Uuid",
        "text" => "Text",
        "varchar" => "Varchar",
        "citext" => "Citext",
        "bool" => "Bool",
        "int4" => "Int4",
        "int8" => "Int8",
        "float4" => "Float4",
        "numeric" => "Numeric",
        "_text" => "Array<Text>",
        "_uuid" => "Array<Uuid>",
        "_int4" => "Array<Int4>",
        "bytea" => "Bytea",
        "inet" => "Inet",
        "jsonb" => "Jsonb",
        "date" => "Date",
        "timestamptz" => "Timestamptz",
        other => panic!("{}: add the type {other} here", column.path),
    };
    if column.is_nullable == "YES" { format!("Nullable<{name}>") } else { name.to_owned() }
}

/// Reads the `table!` macros as text: `schema.table.column -> Type`.
fn declared() -> BTreeSet<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../schema/src");
    let files =
        std::fs::read_dir(folder).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let text: String = files.collect();
    let mut columns = BTreeSet::new();
    let mut table = String::new();
    for line in text.lines().map(str::trim) {
        if let Some((name, _)) = line.split_once(" (").filter(|(_, rest)| rest.ends_with(") {")) {
            table = if name.contains('.') { name.to_owned() } else { format!("public.{name}") };
        } else if let Some((name, kind)) = line.split_once(" -> ").filter(|(_, kind)| kind.ends_with(',')) {
            // `type_` stands for the column `type`.
            let name = name.trim_end_matches('_');
            columns.insert(format!("{table}.{name} -> {}", kind.trim_end_matches(',')));
        }
    }
    columns
}

#[tokio::test]
async fn the_schema_matches_the_database() {
    let test = TestDb::new().await;
    let query = "select table_schema || '.' || table_name || '.' || column_name as path, udt_name as kind, is_nullable
        from information_schema.columns
        where table_schema in ('public', 'auth') and table_name not like '\\_\\_%'";
    let columns: Vec<Column> =
        diesel::sql_query(query).load(&mut test.owner_connection().await).await.unwrap();
    let actual: BTreeSet<String> =
        columns.iter().map(|column| format!("{} -> {}", column.path, diesel_type(column))).collect();
    let declared = declared();
    let missing: Vec<_> = actual.difference(&declared).collect();
    let wrong: Vec<_> = declared.difference(&actual).collect();
    assert!(
        missing.is_empty() && wrong.is_empty(),
        "not in schema: {missing:#?}\nnot in the database: {wrong:#?}"
    );
    assert!(actual.len() > 80, "the query found the tables");
}
