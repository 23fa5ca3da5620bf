//! The room's media connections: offers, what may be forwarded, who is heard in which slot.

use super::io::{MediaInput, Moment, Output};
use super::place::{Call, Connection, Place};
use super::{LiveRoom, RETRY_EVERY, refused};
use model::Fault;
use realtime::{MediaState, Reply, RoomEvent, ServerMessage};
use sidecar_api::{PeerSnapshot, PeerToken, Slot};
use uuid::Uuid;

impl LiveRoom {
    /// Takes an offer to the sidecar. A new connection id replaces the connection that was there.
    pub(super) fn offer(
        &mut self,
        index: usize,
        reply: u32,
        id: Uuid,
        sdp: String,
        fresh_peer: PeerToken,
        out: &mut Vec<Output>,
    ) -> Result<(), Fault> {
        if self.media == MediaState::Down {
            return Err(Fault::unavailable("Sound is coming back. Try again in a moment."));
        }
        let Some(socket) = self.places[index].socket else { return Ok(()) };
        let known = self.places[index].connection.as_ref().filter(|connection| connection.id == id);
        if known.is_some_and(Connection::is_negotiating) {
            return Err(Fault::conflict("An offer of this connection is being answered."));
        }
        if known.is_none() {
            self.end_connection(index, out);
            self.places[index].connection = Some(Connection::new(id, fresh_peer));
        }
        let place = &mut self.places[index];
        let may_publish = place.may_publish();
        let Some(connection) = place.connection.as_mut() else { return Ok(()) };
        connection.negotiation += 1;
        connection.calling = Some(Call::Connect { socket, reply, may_publish });
        out.push(Output::Connect {
            peer: connection.peer,
            negotiation: connection.negotiation,
            offer: sdp,
            may_publish,
        });
        Ok(())
    }

    /// Applies what the sidecar reports.
    pub(super) fn media_input(&mut self, input: MediaInput, out: &mut Vec<Output>) {
        match input {
            MediaInput::Down => self.media_down(out),
            MediaInput::Up => self.set_media(MediaState::Up, out),
            MediaInput::Answered { peer, negotiation, result } => {
                self.answered(peer, negotiation, result, out)
            }
            MediaInput::Permitted { peer, may_publish } => {
                if let Some((_, connection)) = self.connection_of(peer)
                    && matches!(connection.calling, Some(Call::Permit))
                {
                    connection.calling = None;
                    connection.told = may_publish;
                }
            }
            MediaInput::PeerUp(peer) => {
                if let Some((_, connection)) = self.connection_of(peer) {
                    connection.up = true;
                }
            }
            MediaInput::PeerGone(peer) => self.peer_gone(peer, out),
            MediaInput::Slots { peer, slots, missing } => self.slots(peer, slots, missing, out),
            MediaInput::Holds(peers) => self.reconcile(peers, out),
        }
    }

    fn media_down(&mut self, out: &mut Vec<Output>) {
        for index in 0..self.places.len() {
            // Nothing to remove: the sidecar that knew the peer is gone.
            self.forget_connection(
                index,
                Fault::unavailable("Sound is coming back. Try again in a moment."),
                out,
            );
        }
        self.set_media(MediaState::Down, out);
    }

    fn set_media(&mut self, state: MediaState, out: &mut Vec<Output>) {
        if self.media != state {
            self.media = state;
            self.announce(RoomEvent::Media { state }, None, out);
        }
    }

    fn answered(
        &mut self,
        peer: PeerToken,
        negotiation: u32,
        result: Result<String, Fault>,
        out: &mut Vec<Output>,
    ) {
        let Some((index, connection)) = self.connection_of(peer) else {
            // It was replaced while the sidecar answered; the removal may have come there first.
            return out.push(Output::Remove(peer));
        };
        let Some(Call::Connect { socket, reply, may_publish }) = connection.calling else { return };
        if connection.negotiation != negotiation {
            return;
        }
        match result {
            Ok(sdp) => {
                connection.calling = None;
                connection.told = Some(may_publish);
                let answer = Reply::Answer { connection: connection.id, sdp };
                if self.places[index].socket == Some(socket) {
                    out.push(Output::Send(socket, ServerMessage::Reply { id: reply, result: Ok(answer) }));
                }
                self.send_media(index, out);
            }
            Err(fault) => {
                // Whether the sidecar has the peer is unknown: start clean. The reply says so to the browser.
                let (id, was_up) = (connection.id, negotiation > 1);
                out.push(Output::Remove(peer));
                self.forget_connection(index, fault, out);
                if was_up {
                    self.send_lost(index, id, out);
                }
            }
        }
    }

    fn peer_gone(&mut self, peer: PeerToken, out: &mut Vec<Output>) {
        let Some((index, connection)) = self.connection_of(peer) else { return };
        let id = connection.id;
        self.forget_connection(index, Fault::unavailable("The sound connection was lost. Try again."), out);
        self.send_lost(index, id, out);
    }

    fn slots(&mut self, peer: PeerToken, slots: Vec<Slot>, missing: u16, out: &mut Vec<Output>) {
        let Some((index, connection)) = self.connection_of(peer) else { return };
        connection.slots = slots;
        connection.missing = missing;
        self.send_media(index, out);
    }

    /// After missed events: believe what the sidecar says that it holds.
    fn reconcile(&mut self, peers: Vec<PeerSnapshot>, out: &mut Vec<Output>) {
        let ours: Vec<_> =
            self.places.iter().filter_map(|p| p.connection.as_ref()).map(Connection::key).collect();
        for (peer, negotiating) in &ours {
            if !negotiating && !peers.iter().any(|held| held.peer == *peer) {
                self.peer_gone(*peer, out);
            }
        }
        for held in peers {
            let Some((index, connection)) = self.connection_of(held.peer) else {
                out.push(Output::Remove(held.peer));
                continue;
            };
            connection.up = held.connected;
            if connection.calling.is_none() {
                connection.told = Some(held.may_publish);
            }
            if connection.slots != held.slots {
                connection.slots = held.slots;
                self.send_media(index, out);
            }
        }
    }

    /// Tells a browser what its connection carries (after the answer: the mids mean nothing before), or that it ended.
    pub(super) fn send_media(&mut self, index: usize, out: &mut Vec<Output>) {
        let Some(socket) = self.places[index].socket else { return };
        if let Some(connection) = self.places[index].ended_unheard.take() {
            out.push(Output::Send(socket, ServerMessage::MediaLost { connection }));
        }
        let Some(connection) = &self.places[index].connection else { return };
        if connection.is_negotiating() {
            return;
        }
        let slots = connection.slots.iter().filter_map(|slot| self.translate(slot)).collect();
        let message = ServerMessage::Slots { connection: connection.id, slots, missing: connection.missing };
        out.push(Output::Send(socket, message));
    }

    /// A sidecar's slot in the room's words; `None` when the publisher has left meanwhile.
    fn translate(&self, slot: &Slot) -> Option<realtime::Slot> {
        let place =
            self.places.iter().find(|p| p.connection.as_ref().is_some_and(|c| c.peer == slot.from))?;
        Some(realtime::Slot { mid: slot.mid.clone(), participant: place.id(), track: slot.track })
    }

    /// Ends somebody's connection on our side's wish.
    pub(super) fn end_connection(&mut self, index: usize, out: &mut Vec<Output>) {
        if let Some(connection) = &self.places[index].connection {
            out.push(Output::Remove(connection.peer));
        }
        self.forget_connection(index, Fault::conflict("Another connection took its place."), out);
        self.places[index].ended_unheard = None;
    }

    /// Forgets somebody's connection; an offer that still waits gets `fault`.
    fn forget_connection(&mut self, index: usize, fault: Fault, out: &mut Vec<Output>) {
        let Some(connection) = self.places[index].connection.take() else { return };
        if connection.recorded {
            out.push(Output::TrackDown(connection.peer));
        }
        if let Some(Call::Connect { socket, reply, .. }) = connection.calling
            && self.places[index].socket == Some(socket)
        {
            out.push(refused(socket, reply, fault));
        }
        if self.places[index].socket.is_none() {
            self.places[index].ended_unheard = Some(connection.id);
        }
    }

    fn send_lost(&mut self, index: usize, connection: Uuid, out: &mut Vec<Output>) {
        if let Some(socket) = self.places[index].socket {
            out.push(Output::Send(socket, ServerMessage::MediaLost { connection }));
        }
    }

    /// Brings the sidecar and the record of tracks in line with the room, one call per connection at a time.
    pub(super) fn settle_media(&mut self, now: Moment, out: &mut Vec<Output>) {
        let may_retry = self.retry_at.is_none_or(|at| at <= now.at);
        let mut unsure = false;
        for place in &mut self.places {
            record_track(place, out);
            let may_publish = place.may_publish();
            let Some(connection) = &mut place.connection else { continue };
            if connection.calling.is_some() || connection.told == Some(may_publish) {
                continue;
            }
            if connection.told.is_none() {
                // A call failed. Try again, but not at once.
                unsure = true;
                if !may_retry {
                    continue;
                }
            }
            connection.calling = Some(Call::Permit);
            out.push(Output::Permit { peer: connection.peer, may_publish });
        }
        if may_retry {
            self.retry_at = unsure.then(|| now.at + RETRY_EVERY);
        }
    }

    fn connection_of(&mut self, peer: PeerToken) -> Option<(usize, &mut Connection)> {
        self.places.iter_mut().enumerate().find_map(|(index, place)| {
            place.connection.as_mut().filter(|c| c.peer == peer).map(|c| (index, c))
        })
    }
}

impl Connection {
    fn key(&self) -> (PeerToken, bool) {
        (self.peer, self.is_negotiating())
    }
}

/// Writes a performer's track down while its media flows.
fn record_track(place: &mut Place, out: &mut Vec<Output>) {
    let (participant, user, performing) = (place.id(), place.person, place.who.performing);
    let Some(connection) = &mut place.connection else { return };
    let wanted = connection.up && performing;
    if wanted == connection.recorded {
        return;
    }
    connection.recorded = wanted;
    out.push(match wanted {
        true => Output::TrackUp { peer: connection.peer, participant, user },
        false => Output::TrackDown(connection.peer),
    });
}
