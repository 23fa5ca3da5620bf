//! Passwords: hashed with argon2id, checked in constant work, refused when easily guessed.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use db::{Error, OrUnexpected};
use model::Fault;
use std::sync::{Arc, LazyLock};
use tokio::sync::Semaphore;
use zxcvbn::{Score, zxcvbn};

/// Requests that may wait for a thread at once. More are told to come back: a flood must not pile up memory.
const WAITING_MAX: usize = 64;
/// Longest password that is hashed, in bytes: 128 characters of up to 4 bytes.
const BYTES_MAX: usize = 512;

/// Hashes and checks passwords on a few threads of their own. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    threads: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

impl Passwords {
    /// At most `threads` at once.
    pub fn new(threads: usize) -> Self {
        Passwords {
            threads: Arc::new(Semaphore::new(threads.max(1))),
            places: Arc::new(Semaphore::new(threads.max(1) + WAITING_MAX)),
        }
    }

    /// The hash to store, a PHC string.
    pub async fn hash(&self, password: String) -> Result<String, Error> {
        self.work(move || {
            let hash: PasswordHash = argon2().hash_password(password.as_bytes()).or_unexpected()?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether `password` is the one of `stored`. With `None` (there is no such account) it takes as much work and is
    /// `false`, so that the time of an answer does not tell whether there is one.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<bool, Error> {
        self.work(move || {
            let exists = stored.is_some();
            let stored = stored.unwrap_or_else(|| NOBODY.clone());
            // A hash that cannot be read ("!") belongs to an account that nobody signs in to; it takes as long too.
            let (readable, hash) = match PasswordHash::new(&stored) {
                Ok(hash) => (true, hash),
                Err(_) => (false, PasswordHash::new(&NOBODY).or_unexpected()?),
            };
            let is_short = password.len() <= BYTES_MAX;
            let tried = if is_short { password.as_bytes() } else { b"" };
            let matches = argon2().verify_password(tried, &hash).is_ok();
            Ok(matches && exists && readable && is_short)
        })
        .await
    }

    /// Refuses what is guessed first: the common passwords, names, words and dates, alone, decorated or chained, keyboard
    /// walks and repetitions (zxcvbn: fewer than a million guesses), also with `own`, the words around this account.
    ///
    /// Errors: [`Fault::Invalid`] on `field`.
    pub async fn refuse_easy(&self, field: &str, password: String, own: Vec<String>) -> Result<(), Error> {
        let is_easy = self
            .work(move || {
                let own: Vec<&str> = own.iter().map(String::as_str).collect();
                Ok(zxcvbn(&password, &own).score() < Score::Two)
            })
            .await?;
        if is_easy {
            let problem = "This password is easy to guess. Choose one that others would not think of.";
            return Err(Fault::invalid(field, problem).into());
        }
        Ok(())
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let busy = || {
            Fault::unavailable("Too many people are signing in at this moment. Try again in a few seconds.")
        };
        let place = self.places.clone().try_acquire_owned().map_err(|_| busy())?;
        let thread = self.threads.clone().acquire_owned().await.or_unexpected()?;
        // The permits go with the work: when the request is given up, the thread still counts until it is done.
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop((place, thread));
            done
        });
        done.await.or_unexpected()?
    }
}

/// OWASP's first choice: argon2id with 19 MiB, two passes, one lane.
fn argon2() -> Argon2<'static> {
    #[expect(clippy::expect_used, reason = "constants, and a test that uses them")]
    let params = Params::new(19_456, 2, 1, None).expect("valid parameters");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The hash of a password that nobody has.
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    let mut secret = [0; 32];
    rand::fill(&mut secret);
    let hash: Result<PasswordHash, _> = argon2().hash_password(&secret);
    #[expect(
        clippy::expect_used,
        reason = "fails only without the system's randomness, and then nothing is safe"
    )]
    hash.expect("a hash").to_string()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_matches() {
        let passwords = Passwords::new(2);
        let hash = passwords.hash("correct horse battery".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify("correct horse battery".into(), Some(hash.clone())).await.unwrap());
        for wrong in ["Correct horse battery", "", "correct horse batter"] {
            assert!(!passwords.verify(wrong.into(), Some(hash.clone())).await.unwrap(), "{wrong}");
        }
        let long = "x".repeat(BYTES_MAX + 1);
        assert!(!passwords.verify(long, Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_matches_where_nobody_is() {
        let passwords = Passwords::new(1);
        assert!(!passwords.verify("x".into(), None).await.unwrap());
        assert!(!passwords.verify("!".into(), Some("!".into())).await.unwrap());
        assert!(!passwords.verify("".into(), Some("!".into())).await.unwrap());
    }

    #[tokio::test]
    async fn easy_passwords_are_refused() {
        let passwords = Passwords::new(1);
        let own = || vec!["ada_lovelace".to_owned(), "ada@example.org".to_owned()];
        for easy in [
            "1234567890",
            "qwertyuiop",
            "password123",
            "P@ssw0rd123",
            "aaaaaaaaaaaaaa",
            "ada_lovelace1",
            "iloveyou12",
        ] {
            let refused = passwords.refuse_easy("password", easy.into(), own()).await;
            assert!(matches!(refused, Err(Error::Fault(Fault::Invalid { .. }))), "{easy}");
        }
        for fine in ["correct horse battery", "vK7#mz0qLp2w", "a jam at midnight"] {
            assert!(passwords.refuse_easy("password", fine.into(), own()).await.is_ok(), "{fine}");
        }
    }
}
