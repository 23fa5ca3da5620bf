//! Who somebody is: passwords, sign-ins, guests, the cookies that carry them, and limits on trying.
//!
//! - A password is kept as argon2id ([`Passwords`]); hashing runs on a bounded pool beside the async threads.
//! - A sign-in is a row of `auth.sessions`. The cookie holds a 256-bit secret ([`SessionToken`]), the row only its
//!   sha256: who reads the database cannot sign in, and a sign-in can be ended from another device.
//! - A guest is a signed, expiring cookie ([`guest`]); nothing about guests is stored.
//! - [`identify`] turns a request's cookies into a [`db::Actor`] and its connection into a [`Client`].
//! - [`Limits`] slow down guessing.
//!
//! The time comes from one injected [`Clock`].

mod client;
mod clock;
mod config;
mod cookies;
pub mod guest;
mod identify;
mod limits;
mod passwords;
pub mod sessions;
mod token;

pub use client::{Client, TrustedProxies};
pub use clock::Clock;
pub use config::{AuthConfig, LimitsConfig, Quota};
pub use cookies::Cookies;
pub use identify::identify;
pub use limits::Limits;
pub use passwords::Passwords;
pub use token::{SessionToken, TokenHash};

use db::Db;
use std::sync::Arc;

/// Everything that signing in needs. Cheap to clone.
#[derive(Clone)]
pub struct Auth(Arc<Inner>);

struct Inner {
    config: AuthConfig,
    db: Db,
    clock: Clock,
    passwords: Passwords,
    limits: Limits,
    cookies: Cookies,
    guests: guest::Signer,
}

impl Auth {
    /// Puts the parts together; the system's clock.
    pub fn new(config: AuthConfig, db: Db) -> Self {
        Self::with_clock(config, db, Clock::system())
    }

    /// The same with a clock of one's own, for tests.
    pub fn with_clock(config: AuthConfig, db: Db, clock: Clock) -> Self {
        Auth(Arc::new(Inner {
            passwords: Passwords::new(config.hashing_threads),
            limits: Limits::new(config.limits, clock.clone()),
            cookies: Cookies::new(config.secure_cookies),
            guests: guest::Signer::new(&config.secret),
            clock,
            config,
            db,
        }))
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The time.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Hashing and checking passwords.
    pub fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    /// The limits on attempts.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// The cookies.
    pub fn cookies(&self) -> &Cookies {
        &self.0.cookies
    }

    /// Signs and reads guests' identities.
    pub fn guests(&self) -> &guest::Signer {
        &self.0.guests
    }

    /// As configured.
    pub fn config(&self) -> &AuthConfig {
        &self.0.config
    }
}
