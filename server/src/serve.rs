//! Starting everything in order, and stopping it in the opposite one.

use crate::{config::Config, database::Database, progress, router, signals};
use anyhow::Context;
use auth::{Auth, AuthConfig, LimitsConfig};
use axum::extract::Request;
use leptos::config::LeptosOptions;
use mail::{Smtp, SmtpError};
use server_rooms::invitations::post::Post;
use server_rooms::{Rooms, RoomsConfig};
use std::net::SocketAddr;
use std::sync::Arc;
use telemetry::Metrics;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

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
    let (happenings, happened) = progress::channel();
    let rooms_config = RoomsConfig { happenings: Some(happenings), ..rooms_config(config, database)? };
    let rooms = Rooms::start(rooms_config, db.clone()).await?;
    let stop_paying = CancellationToken::new();
    let paying = tokio::spawn(progress::follow(db.clone(), happened, stop_paying.clone()));
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
    let served = axum::serve(listener, service)
        .with_graceful_shutdown(stopping)
        .await
        .context("the web server failed");
    // The rooms have closed the last sessions: those are paid, too.
    stop_paying.cancel();
    let paid = paying.await.context("paying for sessions failed");
    served.and(paid)
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
        nats_url: config.nats_url.clone(),
        secret: database.secret.clone(),
        sidecar_url: config.sidecar_url.clone(),
        sidecar_secret: config.sidecar_secret.clone(),
        sidecar_media_addr: config.sidecar_media_addr,
        sidecar_public_ips: config.sidecar_public_ips.clone(),
        audience_max: config.audience_max,
        post: post(config)?,
        ..RoomsConfig::default()
    })
}

/// The way out for mailed invitations, when there is one.
fn post(config: &Config) -> anyhow::Result<Option<Post>> {
    let (Some(url), Some(from)) = (&config.smtp_url, &config.mail_from) else { return Ok(None) };
    let smtp = Smtp::new(url, from).map_err(|error| match error {
        SmtpError::From => anyhow::anyhow!("MAIL_FROM: {error}"),
        _ => anyhow::anyhow!("SMTP_URL: {error}"),
    })?;
    Ok(Some(Post::new(Arc::new(smtp))))
}
