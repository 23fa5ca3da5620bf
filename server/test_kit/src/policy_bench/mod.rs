//! What row-level security costs: the ten hottest list queries on a million rows each, under the policies and filtered
//! by hand, on one machine, by turns.
//!
//! "By hand" is the same question without row-level security: the checks that the policies make (belongs to the room and
//! is not banned, is a friend, is the asker's own) are written into the query, with the asker's id. A query passes when
//! its plan finds the rows by an index, asks who asks once (an `InitPlan`), and takes at most 1.25 times as long as by
//! hand by both clocks: the time that the database measures for the execution, and the time that the server waits
//! (prepared, in an open transaction, over the database's socket). The two forms run in turns, many times; each run is
//! compared with the one beside it, so that what else the machine does slows both, and the median of all pairs counts.

mod cases;
mod load;

use crate::TestDb;
use cases::Case;
use db::{Actor, Db, MemberClaims, Session};
use diesel::QueryableByName;
use diesel::sql_types::Json;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use serde_json::{Value, json};
use std::time::Instant;

/// Most time that the policies may take, in times of the query filtered by hand.
pub const RATIO_MAX: f64 = 1.25;
/// Runs of each query that count, after a few that warm up.
const RUNS: usize = 301;
const WARM_UP: usize = 10;

/// Medians of one form of a query, in milliseconds; or of ratios.
#[derive(Clone, Copy)]
struct Times {
    /// Until the server has the rows.
    waited: f64,
    /// Execution, as the database measures it.
    executed: f64,
}

/// What was measured of one query.
pub struct Measured {
    name: &'static str,
    table: &'static str,
    rows: u64,
    asked: Times,
    by_hand: Times,
    /// Time under the policies, in times of the query filtered by hand beside it.
    ratios: Times,
    has_index: bool,
    has_init_plan: bool,
}

impl Measured {
    /// Whether it is as it should be.
    pub fn passes(&self) -> bool {
        self.has_index
            && self.has_init_plan
            && self.ratios.waited <= RATIO_MAX
            && self.ratios.executed <= RATIO_MAX
    }

    /// One line for people.
    pub fn line(&self) -> String {
        let yes = |is_so: bool| if is_so { "yes" } else { "NO" };
        format!(
            "{:<22} {:>5} {:>10.3} {:>10.3} {:>6.2}  {:>10.3} {:>10.3} {:>6.2}  {:<6} {:<9} {}",
            self.name,
            self.rows,
            self.asked.waited,
            self.by_hand.waited,
            self.ratios.waited,
            self.asked.executed,
            self.by_hand.executed,
            self.ratios.executed,
            yes(self.has_index),
            yes(self.has_init_plan),
            if self.passes() { "ok" } else { "FAILED" }
        )
    }

    /// The heading of the lines; times in milliseconds.
    pub fn heading() -> String {
        format!(
            "{:<22} {:>5} {:>10} {:>10} {:>6}  {:>10} {:>10} {:>6}  {:<6} {:<9}",
            "query",
            "rows",
            "waited",
            "by hand",
            "ratio",
            "executed",
            "by hand",
            "ratio",
            "index",
            "InitPlan"
        )
    }

    /// For machines.
    pub fn json(&self) -> Value {
        let times = |times: Times| json!({ "waited_ms": times.waited, "executed_ms": times.executed });
        json!({
            "query": self.name, "table": self.table, "rows": self.rows, "policies": times(self.asked),
            "by_hand": times(self.by_hand), "ratio_waited": self.ratios.waited,
            "ratio_executed": self.ratios.executed, "index": self.has_index,
            "init_plan": self.has_init_plan, "passes": self.passes(),
        })
    }
}

/// Loads `rows` rows into each table and measures every query.
pub async fn measure(rows: u32) -> Vec<Measured> {
    let test = TestDb::new().await;
    load::load(&test, rows).await;
    let mut owner = test.owner_connection().await;
    let mut measured = Vec::new();
    for case in cases::cases() {
        measured.push(measure_case(&test.db, &mut owner, &case).await);
    }
    measured
}

async fn measure_case(db: &Db, owner: &mut AsyncPgConnection, case: &Case) -> Measured {
    let mut session = db.begin(&me()).await.unwrap();
    let plans = (explain(session.conn(), &case.asked).await, explain(owner, &case.by_hand).await);
    if std::env::var_os("BENCH_PLANS").is_some() {
        eprintln!("{}: {:#}\nby hand: {:#}", case.name, plans.0, plans.1);
    }
    let rows = |plan: &Value| plan["Plan"]["Actual Rows"].as_u64().unwrap_or_default();
    assert_eq!(rows(&plans.0), rows(&plans.1), "{}: both find the same rows", case.name);
    assert!(rows(&plans.0) > 0, "{} finds rows", case.name);
    let [asked, by_hand, ratios] = by_turns(&mut session, owner, case).await;
    session.roll_back().await.unwrap();
    Measured {
        name: case.name,
        table: case.table,
        rows: rows(&plans.0),
        asked,
        by_hand,
        ratios,
        has_index: finds_by_index(&plans.0["Plan"], case.table),
        has_init_plan: any_node(&plans.0["Plan"], &|node| node["Parent Relationship"] == "InitPlan"),
    }
}

/// Medians of both forms, run in turns, and of their ratios.
async fn by_turns(session: &mut Session, owner: &mut AsyncPgConnection, case: &Case) -> [Times; 3] {
    prepare(session.conn(), &case.asked).await;
    prepare(owner, &case.by_hand).await;
    let (mut asked, mut by_hand) = (Vec::new(), Vec::new());
    for _ in 0..WARM_UP + RUNS {
        asked.push(once(session.conn(), &case.asked).await);
        by_hand.push(once(owner, &case.by_hand).await);
    }
    run(owner, "deallocate listed").await;
    run(session.conn(), "deallocate listed").await;
    let ratio = |(asked, by_hand): (&Times, &Times)| Times {
        waited: asked.waited / by_hand.waited,
        executed: asked.executed / by_hand.executed,
    };
    let ratios: Vec<Times> = asked.iter().zip(&by_hand).map(ratio).collect();
    [asked, by_hand, ratios].map(|times| medians(&times[WARM_UP..]))
}

async fn prepare(connection: &mut AsyncPgConnection, query: &str) {
    run(connection, &format!("prepare listed as {query}")).await;
}

async fn once(connection: &mut AsyncPgConnection, query: &str) -> Times {
    let started = Instant::now();
    run(connection, "execute listed").await;
    let waited = started.elapsed().as_secs_f64() * 1000.0;
    let executed = explain(connection, query).await["Execution Time"].as_f64();
    Times { waited, executed: executed.expect("explain tells the time") }
}

async fn run(connection: &mut AsyncPgConnection, sql: &str) {
    connection.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

fn medians(times: &[Times]) -> Times {
    let median = |of: fn(&Times) -> f64| {
        let mut sorted: Vec<f64> = times.iter().map(of).collect();
        sorted.sort_by(f64::total_cmp);
        sorted[sorted.len() / 2]
    };
    Times { waited: median(|times| times.waited), executed: median(|times| times.executed) }
}

fn me() -> Actor {
    Actor::Member(MemberClaims {
        user_id: load::ME.parse().expect("a uuid"),
        session_id: load::ME.parse().expect("a uuid"),
        username: "p00000001".into(),
        name: "Person 1".into(),
    })
}

async fn explain(connection: &mut AsyncPgConnection, query: &str) -> Value {
    #[derive(QueryableByName)]
    struct Explained {
        #[diesel(sql_type = Json, column_name = "QUERY PLAN")]
        plan: Value,
    }
    let sql = format!("explain (analyze, timing off, format json) {query}");
    let explained: Result<Explained, _> = diesel::sql_query(sql).get_result(connection).await;
    let mut plan = explained.unwrap_or_else(|error| panic!("{query}: {error}")).plan;
    plan[0].take()
}

/// Whether the table is read through an index, and no table from end to end.
fn finds_by_index(plan: &Value, table: &str) -> bool {
    let is_index = |node: &Value| {
        node["Relation Name"] == table
            && node["Node Type"].as_str().is_some_and(|kind| kind.contains("Index"))
    };
    let is_bitmap = |node: &Value| node["Relation Name"] == table && node["Node Type"] == "Bitmap Heap Scan";
    let is_whole = |node: &Value| node["Relation Name"] == table && node["Node Type"] == "Seq Scan";
    (any_node(plan, &is_index) || any_node(plan, &is_bitmap)) && !any_node(plan, &is_whole)
}

fn any_node(plan: &Value, wanted: &dyn Fn(&Value) -> bool) -> bool {
    wanted(plan)
        || plan["Plans"].as_array().is_some_and(|plans| plans.iter().any(|plan| any_node(plan, wanted)))
}
