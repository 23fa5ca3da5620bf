//! When to try again after a drop: at once, then ever later, never in step with others.

/// Longest wait between two attempts, in ms.
pub const MAX_MS: u32 = 3_000;
const FIRST_MS: u32 = 250;

/// Counts failed attempts and says how long to wait before the next one.
#[derive(Clone, Debug, Default)]
pub struct Backoff {
    attempts: u32,
}

impl Backoff {
    /// How long to wait in ms before the next attempt: 0 the first time, then doubling from 250 ms up to [`MAX_MS`],
    /// shortened by up to half by `random` (0 to 1), so that a room does not come back all at the same instant.
    pub fn next_ms(&mut self, random: f64) -> u32 {
        let attempt = self.attempts;
        self.attempts = self.attempts.saturating_add(1);
        if attempt == 0 {
            return 0;
        }
        let full = FIRST_MS.saturating_mul(1 << (attempt - 1).min(10)).min(MAX_MS);
        let share = 1.0 - 0.5 * random.clamp(0.0, 1.0);
        (f64::from(full) * share) as u32
    }

    /// The connection is good: the next drop is tried again at once.
    pub fn reset(&mut self) {
        self.attempts = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_retry_is_immediate_and_later_ones_double() {
        let mut backoff = Backoff::default();
        let waits: Vec<u32> = (0..7).map(|_| backoff.next_ms(0.0)).collect();
        assert_eq!(waits, [0, 250, 500, 1_000, 2_000, 3_000, 3_000]);
        backoff.reset();
        assert_eq!(backoff.next_ms(0.5), 0);
    }

    proptest! {
        #[test]
        fn no_wait_is_longer_than_the_limit_or_shorter_than_half(random in 0.0_f64..1.0, attempts in 2_usize..60) {
            let mut backoff = Backoff::default();
            let wait = (0..attempts).map(|_| backoff.next_ms(random)).last().unwrap();
            prop_assert!((FIRST_MS / 2..=MAX_MS).contains(&wait));
        }
    }
}
