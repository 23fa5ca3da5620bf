//! How long to wait before a sidecar that died is started again. Pure: the time is given.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Deaths are remembered for so long.
const REMEMBERED: Duration = Duration::from_secs(60);
/// So many in that time are followed by a start at once: accidents.
const AT_ONCE: usize = 3;
/// The wait after the next one; doubles up to [`WAIT_MAX`] from death to death.
const WAIT_MIN: Duration = Duration::from_millis(100);
/// Longest wait: the sound of all rooms waits with it.
const WAIT_MAX: Duration = Duration::from_secs(1);

/// Remembers the last deaths.
#[derive(Debug, Default)]
pub(super) struct Restarts {
    deaths: VecDeque<Instant>,
}

impl Restarts {
    /// Notes a death; how long to wait before the next start.
    pub fn wait(&mut self, now: Instant) -> Duration {
        while self.deaths.front().is_some_and(|death| now.saturating_duration_since(*death) >= REMEMBERED) {
            self.deaths.pop_front();
        }
        self.deaths.push_back(now);
        match self.deaths.len() {
            ..=AT_ONCE => Duration::ZERO,
            many => (WAIT_MIN * (1 << (many - AT_ONCE - 1).min(10))).min(WAIT_MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accidents_are_followed_at_once_and_a_broken_sidecar_by_a_second_at_most() {
        let (mut restarts, start) = (Restarts::default(), Instant::now());
        let waits: Vec<u128> =
            (0..9).map(|n| restarts.wait(start + Duration::from_secs(n)).as_millis()).collect();
        assert_eq!(waits, [0, 0, 0, 100, 200, 400, 800, 1_000, 1_000]);
        assert_eq!(restarts.wait(start + Duration::from_secs(300)), Duration::ZERO, "long ago");
    }
}
