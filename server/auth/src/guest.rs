//! Guests: a name and an id in a signed cookie that expires. Nothing is stored.
//!
//! Value: base64url of the JSON, a dot, base64url of its HMAC-SHA256. The key is derived from the server's secret, so
//! that no other signature of ours can be passed off as a guest's.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use db::GuestClaims;
use hmac::{Hmac, KeyInit, Mac};
use model::{UserId, limits};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// Longest value that is read, in bytes: four bytes for each of the name's characters, escaped, and the rest.
const VALUE_BYTES_MAX: usize = 1024;

/// Signs and reads guests' identities.
pub struct Signer {
    key: [u8; 32],
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    id: UserId,
    name: String,
    /// Seconds since 1970.
    exp: i64,
}

impl Signer {
    /// With a key derived from the server's secret.
    pub fn new(secret: &str) -> Self {
        let mut mac = mac(secret.as_bytes());
        mac.update(b"openstudio: guest cookie, version 1");
        Signer { key: mac.finalize().into_bytes().into() }
    }

    /// The cookie's value for `guest`, valid until `expires_at`.
    pub fn sign(&self, guest: &GuestClaims, expires_at: DateTime<Utc>) -> String {
        let content = Content { id: guest.id, name: guest.name.clone(), exp: expires_at.timestamp() };
        #[expect(clippy::expect_used, reason = "a uuid, a string and a number are always JSON")]
        let json = serde_json::to_vec(&content).expect("always JSON");
        let content = URL_SAFE_NO_PAD.encode(json);
        let signature = URL_SAFE_NO_PAD.encode(self.signature(&content).finalize().into_bytes());
        format!("{content}.{signature}")
    }

    /// Reads a cookie's value. `None`: not signed by us, expired, or not a guest's.
    pub fn read(&self, value: &str, now: DateTime<Utc>) -> Option<GuestClaims> {
        if value.len() > VALUE_BYTES_MAX {
            return None;
        }
        let (content, signature) = value.split_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        // Compares in constant time; nothing is parsed before it holds.
        self.signature(content).verify_slice(&signature).ok()?;
        let content: Content = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(content).ok()?).ok()?;
        let chars = content.name.chars().count();
        let is_valid = now.timestamp() < content.exp && (1..=limits::DISPLAY_NAME_CHARS_MAX).contains(&chars);
        is_valid.then_some(GuestClaims { id: content.id, name: content.name })
    }

    fn signature(&self, content: &str) -> Hmac<Sha256> {
        let mut mac = mac(&self.key);
        mac.update(content.as_bytes());
        mac
    }
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
fn mac(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("any key length")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn guest(name: &str) -> GuestClaims {
        GuestClaims { id: UserId(Uuid::now_v7()), name: name.into() }
    }

    #[test]
    fn a_guest_is_read_back_until_it_expires() {
        let (signer, now) = (Signer::new("secret"), Utc::now());
        let gil = guest("Gil \"the\" Guest 🎸");
        let value = signer.sign(&gil, now + TimeDelta::hours(1));
        assert_eq!(signer.read(&value, now), Some(gil));
        assert_eq!(signer.read(&value, now + TimeDelta::hours(1)), None);
        assert_eq!(Signer::new("other").read(&value, now), None);
    }

    #[test]
    fn the_longest_name_fits() {
        let (signer, now) = (Signer::new("secret"), Utc::now());
        let gil = guest(&"🎸".repeat(limits::DISPLAY_NAME_CHARS_MAX));
        let value = signer.sign(&gil, now + TimeDelta::hours(1));
        assert_eq!(signer.read(&value, now), Some(gil));
    }

    proptest! {
        #[test]
        fn a_changed_byte_is_refused(at: prop::sample::Index, to in "[A-Za-z0-9._-]") {
            let (signer, now) = (Signer::new("secret"), Utc::now());
            let value = signer.sign(&guest("Gil"), now + TimeDelta::hours(1));
            let at = at.index(value.len());
            let mut changed = value.clone();
            changed.replace_range(at..=at, &to);
            if changed != value {
                prop_assert_eq!(signer.read(&changed, now), None);
            }
        }

        #[test]
        fn garbage_is_refused(value in "\\PC{0,80}") {
            prop_assert_eq!(Signer::new("secret").read(&value, Utc::now()), None);
        }
    }
}
