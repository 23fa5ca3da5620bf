//! Follows the sidecar's event stream: brings each event to its room, notices a new life, and repairs gaps.

use super::{Media, MediaInbox};
use crate::live::MediaInput;
use futures::StreamExt;
use realtime::MediaState;
use sidecar_api::client::{ClientError, Events};
use sidecar_api::{Envelope, Event, RoomToken, Snapshot};
use std::time::Duration;
use uuid::Uuid;

/// First wait before the stream is opened again; doubles up to [`WAIT_MAX`].
const WAIT_MIN: Duration = Duration::from_millis(50);
/// Longest wait: the sidecar is local and comes back at any moment.
const WAIT_MAX: Duration = Duration::from_millis(200);

/// Reads the event stream, for ever.
pub(super) struct Follower {
    media: Media,
    boot: Option<Uuid>,
    seq: u64,
}

impl Follower {
    pub(super) fn new(media: Media) -> Self {
        Follower { media, boot: None, seq: 0 }
    }

    /// Never returns; the caller drops it.
    pub(super) async fn follow(mut self) {
        let mut wait = WAIT_MIN;
        loop {
            match self.read_stream().await {
                // The stream was open: look at once whether the sidecar is still there.
                Ok(ended) => {
                    tracing::warn!(cause = %ended, "the sidecar's event stream ended");
                    wait = WAIT_MIN;
                }
                Err(error) => {
                    tracing::debug!(%error, "no sidecar");
                    self.set(MediaState::Down).await;
                    tokio::time::sleep(wait).await;
                    wait = (wait * 2).min(WAIT_MAX);
                }
            }
        }
    }

    /// Reads one stream to its end. `Err`: it never opened.
    async fn read_stream(&mut self) -> Result<ClientError, ClientError> {
        let mut events = self.media.client.events().await?;
        let hello = next(&mut events).await?;
        if let Err(error) = self.greet(&hello).await {
            return Ok(error);
        }
        loop {
            match next(&mut events).await {
                Ok(envelope) => {
                    if let Err(error) = self.take(envelope).await {
                        return Ok(error);
                    }
                }
                Err(ended) => return Ok(ended),
            }
        }
    }

    /// The first line: a sidecar that we know (events were missed), or a new one (it has nothing of ours).
    async fn greet(&mut self, hello: &Envelope) -> Result<(), ClientError> {
        let known = self.boot.replace(hello.boot_id);
        self.seq = hello.seq;
        if known == Some(hello.boot_id) {
            self.reconcile().await?;
        } else {
            tracing::info!(boot_id = %hello.boot_id, "the sidecar is there");
            self.set(MediaState::Down).await;
        }
        self.set(MediaState::Up).await;
        Ok(())
    }

    async fn take(&mut self, envelope: Envelope) -> Result<(), ClientError> {
        if self.boot != Some(envelope.boot_id) {
            return self.greet(&envelope).await;
        }
        if envelope.seq <= self.seq {
            // Older than the snapshot that was taken meanwhile.
            return Ok(());
        }
        let gap = envelope.seq != self.seq + 1;
        self.seq = envelope.seq;
        if gap {
            tracing::warn!(seq = envelope.seq, "sidecar events are missing");
            return self.reconcile().await;
        }
        if let Some((room, input)) = translate(envelope.event) {
            let inbox = self.media.rooms().get(&room).cloned();
            if let Some(inbox) = inbox {
                tell(&inbox, input).await;
            }
        }
        Ok(())
    }

    /// Shows every room what the sidecar holds for it.
    async fn reconcile(&mut self) -> Result<(), ClientError> {
        let Snapshot { boot_id, seq, rooms } = self.media.client.snapshot().await?;
        if self.boot != Some(boot_id) {
            return Ok(()); // it died just now; the stream will say so
        }
        self.seq = self.seq.max(seq);
        let mut held: std::collections::HashMap<_, _> =
            rooms.into_iter().map(|r| (r.room, r.peers)).collect();
        for (room, inbox) in self.inboxes() {
            tell(&inbox, MediaInput::Holds(held.remove(&room).unwrap_or_default())).await;
        }
        Ok(())
    }

    async fn set(&self, state: MediaState) {
        let inboxes = {
            // Under the lock of the rooms: see `Media::open_room`.
            let rooms = self.media.rooms();
            if self.media.shared.state.send_replace(state) == state {
                return;
            }
            rooms.values().cloned().collect::<Vec<_>>()
        };
        if state == MediaState::Down {
            tracing::warn!("the sidecar is gone; rooms stay open without sound");
            metrics::counter!("room_sidecar_losses_total").increment(1);
        }
        for inbox in inboxes {
            tell(&inbox, if state == MediaState::Up { MediaInput::Up } else { MediaInput::Down }).await;
        }
    }

    fn inboxes(&self) -> Vec<(RoomToken, MediaInbox)> {
        self.media.rooms().iter().map(|(room, inbox)| (*room, inbox.clone())).collect()
    }
}

/// Waits for the room to take it: a room's task never waits for anybody, so this is short. A room that has just ended
/// needs nothing.
async fn tell(inbox: &MediaInbox, input: MediaInput) {
    let _ended = inbox.send(input).await;
}

async fn next(events: &mut Events) -> Result<Envelope, ClientError> {
    match events.next().await {
        Some(item) => item,
        None => Err(ClientError::Unreachable("the event stream ended".into())),
    }
}

fn translate(event: Event) -> Option<(RoomToken, MediaInput)> {
    match event {
        Event::Hello | Event::Idle => None,
        Event::PeerUp { room, peer, .. } => Some((room, MediaInput::PeerUp(peer))),
        Event::PeerGone { room, peer, reason } => {
            tracing::debug!(%peer, ?reason, "a media peer is gone");
            Some((room, MediaInput::PeerGone(peer)))
        }
        Event::Slots { room, peer, slots, missing } => {
            Some((room, MediaInput::Slots { peer, slots, missing }))
        }
        Event::Stats { streams, .. } => {
            for stream in streams {
                metrics::histogram!("room_stream_jitter_ms").record(f64::from(stream.jitter_ms));
            }
            None
        }
    }
}
