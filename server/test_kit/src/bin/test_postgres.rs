//! `test_postgres start | stop | url`: the cluster that tests use when there is no `TEST_DATABASE_URL`. Tests start it
//! themselves and leave it running; `make test` stops it at its end.

use db::cluster::{Cluster, Purpose};

#[tokio::main]
async fn main() -> std::process::ExitCode {
    let action = std::env::args().nth(1).unwrap_or_default();
    if !matches!(action.as_str(), "start" | "stop" | "url") {
        eprintln!("usage: test_postgres start | stop | url");
        return std::process::ExitCode::from(2);
    }
    // Nothing to stop, then also nothing to initialise.
    if action == "stop" && !test_kit::data_folder().join("postgres").exists() {
        return std::process::ExitCode::SUCCESS;
    }
    let done = match Cluster::start(&test_kit::data_folder(), Purpose::Test).await {
        Ok(cluster) if action == "stop" => cluster.stop().await,
        Ok(cluster) => {
            println!("{}", cluster.owner_url());
            Ok(())
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            std::process::ExitCode::FAILURE
        }
    }
}
