//! Starting everything in order, and stopping it in the opposite one.

use crate::{catalogues, config::Config, data_dir, router, signals};
use anyhow::Context;
use auth::{Auth, AuthConfig, LimitsConfig};
use axum::extract::Request;
use db::cluster::{Cluster, Purpose};
use db::{Db, DbConfig};
use leptos::config::LeptosOptions;
use server_rooms::{Rooms, RoomsConfig};
use std::net::SocketAddr;
use telemetry::Metrics;
use tokio::net::TcpListener;

/// Brings the database up to date.
///
/// # Errors
/// When the database cannot be started, reached or migrated.
pub async fn migrate(config: Config) -> anyhow::Result<()> {
    let database = Database::open(&config).await?;
    tracing::info!("the database is up to date");
    database.close().await;
    Ok(())
}

/// Serves until a signal.
///
/// # Errors
/// When something that it needs cannot be started.
pub async fn serve(config: Config) -> anyhow::Result<()> {
    let metrics = Metrics::install();
    let database = Database::open(&config).await?;
    let outcome = serve_on(&config, &database, metrics).await;
    database.close().await;
    outcome
}

async fn serve_on(config: &Config, database: &Database, metrics: Metrics) -> anyhow::Result<()> {
    let db = database.db.clone();
    let auth = Auth::new(auth_config(config, &database.secret), db.clone());
    let listener =
        TcpListener::bind(config.addr).await.with_context(|| format!("cannot listen on {}", config.addr))?;
    let rooms = Rooms::start(rooms_config(config, database)?, db.clone()).await?;
    let leptos = LeptosOptions::builder().output_name("frontend").build();
    let state = router::AppState { db, auth, rooms: rooms.clone(), metrics, leptos };
    let app = router::router(state, config)?;

    tracing::info!("OpenStudio is at {}  (Ctrl-C stops it)", config.origin()?);
    let service = axum::ServiceExt::<Request>::into_make_service_with_connect_info::<SocketAddr>(app);
    let stopping = {
        let rooms = rooms.clone();
        async move {
            signals::stop_requested().await;
            tracing::info!("stopping");
            // Sockets stay open for as long as their rooms do, so the rooms go first.
            rooms.shutdown().await;
        }
    };
    axum::serve(listener, service).with_graceful_shutdown(stopping).await.context("the web server failed")
}

fn auth_config(config: &Config, secret: &str) -> AuthConfig {
    AuthConfig {
        secret: secret.to_owned(),
        secure_cookies: config.is_secure(),
        trusted_proxies: config.trusted_proxies.clone(),
        limits: LimitsConfig::default().times(config.limit_factor),
        ..AuthConfig::default()
    }
}

fn rooms_config(config: &Config, database: &Database) -> anyhow::Result<RoomsConfig> {
    Ok(RoomsConfig {
        origin: config.origin()?,
        data: database.data.clone(),
        sidecar_url: config.sidecar_url.clone(),
        sidecar_secret: config.sidecar_secret.clone(),
        sidecar_media_addr: config.sidecar_media_addr,
        sidecar_public_ips: config.sidecar_public_ips.clone(),
        ..RoomsConfig::default()
    })
}

/// The migrated database, with the private cluster around it when it is ours.
struct Database {
    db: Db,
    cluster: Option<Cluster>,
    data: std::path::PathBuf,
    secret: String,
}

impl Database {
    async fn open(config: &Config) -> anyhow::Result<Self> {
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
        match migrated(&db_config).await {
            Ok(db) => Ok(Database { db, cluster, data, secret }),
            Err(error) => {
                stop(cluster).await;
                Err(error).context("the database")
            }
        }
    }

    async fn close(self) {
        self.db.close();
        stop(self.cluster).await;
    }
}

async fn migrated(config: &DbConfig) -> Result<Db, db::Error> {
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
