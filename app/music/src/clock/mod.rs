//! The server's clock, seen from here over a network that delays, loses and reorders.
//!
//! Feed every exchange to [`Clock::push`], ask [`Clock::estimate`], and send the next question after [`Clock::pace`].
//! `envelope.rs` says how the offset is found. What this adds: when our clock jumped (sleep) or the server's did (a
//! restart, another server), what was measured before is thrown away as soon as that is certain, and questions come fast
//! until the new offset is known.
//!
//! ```
//! use music::clock::{Clock, Exchange};
//! use music::time::{LocalTime, Micros, ServerTime};
//!
//! let mut clock = Clock::default();
//! for i in 0..10 {
//!     let sent = 50_000 * i;
//!     // 4 ms there, 6 ms back, the server 7 s ahead: half of the 2 ms of difference cannot be seen.
//!     let there = ServerTime(sent + 4_000 + 7_000_000);
//!     clock.push(Exchange { t0: LocalTime(sent), t1: there, t2: there, t3: LocalTime(sent + 10_000) });
//! }
//! let estimate = clock.estimate(LocalTime(500_000)).unwrap();
//! assert!((estimate.server_at(LocalTime(500_000)) - ServerTime(7_499_000)).0.abs() <= 10);
//! assert!((estimate.round_trip - Micros::millis(10)).0.abs() <= 50);
//! ```

mod envelope;
mod exchange;

pub use exchange::{Estimate, Exchange};

use crate::time::{LocalTime, Micros};
use envelope::{Edges, Envelope, Prior};

/// A longer way there and back is no answer any more.
const ROUND_TRIP_MAX: Micros = Micros::seconds(10);
/// Exchanges before there is an estimate, and before a suspicion is decided.
const ENOUGH: usize = 4;
/// Time between two questions while the offset is looked for: at the start, after a jump or a gap.
const FAST: Micros = Micros::millis(40);
/// Time between two questions otherwise.
const SLOW: Micros = Micros::millis(100);
/// How long questions come fast.
const FAST_FOR: Micros = Micros::seconds(2);
/// No answer for so long is a gap.
const GAP: Micros = Micros::seconds(1);
/// Crystals of computers, by experience.
const UNKNOWN: Prior = Prior { drift: 0.0, deviation: 200e-6 };
/// What a jump leaves of the drift that was known.
const KNOWN_DEVIATION: f64 = 50e-6;
/// A clock is not suspected to have jumped by less, in µs.
const STEP_MIN_US: f64 = 3_000.0;

/// What became of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It counts.
    Kept,
    /// It cannot be true.
    Ignored,
    /// It shows that one of the clocks jumped; the estimate begins anew.
    Stepped,
}

/// Offset and drift of the server's clock. Costs about 120 measurements of memory.
#[derive(Clone, Debug)]
pub struct Clock {
    envelope: Envelope,
    prior: Prior,
    /// Exchanges since it began anew.
    count: usize,
    /// Exchanges since one did not fit.
    suspects: Vec<Exchange>,
    last: Option<LocalTime>,
    fast_until: Option<LocalTime>,
}

impl Default for Clock {
    fn default() -> Self {
        let (envelope, suspects) = (Envelope::default(), Vec::new());
        Clock { envelope, prior: UNKNOWN, count: 0, suspects, last: None, fast_until: None }
    }
}

impl Clock {
    /// Adds an exchange, in the order of arrival.
    pub fn push(&mut self, exchange: Exchange) -> Verdict {
        if !plausible(&exchange) {
            return Verdict::Ignored;
        }
        if self.last.is_none_or(|last| exchange.t3 - last > GAP) {
            self.fast_until = Some(exchange.t3 + FAST_FOR);
        }
        self.last = Some(exchange.t3);
        let Some(edges) = self.edges(exchange.t3).filter(|_| self.count >= ENOUGH) else {
            return self.keep(exchange);
        };
        match Fit::of(&exchange, &edges) {
            Fit::Impossible => self.restart(edges.drift, vec![exchange]),
            Fit::Better => self.suspect(exchange, &edges),
            Fit::Good if !self.suspects.is_empty() => self.suspect(exchange, &edges),
            Fit::Good => self.keep(exchange),
        }
    }

    /// The server's clock as seen at a moment; `None` until enough was measured since the start or a jump.
    pub fn estimate(&self, at: LocalTime) -> Option<Estimate> {
        let edges = self.edges(at).filter(|_| self.count >= ENOUGH)?;
        let since = self.last.map_or(0, |last| last.0);
        let error = edges.blur_us * 0.75 + 50.0 + edges.uncertainty * (at.0 - since).max(0) as f64;
        Some(Estimate {
            at,
            offset_us: (edges.above_us + edges.below_us) / 2.0,
            drift: edges.drift,
            error: Micros(error.ceil() as i64),
            round_trip: Micros((edges.above_us - edges.below_us).max(0.0).round() as i64),
        })
    }

    /// Time to the next question.
    pub fn pace(&self, now: LocalTime) -> Micros {
        let silent = self.last.is_none_or(|last| now - last > GAP);
        let fresh = self.fast_until.is_some_and(|until| now < until);
        let looking = silent || fresh || !self.suspects.is_empty();
        if looking { FAST } else { SLOW }
    }

    fn edges(&self, at: LocalTime) -> Option<Edges> {
        self.envelope.edges(at.0, self.prior)
    }

    fn keep(&mut self, exchange: Exchange) -> Verdict {
        self.envelope.push(&exchange, self.prior);
        self.count += 1;
        Verdict::Kept
    }

    /// Gathers what came since something did not fit; then it was a jump if *all* measurements moved the same way, both
    /// ways. If only one way became shorter, the network did.
    fn suspect(&mut self, exchange: Exchange, edges: &Edges) -> Verdict {
        self.suspects.push(exchange);
        if self.suspects.len() < ENOUGH {
            return Verdict::Kept;
        }
        let suspects = std::mem::take(&mut self.suspects);
        let moved = suspects.iter().map(|suspect| edges.compare(suspect));
        let (above, below) =
            moved.fold((f64::MAX, f64::MIN), |(above, below), (a, b)| (above.min(a), below.max(b)));
        if above.min(below) > STEP_MIN_US / 2.0 || above.max(below) < -STEP_MIN_US / 2.0 {
            return self.restart(edges.drift, suspects);
        }
        for suspect in suspects {
            self.keep(suspect);
        }
        Verdict::Kept
    }

    fn restart(&mut self, drift: f64, with: Vec<Exchange>) -> Verdict {
        self.envelope.clear();
        self.suspects.clear();
        self.prior = Prior { drift, deviation: KNOWN_DEVIATION };
        self.count = 0;
        for exchange in with {
            self.fast_until = Some(exchange.t3 + FAST_FOR);
            self.keep(exchange);
        }
        Verdict::Stepped
    }
}

/// Whether the stamps are in order; three of them came over the network.
fn plausible(exchange: &Exchange) -> bool {
    let times = [exchange.t3 - exchange.t0, exchange.t2 - exchange.t1, exchange.round_trip()];
    times.iter().all(|time| (Micros(0)..=ROUND_TRIP_MAX).contains(time))
}

/// How an exchange agrees with what was known.
enum Fit {
    Good,
    /// Some way took clearly less than ever: the network, or the clock.
    Better,
    /// No delay explains it, for delays are not negative.
    Impossible,
}

impl Fit {
    fn of(exchange: &Exchange, edges: &Edges) -> Fit {
        let (above, below) = edges.compare(exchange);
        let width = edges.above_us - edges.below_us;
        let astray = edges.astray_us(exchange.t3.0) + edges.blur_us;
        let allowed = STEP_MIN_US + 2.0 * astray;
        if below > width + 500.0 + astray || above < -width - 500.0 - astray {
            Fit::Impossible
        } else if below > allowed || above < -allowed {
            Fit::Better
        } else {
            Fit::Good
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::ServerTime;
    use proptest::prelude::*;

    /// The server 7 s ahead, the ways so long, in ms.
    fn exchange(sent_ms: i64, there_ms: i64, back_ms: i64) -> Exchange {
        let there = ServerTime((sent_ms + there_ms + 7_000) * 1_000);
        let t3 = LocalTime((sent_ms + there_ms + back_ms) * 1_000);
        Exchange { t0: LocalTime(sent_ms * 1_000), t1: there, t2: there, t3 }
    }

    fn offset_ms(clock: &Clock, at_ms: i64) -> f64 {
        let estimate = clock.estimate(LocalTime(at_ms * 1_000)).unwrap();
        (estimate.server_us(at_ms as f64 * 1e3) / 1e3 - at_ms as f64 - 7_000.0).abs()
    }

    #[test]
    fn each_way_finds_its_own_best() {
        let mut clock = Clock::default();
        // No exchange is good both ways: the best one alone would be 20 ms off.
        for i in 0..20 {
            let (there, back) = if i % 2 == 0 { (10, 50) } else { (50, 10) };
            assert_eq!(clock.push(exchange(i * 50, there, back)), Verdict::Kept);
        }
        assert!(offset_ms(&clock, 1_000) < 0.1);
    }

    #[test]
    fn a_way_that_gets_shorter_is_not_a_jump() {
        let mut clock = Clock::default();
        for i in 0..100 {
            let back = if i < 40 { 40 } else { 10 };
            assert_eq!(clock.push(exchange(i * 50, 10, back)), Verdict::Kept, "{i}");
        }
        assert!(offset_ms(&clock, 5_000) < 0.1);
    }

    #[test]
    fn nothing_is_said_before_enough_is_known() {
        let mut clock = Clock::default();
        for i in 0..3 {
            clock.push(exchange(i * 50, 10, 10));
            assert_eq!(clock.estimate(LocalTime(200_000)), None);
        }
        assert_eq!(clock.pace(LocalTime(200_000)), FAST);
        clock.push(exchange(150, 10, 10));
        assert!(clock.estimate(LocalTime(200_000)).is_some());
        for i in 4..100 {
            clock.push(exchange(i * 50, 10, 10));
        }
        assert_eq!((clock.pace(LocalTime(5_000_000)), clock.pace(LocalTime(7_000_000))), (SLOW, FAST));
    }

    proptest! {
        #[test]
        fn a_hostile_server_breaks_nothing(
            stamps in prop::collection::vec((any::<i64>(), any::<i64>(), any::<i64>(), 0i64..60_000_000), 0..60),
            shifts in prop::collection::vec((0i64..9_000_000, any::<i64>(), 0i64..1_000), 0..60),
        ) {
            let mut clock = Clock::default();
            for (t0, t1, t2, t3) in stamps {
                let (t1, t2) = (ServerTime(t1), ServerTime(t2));
                clock.push(Exchange { t0: LocalTime(t0), t1, t2, t3: LocalTime(t3) });
            }
            for (i, (way, t1, took)) in (1..).zip(shifts) {
                let (t3, t1) = (LocalTime(i * 60_000_000), ServerTime(t1));
                clock.push(Exchange { t0: t3 - Micros(way + took), t1, t2: t1 + Micros(took), t3 });
                prop_assert!(clock.estimate(t3).is_none_or(|estimate| estimate.offset_us.is_finite()));
            }
        }
    }
}
