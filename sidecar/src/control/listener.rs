//! Listening, on a Unix socket that only its owner may use, or on TCP.

use super::{ControlConfig, ControlState, routes};
use crate::media::MediaHandle;
use metrics_exporter_prometheus::PrometheusHandle;
use sidecar_api::Endpoint;
use sidecar_api::auth::Secret;
use std::fs::Permissions;
use std::future::Future;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::{TcpListener, UnixListener, UnixStream};

/// The control server, listening and not yet answering.
pub struct Control {
    listener: Listener,
    secret: Secret,
    endpoint: Endpoint,
}

enum Listener {
    Unix(UnixListener, SocketFile),
    Tcp(TcpListener),
}

/// A Unix socket's file; goes when this is dropped.
struct SocketFile(PathBuf);

impl Drop for SocketFile {
    fn drop(&mut self) {
        // Somebody may have removed it already.
        std::fs::remove_file(&self.0).ok();
    }
}

impl Control {
    /// Starts to listen. Errors: somebody listens there already, or it is not allowed.
    pub async fn bind(config: ControlConfig) -> io::Result<Self> {
        let (listener, endpoint) = match &config.endpoint {
            Endpoint::Unix(path) => (bind_unix(path).await?, config.endpoint.clone()),
            Endpoint::Tcp(address) => {
                let listener = TcpListener::bind(address).await?;
                let endpoint = Endpoint::Tcp(listener.local_addr()?);
                (Listener::Tcp(listener), endpoint)
            }
        };
        Ok(Control { listener, secret: config.secret, endpoint })
    }

    /// Where it listens; with port 0 asked for, the port that it got.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Answers requests until `end`. Requests that run then are cut off: they are all short, but for event streams.
    pub async fn serve(
        self,
        media: MediaHandle,
        metrics: Option<PrometheusHandle>,
        end: impl Future<Output = ()>,
    ) -> io::Result<()> {
        let state = ControlState { media, secret: self.secret, metrics: metrics.map(Arc::new) };
        let router = routes::router(state);
        let serving = async {
            match self.listener {
                Listener::Unix(listener, _file) => axum::serve(listener, router).await,
                Listener::Tcp(listener) => axum::serve(listener, router).await,
            }
        };
        tokio::select! {
            result = serving => result,
            () = end => Ok(()),
        }
    }
}

async fn bind_unix(path: &Path) -> io::Result<Listener> {
    if UnixStream::connect(path).await.is_ok() {
        return Err(io::Error::new(io::ErrorKind::AddrInUse, "a sidecar listens there already"));
    }
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(path)?;
    let file = SocketFile(path.to_owned());
    std::fs::set_permissions(path, Permissions::from_mode(0o600))?;
    Ok(Listener::Unix(listener, file))
}
