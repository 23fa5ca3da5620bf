//! The sockets: one UDP port, and ICE-TCP (RFC 6544, framed as in RFC 4571) on the same number.
//!
//! One thread owns the sockets and the core. Nothing in it blocks or waits for anybody: what cannot be sent at once is
//! dropped, since late sound is worth nothing.

mod commands;
mod events;
mod frame;
mod pump;
mod sockets;
mod tcp;

pub use commands::{MediaGone, MediaHandle};
pub use events::READER_LINES_MAX;
use pump::Pump;
use sockets::Sockets;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::thread::JoinHandle;

/// Where media goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaConfig {
    /// UDP and TCP listen here. Port 0 takes a free one.
    pub bind: SocketAddr,
    /// Addresses to announce to peers; empty: those of the interfaces.
    pub public_ips: Vec<IpAddr>,
}

/// The running media thread.
#[derive(Debug)]
pub struct Media {
    /// To give it commands.
    pub handle: MediaHandle,
    /// What peers are told to connect to.
    pub addresses: Vec<SocketAddr>,
    thread: JoinHandle<()>,
}

impl Media {
    /// Opens the sockets and starts the thread. Errors: the port is taken, or no address can be announced.
    pub fn start(config: &MediaConfig) -> io::Result<Self> {
        let sockets = Sockets::bind(config.bind)?;
        let addresses = sockets::announced(config, sockets.port)?;
        let (handle, commands) = commands::channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let announced = addresses.clone();
        let thread = std::thread::Builder::new().name("media".into()).spawn(move || {
            runtime.block_on(async move {
                match Pump::new(sockets, announced, commands) {
                    Ok(pump) => pump.run().await,
                    Err(error) => tracing::error!(%error, "media sockets cannot be used"),
                }
            });
        })?;
        Ok(Media { handle, addresses, thread })
    }

    /// Whether the thread has ended (it only does when told to, or on a bug).
    pub fn is_finished(&self) -> bool {
        self.thread.is_finished()
    }
}
