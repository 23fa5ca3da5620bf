//! The template database: migrated once for each state of the migrations and texts, cloned for every test.

use crate::{config_for, connect};
use diesel::sql_types::{BigInt, Bool, Text};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Any fixed number: tests that start together queue here for the template.
const TEMPLATE_LOCK: i64 = 0x7465_6d70_6c61_7465;

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// The template's name. Makes the template when it is missing, and then sweeps what older runs left behind.
pub(crate) async fn ensure(maintenance_url: &str) -> String {
    let name = format!("openstudio_template_{}", state());
    let mut connection = connect(maintenance_url).await;
    if exists(&mut connection, &name).await {
        return name;
    }
    lock(&mut connection, "pg_advisory_lock").await;
    if !exists(&mut connection, &name).await {
        sweep(&mut connection).await;
        let unfinished = format!("{name}_new");
        run(&mut connection, &format!("drop database if exists {unfinished} with (force)")).await;
        run(&mut connection, &format!("create database {unfinished} template template0")).await;
        db::migrate(&config_for(maintenance_url, &unfinished)).await.unwrap();
        run(&mut connection, &format!("alter database {unfinished} rename to {name}")).await;
    }
    lock(&mut connection, "pg_advisory_unlock").await;
    name
}

/// Drops templates of other states, and databases whose test is over (its process is gone).
async fn sweep(connection: &mut AsyncPgConnection) {
    let found: Vec<Name> = diesel::sql_query(
        "select datname::text as name from pg_catalog.pg_database \
         where datname like 'openstudio\\_template\\_%' or datname like 'openstudio\\_test\\_%'",
    )
    .load(connection)
    .await
    .unwrap();
    for Name { name } in found {
        let pid = name.strip_prefix("openstudio_test_").and_then(|rest| rest.split('_').next());
        if pid.is_none_or(|pid| !Path::new("/proc").join(pid).exists()) {
            // Somebody else may use an older template at this moment; then it stays until the next sweep.
            drop(connection.batch_execute(&format!("drop database if exists {name}")).await);
        }
    }
}

async fn exists(connection: &mut AsyncPgConnection, name: &str) -> bool {
    let found: Option<Name> =
        diesel::sql_query("select datname::text as name from pg_catalog.pg_database where datname = $1")
            .bind::<Text, _>(name)
            .get_result(connection)
            .await
            .optional()
            .unwrap();
    found.is_some()
}

async fn lock(connection: &mut AsyncPgConnection, function: &str) {
    #[derive(QueryableByName)]
    struct Done {
        #[diesel(sql_type = Bool)]
        #[expect(dead_code, reason = "only that there was a row matters")]
        done: bool,
    }
    let _: Done = diesel::sql_query(format!("select {function}($1) is not null as done"))
        .bind::<BigInt, _>(TEMPLATE_LOCK)
        .get_result(connection)
        .await
        .unwrap();
}

async fn run(connection: &mut AsyncPgConnection, sql: &str) {
    connection.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// A hash of everything that decides what a migrated database looks like.
fn state() -> String {
    let mut hash = Sha256::new();
    let mut files = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations"));
    files.sort();
    for file in files {
        hash.update(file.to_string_lossy().as_bytes());
        hash.update(std::fs::read(&file).unwrap());
    }
    for (name, text) in db::migrate::TEXTS {
        hash.update(name);
        hash.update(text);
    }
    hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
