//! How peers' WebRTC stacks are made.

use super::{Peer, Reception, Slots, Track};
use sidecar_api::{GoneReason, PeerToken, RoomToken};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;
use str0m::channel::{ChannelConfig, Reliability};
use str0m::config::{CryptoProvider, DtlsCert};
use str0m::format::{Codec, FormatParams};
use str0m::media::{Frequency, Mid};
use str0m::net::TcpType;
use str0m::rtp::Extension;
use str0m::{Candidate, RtcConfig};

/// Largest message on the data channel, in bytes. Longer ones are refused by SCTP.
const MESSAGE_BYTES_MAX: u32 = 1024;
/// Our payload type for Opus; the offer's own takes its place.
const OPUS_PT: u8 = 111;

/// What all peers' stacks have in common: certificate, addresses, codec.
pub struct PeerStack {
    crypto: Arc<CryptoProvider>,
    certificate: Option<DtlsCert>,
    candidates: Vec<Candidate>,
    addresses: Arc<[SocketAddr]>,
}

/// Why a peer's stack came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// As told to the server.
    pub reason: GoneReason,
    /// It panicked.
    pub panicked: bool,
}

impl Failure {
    pub(super) fn of(closing: bool) -> Self {
        let reason = if closing { GoneReason::Closed } else { GoneReason::Failed };
        Failure { reason, panicked: false }
    }
}

impl PeerStack {
    /// Announces `addresses` for UDP and TCP. Addresses that cannot be candidates (unspecified, multicast) are left out.
    pub fn new(addresses: &[SocketAddr]) -> Self {
        let crypto = Arc::new(str0m::crypto::from_feature_flags());
        let udp = addresses.iter().filter_map(|address| Candidate::host(*address, "udp").ok());
        let tcp = addresses.iter().filter_map(|address| {
            Candidate::builder().tcp().host(*address).tcptype(TcpType::Passive).build().ok()
        });
        PeerStack {
            // One certificate for all: it lives as long as this process, and making one costs more than a handshake.
            certificate: crypto.dtls_provider.generate_certificate(),
            candidates: udp.chain(tcp).collect(),
            addresses: addresses.into(),
            crypto,
        }
    }

    fn config(&self) -> RtcConfig {
        let mut config = RtcConfig::new()
            .set_crypto_provider(Arc::clone(&self.crypto))
            .set_ice_lite(true)
            .set_rtp_mode(true)
            .set_sctp_max_message_size(MESSAGE_BYTES_MAX)
            .clear_extension_map()
            .set_extension(1, Extension::AudioLevel)
            .set_extension(4, Extension::RtpMid)
            .clear_codecs();
        if let Some(certificate) = &self.certificate {
            config = config.set_dtls_cert(certificate.clone());
        }
        let music = FormatParams {
            min_p_time: Some(10),
            use_inband_fec: Some(true),
            stereo: Some(true),
            sprop_stereo: Some(true),
            ..FormatParams::default()
        };
        let rate = Frequency::FORTY_EIGHT_KHZ;
        config.codec_config().add_config(OPUS_PT.into(), None, Codec::Opus, rate, Some(2), music);
        config
    }
}

impl Peer {
    /// A peer that has not negotiated yet.
    pub fn new(
        stack: &PeerStack,
        now: Instant,
        room: RoomToken,
        token: PeerToken,
        may_publish: bool,
    ) -> Self {
        let mut rtc = stack.config().build(now);
        for candidate in &stack.candidates {
            rtc.add_local_candidate(candidate.clone());
        }
        let (label, id) = realtime::DATA_CHANNEL;
        let channel = rtc.direct_api().create_data_channel(ChannelConfig {
            label: label.into(),
            ordered: false,
            reliability: Reliability::MaxRetransmits { retransmits: 0 },
            negotiated: Some(id),
            protocol: String::new(),
        });
        Peer {
            token,
            room,
            negotiation: 0,
            answer: String::new(),
            slots: Slots::default(),
            paths: Vec::new(),
            rtc,
            local: Arc::clone(&stack.addresses),
            may_publish,
            connected: false,
            closing: false,
            made: now,
            heard: now,
            lines: Vec::new(),
            tracks: Vec::new(),
            senders: HashMap::new(),
            sources: Vec::new(),
            channel,
            told: (Vec::new(), 0),
        }
    }
}

impl Track {
    pub(super) fn new(mid: Mid, number: u8) -> Self {
        Track { mid, number, open: true, reception: Reception::default() }
    }
}
