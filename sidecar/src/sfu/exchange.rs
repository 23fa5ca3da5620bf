//! What goes into the core and comes out of it.

use sidecar_api::{Event, Transport};
use std::net::SocketAddr;
use std::time::Instant;

/// Where datagrams come from and go to: the remote end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Path {
    /// UDP or TCP.
    pub transport: Transport,
    /// The remote address.
    pub remote: SocketAddr,
}

/// What the core wants to have done.
#[derive(Debug)]
pub enum Output {
    /// Send this datagram (over TCP: as one frame).
    Transmit(Path, Vec<u8>),
    /// Close this TCP connection: its peer is gone.
    Hangup(Path),
    /// Tell the server.
    Event(Event),
}

/// Totals since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Datagrams that found their peer.
    pub packets_in: u64,
    /// Their bytes.
    pub bytes_in: u64,
    /// Datagrams to send.
    pub packets_out: u64,
    /// Their bytes.
    pub bytes_out: u64,
    /// RTP packets passed on, once per receiver.
    pub forwarded: u64,
    /// Datagrams for nobody: unknown address, unknown or wrong token.
    pub dropped_stranger: u64,
    /// Datagrams that are no STUN, DTLS, RTP or RTCP, or too large.
    pub dropped_garbage: u64,
    /// RTP packets of publishers that may not publish.
    pub dropped_muted: u64,
    /// Peers whose stack panicked. Each is a bug to look into.
    pub peers_panicked: u64,
}

/// What the core needs to know of the outside.
#[derive(Clone, Debug)]
pub struct SfuConfig {
    /// The addresses at which peers reach us, announced as candidates for UDP and TCP. Not empty.
    pub addresses: Vec<SocketAddr>,
    /// A moment, and what CLOCK_MONOTONIC read at it in µs; the room's clock is counted from there.
    pub clock: (Instant, u64),
}
