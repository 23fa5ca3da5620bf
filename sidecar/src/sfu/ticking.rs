//! What is done regularly: finding vanished peers, and reporting each second.

use super::{Output, Sfu};
use sidecar_api::{Event, GoneReason, PeerToken};
use std::time::{Duration, Instant};

/// How often.
pub const TICK: Duration = Duration::from_millis(250);
const TICKS_PER_REPORT: u8 = 4;

impl Sfu {
    pub(super) fn tick(&mut self, now: Instant) {
        let vanished: Vec<PeerToken> =
            self.peers.values().filter(|peer| peer.is_vanished(now)).map(|peer| peer.token).collect();
        for token in vanished {
            self.drop_peer(now, token, GoneReason::TimedOut);
        }
        self.ticks += 1;
        if self.ticks == TICKS_PER_REPORT {
            self.ticks = 0;
            self.report();
        }
    }

    fn report(&mut self) {
        for (token, room) in &self.rooms {
            let mut streams = Vec::new();
            for peer in room.peers() {
                if let Some(peer) = self.peers.get_mut(&peer) {
                    peer.report_into(&mut streams);
                }
            }
            if !streams.is_empty() {
                self.output.push_back(Output::Event(Event::Stats { room: *token, streams }));
            }
        }
    }
}
