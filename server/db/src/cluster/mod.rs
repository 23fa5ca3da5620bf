//! A private PostgreSQL: found, initialised, started and stopped by the server itself, for whoever gives no
//! `DATABASE_URL`.
//!
//! It listens on a Unix socket only, in a folder that only its user (and root) may enter; inside that folder every
//! connection is trusted. Several servers may share one: the last that stops it really stops it, also when an earlier
//! one was killed.

mod binaries;
mod control;
mod error;
mod os_user;
mod place;

pub use error::ClusterError;

use place::Place;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The role that owns the private cluster's database and migrates it: no superuser.
pub const OWNER_ROLE: &str = "openstudio_owner";
/// The private cluster's database.
pub const DATABASE: &str = "openstudio";

/// How often PostgreSQL is looked after.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// What a private cluster is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Data that must survive: every commit reaches the disk.
    Serve,
    /// Tests: nothing needs to survive, so nothing waits for the disk.
    Test,
}

/// A running private cluster. Clones are the same one; it is used until the last of them is gone.
#[derive(Clone, Debug)]
pub struct Cluster {
    place: Place,
    binaries: PathBuf,
    /// Held, shared, while we use the cluster; PostgreSQL is stopped by whoever holds it alone.
    users: Arc<std::fs::File>,
}

impl Cluster {
    /// Starts the cluster below `data` (made when missing), or joins it when it runs already.
    ///
    /// Errors: PostgreSQL is not installed, its user cannot be found, or one of its programs failed; each says what
    /// to do.
    pub async fn start(data: &Path, purpose: Purpose) -> Result<Cluster, ClusterError> {
        let data = data.to_owned();
        let (cluster, alone) = tokio::task::spawn_blocking(move || control::start(&data, purpose))
            .await
            .map_err(|cause| ClusterError::Sql { cause: cause.to_string() })??;
        control::create_database(&cluster).await?;
        drop(alone);
        Ok(cluster)
    }

    /// Starts PostgreSQL again whenever it dies (killed, out of memory), until dropped. Never returns. The pool finds the
    /// new one by itself; transactions of the old one are rolled back.
    pub async fn keep_running(self) {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            if control::is_alive(&self) {
                continue;
            }
            tracing::error!("PostgreSQL died; starting it again");
            let cluster = self.clone();
            match tokio::task::spawn_blocking(move || control::start_again(&cluster)).await {
                Ok(Ok(())) => tracing::info!("PostgreSQL is there again"),
                // For example while the dead one's children are still ending.
                Ok(Err(error)) => tracing::warn!(%error, "PostgreSQL does not start"),
                Err(_) => return std::future::pending().await,
            }
        }
    }

    /// The owner's URL of the database [`DATABASE`]: for [`DbConfig::owner_url`](crate::DbConfig::owner_url).
    pub fn owner_url(&self) -> String {
        self.url(OWNER_ROLE, DATABASE)
    }

    /// A URL of this cluster.
    pub fn url(&self, role: &str, database: &str) -> String {
        let folder: String =
            self.place.sockets.to_string_lossy().bytes().map(|byte| format!("%{byte:02X}")).collect();
        format!("postgres://{role}@{folder}/{database}")
    }

    /// Where its files lie.
    pub fn folder(&self) -> &Path {
        &self.place.folder
    }

    /// Stops PostgreSQL, unless another server uses it too. Running transactions are rolled back.
    pub async fn stop(self) -> Result<(), ClusterError> {
        tokio::task::spawn_blocking(move || control::stop(&self))
            .await
            .map_err(|cause| ClusterError::Sql { cause: cause.to_string() })?
    }
}
