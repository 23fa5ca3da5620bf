//! What waits to be sent to one socket.

use axum::extract::ws::Utf8Bytes;
use model::{Fault, ParticipantId};
use realtime::{EVENTS_KEPT, ServerMessage};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tracing::Span;

/// Messages that may wait for a slow reader: a whole resume, and some more.
const OUTBOX_MAX: usize = EVENTS_KEPT + 128;

/// One thing to send.
#[derive(Clone, Debug)]
pub(crate) enum Outgoing {
    /// A message, as JSON. Events are turned into text once for all readers.
    Text(Utf8Bytes),
    /// The last thing: a goodbye with a reason, or a plain close.
    Close {
        /// Why.
        fault: Option<Fault>,
        /// Whether coming back makes sense.
        retry: bool,
    },
}

/// The room's end of a socket. Never waits: a reader that is too slow is cut and comes back to a snapshot.
#[derive(Clone, Debug)]
pub(crate) struct Outbox {
    queue: mpsc::Sender<Outgoing>,
    cut: CancellationToken,
    /// The socket's, for logs.
    span: Span,
}

/// The socket's end.
#[derive(Debug)]
pub(crate) struct OutboxReader {
    /// What to send, in order.
    pub queue: mpsc::Receiver<Outgoing>,
    /// The socket was too slow.
    pub cut: CancellationToken,
}

impl Outbox {
    /// A new queue, of the socket in whose span this is called.
    pub fn new() -> (Outbox, OutboxReader) {
        let (sender, receiver) = mpsc::channel(OUTBOX_MAX);
        let cut = CancellationToken::new();
        (
            Outbox { queue: sender, cut: cut.clone(), span: Span::current() },
            OutboxReader { queue: receiver, cut },
        )
    }

    /// Queues one thing; `false` when the socket is gone or was cut for being too slow.
    pub fn push(&self, outgoing: Outgoing) -> bool {
        match self.queue.try_send(outgoing) {
            Ok(()) => true,
            Err(mpsc::error::TrySendError::Closed(_)) => false,
            Err(mpsc::error::TrySendError::Full(_)) => {
                if !self.cut.is_cancelled() {
                    metrics::counter!("room_slow_readers_cut_total").increment(1);
                    self.cut.cancel();
                }
                false
            }
        }
    }

    /// Names the presence in the socket's log lines.
    pub fn belongs_to(&self, participant: ParticipantId) {
        self.span.record("participant", tracing::field::display(participant));
    }

    /// Whether the socket was too slow, or is gone.
    pub fn is_cut(&self) -> bool {
        self.cut.is_cancelled() || self.queue.is_closed()
    }

    /// Queues one message.
    pub fn send(&self, message: &ServerMessage) -> bool {
        self.push(Outgoing::Text(text_of(message)))
    }
}

/// A message on the wire.
pub(crate) fn text_of(message: &ServerMessage) -> Utf8Bytes {
    match serde_json::to_string(message) {
        Ok(text) => text.into(),
        // Our own types of strings and numbers: a non-finite number would be the only way, and none gets in.
        Err(cause) => {
            tracing::error!(%cause, "a message cannot be written as JSON");
            "{}".into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_does_not_read_is_cut_and_nobody_waits() {
        let (outbox, reader) = Outbox::new();
        for _ in 0..OUTBOX_MAX {
            assert!(outbox.send(&ServerMessage::Ping));
        }
        assert!(!reader.cut.is_cancelled());
        assert!(!outbox.send(&ServerMessage::Ping));
        assert!(reader.cut.is_cancelled());
    }
}
