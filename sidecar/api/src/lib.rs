//! The typed protocol between server and sidecar, and (feature `client`) the server's client for it.
//!
//! HTTP/1 with JSON over a Unix socket (or TCP for another host). Every request carries `authorization: Bearer
//! <token>` made from the shared secret ([`auth`]). Commands are idempotent and ids are chosen by the caller, so a
//! request whose answer was lost can be sent again. What happens in the sidecar comes back on one event stream
//! (`GET /v1/events`, one [`Envelope`] per line of JSON); after a gap in `seq` or a new `boot_id` the server asks for
//! a [`Snapshot`] and rebuilds.
//!
//! | request | body → answer | meaning |
//! |---|---|---|
//! | `GET /v1/snapshot` | → [`Snapshot`] | everything that the sidecar holds |
//! | `GET /v1/events` | → lines of [`Envelope`] | what happens from now on; the first line is [`Event::Hello`] |
//! | `PUT /v1/rooms/{room}/peers/{peer}` | [`Connect`] → [`Connected`] | make a peer, or renegotiate it |
//! | `PATCH /v1/rooms/{room}/peers/{peer}` | [`Permit`] → 204 | change what a peer may send |
//! | `DELETE /v1/rooms/{room}/peers/{peer}` | → 204 | drop a peer (also when it is not there) |
//! | `DELETE /v1/rooms/{room}` | → 204 | drop a room with all its peers |
//! | `GET /healthz`, `/readyz`, `/metrics` | | without token |
//!
//! The sidecar knows no users: a [`RoomToken`] and a [`PeerToken`] are opaque ids that the server made up.

#[cfg(feature = "auth")]
pub mod auth;
#[cfg(feature = "client")]
pub mod client;
pub mod endpoint;

pub use endpoint::Endpoint;

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// Largest request body that the sidecar reads, in bytes.
pub const BODY_BYTES_MAX: usize = 128 * 1024;
/// Largest SDP offer, in bytes.
pub const SDP_BYTES_MAX: usize = 64 * 1024;
/// Most peers in one room.
pub const PEERS_PER_ROOM_MAX: usize = 64;
/// Most tracks that one peer may publish.
pub const TRACKS_PER_PEER_MAX: usize = 4;

macro_rules! token {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

token! {
    /// A room, as the server calls it towards the sidecar (random; says nothing about the room).
    RoomToken
}
token! {
    /// One media connection of one participant (random; a new one for each RTCPeerConnection).
    PeerToken
}

/// Makes a peer in a room (the room comes into being with its first peer), or renegotiates it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connect {
    /// Rises with each offer of this peer; sending the same number again returns the same answer.
    pub negotiation: u32,
    /// The client's SDP offer, at most [`SDP_BYTES_MAX`].
    pub offer: String,
    /// Whether its sound may be forwarded.
    pub may_publish: bool,
}

/// The answer to [`Connect`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connected {
    /// The sidecar's life.
    pub boot_id: Uuid,
    /// SDP answer, with all the sidecar's candidates in it.
    pub answer: String,
}

/// Changes what a peer may send. A muted performer keeps its connection; nothing of it is forwarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Permit {
    /// Whether its sound may be forwarded.
    pub may_publish: bool,
}

/// Everything the sidecar holds, as of event `seq`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The sidecar's life.
    pub boot_id: Uuid,
    /// The last event contained.
    pub seq: u64,
    /// All rooms.
    pub rooms: Vec<RoomSnapshot>,
}

/// A room in a [`Snapshot`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomSnapshot {
    /// Room.
    pub room: RoomToken,
    /// Its peers.
    pub peers: Vec<PeerSnapshot>,
}

/// A peer in a [`Snapshot`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeerSnapshot {
    /// Peer.
    pub peer: PeerToken,
    /// Whether ICE and DTLS are up.
    pub connected: bool,
    /// Whether its sound may be forwarded.
    pub may_publish: bool,
    /// What it receives.
    pub slots: Vec<Slot>,
}

/// A receiving transceiver of a peer, and what it carries now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// The transceiver's mid in the peer's SDP.
    pub mid: String,
    /// The publisher.
    pub from: PeerToken,
    /// Which of its tracks, counted from 0.
    pub track: u8,
}

/// One line of the event stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// The sidecar's life: changes when it restarts.
    pub boot_id: Uuid,
    /// Rises by one from line to line.
    pub seq: u64,
    /// What happened.
    pub event: Event,
}

/// What the sidecar reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// First line of every stream.
    Hello,
    /// Nothing happened for a while; the stream lives (every 2 s).
    Idle,
    /// ICE and DTLS are up.
    PeerUp {
        /// Room.
        room: RoomToken,
        /// Peer.
        peer: PeerToken,
        /// What carries it.
        transport: Transport,
    },
    /// The peer is gone: it closed, failed, or was silent too long.
    PeerGone {
        /// Room.
        room: RoomToken,
        /// Peer.
        peer: PeerToken,
        /// Why.
        reason: GoneReason,
    },
    /// What a peer receives changed.
    Slots {
        /// Room.
        room: RoomToken,
        /// Peer.
        peer: PeerToken,
        /// All slots in use.
        slots: Vec<Slot>,
        /// Publishers' tracks that found no free slot: the client should offer so many more receiving transceivers.
        missing: u16,
    },
    /// Once a second per room with media.
    Stats {
        /// Room.
        room: RoomToken,
        /// Every published stream.
        streams: Vec<StreamStats>,
    },
}

/// What carries a peer's packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// UDP.
    Udp,
    /// ICE-TCP (RFC 6544).
    Tcp,
}

/// Why a peer is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoneReason {
    /// The server asked for it.
    Removed,
    /// It closed its connection.
    Closed,
    /// It never connected, or fell silent.
    TimedOut,
    /// Its media stack failed.
    Failed,
}

/// One published stream over the last second.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreamStats {
    /// The publisher.
    pub peer: PeerToken,
    /// Which of its tracks.
    pub track: u8,
    /// Packets received since the stream began.
    pub packets: u64,
    /// Payload bytes received since the stream began.
    pub bytes: u64,
    /// Packets lost since the stream began (expected − received, RFC 3550 A.3).
    pub lost: i64,
    /// Interarrival jitter in ms (RFC 3550 A.8).
    pub jitter_ms: f32,
    /// Loudest level in the last second in dBov, −127 … 0 (RFC 6464 header extension); `None` when not sent.
    pub level_dbov: Option<i8>,
}

/// Why a request was refused. The body of every answer that is not 2xx.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "refused", rename_all = "snake_case")]
pub enum Refused {
    /// 401: no token, or a wrong one.
    #[error("the token is missing or wrong")]
    Unauthorized,
    /// 400: the body, the SDP or an id cannot be read.
    #[error("bad request: {message}")]
    Bad {
        /// What is wrong with it.
        message: String,
    },
    /// 413.
    #[error("larger than {limit} bytes")]
    TooLarge {
        /// Bytes.
        limit: usize,
    },
    /// 404: no such peer (only PATCH says so).
    #[error("no such peer")]
    NoPeer,
    /// 409: an older negotiation than the last one.
    #[error("negotiation is out of date")]
    Stale,
    /// 503: the room or the sidecar is full.
    #[error("full")]
    Full,
}

impl Refused {
    /// The HTTP status of the answer.
    pub fn status(&self) -> u16 {
        match self {
            Refused::Bad { .. } => 400,
            Refused::Unauthorized => 401,
            Refused::NoPeer => 404,
            Refused::Stale => 409,
            Refused::TooLarge { .. } => 413,
            Refused::Full => 503,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn messages_read_as_documented() {
        let line = r#"{"boot_id":"00000000-0000-0000-0000-000000000001","seq":7,"event":{"event":"peer_gone",
            "room":"00000000-0000-0000-0000-000000000002","peer":"00000000-0000-0000-0000-000000000003",
            "reason":"timed_out"}}"#;
        let envelope: Envelope = serde_json::from_str(line).unwrap();
        let (room, peer) = (RoomToken(Uuid::from_u128(2)), PeerToken(Uuid::from_u128(3)));
        let event = Event::PeerGone { room, peer, reason: GoneReason::TimedOut };
        assert_eq!(envelope, Envelope { boot_id: Uuid::from_u128(1), seq: 7, event });
        assert_eq!(serde_json::to_string(&Refused::NoPeer).unwrap(), r#"{"refused":"no_peer"}"#);
    }

    #[test]
    fn commands_with_unknown_fields_are_refused() {
        let extra = r#"{"negotiation":1,"offer":"","may_publish":true,"admin":true}"#;
        assert!(serde_json::from_str::<Connect>(extra).is_err());
        assert!(serde_json::from_str::<Permit>(r#"{"may_publish":true,"x":1}"#).is_err());
        assert!(serde_json::from_str::<Permit>("{}").is_err());
    }

    proptest! {
        #[test]
        fn any_command_survives_the_wire(negotiation: u32, offer: String, may_publish: bool) {
            let connect = Connect { negotiation, offer, may_publish };
            let json = serde_json::to_vec(&connect).unwrap();
            prop_assert_eq!(serde_json::from_slice::<Connect>(&json).unwrap(), connect);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = serde_json::from_slice::<Connect>(&bytes);
            let _ = serde_json::from_slice::<Envelope>(&bytes);
        }

        #[test]
        fn a_changed_command_is_read_or_refused(at: prop::sample::Index, byte: u8) {
            let connect = Connect { negotiation: 3, offer: "v=0\r\n".into(), may_publish: true };
            let mut json = serde_json::to_vec(&connect).unwrap();
            let at = at.index(json.len());
            json[at] = byte;
            if let Ok(read) = serde_json::from_slice::<Connect>(&json) {
                prop_assert!(serde_json::to_vec(&read).is_ok());
            }
        }
    }
}
