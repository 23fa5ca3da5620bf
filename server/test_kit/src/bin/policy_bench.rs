//! `policy_bench [ROWS]`: what row-level security costs. Prints a table, writes `target/bench/policies.json`, and fails
//! when a query is slower than it may be. With `BENCH_PLANS` set, prints the plans too.

use std::process::ExitCode;
use test_kit::policy_bench::{Measured, measure};

#[tokio::main]
async fn main() -> std::io::Result<ExitCode> {
    let rows = std::env::args().nth(1).map_or(Ok(1_000_000), |rows| rows.parse());
    let Ok(rows) = rows else {
        eprintln!("usage: policy_bench [ROWS]");
        return Ok(ExitCode::from(2));
    };
    let measured = measure(rows).await;
    println!("{rows} rows in each table\n{}", Measured::heading());
    for query in &measured {
        println!("{}", query.line());
    }
    let queries: Vec<serde_json::Value> = measured.iter().map(Measured::json).collect();
    let report = serde_json::json!({ "rows_in_table": rows, "queries": queries });
    std::fs::create_dir_all("target/bench")?;
    std::fs::write("target/bench/policies.json", format!("{report:#}\n"))?;
    let all_pass = measured.iter().all(Measured::passes);
    Ok(if all_pass { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
