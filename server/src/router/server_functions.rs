//! Server functions: `POST /api/{name}`, as JSON for the application and as plain forms without wasm.

use super::{AppState, kept_values::with_kept_values};
use app_kit::RequestId;
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{DefaultBodyLimit, Request},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::any,
};
use leptos::prelude::{provide_context, use_context};
use model::{Fault, limits};

/// The route of all server functions.
pub fn routes(state: &AppState) -> Router {
    let state = state.clone();
    Router::new()
        .route("/api/{*name}", any(move |request| answer(state.clone(), request)))
        .layer(DefaultBodyLimit::max(limits::FORM_BYTES_MAX))
}

/// Puts what pages and server functions ask for into the context of this request.
pub fn provide_state(state: &AppState) {
    provide_context(state.db.clone());
    provide_context(state.auth.clone());
    provide_context(state.rooms.clone());
    let Some(parts) = use_context::<axum::http::request::Parts>() else { return };
    if let Some(actor) = parts.extensions.get::<db::Actor>() {
        provide_context(actor.clone());
    }
    if let Some(client) = parts.extensions.get::<auth::Client>() {
        provide_context(client.clone());
    }
    if let Some(id) = parts.extensions.get::<telemetry::RequestId>() {
        provide_context(RequestId(id.0.clone()));
    }
}

async fn answer(state: AppState, request: Request) -> Response {
    let (request, body) = match read_whole(request).await {
        Ok(whole) => whole,
        Err(fault) => return fault_response(&fault),
    };
    let response = leptos_axum::handle_server_fns_with_context(move || provide_state(&state), request)
        .await
        .into_response();
    with_fault_status(lead_back(response, &body)).await
}

/// A refused plain form leads back to its page, with what was typed.
fn lead_back(mut response: Response, body: &[u8]) -> Response {
    let location = response.headers().get(header::LOCATION).and_then(|location| location.to_str().ok());
    if let Some(Ok(back)) = location.map(|location| with_kept_values(location, body).parse()) {
        response.headers_mut().insert(header::LOCATION, back);
    }
    response
}

/// Reads the body under its limit before the function runs, so that a body that is too large has an answer of its own.
async fn read_whole(request: Request) -> Result<(Request, Bytes), Fault> {
    let (parts, body) = request.into_parts();
    let too_large = |_| Fault::TooLarge { limit: limits::FORM_BYTES_MAX as u64 };
    let bytes = to_bytes(body, limits::FORM_BYTES_MAX).await.map_err(too_large)?;
    Ok((Request::from_parts(parts, Body::from(bytes.clone())), bytes))
}

/// `server_fn` answers every error with 500; the fault in the body knows better.
async fn with_fault_status(response: Response) -> Response {
    if response.status() == StatusCode::BAD_REQUEST {
        return fault_response(&Fault::NotFound); // no such function
    }
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, limits::FORM_BYTES_MAX).await.unwrap_or_default();
    if let Ok(fault) = serde_json::from_slice::<Fault>(&bytes) {
        parts.status = StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if let Fault::TooMany { retry_after_s } = fault {
            parts.headers.insert(header::RETRY_AFTER, retry_after_s.into());
        }
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// A fault as the whole answer.
fn fault_response(fault: &Fault) -> Response {
    let status = StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, axum::Json(fault)).into_response()
}
