//! Trying what an actor can do to a table's rows; everything is taken back.

use crate::area::Table;
use crate::world::World;
use db::{Actor, Error};
use diesel::QueryableByName;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use model::Fault;
use test_kit::TestDb;

#[derive(QueryableByName)]
struct Label {
    #[diesel(sql_type = Text)]
    label: String,
}

async fn run(world: &World, actor: &Actor, sql: &str) -> Result<Vec<String>, DieselError> {
    let mut session = world.test.db.begin(actor).await.unwrap();
    let found: Result<Vec<Label>, DieselError> = diesel::sql_query(sql).load(session.conn()).await;
    session.roll_back().await.unwrap();
    Ok(found?.into_iter().map(|row| row.label).collect())
}

/// Runs a statement and takes it back. `Err`: refused.
async fn attempt(world: &World, actor: &Actor, sql: &str) -> Result<Vec<String>, Refused> {
    match run(world, actor, sql).await {
        Ok(rows) => Ok(rows),
        Err(error) if is_let_in(&error) => Ok(vec!["x".into()]),
        Err(error) => match Error::from(error) {
            Error::Fault(Fault::Forbidden { .. }) => Err(Refused),
            other => panic!("{sql}: {other:?}"),
        },
    }
}

struct Refused;

/// Constraints are checked after the policies: what fails on one was let in.
fn is_let_in(error: &DieselError) -> bool {
    use DatabaseErrorKind::{ForeignKeyViolation, UniqueViolation};
    matches!(error, DieselError::DatabaseError(ForeignKeyViolation | UniqueViolation, _))
}

/// The rows that the service sees, each with its key and label, in the labels' order.
pub async fn rows(world: &World, table: &Table) -> Vec<(String, String)> {
    let sql =
        format!("select ({})::text || ' ' || ({}) as label from {}", table.key, table.label, table.name);
    let found = run(world, &TestDb::service(), &sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    let split =
        |row: String| row.split_once(' ').map(|(key, label)| (key.to_owned(), label.to_owned())).unwrap();
    let mut rows: Vec<_> = found.into_iter().map(split).collect();
    rows.sort_by(|a, b| a.1.cmp(&b.1));
    rows
}

async fn columns(world: &World, table: &Table, actor: &Actor, privilege: &str) -> Vec<String> {
    let sql = format!(
        "select attname::text as label from pg_catalog.pg_attribute
         where attrelid = to_regclass('{0}') and attnum > 0 and not attisdropped
            and has_column_privilege('{1}', '{0}', attname, '{privilege}') order by attname",
        table.name,
        actor.role()
    );
    run(world, &TestDb::service(), &sql).await.unwrap()
}

/// Labels of the rows on which `statement` (with the row's condition at its end) works.
async fn works_on(world: &World, table: &Table, actor: &Actor, statement: &str) -> String {
    let mut labels = Vec::new();
    for (key, label) in rows(world, table).await {
        // Through a count, so that no right to read the row's columns is needed beyond the condition's.
        let sql = format!(
            "with done as ({statement} where ({}) = '{key}' returning 1) select 'x' as label from done",
            table.key
        );
        match attempt(world, actor, &sql).await {
            Ok(done) if !done.is_empty() => labels.push(label),
            Ok(_) => {}
            Err(Refused) => return "-".into(),
        }
    }
    if labels.is_empty() { "none".into() } else { labels.join(", ") }
}

pub async fn select(world: &World, table: &Table, actor: &Actor) -> String {
    let columns = columns(world, table, actor, "SELECT").await;
    if columns.is_empty() {
        return "-".into();
    }
    let mut labels = Vec::new();
    for (key, label) in rows(world, table).await {
        let sql = format!("select 'x' as label from {} where ({}) = '{key}'", table.name, table.key);
        if !run(world, actor, &sql).await.unwrap_or_else(|error| panic!("{sql}: {error}")).is_empty() {
            labels.push(label);
        }
    }
    let all = self::columns(world, table, &TestDb::service(), "SELECT").await;
    let hidden: Vec<_> = all.into_iter().filter(|column| !columns.contains(column)).collect();
    let rows = if labels.is_empty() { "none".to_owned() } else { labels.join(", ") };
    if hidden.is_empty() { rows } else { format!("{rows} [without {}]", hidden.join(" ")) }
}

pub async fn update(world: &World, table: &Table, actor: &Actor) -> String {
    let columns = columns(world, table, actor, "UPDATE").await;
    let [column, ..] = columns.as_slice() else { return "-".into() };
    let value =
        table.values.iter().find(|(name, _)| name == column).map_or(column.as_str(), |(_, value)| value);
    let on = works_on(world, table, actor, &format!("update {} set {column} = {value}", table.name)).await;
    let all = self::columns(world, table, &TestDb::service(), "UPDATE").await.len();
    let which = if columns.len() == all { "any column".to_owned() } else { columns.join(" ") };
    format!("{on} [{which}]")
}

pub async fn insert(world: &World, table: &Table, actor: &Actor) -> String {
    let mut allowed = Vec::new();
    for (whose, row) in [("own", table.own), ("another's", table.foreign)] {
        let sql = format!(
            "with done as (insert into {} {row} returning 1) select 'x' as label from done",
            table.name
        );
        if attempt(world, actor, &world.fill_for(actor, &sql)).await.is_ok() {
            allowed.push(whose);
        }
    }
    if allowed.is_empty() { "-".into() } else { allowed.join(", ") }
}

pub async fn delete(world: &World, table: &Table, actor: &Actor) -> String {
    works_on(world, table, actor, &format!("delete from {}", table.name)).await
}
