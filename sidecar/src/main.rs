//! The process `sidecar`: settings, logs, the media thread, the control server, and a clean end.

use clap::Parser;
use sidecar::config::Config;
use sidecar::control::Control;
use sidecar::media::Media;
use sidecar::telemetry;
use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let config = Config::parse();
    telemetry::start_logs(config.log_format);
    match run(config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the sidecar cannot run");
            ExitCode::FAILURE
        }
    }
}

async fn run(config: Config) -> Result<(), Box<dyn Error>> {
    // The control socket is for its owner only, from the moment that it exists.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let metrics = telemetry::start_metrics()?;
    let secret = std::env::var("SIDECAR_SECRET").unwrap_or_default();
    let control = Control::bind(config.control(&secret)?).await?;
    let media = Media::start(&config.media()?)?;
    tracing::info!(control = %control.endpoint(), media = ?media.addresses, "ready");

    let upkeep = metrics.clone();
    tokio::spawn(async move {
        // Histograms keep every sample until they are told to count them.
        let mut every = tokio::time::interval(Duration::from_secs(5));
        loop {
            every.tick().await;
            upkeep.run_upkeep();
        }
    });
    let handle = media.handle.clone();
    control.serve(handle.clone(), Some(metrics), end(&media, config.exit_with_parent)).await?;
    if media.is_finished() {
        return Err("the media thread ended by itself".into());
    }
    handle.close().await?;
    tracing::info!("ended");
    Ok(())
}

/// Waits for a reason to end.
async fn end(media: &Media, with_parent: bool) {
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return tracing::error!("signals cannot be waited for");
    };
    let parent = rustix::process::getppid();
    let mut look = tokio::time::interval(Duration::from_millis(500));
    loop {
        tokio::select! {
            _ = terminate.recv() => return,
            _ = interrupt.recv() => return,
            _ = look.tick() => {
                if media.is_finished() || (with_parent && rustix::process::getppid() != parent) {
                    return;
                }
            }
        }
    }
}
