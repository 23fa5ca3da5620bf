//! What row-level security costs: the ten hottest list queries on a million rows each, under the policies and filtered
//! by hand, on one machine, by turns.
//!
//! A query passes when its plan finds the rows by an index, asks who asks once (an `InitPlan`), and takes at most 1.25
//! times as long as by hand, by the database's own clock.

mod cases;
mod load;

use crate::TestDb;
use cases::Case;
use db::{Actor, Db, MemberClaims, Session};
use diesel::QueryableByName;
use diesel::sql_types::Json;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};

/// Most time that the policies may take, in times of the query filtered by hand.
pub const RATIO_MAX: f64 = 1.25;
/// Runs of each query that count, after a few that warm up.
const RUNS: usize = 101;
const WARM_UP: usize = 10;

/// What was measured of one query.
pub struct Measured {
    name: &'static str,
    table: &'static str,
    rows: u64,
    /// Milliseconds, medians.
    asked_ms: f64,
    by_hand_ms: f64,
    has_index: bool,
    has_init_plan: bool,
}

impl Measured {
    /// Time under the policies, in times of the query filtered by hand.
    pub fn ratio(&self) -> f64 {
        self.asked_ms / self.by_hand_ms
    }

    /// Whether it is as it should be.
    pub fn passes(&self) -> bool {
        self.has_index && self.has_init_plan && self.ratio() <= RATIO_MAX
    }

    /// One line for people.
    pub fn line(&self) -> String {
        let yes = |is_so: bool| if is_so { "yes" } else { "NO" };
        format!(
            "{:<22} {:>5} {:>10.3} {:>10.3} {:>7.2}  {:<6} {:<9} {}",
            self.name,
            self.rows,
            self.asked_ms,
            self.by_hand_ms,
            self.ratio(),
            yes(self.has_index),
            yes(self.has_init_plan),
            if self.passes() { "ok" } else { "FAILED" }
        )
    }

    /// The heading of the lines.
    pub fn heading() -> String {
        format!(
            "{:<22} {:>5} {:>10} {:>10} {:>7}  {:<6} {:<9}",
            "query", "rows", "policy ms", "hand ms", "ratio", "index", "InitPlan"
        )
    }

    /// For machines.
    pub fn json(&self) -> Value {
        json!({
            "query": self.name, "table": self.table, "rows": self.rows, "policy_ms": self.asked_ms,
            "by_hand_ms": self.by_hand_ms, "ratio": self.ratio(), "index": self.has_index,
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
    let (mut asked, mut by_hand) = (Vec::new(), Vec::new());
    let mut plans = (Value::Null, Value::Null);
    for _ in 0..WARM_UP + RUNS {
        let mut session = db.begin(&me()).await.unwrap();
        plans = (explain(&mut session, case).await, explain_on(owner, &case.by_hand).await);
        session.roll_back().await.unwrap();
        asked.push(milliseconds(&plans.0));
        by_hand.push(milliseconds(&plans.1));
    }
    let rows = |plan: &Value| plan["Plan"]["Actual Rows"].as_f64().unwrap_or_default();
    assert_eq!(rows(&plans.0), rows(&plans.1), "{}: both find the same rows", case.name);
    assert!(rows(&plans.0) > 0.0, "{} finds rows", case.name);
    if std::env::var_os("BENCH_PLANS").is_some() {
        eprintln!("{}: {:#}\nby hand: {:#}", case.name, plans.0, plans.1);
    }
    Measured {
        name: case.name,
        table: case.table,
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count of at most a page"
        )]
        rows: rows(&plans.0) as u64,
        asked_ms: median(asked.split_off(WARM_UP)),
        by_hand_ms: median(by_hand.split_off(WARM_UP)),
        has_index: finds_by_index(&plans.0["Plan"], case.table),
        has_init_plan: any_node(&plans.0["Plan"], &|node| node["Parent Relationship"] == "InitPlan"),
    }
}

fn me() -> Actor {
    Actor::Member(MemberClaims {
        user_id: load::ME.parse().expect("a uuid"),
        session_id: load::ME.parse().expect("a uuid"),
        username: "p00000001".into(),
        name: "Person 1".into(),
    })
}

async fn explain(session: &mut Session, case: &Case) -> Value {
    explain_on(session.conn(), &case.asked).await
}

async fn explain_on(connection: &mut AsyncPgConnection, query: &str) -> Value {
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

fn milliseconds(plan: &Value) -> f64 {
    plan["Execution Time"].as_f64().expect("explain tells the time")
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
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
