//! When to try again after a drop: at once, then ever later, never in step with others.

/// Longest wait between two attempts in the first [`SOON_MS`], in ms: whoever restarts the server is done by then.
pub const SOON_MAX_MS: u32 = 1_000;
/// How long attempts stay close together, in ms of waiting.
pub const SOON_MS: u32 = 10_000;
/// Longest wait between two attempts later, in ms.
pub const MAX_MS: u32 = 3_000;
/// How long a connection may take to open, in ms: a request that was lost is made again sooner than TCP would.
pub const OPEN_MS: u32 = 2_000;
/// The same for every third attempt: a slow network needs so long.
pub const OPEN_PATIENTLY_MS: u32 = 8_000;
const FIRST_MS: u32 = 250;

/// Counts failed attempts and says how long to wait before the next one.
#[derive(Clone, Debug, Default)]
pub struct Backoff {
    attempts: u32,
    waited_ms: u32,
}

impl Backoff {
    /// How long to wait in ms before the next attempt: 0 the first time, then doubling from 250 ms up to
    /// [`SOON_MAX_MS`], later [`MAX_MS`], shortened by up to half by `random` (0 to 1), so that a room does not come back
    /// all at the same instant.
    pub fn next_ms(&mut self, random: f64) -> u32 {
        let attempt = self.attempts;
        self.attempts = self.attempts.saturating_add(1);
        if attempt == 0 {
            return 0;
        }
        let longest = if self.waited_ms < SOON_MS { SOON_MAX_MS } else { MAX_MS };
        let full = FIRST_MS.saturating_mul(1 << (attempt - 1).min(10)).min(longest);
        let share = 1.0 - 0.5 * random.clamp(0.0, 1.0);
        let wait = (f64::from(full) * share) as u32;
        self.waited_ms = self.waited_ms.saturating_add(wait);
        wait
    }

    /// How long the present attempt may take to open, in ms.
    pub fn open_within_ms(&self) -> u32 {
        if self.attempts % 3 == 2 { OPEN_PATIENTLY_MS } else { OPEN_MS }
    }

    /// The connection is good: the next drop is tried again at once.
    pub fn reset(&mut self) {
        *self = Backoff::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_retry_is_immediate_and_later_ones_double() {
        let mut backoff = Backoff::default();
        let waits: Vec<u32> = (0..16).map(|_| backoff.next_ms(0.0)).collect();
        assert_eq!(waits[..4], [0, 250, 500, 1_000]);
        assert_eq!(waits[14..], [3_000, 3_000]);
        backoff.reset();
        assert_eq!([backoff.next_ms(0.5), backoff.next_ms(0.0)], [0, 250]);
    }

    #[test]
    fn every_third_attempt_is_patient() {
        let mut backoff = Backoff::default();
        let limits: Vec<u32> = (0..6)
            .map(|_| {
                let limit = backoff.open_within_ms();
                backoff.next_ms(0.0);
                limit
            })
            .collect();
        let (soon, patient) = (OPEN_MS, OPEN_PATIENTLY_MS);
        assert_eq!(limits, [soon, soon, patient, soon, soon, patient]);
    }

    proptest! {
        #[test]
        fn no_wait_is_longer_than_the_limit_or_shorter_than_half(random in 0.0_f64..1.0, attempts in 2_usize..60) {
            let mut backoff = Backoff::default();
            let wait = (0..attempts).map(|_| backoff.next_ms(random)).last().unwrap();
            prop_assert!((FIRST_MS / 2..=MAX_MS).contains(&wait));
        }

        #[test]
        fn nobody_waits_longer_than_a_second_in_the_first_ten(randoms in proptest::collection::vec(0.0_f64..1.0, 40)) {
            let (mut backoff, mut waited_ms) = (Backoff::default(), 0);
            for random in randoms {
                let wait = backoff.next_ms(random);
                prop_assert!(wait <= SOON_MAX_MS || waited_ms >= SOON_MS);
                waited_ms += wait;
            }
        }
    }
}
