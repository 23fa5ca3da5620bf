//! The frames of a relayed socket, as they go from process to process: a letter, then the content.

use axum::extract::ws::Utf8Bytes;
use bytes::{BufMut, Bytes, BytesMut};

/// Longest piece of text in one message, in bytes: NATS servers take 1 MiB and less.
const PIECE_BYTES_MAX: usize = 256 * 1024;
/// Longest text that is put together of pieces, in bytes. A snapshot with a hundred long messages is the longest.
const TEXT_BYTES_MAX: usize = 4 * 1024 * 1024;

/// One frame.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Frame {
    /// A WebSocket text message.
    Text(Utf8Bytes),
    /// Something that is no text: not our language.
    Binary,
    /// The WebSocket's own ping or pong: somebody is there.
    Beat,
    /// A message that was longer than is read.
    TooLarge,
    /// The end, with the WebSocket's close code.
    Close(u16),
}

/// Writes a frame as one message or, when it is long, several.
pub(super) fn encode(frame: &Frame) -> Vec<Bytes> {
    let one = |letter: u8, content: &[u8]| {
        let mut message = BytesMut::with_capacity(1 + content.len());
        message.put_u8(letter);
        message.put_slice(content);
        message.freeze()
    };
    match frame {
        Frame::Text(text) => {
            let pieces: Vec<&[u8]> = text.as_bytes().chunks(PIECE_BYTES_MAX).collect();
            let Some((last, before)) = pieces.split_last() else { return vec![one(b't', b"")] };
            let mut messages: Vec<Bytes> = before.iter().map(|piece| one(b'p', piece)).collect();
            messages.push(one(b't', last));
            messages
        }
        Frame::Binary => vec![one(b'b', b"")],
        Frame::Beat => vec![one(b'h', b"")],
        Frame::TooLarge => vec![one(b'l', b"")],
        Frame::Close(code) => vec![one(b'c', &code.to_be_bytes())],
    }
}

/// Puts frames together.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    pieces: BytesMut,
}

/// A message that no process of ours sends.
#[derive(Debug, PartialEq)]
pub(super) struct Unreadable;

impl Decoder {
    /// Takes one message in; the frame when it is complete.
    pub fn take(&mut self, message: &Bytes) -> Result<Option<Frame>, Unreadable> {
        let (letter, content) = message.split_first().ok_or(Unreadable)?;
        match letter {
            b'p' | b't' => {
                if self.pieces.len() + content.len() > TEXT_BYTES_MAX {
                    return Err(Unreadable);
                }
                self.pieces.put_slice(content);
                if *letter == b'p' {
                    return Ok(None);
                }
                let text = Utf8Bytes::try_from(self.pieces.split().freeze()).map_err(|_| Unreadable)?;
                Ok(Some(Frame::Text(text)))
            }
            b'b' => Ok(Some(Frame::Binary)),
            b'h' => Ok(Some(Frame::Beat)),
            b'l' => Ok(Some(Frame::TooLarge)),
            b'c' => {
                let code = content.try_into().map_err(|_| Unreadable)?;
                Ok(Some(Frame::Close(u16::from_be_bytes(code))))
            }
            _ => Err(Unreadable),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn through(frame: &Frame) -> Vec<Frame> {
        let mut decoder = Decoder::default();
        encode(frame).iter().filter_map(|message| decoder.take(message).unwrap()).collect()
    }

    #[test]
    fn every_frame_survives_the_way() {
        let long = "ä".repeat(PIECE_BYTES_MAX);
        for frame in [
            Frame::Text("".into()),
            Frame::Text("hello".into()),
            Frame::Text(long.as_str().into()),
            Frame::Binary,
            Frame::Beat,
            Frame::TooLarge,
            Frame::Close(1001),
        ] {
            assert_eq!(through(&frame), [frame]);
        }
        assert!(encode(&Frame::Text(long.into())).len() > 1);
    }

    #[test]
    fn text_without_an_end_is_refused() {
        let mut decoder = Decoder::default();
        let mut piece = vec![b'p'];
        piece.resize(PIECE_BYTES_MAX, b'x');
        let piece = Bytes::from(piece);
        let taken = (0..TEXT_BYTES_MAX / PIECE_BYTES_MAX + 2).map(|_| decoder.take(&piece));
        assert_eq!(taken.last(), Some(Err(Unreadable)));
    }

    proptest! {
        #[test]
        fn nothing_that_comes_breaks_the_reader(message in proptest::collection::vec(any::<u8>(), 0..32)) {
            // A frame, a piece or a refusal; never a panic.
            let _any = Decoder::default().take(&Bytes::from(message));
        }
    }
}
