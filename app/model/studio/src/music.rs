//! Words of music: time signatures.

use model::FieldProblems;
use serde::{Deserialize, Serialize};

/// Beats in a bar, and which note is a beat: `[6, 8]` in the JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u8, u8)", into = "(u8, u8)")]
pub struct TimeSignature {
    /// 1 to 16.
    pub beats: u8,
    /// 1, 2, 4, 8, 16 or 32.
    pub unit: u8,
}

impl Default for TimeSignature {
    fn default() -> Self {
        TimeSignature { beats: 4, unit: 4 }
    }
}

impl From<(u8, u8)> for TimeSignature {
    fn from((beats, unit): (u8, u8)) -> Self {
        TimeSignature { beats, unit }
    }
}

impl From<TimeSignature> for (u8, u8) {
    fn from(signature: TimeSignature) -> Self {
        (signature.beats, signature.unit)
    }
}

impl TimeSignature {
    /// Reads the two numbers of a row; 4/4 when there are others.
    pub fn from_stored(numbers: &[i32]) -> Self {
        let read = |number: i32| u8::try_from(number).ok();
        match numbers {
            [beats, unit] => match (read(*beats), read(*unit)) {
                (Some(beats), Some(unit)) => TimeSignature { beats, unit },
                _ => TimeSignature::default(),
            },
            _ => TimeSignature::default(),
        }
    }

    /// As a row has it.
    pub fn to_stored(self) -> Vec<i32> {
        vec![self.beats.into(), self.unit.into()]
    }

    /// Notes a problem when no music is counted so.
    pub fn check(self, field: &str, problems: &mut FieldProblems) {
        let ok = (1..=16).contains(&self.beats) && matches!(self.unit, 1 | 2 | 4 | 8 | 16 | 32);
        problems.require(ok, field, "A bar has 1 to 16 beats of 1, 1/2, 1/4, 1/8, 1/16 or 1/32.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_two_numbers_in_rows_and_in_json() {
        let waltz = TimeSignature { beats: 3, unit: 4 };
        assert_eq!(serde_json::to_string(&waltz).unwrap(), "[3,4]");
        assert_eq!(
            serde_json::from_str::<TimeSignature>("[6,8]").unwrap(),
            TimeSignature { beats: 6, unit: 8 }
        );
        assert_eq!(TimeSignature::from_stored(&waltz.to_stored()), waltz);
        for odd in [&[][..], &[3], &[300, 4], &[-1, 4]] {
            assert_eq!(TimeSignature::from_stored(odd), TimeSignature::default());
        }
        assert!(serde_json::from_str::<TimeSignature>("[4]").is_err());
    }
}
