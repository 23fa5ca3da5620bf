//! The database around the server: where it lies, its private cluster when it is ours, brought up to date.

use crate::{catalogues, config::Config, data_dir};
use anyhow::Context;
use db::cluster::{Cluster, Purpose};
use db::{Db, DbConfig};
use std::path::PathBuf;
use tokio::task::JoinHandle;

/// Where the database lies, started when it is ours.
pub(crate) struct Place {
    pub config: DbConfig,
    cluster: Option<Cluster>,
    data: PathBuf,
    secret: String,
}

impl Place {
    /// Starts the private cluster, unless the database is somewhere else.
    pub async fn open(config: &Config) -> anyhow::Result<Self> {
        let data = data_dir::prepare(&config.data)?;
        let secret = data_dir::secret(&data, config.secret.as_deref())?;
        let (cluster, owner_url) = match &config.database_url {
            Some(url) => (None, url.clone()),
            None => {
                let cluster = Cluster::start(&data, Purpose::Serve).await?;
                let url = cluster.owner_url();
                (Some(cluster), url)
            }
        };
        let mut db_config = DbConfig::new(owner_url, secret.clone());
        db_config.login_url = config.database_login_url.clone();
        Ok(Place { config: db_config, cluster, data, secret })
    }

    /// Stops the cluster, when it was started here.
    pub async fn close(self) {
        stop(self.cluster).await;
    }
}

/// The migrated database with its catalogues.
pub(crate) struct Database {
    pub db: Db,
    pub data: PathBuf,
    pub secret: String,
    cluster: Option<Cluster>,
    /// Starts the cluster again when it dies.
    nurse: Option<JoinHandle<()>>,
}

impl Database {
    /// Opens it and brings it up to date.
    pub async fn open(config: &Config) -> anyhow::Result<Self> {
        let place = Place::open(config).await?;
        match up_to_date(&place.config).await {
            Ok(db) => {
                let Place { cluster, data, secret, .. } = place;
                let nurse = cluster.clone().map(|cluster| tokio::spawn(cluster.keep_running()));
                Ok(Database { db, cluster, data, secret, nurse })
            }
            Err(error) => {
                place.close().await;
                Err(error).context("the database")
            }
        }
    }

    /// Closes it, and stops the cluster when it was started here.
    pub async fn close(self) {
        self.db.close();
        if let Some(nurse) = self.nurse {
            nurse.abort();
        }
        stop(self.cluster).await;
    }
}

async fn up_to_date(config: &DbConfig) -> Result<Db, db::Error> {
    db::migrate(config).await?;
    let db = Db::connect(config).await?;
    catalogues::load(&db).await?;
    Ok(db)
}

async fn stop(cluster: Option<Cluster>) {
    let Some(cluster) = cluster else { return };
    if let Err(error) = cluster.stop().await {
        tracing::error!(%error, "the database did not stop");
    }
}
