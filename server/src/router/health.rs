//! `/healthz`: the process lives. `/readyz`: it can do its work. `/metrics`: figures for Prometheus.

use super::AppState;
use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use serde::Serialize;

/// What `/readyz` says; 200 when the database answers, else 503. A missing sidecar does not make the server unready:
/// pages and chat work without sound.
#[derive(Serialize)]
struct Readiness {
    database: bool,
    sidecar: bool,
}

/// The three routes.
pub fn routes(state: &AppState) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(readyz))
        .route("/metrics", get(async |State(state): State<AppState>| state.metrics.render()))
        .with_state(state.clone())
}

async fn readyz(State(state): State<AppState>) -> (StatusCode, Json<Readiness>) {
    let database = state.db.is_ready().await;
    let sidecar = state.rooms.media_is_up();
    let status = if database { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { database, sidecar }))
}
