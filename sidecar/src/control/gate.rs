//! What a request must bring before anything is done for it: the token, a readable path, a small and quick body.

use super::ControlState;
use super::answers::Refusal;
use axum::body::to_bytes;
use axum::extract::{OriginalUri, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::Response;
use serde::de::DeserializeOwned;
use sidecar_api::{BODY_BYTES_MAX, PeerToken, Refused, RoomToken};
use std::time::{Duration, SystemTime};

/// A body must be there so long after its request's head.
const BODY_TIME_MAX: Duration = Duration::from_secs(5);

/// Lets only requests with a good token through.
pub async fn authorize(
    State(state): State<ControlState>,
    OriginalUri(uri): OriginalUri,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let header =
        request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let path = uri.path_and_query().map_or("", |path| path.as_str());
    if !state.secret.verify(header, SystemTime::now(), request.method().as_str(), path) {
        return Err(Refused::Unauthorized.into());
    }
    Ok(next.run(request).await)
}

/// Reads a JSON body within the limits.
pub async fn body<T: DeserializeOwned>(request: Request) -> Result<T, Refusal> {
    let reading = to_bytes(request.into_body(), BODY_BYTES_MAX);
    let bytes = match tokio::time::timeout(BODY_TIME_MAX, reading).await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(_)) => return Err(Refused::TooLarge { limit: BODY_BYTES_MAX }.into()),
        Err(_) => return Err(Refusal::bad("the body did not come in time")),
    };
    serde_json::from_slice(&bytes).map_err(|error| Refusal::bad(error.to_string()))
}

/// Reads a room's token from the path.
pub fn room(text: &str) -> Result<RoomToken, Refusal> {
    text.parse().map(RoomToken).map_err(|_| Refusal::bad("the room is no UUID"))
}

/// Reads a peer's token from the path.
pub fn peer(text: &str) -> Result<PeerToken, Refusal> {
    text.parse().map(PeerToken).map_err(|_| Refusal::bad("the peer is no UUID"))
}
