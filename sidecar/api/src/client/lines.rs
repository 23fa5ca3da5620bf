//! Cuts a stream of bytes into lines.

/// Collects chunks and gives back whole lines, without their line ends. Memory is bounded by `limit` plus one chunk.
#[derive(Debug)]
pub struct Lines {
    buffer: Vec<u8>,
    taken: usize,
    limit: usize,
}

/// A line grew over the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineTooLong;

impl Lines {
    /// Lines of at most `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Lines { buffer: Vec::new(), taken: 0, limit }
    }

    /// Adds what was received.
    pub fn push(&mut self, chunk: &[u8]) {
        self.buffer.drain(..self.taken);
        self.taken = 0;
        self.buffer.extend_from_slice(chunk);
    }

    /// The next whole line, or `None` until more is pushed.
    pub fn next_line(&mut self) -> Result<Option<&[u8]>, LineTooLong> {
        let rest = &self.buffer[self.taken..];
        let Some(end) = rest.iter().position(|byte| *byte == b'\n') else {
            return if rest.len() > self.limit { Err(LineTooLong) } else { Ok(None) };
        };
        if end > self.limit {
            return Err(LineTooLong);
        }
        let start = self.taken;
        self.taken += end + 1;
        Ok(Some(&self.buffer[start..start + end]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(lines: &mut Lines) -> Vec<Vec<u8>> {
        std::iter::from_fn(|| lines.next_line().unwrap().map(<[u8]>::to_vec)).collect()
    }

    #[test]
    fn a_line_over_the_limit_is_refused() {
        let mut lines = Lines::new(3);
        lines.push(b"abc\nabcd");
        assert_eq!(lines.next_line(), Ok(Some(&b"abc"[..])));
        assert_eq!(lines.next_line(), Err(LineTooLong));
    }

    proptest! {
        #[test]
        fn lines_come_out_as_they_went_in_however_cut(
            texts in proptest::collection::vec("[a-z]{0,20}", 0..20),
            cut in 1usize..7,
        ) {
            let bytes: Vec<u8> = texts.iter().flat_map(|t| [t.as_bytes(), b"\n"].concat()).collect();
            let mut lines = Lines::new(20);
            let mut out = Vec::new();
            for chunk in bytes.chunks(cut) {
                lines.push(chunk);
                out.extend(all(&mut lines));
            }
            let expected: Vec<Vec<u8>> = texts.iter().map(|t| t.as_bytes().to_vec()).collect();
            prop_assert_eq!(out, expected);
        }
    }
}
