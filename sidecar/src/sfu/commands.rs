//! What the server can ask of the core. All of it is idempotent.

use super::peer::Peer;
use super::{PEERS_MAX, Room, Sfu, answer};
use sidecar_api::{
    Connect, GoneReason, PEERS_PER_ROOM_MAX, PeerToken, Permit, Refused, RoomSnapshot, RoomToken,
    SDP_BYTES_MAX,
};
use std::cmp::Ordering;
use std::time::Instant;

impl Sfu {
    /// Makes a peer, or renegotiates it; answers with our SDP.
    ///
    /// Errors: [`Refused::TooLarge`], [`Refused::Bad`] for an offer that cannot be taken, [`Refused::Stale`] for an
    /// older negotiation than the last, [`Refused::Full`]. A renegotiation that the media stack refuses half-way ends
    /// the peer: what it would send from then on cannot be known.
    pub fn connect(
        &mut self,
        now: Instant,
        room: RoomToken,
        token: PeerToken,
        connect: &Connect,
    ) -> Result<String, Refused> {
        if connect.offer.len() > SDP_BYTES_MAX {
            return Err(Refused::TooLarge { limit: SDP_BYTES_MAX });
        }
        match self.peers.get(&token) {
            Some(peer) if peer.room != room => {
                return Err(Refused::Bad { message: "this peer is in another room".into() });
            }
            Some(peer) => match connect.negotiation.cmp(&peer.negotiation) {
                Ordering::Less => return Err(Refused::Stale),
                Ordering::Equal => return Ok(peer.answer.clone()),
                Ordering::Greater => {}
            },
            None => self.add_peer(now, room, token, connect)?,
        }
        let answered = self.negotiate(now, token, connect);
        self.assign(room);
        answered
    }

    /// Says whether a peer's sound may be forwarded. Errors: [`Refused::NoPeer`].
    pub fn permit(&mut self, room: RoomToken, token: PeerToken, permit: Permit) -> Result<(), Refused> {
        let peer = self.peers.get_mut(&token).filter(|peer| peer.room == room).ok_or(Refused::NoPeer)?;
        if !peer.permit(permit.may_publish) {
            return Ok(());
        }
        let tracks: Vec<_> = peer.tracks().collect();
        let Some(room) = self.rooms.get(&room) else { return Ok(()) };
        for (receiver, mid) in tracks.into_iter().flat_map(|track| room.receivers(track).to_vec()) {
            if let Some(receiver) = self.peers.get_mut(&receiver) {
                receiver.interrupt(mid);
            }
        }
        Ok(())
    }

    /// Drops a peer.
    pub fn remove_peer(&mut self, now: Instant, room: RoomToken, token: PeerToken) {
        if self.peers.get(&token).is_some_and(|peer| peer.room == room) {
            self.drop_peer(now, token, GoneReason::Removed);
        }
    }

    /// Drops a room with everybody in it.
    pub fn remove_room(&mut self, now: Instant, room: RoomToken) {
        let members: Vec<PeerToken> =
            self.rooms.get(&room).map(|room| room.peers().collect()).unwrap_or_default();
        for member in members {
            self.drop_peer(now, member, GoneReason::Removed);
        }
    }

    /// Drops everybody, telling each peer's browser.
    pub fn close(&mut self, now: Instant) {
        let rooms: Vec<RoomToken> = self.rooms.keys().copied().collect();
        for room in rooms {
            self.remove_room(now, room);
        }
    }

    /// Everything that there is.
    pub fn snapshot(&self) -> Vec<RoomSnapshot> {
        let room = |(token, room): (&RoomToken, &Room)| RoomSnapshot {
            room: *token,
            peers: room.peers().filter_map(|peer| self.peers.get(&peer)).map(Peer::snapshot).collect(),
        };
        self.rooms.iter().map(room).collect()
    }

    fn add_peer(
        &mut self,
        now: Instant,
        room: RoomToken,
        token: PeerToken,
        connect: &Connect,
    ) -> Result<(), Refused> {
        let in_room = self.rooms.get(&room).map_or(0, Room::len);
        if self.peers.len() >= PEERS_MAX || in_room >= PEERS_PER_ROOM_MAX {
            return Err(Refused::Full);
        }
        let peer = Peer::new(&self.stack, now, room, token, connect.may_publish);
        self.peers.insert(token, peer);
        self.rooms.entry(room).or_default().add(token);
        Ok(())
    }

    fn negotiate(&mut self, now: Instant, token: PeerToken, connect: &Connect) -> Result<String, Refused> {
        let peer = self.peers.get_mut(&token).ok_or(Refused::NoPeer)?;
        let fresh = peer.answer.is_empty();
        let sdp = match peer.negotiate(connect) {
            Ok(sdp) => sdp,
            Err(refusal) => {
                self.totals.peers_panicked += u64::from(refusal.panicked);
                if fresh {
                    self.forget(token);
                } else if refusal.spoiled {
                    self.drop_peer(now, token, GoneReason::Failed);
                }
                return Err(Refused::Bad { message: refusal.message });
            }
        };
        peer.answer = answer::with_ptime(&sdp);
        let (ufrag, answered) = (peer.ufrag(), peer.answer.clone());
        self.by_ufrag.retain(|_, owner| *owner != token);
        self.by_ufrag.insert(ufrag, token);
        self.drain(now, token);
        Ok(answered)
    }

    /// Takes out a peer that never came to be: nobody was told of it.
    fn forget(&mut self, token: PeerToken) {
        let Some(peer) = self.peers.remove(&token) else { return };
        if let Some(room) = self.rooms.get_mut(&peer.room)
            && room.remove(token)
        {
            self.rooms.remove(&peer.room);
        }
    }
}
