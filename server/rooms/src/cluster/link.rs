//! One end of a relayed socket. Both ends are alike: what one sends the other receives, in order and whole, or the link
//! is broken and ends.

use super::bus::Bus;
use super::frame::{Decoder, Frame, encode};
use super::seal::{Opened, Opener, Sealer};
use async_nats::Subscriber;
use futures::StreamExt;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use uuid::Uuid;

/// Sending takes longer than this only when NATS is gone.
const SEND_WITHIN: Duration = Duration::from_millis(2_500);

/// Which end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Where the browser is.
    Edge,
    /// Where the room is.
    Owner,
}

/// The link is broken: the other process is gone, NATS is gone, or something was lost on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Broken;

/// One end.
pub(crate) struct Link {
    bus: Arc<Bus>,
    to: String,
    from: Subscriber,
    sealer: Sealer,
    opener: Opener,
    decoder: Decoder,
    other: Uuid,
    living: watch::Receiver<HashSet<Uuid>>,
}

impl Link {
    /// This process's end of a socket's link to the process `other`.
    pub(super) async fn open(bus: &Arc<Bus>, socket: Uuid, end: End, other: Uuid) -> Result<Link, Broken> {
        let (out, back) = match end {
            End::Edge => ("up", "down"),
            End::Owner => ("down", "up"),
        };
        let key = |way: &str| bus.key.derive(&format!("socket {socket} {way}"));
        let from = bus.subscribe(bus.socket_subject(socket, back)).await.ok_or(Broken)?;
        Ok(Link {
            bus: Arc::clone(bus),
            to: bus.socket_subject(socket, out),
            from,
            sealer: Sealer::new(key(out)),
            opener: Opener::new(key(back)),
            decoder: Decoder::default(),
            other,
            living: bus.living(),
        })
    }

    /// The next frame. May be dropped while it waits, without losing any.
    pub async fn next(&mut self) -> Result<Frame, Broken> {
        loop {
            let other = self.other;
            let message = tokio::select! {
                biased;
                message = self.from.next() => message.ok_or(Broken)?,
                _ = self.living.wait_for(|living| !living.contains(&other)) => return Err(Broken),
            };
            let content = match self.opener.open(&message.payload) {
                Opened::Next(content) => content,
                Opened::Gap => return Err(Broken),
                Opened::Foreign => continue,
            };
            if let Some(frame) = self.decoder.take(&content).map_err(|_| Broken)? {
                return Ok(frame);
            }
        }
    }

    /// Sends a frame.
    pub async fn send(&mut self, frame: &Frame) -> Result<(), Broken> {
        for message in encode(frame) {
            let sealed = self.sealer.seal(&message);
            let publishing = self.bus.client.publish(self.to.clone(), sealed);
            match tokio::time::timeout(SEND_WITHIN, publishing).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) | Err(_) => return Err(Broken),
            }
        }
        Ok(())
    }
}
