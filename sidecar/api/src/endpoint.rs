//! Where a sidecar listens for its server.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

/// The control address of a sidecar: `unix:/path/to/socket`, or `tcp:127.0.0.1:7000`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// A Unix socket, on the same host.
    Unix(PathBuf),
    /// TCP, for another host. The token authenticates; the line itself must be a private one.
    Tcp(SocketAddr),
}

/// Text that is no [`Endpoint`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected unix:/path or tcp:ADDRESS:PORT")]
pub struct BadEndpoint;

impl FromStr for Endpoint {
    type Err = BadEndpoint;

    fn from_str(text: &str) -> Result<Self, BadEndpoint> {
        if let Some(path) = text.strip_prefix("unix:") {
            return if path.is_empty() { Err(BadEndpoint) } else { Ok(Endpoint::Unix(path.into())) };
        }
        let address = text.strip_prefix("tcp:").ok_or(BadEndpoint)?;
        address.parse().map(Endpoint::Tcp).map_err(|_| BadEndpoint)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Endpoint::Unix(path) => write!(f, "unix:{}", path.display()),
            Endpoint::Tcp(address) => write!(f, "tcp:{address}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_read_as_they_print() {
        for text in ["unix:/run/sidecar.sock", "tcp:127.0.0.1:7000", "tcp:[::1]:7000"] {
            assert_eq!(text.parse::<Endpoint>().unwrap().to_string(), text);
        }
        for bad in ["", "unix:", "tcp:", "tcp:localhost:1", "/run/x", "http://x", "tcp:127.0.0.1:70000"] {
            assert_eq!(bad.parse::<Endpoint>(), Err(BadEndpoint), "{bad}");
        }
    }
}
