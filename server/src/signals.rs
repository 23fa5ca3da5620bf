//! Ctrl-C and SIGTERM.

use tokio::signal::unix::{SignalKind, signal};

/// Completes on the first Ctrl-C or SIGTERM. A second one ends the process at once, for whoever cannot wait.
pub async fn stop_requested() {
    let (Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        tracing::error!("signals cannot be watched; stop the process by force");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::warn!("stopping at once");
        std::process::exit(130);
    });
}
