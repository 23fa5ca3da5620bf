//! The secret in a session's cookie.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// 256 random bits that stand for one sign-in. Only its cookie holds them; the database has the [`TokenHash`].
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken([u8; 32]);

/// sha256 of a [`SessionToken`]: enough to find the sign-in, not to use it. A plain hash is right for a secret with 256
/// bits: there is nothing to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenHash(pub [u8; 32]);

impl SessionToken {
    /// A new one from the operating system's randomness.
    pub fn random() -> Self {
        let mut bytes = [0; 32];
        rand::fill(&mut bytes);
        SessionToken(bytes)
    }

    /// Reads a cookie's value: exactly 43 characters of unpadded base64url.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 43 {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(SessionToken)
    }

    /// The cookie's value.
    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What the database keeps.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0).into())
    }
}

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(secret)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tokens_differ_and_hide() {
        let (one, two) = (SessionToken::random(), SessionToken::random());
        assert_ne!(one.reveal(), two.reveal());
        assert!(!format!("{one:?}").contains(&one.reveal()));
    }

    proptest! {
        #[test]
        fn a_token_is_read_back(bytes: [u8; 32]) {
            let token = SessionToken(bytes);
            prop_assert_eq!(SessionToken::parse(&token.reveal()), Some(token));
        }

        #[test]
        fn anything_else_is_refused_or_round_trips(text in "\\PC{0,60}") {
            if let Some(token) = SessionToken::parse(&text) {
                prop_assert_eq!(token.reveal(), text);
            }
        }
    }
}
