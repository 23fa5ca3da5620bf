//! The way to one browser, directly or through another process, and reading what it sends.

use crate::cluster::{Broken, Frame, Link};
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, close_code};
use futures::SinkExt;
use model::{Fault, limits::SOCKET_MESSAGE_BYTES_MAX};
use realtime::ClientMessage;
use serde::Deserialize;

/// What is read of a browser at once. A socket's reads clear and hold so much memory each time; most messages are far
/// smaller, and one that is larger makes room for itself.
const READ_BYTES: usize = 4 * 1024;

/// A socket with room for our messages and not for more.
pub(super) fn bounded(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade
        .max_message_size(SOCKET_MESSAGE_BYTES_MAX)
        .max_frame_size(SOCKET_MESSAGE_BYTES_MAX)
        .read_buffer_size(READ_BYTES)
}

/// The way to one browser.
pub(super) enum Wire {
    /// Its own WebSocket.
    Browser(Box<WebSocket>),
    /// Its WebSocket is at another process.
    Relayed(Box<Link>),
}

impl Wire {
    /// Waits for the next frame. May be dropped while it waits, without losing any. A connection that broke has closed.
    pub async fn next(&mut self) -> Frame {
        match self {
            Wire::Browser(socket) => frame_of(socket.recv().await),
            Wire::Relayed(link) => {
                link.next().await.unwrap_or_else(|Broken| Frame::Close(close_code::ABNORMAL))
            }
        }
    }

    /// Sends a message, or lets it wait for [`Wire::flush`]. Takes as long as the other side takes.
    pub async fn feed(&mut self, text: Utf8Bytes) -> Result<(), Broken> {
        match self {
            Wire::Browser(socket) => socket.feed(Message::Text(text)).await.map_err(|_| Broken),
            Wire::Relayed(link) => link.send(&Frame::Text(text)).await,
        }
    }

    /// Sends what waits.
    pub async fn flush(&mut self) -> Result<(), Broken> {
        match self {
            Wire::Browser(socket) => socket.flush().await.map_err(|_| Broken),
            Wire::Relayed(_) => Ok(()),
        }
    }

    /// Sends the end, with a WebSocket close code.
    pub async fn close(&mut self, code: u16) -> Result<(), Broken> {
        match self {
            Wire::Browser(socket) => {
                let frame = CloseFrame { code, reason: "".into() };
                socket.send(Message::Close(Some(frame))).await.map_err(|_| Broken)
            }
            Wire::Relayed(link) => link.send(&Frame::Close(code)).await,
        }
    }
}

/// What a WebSocket's read came to.
pub(super) fn frame_of(read: Option<Result<Message, axum::Error>>) -> Frame {
    match read {
        Some(Ok(Message::Text(text))) => Frame::Text(text),
        Some(Ok(Message::Binary(_))) => Frame::Binary,
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Frame::Beat,
        Some(Ok(Message::Close(frame))) => Frame::Close(frame.map_or(close_code::NORMAL, |frame| frame.code)),
        Some(Err(error)) if is_too_large(&error) => Frame::TooLarge,
        Some(Err(_)) | None => Frame::Close(close_code::ABNORMAL),
    }
}

/// axum hides its WebSocket's error type; its text is what there is.
fn is_too_large(error: &axum::Error) -> bool {
    let text = error.to_string();
    text.contains("too long") || text.contains("too big")
}

/// What one frame turned out to be.
#[derive(Debug, PartialEq)]
pub(super) enum Read {
    /// A message.
    Message(ClientMessage),
    /// Not readable, but it has an id that can be answered.
    Unreadable(u32, Fault),
    /// Not readable at all: the other side does not speak our language.
    Garbage(Fault),
    /// The WebSocket's own ping or pong.
    Nothing,
    /// The other side closes.
    Close,
}

/// Reads one frame.
pub(super) fn read(frame: &Frame) -> Read {
    match frame {
        Frame::Text(text) => read_text(text),
        Frame::Binary => Read::Garbage(Fault::invalid("message", "Messages are JSON text.")),
        Frame::TooLarge => Read::Garbage(Fault::TooLarge { limit: SOCKET_MESSAGE_BYTES_MAX as u64 }),
        Frame::Beat => Read::Nothing,
        Frame::Close(_) => Read::Close,
    }
}

fn read_text(text: &str) -> Read {
    #[derive(Deserialize)]
    struct OnlyId {
        id: u32,
    }
    let problem = || Fault::invalid("command", "This message cannot be read.");
    match serde_json::from_str(text) {
        Ok(message) => Read::Message(message),
        Err(_) => match serde_json::from_str::<OnlyId>(text) {
            Ok(OnlyId { id }) => Read::Unreadable(id, problem()),
            Err(_) => Read::Garbage(problem()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use realtime::Command;

    #[test]
    fn a_broken_command_is_answered_and_garbage_is_not() {
        assert_eq!(
            read_text(r#"{"id":3,"command":{"do":"ping"}}"#),
            Read::Message(ClientMessage { id: 3, command: Command::Ping })
        );
        assert!(matches!(read_text(r#"{"id":3,"command":{"do":"dance"}}"#), Read::Unreadable(3, _)));
        assert!(matches!(read_text(r#"{"id":3}"#), Read::Unreadable(3, _)));
        for garbage in ["", "{", "[]", "null", r#"{"id":-1}"#, r#"{"id":"3"}"#] {
            assert!(matches!(read_text(garbage), Read::Garbage(_)), "{garbage}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_sent_breaks_the_reader(text in any::<String>()) {
            read_text(&text);
        }

        #[test]
        fn deep_nesting_does_not_break_the_reader(depth in 1usize..20_000) {
            read_text(&"[".repeat(depth));
            read_text(&format!(r#"{{"id":1,"command":{}"#, r#"{"do":"#.repeat(depth)));
        }
    }
}
