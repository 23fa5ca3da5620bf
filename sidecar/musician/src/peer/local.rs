//! Our own addresses, as far as they matter: those that packets to the sidecar leave from.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};

/// The local addresses from which the UDP candidates of an SDP are reached. IPv4 only, like our socket.
pub fn towards(sdp: &str) -> BTreeSet<IpAddr> {
    candidates(sdp).filter_map(route).collect()
}

/// `a=candidate:<foundation> <component> udp <priority> <address> <port> typ …`
fn candidates(sdp: &str) -> impl Iterator<Item = SocketAddr> + '_ {
    sdp.lines().filter_map(|line| {
        let mut fields = line.trim().strip_prefix("a=candidate:")?.split(' ');
        let (protocol, address, port) = (fields.nth(2)?, fields.nth(1)?, fields.next()?);
        let ip: Ipv4Addr = address.parse().ok()?;
        protocol.eq_ignore_ascii_case("udp").then_some(SocketAddr::new(ip.into(), port.parse().ok()?))
    })
}

/// Asks the kernel; sends nothing.
fn route(remote: SocketAddr) -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect(remote).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn udp_candidates_are_read_from_an_answer() {
        let sdp = "v=0\r\na=candidate:1 1 udp 2113 127.0.0.1 10000 typ host\r\n\
                   a=candidate:2 1 tcp 2113 127.0.0.1 10000 typ host tcptype passive\r\n\
                   a=candidate:3 1 UDP 2113 ::1 10000 typ host\r\na=candidate:nonsense\r\n";
        let found: Vec<SocketAddr> = candidates(sdp).collect();
        assert_eq!(found, ["127.0.0.1:10000".parse().unwrap()]);
        assert_eq!(towards(sdp).into_iter().collect::<Vec<_>>(), [IpAddr::V4(Ipv4Addr::LOCALHOST)]);
    }
}
