//! The cluster that test databases live in.

use db::cluster::{Cluster, Purpose};
use std::path::{Path, PathBuf};

/// The cluster of this test, and while it is held nobody's `test_postgres stop` stops it.
pub struct TestCluster {
    /// The owner's URL of a database that nobody uses otherwise.
    pub owner_url: String,
    _private: Option<Cluster>,
}

/// The cluster of `TEST_DATABASE_URL`, or the private one, which is started when it does not run.
pub async fn cluster() -> TestCluster {
    match std::env::var("TEST_DATABASE_URL") {
        Ok(owner_url) if !owner_url.is_empty() => TestCluster { owner_url, _private: None },
        _ => {
            let cluster = Cluster::start(&data_folder(), Purpose::Test).await;
            // Letting go of it does not stop it: the next test finds it running.
            let cluster = cluster.unwrap_or_else(|error| panic!("the tests need PostgreSQL: {error}"));
            TestCluster { owner_url: cluster.owner_url(), _private: Some(cluster) }
        }
    }
}

/// Where the private test cluster lies: `.data/test` of the workspace.
pub fn data_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.data/test")
}
