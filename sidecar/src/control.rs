//! The server's way in: HTTP/1 with JSON, as typed and documented in the crate `sidecar_api`.

mod answers;
mod gate;
mod listener;
mod routes;

use crate::media::MediaHandle;
pub use listener::Control;
use metrics_exporter_prometheus::PrometheusHandle;
use sidecar_api::Endpoint;
use sidecar_api::auth::Secret;
use std::sync::Arc;

/// Where it listens, and whom it obeys.
#[derive(Clone, Debug)]
pub struct ControlConfig {
    /// Address.
    pub endpoint: Endpoint,
    /// Shared with the server.
    pub secret: Secret,
}

/// What every request needs.
#[derive(Clone)]
struct ControlState {
    media: MediaHandle,
    secret: Secret,
    metrics: Option<Arc<PrometheusHandle>>,
}
