//! Figures for Prometheus.

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

/// The process's recorder of figures; [`Metrics::render`] is what `/metrics` answers.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Installs the recorder. A second call in one process (tests) gets a recorder of its own that sees nothing.
    pub fn install() -> Self {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::debug!("metrics are recorded already");
        }
        Metrics(handle)
    }

    /// All figures in Prometheus' text format.
    pub fn render(&self) -> String {
        self.0.run_upkeep();
        self.0.render()
    }
}
