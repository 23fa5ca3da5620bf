//! What processes send each other is sealed with a key that only they have (from `OPENSTUDIO_SECRET`): whoever reaches
//! the NATS server can neither speak in somebody's name nor change, reorder or repeat what was said. Nothing is
//! encrypted here; that is TLS' business (`tls://` in `NATS_URL`).

use bytes::{BufMut, Bytes, BytesMut};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Bytes of a seal.
const TAG_BYTES: usize = 16;
/// Bytes of a message's number.
const NUMBER_BYTES: usize = 8;

/// A key for one purpose.
#[derive(Clone)]
pub(super) struct Key(Hmac<Sha256>);

impl Key {
    /// The key of a server's secret.
    pub fn of_secret(secret: &str) -> Self {
        Key(mac(secret.as_bytes())).derive("openstudio cluster")
    }

    /// Another key, of which this one's seals tell nothing.
    pub fn derive(&self, purpose: &str) -> Self {
        Key(mac(&self.full_tag(&[b"derive", purpose.as_bytes()])))
    }

    /// A name that says which secret this is without telling it: processes with another one stay apart.
    pub fn name(&self) -> String {
        self.full_tag(&[b"name"])[..6].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// A sealed message: number, seal, content.
    pub fn seal(&self, number: u64, content: &[u8]) -> Bytes {
        let mut sealed = BytesMut::with_capacity(NUMBER_BYTES + TAG_BYTES + content.len());
        sealed.put_u64(number);
        sealed.put_slice(&self.full_tag(&[&number.to_be_bytes(), content])[..TAG_BYTES]);
        sealed.put_slice(content);
        sealed.freeze()
    }

    /// Number and content, unless the seal is not ours.
    pub fn open(&self, sealed: &Bytes) -> Option<(u64, Bytes)> {
        if sealed.len() < NUMBER_BYTES + TAG_BYTES {
            return None;
        }
        let (number, rest) = sealed.split_at(NUMBER_BYTES);
        let (tag, content) = rest.split_at(TAG_BYTES);
        let mut mac = self.0.clone();
        feed(&mut mac, &[number, content]);
        mac.verify_truncated_left(tag).ok()?;
        let number = u64::from_be_bytes(number.try_into().ok()?);
        Some((number, sealed.slice(NUMBER_BYTES + TAG_BYTES..)))
    }

    fn full_tag(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.0.clone();
        feed(&mut mac, parts);
        mac.finalize().into_bytes().into()
    }
}

/// Each part with its length, so that no two lists of parts look the same.
fn feed(mac: &mut Hmac<Sha256>, parts: &[&[u8]]) {
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
}

fn mac(key: &[u8]) -> Hmac<Sha256> {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
    Hmac::new_from_slice(key).expect("any key length")
}

/// The sending end of a numbered stream.
pub(super) struct Sealer {
    key: Key,
    next: u64,
}

/// The receiving end: takes only what comes next.
pub(super) struct Opener {
    key: Key,
    next: u64,
}

impl Sealer {
    pub fn new(key: Key) -> Self {
        Sealer { key, next: 0 }
    }

    pub fn seal(&mut self, content: &[u8]) -> Bytes {
        let sealed = self.key.seal(self.next, content);
        self.next += 1;
        sealed
    }
}

/// What an [`Opener`] makes of a message.
#[derive(Debug, PartialEq)]
pub(super) enum Opened {
    /// It is the next one.
    Next(Bytes),
    /// Something before it is missing.
    Gap,
    /// The seal is not ours, or it came before: somebody else's doing.
    Foreign,
}

impl Opener {
    pub fn new(key: Key) -> Self {
        Opener { key, next: 0 }
    }

    pub fn open(&mut self, sealed: &Bytes) -> Opened {
        match self.key.open(sealed) {
            Some((number, content)) if number == self.next => {
                self.next += 1;
                Opened::Next(content)
            }
            Some((number, _)) if number > self.next => Opened::Gap,
            Some(_) | None => Opened::Foreign,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_stream_is_read_in_order_and_nothing_else() {
        let key = Key::of_secret("a secret that is long enough");
        let mut sealer = Sealer::new(key.derive("up"));
        let sealed: Vec<Bytes> = (0..4u8).map(|n| sealer.seal(&[n])).collect();
        let mut opener = Opener::new(key.derive("up"));
        assert_eq!(opener.open(&sealed[0]), Opened::Next(Bytes::from_static(&[0])));
        assert_eq!(opener.open(&sealed[0]), Opened::Foreign, "twice");
        assert_eq!(opener.open(&sealed[2]), Opened::Gap, "one is missing");
        assert_eq!(opener.open(&sealed[1]), Opened::Next(Bytes::from_static(&[1])));
        let mut other = Opener::new(key.derive("down"));
        assert_eq!(other.open(&sealed[0]), Opened::Foreign, "another purpose");
        let mut stranger = Opener::new(Key::of_secret("another secret").derive("up"));
        assert_eq!(stranger.open(&sealed[0]), Opened::Foreign, "another secret");
    }

    proptest! {
        #[test]
        fn no_change_goes_unseen(content in proptest::collection::vec(any::<u8>(), 0..64), at in any::<prop::sample::Index>(), bit in 0..8u8) {
            let key = Key::of_secret("a secret that is long enough");
            let sealed = key.seal(7, &content);
            prop_assert_eq!(key.open(&sealed), Some((7, Bytes::from(content))));
            let mut changed = sealed.to_vec();
            let at = at.index(changed.len());
            changed[at] ^= 1 << bit;
            prop_assert_eq!(key.open(&Bytes::from(changed)), None);
        }

        #[test]
        fn nothing_that_comes_breaks_the_reader(garbage in proptest::collection::vec(any::<u8>(), 0..64)) {
            prop_assert_eq!(Key::of_secret("a secret that is long enough").open(&Bytes::from(garbage)), None);
        }
    }
}
