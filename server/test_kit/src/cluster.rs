//! The cluster that test databases live in.

use db::cluster::{Cluster, Purpose};
use std::path::{Path, PathBuf};

/// The owner's URL of a database that nobody uses otherwise: of `TEST_DATABASE_URL`, or of the private cluster, which
/// is started when it does not run.
pub async fn owner_url() -> String {
    match std::env::var("TEST_DATABASE_URL") {
        Ok(url) if !url.is_empty() => url,
        _ => {
            let cluster = Cluster::start(&data_folder(), Purpose::Test).await;
            // Letting go of it does not stop it: the next test finds it running.
            cluster.unwrap_or_else(|error| panic!("the tests need PostgreSQL: {error}")).owner_url()
        }
    }
}

/// Where the private test cluster lies: `.data/test` of the workspace.
pub fn data_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.data/test")
}
