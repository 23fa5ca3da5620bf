//! The calls that live rooms make.

use super::Media;
use model::Fault;
use sidecar_api::client::ClientError;
use sidecar_api::{Connect, PeerToken, Permit, Refused, RoomToken};

impl Media {
    /// Makes or renegotiates a peer; the SDP answer, or what to tell the person. Bounded in time by the client.
    pub async fn connect(
        &self,
        room: RoomToken,
        peer: PeerToken,
        connect: &Connect,
    ) -> Result<String, Fault> {
        match self.client.connect_peer(room, peer, connect).await {
            Ok(connected) => Ok(connected.answer),
            Err(error) => {
                tracing::warn!(%error, %peer, negotiation = connect.negotiation, "an offer was not answered");
                Err(fault(error))
            }
        }
    }

    /// Says whether a peer is forwarded. Returns what is in force then, `None` when that is unknown.
    pub async fn permit(&self, room: RoomToken, peer: PeerToken, may_publish: bool) -> Option<bool> {
        match self.client.permit(room, peer, Permit { may_publish }).await {
            Ok(()) => Some(may_publish),
            // It is gone, so nothing of it is forwarded; the event that says so is on its way.
            Err(ClientError::Refused(Refused::NoPeer)) => Some(may_publish),
            Err(error) => {
                tracing::warn!(%error, %peer, may_publish, "the sidecar could not be told what to forward");
                None
            }
        }
    }

    /// Drops a peer. A sidecar that cannot be reached has lost it or will by itself.
    pub async fn remove(&self, room: RoomToken, peer: PeerToken) {
        if let Err(error) = self.client.remove_peer(room, peer).await {
            tracing::debug!(%error, %peer, "the sidecar could not be told to drop a peer");
        }
    }
}

/// What a person is told when the sidecar does not do what was asked.
fn fault(error: ClientError) -> Fault {
    match error {
        ClientError::Refused(Refused::Bad { .. }) => {
            Fault::invalid("sdp", "The sound connection that your browser offered cannot be used.")
        }
        ClientError::Refused(Refused::TooLarge { limit }) => Fault::TooLarge { limit: limit as u64 },
        ClientError::Refused(Refused::Full) => {
            Fault::unavailable("There is no room for another sound connection right now.")
        }
        ClientError::Refused(Refused::Stale | Refused::NoPeer) => {
            Fault::conflict("The sound connection has changed meanwhile. Try again.")
        }
        ClientError::Refused(Refused::Unauthorized) | ClientError::Unreachable(_) => {
            Fault::unavailable("Sound is coming back. Try again in a moment.")
        }
    }
}
