//! Who may control a sidecar: whoever holds the shared secret.
//!
//! Each request carries `authorization: Bearer <seconds>.<mac>`: the Unix time of the request in seconds, and
//! base64url(HMAC-SHA256(secret, "openstudio sidecar control v1\n<seconds>\n<METHOD> <path>")). So the secret itself never
//! travels, and a token that somebody copied fits one request line and ages out after [`TOKEN_AGE_MAX_S`].
//! Commands are idempotent, so repeating one within that time does no harm. Both hosts need clocks that agree that well.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How far a token's time may lie from the reader's clock, in seconds, both ways.
pub const TOKEN_AGE_MAX_S: u64 = 60;
/// Shortest secret, in bytes.
pub const SECRET_BYTES_MIN: usize = 32;
/// Longest secret, in bytes.
pub const SECRET_BYTES_MAX: usize = 1024;

const CONTEXT: &str = "openstudio sidecar control v1";

/// The secret that server and sidecar share. Never printed: its `Debug` says nothing.
#[derive(Clone)]
pub struct Secret(Arc<[u8]>);

/// A secret was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the sidecar's secret needs {SECRET_BYTES_MIN} to {SECRET_BYTES_MAX} bytes")]
pub struct BadSecret;

impl Secret {
    /// Takes the secret as configured. Errors: [`BadSecret`] unless it has 32 to 1024 bytes.
    pub fn new(text: impl AsRef<[u8]>) -> Result<Self, BadSecret> {
        let bytes = text.as_ref();
        let ok = (SECRET_BYTES_MIN..=SECRET_BYTES_MAX).contains(&bytes.len());
        if ok { Ok(Secret(bytes.into())) } else { Err(BadSecret) }
    }

    /// The value of the `authorization` header for a request made at `now`. `path` is as on the request line.
    pub fn authorization(&self, now: SystemTime, method: &str, path: &str) -> String {
        let seconds = unix_seconds(now);
        let mac = self.mac(seconds, method, path).finalize().into_bytes();
        format!("Bearer {seconds}.{}", URL_SAFE_NO_PAD.encode(mac))
    }

    /// Whether `header` was made with this secret for this request line, at about `now`. Compares in constant time.
    pub fn verify(&self, header: &str, now: SystemTime, method: &str, path: &str) -> bool {
        let Some((seconds, mac)) = parse(header) else { return false };
        let genuine = self.mac(seconds, method, path).verify_slice(&mac).is_ok();
        genuine && unix_seconds(now).abs_diff(seconds) <= TOKEN_AGE_MAX_S
    }

    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    fn mac(&self, seconds: u64, method: &str, path: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(format!("{CONTEXT}\n{seconds}\n{method} {path}").as_bytes());
        mac
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

fn parse(header: &str) -> Option<(u64, Vec<u8>)> {
    let (seconds, mac) = header.strip_prefix("Bearer ")?.split_once('.')?;
    if mac.len() > 64 {
        return None;
    }
    Some((seconds.parse().ok()?, URL_SAFE_NO_PAD.decode(mac).ok()?))
}

fn unix_seconds(now: SystemTime) -> u64 {
    now.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PATH: &str = "/v1/snapshot";

    fn secret(byte: u8) -> Secret {
        Secret::new([byte; 32]).unwrap()
    }

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn a_token_fits_its_secret_its_request_and_its_time() {
        let header = secret(1).authorization(at(1000), "GET", PATH);
        assert!(secret(1).verify(&header, at(1000 + TOKEN_AGE_MAX_S), "GET", PATH));
        assert!(secret(1).verify(&header, at(1000 - TOKEN_AGE_MAX_S), "GET", PATH));
        assert!(!secret(1).verify(&header, at(1001 + TOKEN_AGE_MAX_S), "GET", PATH));
        assert!(!secret(1).verify(&header, at(999 - TOKEN_AGE_MAX_S), "GET", PATH));
        assert!(!secret(2).verify(&header, at(1000), "GET", PATH));
        assert!(!secret(1).verify(&header, at(1000), "DELETE", PATH));
        assert!(!secret(1).verify(&header, at(1000), "GET", "/v1/events"));
    }

    #[test]
    fn a_secret_is_long_and_never_printed() {
        assert_eq!(Secret::new("short").unwrap_err(), BadSecret);
        assert_eq!(Secret::new([1; SECRET_BYTES_MAX + 1]).unwrap_err(), BadSecret);
        assert_eq!(format!("{:?}", secret(7)), "Secret");
    }

    proptest! {
        #[test]
        fn any_other_header_is_refused(header in ".{0,200}") {
            prop_assert!(!secret(1).verify(&header, at(1000), "GET", PATH));
        }

        #[test]
        fn a_changed_token_is_refused(at_byte in 0usize..55, bit in 0u8..7) {
            let header = secret(1).authorization(at(1000), "GET", PATH);
            let mut bytes = header.clone().into_bytes();
            let index = at_byte.min(bytes.len() - 1);
            bytes[index] ^= 1 << bit;
            if let Ok(changed) = String::from_utf8(bytes) {
                prop_assert!(!secret(1).verify(&changed, at(1000), "GET", PATH));
            }
        }
    }
}
