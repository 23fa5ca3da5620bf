//! One id per request, in every log line about it and in the answer (`x-request-id`).

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderName, HeaderValue};
use tracing::Instrument;
use uuid::Uuid;

/// The id of a request, in its extensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Middleware: makes the id, puts it into the request's extensions, the log span and the answer's header.
///
/// An id sent by the client is not taken over: whoever reads the logs must be able to trust that ids are ours.
pub async fn assign_request_id(mut request: Request, next: Next) -> Response {
    let id = Uuid::now_v7().simple().to_string();
    let span =
        tracing::info_span!("request", id = %id, method = %request.method(), path = %request.uri().path());
    request.extensions_mut().insert(RequestId(id.clone()));
    let started = std::time::Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    let status = response.status().as_u16();
    let elapsed_ms = started.elapsed().as_secs_f64() * 1_000.0;
    metrics::histogram!("http_request_seconds", "status" => status.to_string()).record(elapsed_ms / 1_000.0);
    span.in_scope(|| tracing::debug!(status, elapsed_ms, "answered"));
    response
}
