//! Limits on attempts, so that passwords cannot be guessed and accounts not made in bulk.

use crate::{Clock, LimitsConfig, Quota};
use chrono::{DateTime, TimeDelta, Utc};
use model::Fault;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Mutex;

/// Keys remembered at once, for each limit. Beyond it those that would be forgiven soonest are forgotten.
const KEYS_MAX: usize = 50_000;

/// All limits of the server.
pub struct Limits {
    clock: Clock,
    sign_in: Limiter<(String, IpAddr)>,
    sign_in_per_address: Limiter<IpAddr>,
    sign_in_per_account: Limiter<String>,
    sign_up: Limiter<IpAddr>,
    guest: Limiter<IpAddr>,
}

impl Limits {
    /// With the given quotas.
    pub fn new(config: LimitsConfig, clock: Clock) -> Self {
        Limits {
            clock,
            sign_in: Limiter::new(config.sign_in),
            sign_in_per_address: Limiter::new(config.sign_in_per_address),
            sign_in_per_account: Limiter::new(config.sign_in_per_account),
            sign_up: Limiter::new(config.sign_up),
            guest: Limiter::new(config.guest),
        }
    }

    /// Counts an attempt at a password of the account `email` (in its stored form; it need not exist).
    ///
    /// Errors: [`Fault::TooMany`]. A refused attempt is not counted by any limit.
    pub fn sign_in(&self, email: &str, ip: IpAddr) -> Result<(), Fault> {
        let (now, ip, email) = (self.clock.now(), network(ip), email.to_owned());
        self.sign_in_per_address.check(&ip, now)?;
        self.sign_in_per_account.check(&email, now)?;
        let key = (email, ip);
        self.sign_in.check(&key, now)?;
        self.sign_in_per_address.count(&ip, now);
        self.sign_in_per_account.count(&key.0, now);
        self.sign_in.count(&key, now);
        Ok(())
    }

    /// The attempt succeeded: only failures count.
    pub fn signed_in(&self, email: &str, ip: IpAddr) {
        let (ip, email) = (network(ip), email.to_owned());
        self.sign_in_per_address.take_back(&ip);
        self.sign_in_per_account.take_back(&email);
        self.sign_in.forget(&(email, ip));
    }

    /// Counts a sign-up. Errors: [`Fault::TooMany`].
    pub fn sign_up(&self, ip: IpAddr) -> Result<(), Fault> {
        self.sign_up.check_and_count(&network(ip), self.clock.now())
    }

    /// Counts a new guest. Errors: [`Fault::TooMany`].
    pub fn guest(&self, ip: IpAddr) -> Result<(), Fault> {
        self.guest.check_and_count(&network(ip), self.clock.now())
    }
}

/// What counts as one address: a household has one IPv4 address, or a whole IPv6 /64.
fn network(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(v6) => {
            let segments = v6.segments();
            Ipv6Addr::new(segments[0], segments[1], segments[2], segments[3], 0, 0, 0, 0).into()
        }
        v4 => v4,
    }
}

/// One limit over many keys: a bucket of attempts that refills evenly (GCRA). For each key it keeps only the time at
/// which its bucket is full again.
struct Limiter<K> {
    /// Until one attempt is given back.
    each: TimeDelta,
    /// From empty to full.
    whole: TimeDelta,
    full_at: Mutex<HashMap<K, DateTime<Utc>>>,
}

impl<K: std::hash::Hash + Eq + Clone> Limiter<K> {
    fn new(quota: Quota) -> Self {
        let (attempts, per_s) = (i64::from(quota.attempts.max(1)), i64::from(quota.per_s.max(1)));
        let each = TimeDelta::microseconds((per_s * 1_000_000 / attempts).max(1));
        Limiter { each, whole: each * i32::try_from(attempts).unwrap_or(i32::MAX), full_at: Mutex::default() }
    }

    fn check_and_count(&self, key: &K, now: DateTime<Utc>) -> Result<(), Fault> {
        self.check(key, now)?;
        self.count(key, now);
        Ok(())
    }

    fn check(&self, key: &K, now: DateTime<Utc>) -> Result<(), Fault> {
        let full_at = self.keys().get(key).copied().unwrap_or(now).max(now);
        let wait = full_at + self.each - self.whole - now;
        if wait <= TimeDelta::zero() {
            return Ok(());
        }
        // Rounded up: after so many seconds it does work.
        let micros = wait.num_microseconds().unwrap_or(i64::MAX).saturating_add(999_999);
        let seconds = (micros / 1_000_000).max(1);
        Err(Fault::TooMany { retry_after_s: u32::try_from(seconds).unwrap_or(u32::MAX) })
    }

    fn count(&self, key: &K, now: DateTime<Utc>) {
        let mut keys = self.keys();
        let full_at = keys.get(key).copied().unwrap_or(now).max(now);
        if keys.len() >= KEYS_MAX && !keys.contains_key(key) {
            make_room(&mut keys, now);
        }
        keys.insert(key.clone(), full_at + self.each);
    }

    fn take_back(&self, key: &K) {
        if let Some(full_at) = self.keys().get_mut(key) {
            *full_at -= self.each;
        }
    }

    fn forget(&self, key: &K) {
        self.keys().remove(key);
    }

    fn keys(&self) -> std::sync::MutexGuard<'_, HashMap<K, DateTime<Utc>>> {
        self.full_at.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Forgets full buckets; if there are none, the tenth that would be full soonest.
fn make_room<K: std::hash::Hash + Eq + Clone>(keys: &mut HashMap<K, DateTime<Utc>>, now: DateTime<Utc>) {
    keys.retain(|_, full_at| *full_at > now);
    if keys.len() < KEYS_MAX {
        return;
    }
    let mut times: Vec<DateTime<Utc>> = keys.values().copied().collect();
    times.sort_unstable();
    let limit = times[times.len() / 10];
    keys.retain(|_, full_at| *full_at > limit);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    fn limits() -> (Limits, Arc<AtomicI64>) {
        let seconds = Arc::new(AtomicI64::new(1_000_000));
        let told = seconds.clone();
        let clock = Clock::new(move || DateTime::from_timestamp(told.load(Ordering::Relaxed), 0).unwrap());
        (Limits::new(LimitsConfig::default(), clock), seconds)
    }

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

    #[test]
    fn the_eleventh_failure_waits_exactly_as_long_as_it_is_told() {
        let (limits, seconds) = limits();
        for _ in 0..10 {
            limits.sign_in("ada@example.org", HERE).unwrap();
        }
        assert_eq!(limits.sign_in("ada@example.org", HERE), Err(Fault::TooMany { retry_after_s: 90 }));
        limits.sign_in("ada@example.org", THERE).unwrap();
        limits.sign_in("bob@example.org", HERE).unwrap();
        seconds.fetch_add(89, Ordering::Relaxed);
        assert_eq!(limits.sign_in("ada@example.org", HERE), Err(Fault::TooMany { retry_after_s: 1 }));
        seconds.fetch_add(1, Ordering::Relaxed);
        limits.sign_in("ada@example.org", HERE).unwrap();
    }

    #[test]
    fn success_is_forgiven() {
        let (limits, _) = limits();
        for _ in 0..500 {
            limits.sign_in("ada@example.org", HERE).unwrap();
            limits.signed_in("ada@example.org", HERE);
        }
    }

    #[test]
    fn one_address_cannot_try_every_account() {
        let (limits, _) = limits();
        let refused = (0..101).find(|n| limits.sign_in(&format!("{n}@example.org"), HERE).is_err());
        assert_eq!(refused, Some(100));
    }

    #[test]
    fn an_ipv6_network_is_one_address_and_a_mapped_one_is_ipv4() {
        let parse = |text: &str| text.parse::<IpAddr>().unwrap();
        assert_eq!(network(parse("2001:db8::1")), network(parse("2001:db8::ffff:2")));
        assert_ne!(network(parse("2001:db8::1")), network(parse("2001:db8:0:1::1")));
        assert_eq!(network(parse("::ffff:192.0.2.1")), HERE);
    }

    #[test]
    fn memory_is_bounded() {
        let limiter = Limiter::new(Quota { attempts: 1, per_s: 3600 });
        let now = Utc::now();
        for key in 0..KEYS_MAX * 2 {
            limiter.count(&key, now + TimeDelta::microseconds(key as i64));
        }
        assert!(limiter.keys().len() <= KEYS_MAX);
        assert!(
            limiter.check(&(KEYS_MAX * 2 - 1), now + TimeDelta::seconds(1)).is_err(),
            "the latest are kept"
        );
    }

    proptest! {
        #[test]
        fn never_more_than_the_quota_in_any_window(
            attempts in 1u32..20,
            per_s in 1u32..1000,
            steps in prop::collection::vec(0i64..200_000, 1..300),
        ) {
            let limiter = Limiter::new(Quota { attempts, per_s });
            let mut now = DateTime::from_timestamp(0, 0).unwrap();
            let mut passed = Vec::new();
            for step in steps {
                now += TimeDelta::milliseconds(step);
                match limiter.check_and_count(&(), now) {
                    Ok(()) => passed.push(now),
                    Err(Fault::TooMany { retry_after_s }) => {
                        let then = now + TimeDelta::seconds(i64::from(retry_after_s));
                        prop_assert!(limiter.check(&(), then).is_ok());
                    }
                    Err(other) => prop_assert!(false, "{other:?}"),
                }
            }
            // A bucket lets through what it holds and what it is given meanwhile: twice the quota at most.
            let window = TimeDelta::seconds(i64::from(per_s));
            for from in &passed {
                let inside = passed.iter().filter(|at| **at >= *from && **at < *from + window).count();
                prop_assert!(inside <= 2 * attempts as usize);
            }
        }
    }
}
