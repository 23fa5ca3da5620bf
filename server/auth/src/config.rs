//! What can be set about signing in.

use crate::TrustedProxies;
use chrono::TimeDelta;

/// Settings of [`Auth`](crate::Auth).
#[derive(Clone)]
pub struct AuthConfig {
    /// The server's secret (`OPENSTUDIO_SECRET`), at least 32 characters. Signs guests' cookies.
    pub secret: String,
    /// Whether people reach the site over https: cookies are then `Secure` and carry the prefix `__Host-`.
    pub secure_cookies: bool,
    /// Proxies whose `X-Forwarded-For` is believed (`OPENSTUDIO_TRUSTED_PROXIES`).
    pub trusted_proxies: TrustedProxies,
    /// Limits on attempts.
    pub limits: LimitsConfig,
    /// A sign-in ends after so long without use.
    pub session_idle: TimeDelta,
    /// A sign-in ends so long after it was made, however much it is used.
    pub session_lifetime: TimeDelta,
    /// A guest's identity ends after so long.
    pub guest_lifetime: TimeDelta,
    /// Passwords hashed at once, at least 1. Each takes 19 MiB and some 20 ms of a core.
    pub hashing_threads: usize,
}

impl AuthConfig {
    /// The defaults with the server's own secret.
    pub fn new(secret: impl Into<String>, secure_cookies: bool) -> Self {
        AuthConfig { secret: secret.into(), secure_cookies, ..AuthConfig::default() }
    }
}

impl Default for AuthConfig {
    /// 14 idle days, 90 days at most, a day for guests, two passwords at once, the default limits, cookies for http, and
    /// a secret that nobody knows: guests then end with the process.
    fn default() -> Self {
        AuthConfig {
            secret: crate::SessionToken::random().reveal(),
            secure_cookies: false,
            trusted_proxies: TrustedProxies::default(),
            limits: LimitsConfig::default(),
            session_idle: TimeDelta::days(14),
            session_lifetime: TimeDelta::days(90),
            guest_lifetime: TimeDelta::hours(24),
            hashing_threads: 2,
        }
    }
}

impl std::fmt::Debug for AuthConfig {
    /// Without the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuthConfig")
            .field("secure_cookies", &self.secure_cookies)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// So many attempts in so many seconds: all at once, then one more each `per_s / attempts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Attempts, at least 1.
    pub attempts: u32,
    /// In so many seconds, at least 1.
    pub per_s: u32,
}

/// How often something may be tried. An address is one IPv4 address or one IPv6 /64 network. The counts live in this
/// process: several server processes allow as many times more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitsConfig {
    /// Failed sign-ins to one account from one address.
    pub sign_in: Quota,
    /// Failed sign-ins from one address, to any account.
    pub sign_in_per_address: Quota,
    /// Failed sign-ins to one account, from anywhere. Generous, because it also locks out the owner.
    pub sign_in_per_account: Quota,
    /// Sign-ups from one address. Bands join from one address.
    pub sign_up: Quota,
    /// Guests from one address.
    pub guest: Quota,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        LimitsConfig {
            sign_in: Quota { attempts: 10, per_s: 15 * 60 },
            sign_in_per_address: Quota { attempts: 100, per_s: 15 * 60 },
            sign_in_per_account: Quota { attempts: 200, per_s: 60 * 60 },
            sign_up: Quota { attempts: 20, per_s: 60 * 60 },
            guest: Quota { attempts: 60, per_s: 60 * 60 },
        }
    }
}

impl LimitsConfig {
    /// `factor` times as many attempts of everything, for a school or studio behind one address, and for tests
    /// (`OPENSTUDIO_LIMIT_FACTOR`).
    pub fn times(self, factor: u32) -> Self {
        let more = |quota: Quota| Quota { attempts: quota.attempts.saturating_mul(factor.max(1)), ..quota };
        LimitsConfig {
            sign_in: more(self.sign_in),
            sign_in_per_address: more(self.sign_in_per_address),
            sign_in_per_account: more(self.sign_in_per_account),
            sign_up: more(self.sign_up),
            guest: more(self.guest),
        }
    }
}
