//! Opening the port, and knowing under which addresses it can be reached.

use super::MediaConfig;
use crate::interfaces;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, UdpSocket};
use std::time::Duration;

/// Asked of the kernel for the UDP socket, both ways: about 100 ms of a thousand streams.
const BUFFER_BYTES: usize = 4 * 1024 * 1024;
/// Most addresses announced.
const ADDRESSES_MAX: usize = 16;
/// A predecessor that is just going may hold the port for a moment.
const BIND_TRIES: u32 = 20;
const BIND_PAUSE: Duration = Duration::from_millis(250);

/// UDP and TCP on one port.
#[derive(Debug)]
pub struct Sockets {
    /// Datagrams.
    pub udp: UdpSocket,
    /// ICE-TCP.
    pub tcp: TcpListener,
    /// The port of both.
    pub port: u16,
}

impl Sockets {
    /// Opens both, not blocking. With port 0 it looks for a number that is free for both.
    pub fn bind(address: SocketAddr) -> io::Result<Self> {
        let mut tries = 0;
        loop {
            match Self::try_bind(address) {
                Err(error) if error.kind() == io::ErrorKind::AddrInUse && tries < BIND_TRIES => {
                    tries += 1;
                    std::thread::sleep(BIND_PAUSE);
                }
                result => return result,
            }
        }
    }

    fn try_bind(address: SocketAddr) -> io::Result<Self> {
        let udp = UdpSocket::bind(address)?;
        let port = udp.local_addr()?.port();
        let tcp = TcpListener::bind(SocketAddr::new(address.ip(), port))?;
        udp.set_nonblocking(true)?;
        tcp.set_nonblocking(true)?;
        grow_buffers(&udp);
        Ok(Sockets { udp, tcp, port })
    }
}

/// The addresses that peers are told.
pub fn announced(config: &MediaConfig, port: u16) -> io::Result<Vec<SocketAddr>> {
    let ips: Vec<IpAddr> = if !config.public_ips.is_empty() {
        config.public_ips.clone()
    } else if config.bind.ip().is_unspecified() {
        interfaces::addresses(config.bind.is_ipv6())
    } else {
        vec![config.bind.ip()]
    };
    let addresses: Vec<SocketAddr> =
        ips.into_iter().take(ADDRESSES_MAX).map(|ip| SocketAddr::new(ip, port)).collect();
    if addresses.is_empty() {
        return Err(io::Error::other("no address to announce"));
    }
    Ok(addresses)
}

/// Less than asked for is no error: the kernel has its own limits.
fn grow_buffers(udp: &UdpSocket) {
    let grown = rustix::net::sockopt::set_socket_recv_buffer_size(udp, BUFFER_BYTES)
        .and_then(|()| rustix::net::sockopt::set_socket_send_buffer_size(udp, BUFFER_BYTES));
    if let Err(error) = grown {
        tracing::warn!(%error, "socket buffers stay small");
    }
}
