//! `server/schema/src/` says what the migrated database says, in the format of `diesel print-schema`.

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use std::collections::BTreeSet;
use test_kit::{TestDb, print_schema};

#[tokio::test]
async fn the_schema_matches_the_database() {
    let test = TestDb::new().await;
    let files = print_schema::files(&mut test.owner_connection().await).await;
    for (name, wanted) in &files {
        let present = std::fs::read_to_string(print_schema::folder().join(name)).unwrap_or_default();
        let missing: Vec<&str> =
            wanted.lines().filter(|line| !present.lines().any(|there| there == *line)).collect();
        assert!(
            present == *wanted,
            "{name} is not what the migrations say: cargo run -p test_kit --bin print_schema -- --write\n{missing:#?}"
        );
    }
    let present = std::fs::read_dir(print_schema::folder()).unwrap();
    let present: BTreeSet<String> =
        present.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let wanted = files.keys().map(|name| (*name).to_owned()).chain(["lib.rs".to_owned()]).collect();
    assert_eq!(present, wanted, "a file without tables");
}

/// The schema says `Array<Text>`, so a null inside an array could not be read.
#[tokio::test]
async fn no_array_holds_nulls() {
    #[derive(QueryableByName)]
    struct Column {
        #[diesel(sql_type = Text)]
        path: String,
    }
    let test = TestDb::new().await;
    // A check that looks for nulls, or one that allows only the values of a list without them.
    let query = "select c.table_name || '.' || c.column_name as path from information_schema.columns c
        where c.table_schema in ('public', 'auth') and c.data_type = 'ARRAY' and not exists (
            select from pg_catalog.pg_constraint k
            where k.contype = 'c' and k.conrelid = format('%I.%I', c.table_schema, c.table_name)::regclass
                and (pg_get_constraintdef(k.oid) like '%array_position(' || c.column_name || ', NULL::%'
                    or pg_get_constraintdef(k.oid) like '%(' || c.column_name || ' <@ ARRAY[%'))";
    let open: Vec<Column> = diesel::sql_query(query).load(&mut test.owner_connection().await).await.unwrap();
    let open: Vec<String> = open.into_iter().map(|column| column.path).collect();
    assert_eq!(open, Vec::<String>::new(), "columns without a check against nulls in their arrays");
}
