//! Framing of datagrams on a TCP stream: two bytes of length, then so many bytes (RFC 4571).

use crate::sfu::DATAGRAM_BYTES_MAX;

/// Collects what was read and gives back whole frames. Holds at most one frame and one read.
#[derive(Debug, Default)]
pub struct Frames {
    buffer: Vec<u8>,
    taken: usize,
}

/// A frame longer than any datagram we look at: the other side does not speak ICE-TCP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

impl Frames {
    /// Adds what was read.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.taken);
        self.taken = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole frame, without its length; `None` until more is pushed. Frames of no bytes are skipped.
    pub fn next_frame(&mut self) -> Result<Option<&[u8]>, TooLong> {
        loop {
            let rest = &self.buffer[self.taken..];
            let Some((head, body)) = rest.split_at_checked(2) else { return Ok(None) };
            let length = usize::from(u16::from_be_bytes([head[0], head[1]]));
            if length > DATAGRAM_BYTES_MAX {
                return Err(TooLong);
            }
            if body.len() < length {
                return Ok(None);
            }
            let start = self.taken + 2;
            self.taken = start + length;
            if length > 0 {
                return Ok(Some(&self.buffer[start..self.taken]));
            }
        }
    }

    /// Whether a frame has begun and is not complete.
    pub fn is_partial(&self) -> bool {
        self.taken < self.buffer.len()
    }
}

/// Puts the length before a datagram. Datagrams that we make are far shorter than the 65535 bytes that fit.
pub fn framed(datagram: &[u8]) -> Vec<u8> {
    let length = u16::try_from(datagram.len()).unwrap_or(u16::MAX);
    let mut out = Vec::with_capacity(2 + datagram.len());
    out.extend(length.to_be_bytes());
    out.extend(&datagram[..length.into()]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(frames: &mut Frames) -> Vec<Vec<u8>> {
        std::iter::from_fn(|| frames.next_frame().unwrap().map(<[u8]>::to_vec)).collect()
    }

    #[test]
    fn a_frame_that_is_too_long_is_refused_before_it_is_read() {
        let mut frames = Frames::default();
        let length = (DATAGRAM_BYTES_MAX + 1) as u16;
        frames.push(&length.to_be_bytes());
        assert_eq!(frames.next_frame(), Err(TooLong));
    }

    #[test]
    fn a_begun_frame_is_partial() {
        let mut frames = Frames::default();
        assert!(!frames.is_partial());
        frames.push(&[0]);
        assert_eq!(frames.next_frame(), Ok(None));
        assert!(frames.is_partial());
        frames.push(&[1, 7, 0, 0]);
        assert_eq!(frames.next_frame(), Ok(Some(&[7][..])));
        assert_eq!(frames.next_frame(), Ok(None), "an empty frame is skipped");
        assert!(!frames.is_partial());
    }

    proptest! {
        #[test]
        fn frames_come_out_as_they_went_in_however_cut(
            datagrams in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..300), 0..12),
            cut in 1usize..400,
        ) {
            let stream: Vec<u8> = datagrams.iter().flat_map(|datagram| framed(datagram)).collect();
            let mut frames = Frames::default();
            let mut out = Vec::new();
            for piece in stream.chunks(cut) {
                frames.push(piece);
                out.extend(all(&mut frames));
            }
            prop_assert_eq!(out, datagrams);
            prop_assert!(!frames.is_partial());
        }

        #[test]
        fn any_bytes_are_read_or_refused(pieces in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..100), 0..20)) {
            let mut frames = Frames::default();
            for piece in pieces {
                frames.push(&piece);
                loop {
                    match frames.next_frame() {
                        Ok(Some(frame)) => prop_assert!(!frame.is_empty() && frame.len() <= DATAGRAM_BYTES_MAX),
                        Ok(None) => break,
                        Err(TooLong) => return Ok(()),
                    }
                }
                prop_assert!(frames.buffer.len() - frames.taken <= DATAGRAM_BYTES_MAX + 2);
            }
        }
    }
}
