//! The sidecar's events as a stream.

use super::lines::Lines;
use super::{ClientError, Driver};
use crate::Envelope;
use futures::Stream;
use hyper::body::{Body, Incoming};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep};

/// The stream fails after so much silence: the sidecar says at least [`crate::Event::Idle`] every 2 s.
pub const SILENCE_MAX: Duration = Duration::from_secs(6);
/// Longest line, in bytes.
pub const LINE_BYTES_MAX: usize = 256 * 1024;

/// What happens in a sidecar, in order. Ends after its first error; dropping it closes the connection.
#[derive(Debug)]
pub struct Events {
    body: Incoming,
    lines: Lines,
    silence: Pin<Box<Sleep>>,
    ended: bool,
    _driver: Driver,
}

impl Events {
    pub(super) fn new(body: Incoming, driver: Driver) -> Self {
        let silence = Box::pin(sleep(SILENCE_MAX));
        Events { body, lines: Lines::new(LINE_BYTES_MAX), silence, ended: false, _driver: driver }
    }

    fn poll_envelope(&mut self, cx: &mut Context<'_>) -> Poll<Result<Envelope, ClientError>> {
        loop {
            if let Some(line) =
                self.lines.next_line().map_err(|_| ClientError::unreachable("an event is too long"))?
            {
                let envelope = serde_json::from_slice(line)
                    .map_err(|_| ClientError::unreachable("an event cannot be read"));
                return Poll::Ready(envelope);
            }
            ready!(self.poll_chunk(cx))?;
        }
    }

    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), ClientError>> {
        match Pin::new(&mut self.body).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                self.silence.as_mut().reset(Instant::now() + SILENCE_MAX);
                if let Some(chunk) = frame.data_ref() {
                    self.lines.push(chunk);
                }
                Poll::Ready(Ok(()))
            }
            Poll::Ready(Some(Err(cause))) => Poll::Ready(Err(ClientError::unreachable(cause))),
            Poll::Ready(None) => Poll::Ready(Err(ClientError::unreachable("it closed the event stream"))),
            Poll::Pending => {
                ready!(self.silence.as_mut().poll(cx));
                Poll::Ready(Err(ClientError::unreachable("it fell silent")))
            }
        }
    }
}

impl Stream for Events {
    type Item = Result<Envelope, ClientError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let item = ready!(self.poll_envelope(cx));
        self.ended = item.is_err();
        Poll::Ready(Some(item))
    }
}
