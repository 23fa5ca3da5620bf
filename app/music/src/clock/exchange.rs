//! What is measured and what is made of it.

use crate::time::{LocalTime, Micros, ServerTime};

/// One question to the server and its answer (NTP's four stamps, RFC 5905, section 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// We sent.
    pub t0: LocalTime,
    /// It came in there.
    pub t1: ServerTime,
    /// The answer went out there.
    pub t2: ServerTime,
    /// The answer came in here.
    pub t3: LocalTime,
}

impl Exchange {
    /// Time on the way, both ways together.
    pub fn round_trip(&self) -> Micros {
        (self.t3 - self.t0) - (self.t2 - self.t1)
    }

    /// The server's clock minus ours, plus the way there: never below the true offset. In µs.
    pub(super) fn above(&self) -> f64 {
        self.t1.0 as f64 - self.t0.0 as f64
    }

    /// The server's clock minus ours, minus the way back: never above the true offset. In µs.
    pub(super) fn below(&self) -> f64 {
        self.t2.0 as f64 - self.t3.0 as f64
    }
}

/// The server's clock as a line over ours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The moment it was made for.
    pub at: LocalTime,
    /// The server's clock minus ours at that moment, in µs.
    pub offset_us: f64,
    /// How much faster the server's clock runs than ours, as a ratio: 1e-6 is 1 ppm.
    pub drift: f64,
    /// How far off it is likely to be, beside half of what the two ways differ by: that nobody can see from one end. The
    /// difference is at most [`Estimate::round_trip`].
    pub error: Micros,
    /// The shortest way there and back.
    pub round_trip: Micros,
}

impl Estimate {
    /// The server's clock at a moment of ours, both in µs.
    pub fn server_us(&self, local_us: f64) -> f64 {
        local_us + self.offset_us + self.drift * (local_us - self.at.0 as f64)
    }

    /// Our clock at a moment of the server's, both in µs.
    pub fn local_us(&self, server_us: f64) -> f64 {
        let at = self.at.0 as f64;
        at + (server_us - at - self.offset_us) / (1.0 + self.drift)
    }

    /// The server's clock at a moment of ours.
    pub fn server_at(&self, local: LocalTime) -> ServerTime {
        ServerTime(self.server_us(local.0 as f64).round() as i64)
    }

    /// Our clock at a moment of the server's.
    pub fn local_at(&self, server: ServerTime) -> LocalTime {
        LocalTime(self.local_us(server.0 as f64).round() as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_directions_are_inverse() {
        let estimate = Estimate {
            at: LocalTime(5_000_000),
            offset_us: 1_234_567.0,
            drift: 150e-6,
            error: Micros(0),
            round_trip: Micros(0),
        };
        assert_eq!(estimate.server_at(LocalTime(15_000_000)), ServerTime(16_236_067));
        assert_eq!(estimate.local_at(ServerTime(16_236_067)), LocalTime(15_000_000));
    }
}
