//! The media connection of a stay: made, renewed when it is lost, widened when slots are missing.

use super::{End, Session};
use crate::peer::{Peer, PeerError, PeerEvent};
use model::Fault;
use realtime::{Command, MediaState, Reply, Slot};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Slots of the first offer.
const SLOTS: usize = 8;
/// Pause before a media connection is tried again.
const MEDIA_PAUSE: Duration = Duration::from_secs(1);
/// A media connection that is not up so long after its offer is given up.
const MEDIA_TIME_MAX: Duration = Duration::from_secs(8);
/// A media connection.
pub(super) struct Media {
    pub(super) peer: Peer,
    pub(super) connection: Uuid,
    /// The id of the offer that waits for its answer.
    asked: Option<u32>,
    made: Instant,
    up: bool,
    slots: Vec<Slot>,
}

impl Session<'_> {
    pub(super) async fn set_media(&mut self, state: MediaState) -> Result<(), End> {
        self.media_up = state == MediaState::Up;
        if !self.media_up {
            self.media = None;
            self.retry = None;
            return Ok(());
        }
        self.connect_media().await
    }

    pub(super) async fn connect_media(&mut self) -> Result<(), End> {
        self.retry = None;
        let mut peer = match Peer::new().await {
            Ok(peer) => peer,
            Err(error) => {
                self.drop_media(error);
                return Ok(());
            }
        };
        if let Some(hearing) = &mut self.musician.hearing {
            hearing.interrupt();
        }
        let sdp = peer.offer(self.musician.player.is_some(), SLOTS);
        let connection = Uuid::new_v4();
        let asked = Some(self.socket.send(Command::Offer { connection, sdp }).await?);
        self.media =
            Some(Media { peer, connection, asked, made: Instant::now(), up: false, slots: Vec::new() });
        Ok(())
    }

    pub(super) fn drop_media(&mut self, cause: impl std::fmt::Display) {
        tracing::warn!(%cause, "media connection lost");
        self.media = None;
        self.retry = self.media_up.then(|| Instant::now() + MEDIA_PAUSE);
    }

    pub(super) fn take_reply(&mut self, id: u32, result: Result<Reply, Fault>) -> Result<(), End> {
        let Some(media) = self.media.as_mut().filter(|media| media.asked == Some(id)) else {
            if let Err(fault) = result {
                tracing::debug!(%fault, "refused");
            }
            return Ok(());
        };
        media.asked = None;
        match result {
            Ok(Reply::Answer { sdp, .. }) => {
                if let Err(error) = media.peer.accept(&sdp) {
                    self.drop_media(error);
                }
            }
            Ok(other) => tracing::warn!(?other, "not the reply to an offer"),
            Err(fault) => self.drop_media(fault),
        }
        Ok(())
    }

    pub(super) async fn take_slots(
        &mut self,
        connection: Uuid,
        slots: Vec<Slot>,
        missing: u16,
    ) -> Result<(), End> {
        let Some(media) = self.media.as_mut().filter(|media| media.connection == connection) else {
            return Ok(());
        };
        media.slots = slots;
        if let Some(hearing) = &mut self.musician.hearing {
            hearing.set_slots(&media.slots);
        }
        if missing > 0 && media.asked.is_none() {
            let sdp = media.peer.offer(false, missing.into());
            media.asked = Some(self.socket.send(Command::Offer { connection, sdp }).await?);
        }
        Ok(())
    }

    pub(super) fn take_event(
        &mut self,
        event: Result<PeerEvent, PeerError>,
        end: &mut Option<Instant>,
    ) -> Result<(), End> {
        match event {
            Ok(PeerEvent::Connected) => {
                if let Some(media) = &mut self.media {
                    media.up = true;
                    tracing::info!(slots = media.peer.slots(), "sound can flow");
                }
                if let Some(time) = self.musician.time {
                    end.get_or_insert_with(|| Instant::now() + time);
                }
            }
            Ok(PeerEvent::Packet(heard)) => {
                if let Some(hearing) = &mut self.musician.hearing {
                    hearing.take(&heard);
                }
            }
            Ok(PeerEvent::Clock(stamp, at_us)) => {
                let round_trip_us = stamp.measure(at_us).0.max(0) as u64;
                self.round_trip_us = Some(round_trip_us);
                if let Some(hearing) = &mut self.musician.hearing {
                    hearing.take_round_trip(round_trip_us);
                }
            }
            Err(error) => self.drop_media(error),
        }
        Ok(())
    }

    pub(super) fn media_deadline(&self) -> Option<Instant> {
        self.media.as_ref().filter(|media| !media.up).map(|media| media.made + MEDIA_TIME_MAX)
    }
}

/// The next event of a connection; never, while there is none.
pub(super) async fn next_of(media: &mut Option<Media>) -> Result<PeerEvent, PeerError> {
    match media {
        Some(media) => media.peer.next().await,
        None => std::future::pending().await,
    }
}
