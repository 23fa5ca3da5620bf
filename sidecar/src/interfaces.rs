//! The addresses of this host's interfaces.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};

/// All of them, loopback last: what a browser on another host can use comes first. IPv6 only when asked for, without
/// link-local addresses (they need a scope that candidates cannot carry).
pub fn addresses(with_ipv6: bool) -> Vec<IpAddr> {
    let mut found: BTreeSet<IpAddr> = BTreeSet::new();
    found.extend(read("/proc/net/fib_trie").map(|text| ipv4_of_trie(&text)).unwrap_or_default());
    found.extend(routed());
    if with_ipv6 {
        found.extend(read("/proc/net/if_inet6").map(|text| ipv6_of_table(&text)).unwrap_or_default());
    }
    found.insert(Ipv4Addr::LOCALHOST.into());
    let (loopback, others): (Vec<_>, Vec<_>) = found.into_iter().partition(IpAddr::is_loopback);
    others.into_iter().chain(loopback.into_iter().take(2)).collect()
}

fn read(path: &str) -> Option<String> {
    std::fs::read_to_string(path).ok()
}

/// The address that packets to the outside leave from; also works where there is no /proc. Sends nothing.
fn routed() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    let ip = socket.local_addr().ok()?.ip();
    (!ip.is_unspecified()).then_some(ip)
}

/// The kernel's routing trie names each local address in a line `|-- 192.0.2.7`, followed by `/32 host LOCAL`.
fn ipv4_of_trie(trie: &str) -> Vec<IpAddr> {
    let lines: Vec<&str> = trie.lines().map(str::trim).collect();
    let local = |pair: &[&str]| {
        let address: Ipv4Addr = pair[0].strip_prefix("|-- ")?.parse().ok()?;
        (pair[1] == "/32 host LOCAL").then_some(IpAddr::V4(address))
    };
    lines.windows(2).filter_map(local).collect()
}

/// Each line of the kernel's table begins with 32 hexadecimal digits.
fn ipv6_of_table(table: &str) -> Vec<IpAddr> {
    let address = |line: &str| {
        let bits = u128::from_str_radix(line.get(..32)?, 16).ok()?;
        let address = Ipv6Addr::from_bits(bits);
        (!address.is_unicast_link_local()).then_some(IpAddr::V6(address))
    };
    table.lines().filter_map(address).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_addresses_are_read_from_the_kernels_tables() {
        let trie = "Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 10.1.0.0\n        /24 link UNICAST\n     |-- 10.1.0.7\n        \
                    /32 host LOCAL\n     |-- 127.0.0.1\n        /32 host LOCAL\n     |-- 10.1.0.255\n        /32 link BROADCAST\n";
        let expected: Vec<IpAddr> = vec!["10.1.0.7".parse().unwrap(), "127.0.0.1".parse().unwrap()];
        assert_eq!(ipv4_of_trie(trie), expected);
        let table = "00000000000000000000000000000001 01 80 10 80       lo\n\
                     fe80000000000000021122fffe334455 02 40 20 80     eth0\n\
                     20010db8000000000000000000000007 02 40 00 80     eth0\n";
        let expected: Vec<IpAddr> = vec!["::1".parse().unwrap(), "2001:db8::7".parse().unwrap()];
        assert_eq!(ipv6_of_table(table), expected);
    }

    #[test]
    fn this_host_has_a_loopback_and_it_comes_last() {
        let all = addresses(false);
        assert!(all.iter().all(IpAddr::is_ipv4));
        assert!(all.last().is_some_and(IpAddr::is_loopback), "{all:?}");
    }
}
