//! Logs, metrics and request ids, the same for every process that serves HTTP here.

mod log;
mod metrics_endpoint;
mod request_id;

pub use log::{LogFormat, init};
pub use metrics_endpoint::Metrics;
pub use request_id::{RequestId, assign_request_id};
