//! Logs and metrics.

use crate::sfu::Totals;
use metrics::{Counter, Gauge, Histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use std::io::IsTerminal;
use std::time::Duration;
use tracing_subscriber::EnvFilter;

/// How logs are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object per line.
    Json,
}

/// The media stack logs ICE credentials and addresses below this level; never let it, whatever `RUST_LOG` says.
const QUIET: [&str; 5] = ["str0m=warn", "is=warn", "dimpl=warn", "sctp_proto=warn", "hyper=warn"];
/// Upper bounds of the forwarding time's buckets, in seconds.
const FORWARD_BUCKETS: [f64; 9] = [0.000_02, 0.000_05, 0.000_1, 0.000_2, 0.000_5, 0.001, 0.002, 0.005, 0.02];

/// Starts logging to stderr; levels from `RUST_LOG` (default `info`).
pub fn start_logs(format: LogFormat) {
    let wanted = std::env::var("RUST_LOG").unwrap_or_default();
    let base = EnvFilter::builder().parse(if wanted.is_empty() { "info" } else { &wanted });
    let filter = QUIET.iter().fold(base.unwrap_or_else(|_| EnvFilter::new("info")), |filter, quiet| {
        match quiet.parse() {
            Ok(directive) => filter.add_directive(directive),
            Err(_) => filter,
        }
    });
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match format {
        LogFormat::Text => logs.init(),
        LogFormat::Json => logs.json().init(),
    }
}

/// Starts collecting metrics for `/metrics`. Once per process.
pub fn start_metrics() -> Result<PrometheusHandle, BuildError> {
    let builder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full("sidecar_forward_seconds".into()), &FORWARD_BUCKETS)?;
    builder.install_recorder()
}

/// What the media thread measures.
pub struct MediaMetrics {
    packets_in: Counter,
    bytes_in: Counter,
    packets_out: Counter,
    bytes_out: Counter,
    forwarded: Counter,
    stranger: Counter,
    garbage: Counter,
    muted: Counter,
    unsent: Counter,
    panicked: Counter,
    rooms: Gauge,
    peers: Gauge,
    forward: Histogram,
}

impl Default for MediaMetrics {
    fn default() -> Self {
        Self::new()
    }
}

impl MediaMetrics {
    /// Registers them.
    pub fn new() -> Self {
        let dropped = |reason: &'static str| metrics::counter!("sidecar_dropped_total", "reason" => reason);
        MediaMetrics {
            packets_in: metrics::counter!("sidecar_packets_in_total"),
            bytes_in: metrics::counter!("sidecar_bytes_in_total"),
            packets_out: metrics::counter!("sidecar_packets_out_total"),
            bytes_out: metrics::counter!("sidecar_bytes_out_total"),
            forwarded: metrics::counter!("sidecar_forwarded_total"),
            stranger: dropped("stranger"),
            garbage: dropped("garbage"),
            muted: dropped("muted"),
            unsent: dropped("unsent"),
            panicked: metrics::counter!("sidecar_peers_panicked_total"),
            rooms: metrics::gauge!("sidecar_rooms"),
            peers: metrics::gauge!("sidecar_peers"),
            forward: metrics::histogram!("sidecar_forward_seconds"),
        }
    }

    /// Brings them up to date. `unsent`: datagrams that the sockets did not take.
    pub fn update(&self, totals: Totals, (rooms, peers): (usize, usize), unsent: u64) {
        self.packets_in.absolute(totals.packets_in);
        self.bytes_in.absolute(totals.bytes_in);
        self.packets_out.absolute(totals.packets_out);
        self.bytes_out.absolute(totals.bytes_out);
        self.forwarded.absolute(totals.forwarded);
        self.stranger.absolute(totals.dropped_stranger);
        self.garbage.absolute(totals.dropped_garbage);
        self.muted.absolute(totals.dropped_muted);
        self.unsent.absolute(unsent);
        self.panicked.absolute(totals.peers_panicked);
        self.rooms.set(rooms as f64);
        self.peers.set(peers as f64);
    }

    /// From a packet's arrival to the last copy handed to the sockets.
    pub fn forwarded_in(&self, time: Duration) {
        self.forward.record(time.as_secs_f64());
    }
}
