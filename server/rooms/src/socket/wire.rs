//! Reading what a browser sends.

use axum::extract::ws::Message;
use model::{Fault, limits::SOCKET_MESSAGE_BYTES_MAX};
use realtime::ClientMessage;
use serde::Deserialize;

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
pub(super) fn read(message: &Message) -> Read {
    match message {
        Message::Text(text) => read_text(text),
        Message::Binary(_) => Read::Garbage(Fault::invalid("message", "Messages are JSON text.")),
        Message::Ping(_) | Message::Pong(_) => Read::Nothing,
        Message::Close(_) => Read::Close,
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

/// What a failed read means for the person, when it means anything.
pub(super) fn read_fault(error: &axum::Error) -> Option<Fault> {
    // axum hides its WebSocket's error type; its text is what there is.
    let too_large = error.to_string().contains("too long") || error.to_string().contains("too big");
    too_large.then_some(Fault::TooLarge { limit: SOCKET_MESSAGE_BYTES_MAX as u64 })
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
