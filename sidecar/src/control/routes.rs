//! The requests.

use super::answers::Refusal;
use super::{ControlState, gate};
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get};
use axum::{Json, Router, middleware};
use futures::stream;
use sidecar_api::{Connected, Snapshot};
use std::convert::Infallible;

/// All of them.
pub fn router(state: ControlState) -> Router {
    let v1 = Router::new()
        .route("/snapshot", get(snapshot))
        .route("/events", get(events))
        .route("/rooms/{room}", delete(remove_room))
        .route("/rooms/{room}/peers/{peer}", delete(remove_peer).put(connect).patch(permit))
        .fallback(nowhere);
    let v1 = v1.layer(middleware::from_fn_with_state(state.clone(), gate::authorize));
    Router::new()
        .nest("/v1", v1)
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .fallback(nowhere)
        .with_state(state)
}

async fn snapshot(State(state): State<ControlState>) -> Result<Json<Snapshot>, Refusal> {
    Ok(Json(state.media.snapshot().await?))
}

async fn events(State(state): State<ControlState>) -> Result<Response, Refusal> {
    let reader = state.media.listen().await?;
    let lines = stream::unfold(reader, |mut reader| async {
        let line = reader.recv().await?;
        Some((Ok::<_, Infallible>(line), reader))
    });
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], Body::from_stream(lines)).into_response())
}

async fn connect(
    State(state): State<ControlState>,
    Path((room, peer)): Path<(String, String)>,
    request: Request,
) -> Result<Json<Connected>, Refusal> {
    let (room, peer) = (gate::room(&room)?, gate::peer(&peer)?);
    let connect = gate::body(request).await?;
    Ok(Json(state.media.connect(room, peer, connect).await??))
}

async fn permit(
    State(state): State<ControlState>,
    Path((room, peer)): Path<(String, String)>,
    request: Request,
) -> Result<StatusCode, Refusal> {
    let (room, peer) = (gate::room(&room)?, gate::peer(&peer)?);
    let permit = gate::body(request).await?;
    state.media.permit(room, peer, permit).await??;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove_peer(
    State(state): State<ControlState>,
    Path((room, peer)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    state.media.remove_peer(gate::room(&room)?, gate::peer(&peer)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove_room(
    State(state): State<ControlState>,
    Path(room): Path<String>,
) -> Result<StatusCode, Refusal> {
    state.media.remove_room(gate::room(&room)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn ready(State(state): State<ControlState>) -> Result<&'static str, Refusal> {
    state.media.ping().await?;
    Ok("ready\n")
}

async fn metrics(State(state): State<ControlState>) -> Response {
    match state.metrics {
        Some(metrics) => {
            ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], metrics.render()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn nowhere() -> Refusal {
    Refusal::bad("there is no such request")
}
