//! A room, as the core sees it: who is in it, and who receives which track.

use super::slots::TrackId;
use sidecar_api::PeerToken;
use std::collections::HashMap;
use str0m::media::Mid;

/// Peers in order of arrival, and for each track the slots that it goes to.
#[derive(Debug, Default)]
pub struct Room {
    peers: Vec<PeerToken>,
    receivers: HashMap<TrackId, Vec<(PeerToken, Mid)>>,
}

impl Room {
    /// Everybody, in order of arrival.
    pub fn peers(&self) -> impl Iterator<Item = PeerToken> + '_ {
        self.peers.iter().copied()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.peers.len()
    }

    /// Adds a peer, unless it is in.
    pub fn add(&mut self, peer: PeerToken) {
        if !self.peers.contains(&peer) {
            self.peers.push(peer);
        }
    }

    /// Takes a peer out. Returns whether nobody is left.
    pub fn remove(&mut self, peer: PeerToken) -> bool {
        self.peers.retain(|known| *known != peer);
        self.peers.is_empty()
    }

    /// Where packets of this track go.
    pub fn receivers(&self, track: TrackId) -> &[(PeerToken, Mid)] {
        self.receivers.get(&track).map_or(&[], Vec::as_slice)
    }

    /// Forgets who receives what.
    pub fn clear_receivers(&mut self) {
        self.receivers.clear();
    }

    /// Notes that `peer` has `track` in its slot `mid`.
    pub fn add_receiver(&mut self, track: TrackId, peer: PeerToken, mid: Mid) {
        self.receivers.entry(track).or_default().push((peer, mid));
    }
}
