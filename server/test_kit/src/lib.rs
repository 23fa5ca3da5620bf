//! A real database for every test, made in a tenth of a second: [`TestDb::new`] clones a template that holds the
//! migrated schema.
//!
//! The cluster is that of `TEST_DATABASE_URL` (a role that may create databases and roles), else a private one below
//! the workspace's `.data/test`, started on demand, without waiting for the disk, and left running for the next test;
//! `cargo run -p test_kit --bin test_postgres -- stop` stops it.
//!
//! Test code only: it panics where a test cannot go on.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "test code: a failure ends the test"
)]

mod builders;
mod cluster;
mod nats;
pub mod policy_bench;
pub mod print_schema;
mod template;

pub use builders::{TestRoom, TestUser};
pub use cluster::{TestCluster, cluster, data_folder};
pub use nats::Nats;

use db::{Actor, Db, DbConfig};
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};

/// One test's own database, with the schema in force. Dropping it drops the database.
pub struct TestDb {
    /// As the server has it: the login role's pool.
    pub db: Db,
    config: DbConfig,
    name: String,
    /// Its database is the one from which others are created and dropped.
    cluster: TestCluster,
}

impl TestDb {
    /// Clones the template into a new database (and makes the template first, once per state of the migrations).
    pub async fn new() -> Self {
        let cluster = cluster::cluster().await;
        let template = template::ensure(&cluster.owner_url).await;
        let name = format!("openstudio_test_{}_{:08x}", std::process::id(), rand::random::<u32>());
        let mut connection = connect(&cluster.owner_url).await;
        connection.batch_execute(&format!("create database {name} template {template}")).await.unwrap();
        let config = config_for(&cluster.owner_url, &name);
        let db = Db::connect(&config).await.unwrap();
        TestDb { db, config, name, cluster }
    }

    /// How a server would be configured for this database.
    pub fn config(&self) -> &DbConfig {
        &self.config
    }

    /// A raw connection of the login role, outside any transaction: what an attacker with SQL has.
    pub async fn login_connection(&self) -> AsyncPgConnection {
        connect(&self.config.login_url().unwrap()).await
    }

    /// A raw connection of the tables' owner, for looking at the schema.
    pub async fn owner_connection(&self) -> AsyncPgConnection {
        connect(&self.config.owner_url).await
    }

    /// The actor that the builders write as.
    pub fn service() -> Actor {
        Actor::Service("test_kit")
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        self.db.close();
        let (url, name) = (self.cluster.owner_url.clone(), self.name.clone());
        // A runtime of its own, because the test's may be ending. A database that stays behind is swept later.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
            runtime.block_on(async {
                let mut connection = AsyncPgConnection::establish(&url).await.ok()?;
                connection.batch_execute(&format!("drop database if exists {name} with (force)")).await.ok()
            })
        });
        drop(dropping.join());
    }
}

/// The same cluster, another database.
pub(crate) fn config_for(maintenance_url: &str, database: &str) -> DbConfig {
    let (base, tail) = maintenance_url.rsplit_once('/').unwrap();
    let options = tail.split_once('?').map_or(String::new(), |(_, options)| format!("?{options}"));
    let mut config =
        DbConfig::new(format!("{base}/{database}{options}"), "test kit secret, not used anywhere else");
    config.max_connections = 5;
    config
}

pub(crate) async fn connect(url: &str) -> AsyncPgConnection {
    AsyncPgConnection::establish(url).await.expect("the test cluster answers")
}
