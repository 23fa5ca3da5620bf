//! How good somebody's connection is, as one word from what their browser measured.

use serde::{Deserialize, Serialize};

/// A connection's quality.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionQuality {
    /// Playing together is hard.
    Poor,
    /// Audible faults now and then.
    Fair,
    /// Good to play.
    Good,
    /// As good as it gets.
    Excellent,
}

impl ConnectionQuality {
    /// From a round trip and the variation of arrival in milliseconds, and lost packets in percent; what is not known does
    /// not count against it.
    ///
    /// 100 points: 50 for the round trip (all up to 20 ms, none from 200 ms), 25 for jitter (2 ms, 30 ms), 25 for loss (0 %,
    /// 5 %), each falling in a straight line; from 85 excellent, from 65 good, from 40 fair (`spec/openstudio.md` 2.8, with
    /// the points of the bit rate, which tells nothing here, given to the others).
    pub fn measured(rtt_ms: f32, jitter_ms: Option<f32>, loss_percent: Option<f32>) -> Self {
        let points = 50.0 * left(rtt_ms, 20.0, 200.0)
            + 25.0 * jitter_ms.map_or(1.0, |jitter| left(jitter, 2.0, 30.0))
            + 25.0 * loss_percent.map_or(1.0, |loss| left(loss, 0.0, 5.0));
        match points {
            points if points >= 85.0 => ConnectionQuality::Excellent,
            points if points >= 65.0 => ConnectionQuality::Good,
            points if points >= 40.0 => ConnectionQuality::Fair,
            _ => ConnectionQuality::Poor,
        }
    }

    /// The word shown to people.
    pub fn label(self) -> &'static str {
        match self {
            ConnectionQuality::Poor => "Poor",
            ConnectionQuality::Fair => "Fair",
            ConnectionQuality::Good => "Good",
            ConnectionQuality::Excellent => "Excellent",
        }
    }
}

/// 1 up to `best`, 0 from `worst`, a straight line between.
fn left(value: f32, best: f32, worst: f32) -> f32 {
    ((worst - value) / (worst - best)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_delay_jitter_or_loss_is_never_better() {
        assert_eq!(ConnectionQuality::measured(10.0, Some(1.0), Some(0.0)), ConnectionQuality::Excellent);
        assert_eq!(ConnectionQuality::measured(10.0, None, None), ConnectionQuality::Excellent);
        assert_eq!(ConnectionQuality::measured(110.0, Some(2.0), Some(0.0)), ConnectionQuality::Good);
        assert_eq!(ConnectionQuality::measured(110.0, Some(30.0), Some(0.0)), ConnectionQuality::Fair);
        assert_eq!(ConnectionQuality::measured(300.0, Some(30.0), Some(9.0)), ConnectionQuality::Poor);
        let mut last = ConnectionQuality::Excellent;
        for rtt in 0..400 {
            let now = ConnectionQuality::measured(rtt as f32, Some(8.0), Some(0.5));
            assert!(now <= last, "{rtt} ms");
            last = now;
        }
    }
}
