//! XP and levels: the same formula as the database's `calculate_level` and `xp_for_level`, for drawing progress bars.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A payment of XP.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct XpTransaction {
    /// How much; less than 0 when it was taken.
    pub amount: i32,
    /// For what.
    pub reason: String,
    /// All the XP after it.
    pub balance_after: i32,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// The level of so much XP; 1 is the lowest.
pub fn level_of(xp: i32) -> i32 {
    (xp.max(0) / 100).isqrt() + 1
}

/// The XP at which a level begins; at most [`i32::MAX`].
pub fn xp_for(level: i32) -> i32 {
    let steps = i64::from(level.max(1)) - 1;
    i32::try_from(steps.saturating_mul(steps).saturating_mul(100)).unwrap_or(i32::MAX)
}

/// What people of this level are called.
pub fn title(level: i32) -> &'static str {
    match level {
        100.. => "Legend",
        91.. => "Grandmaster",
        76.. => "Master",
        61.. => "Elite",
        51.. => "Expert",
        41.. => "Veteran",
        31.. => "Dedicated",
        21.. => "Enthusiast",
        11.. => "Regular",
        6.. => "Rookie",
        _ => "Newcomer",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn xp_lies_within_its_level(xp in 0..=i32::MAX) {
            let level = level_of(xp);
            prop_assert!(xp_for(level) <= xp);
            prop_assert!(xp < xp_for(level + 1) || xp_for(level + 1) == i32::MAX);
        }

        #[test]
        fn a_level_begins_at_its_xp(level in 1..=4634i32) {
            prop_assert_eq!(level_of(xp_for(level)), level);
            if level > 1 {
                prop_assert_eq!(level_of(xp_for(level) - 1), level - 1);
            }
        }

        #[test]
        fn nothing_overflows(any in any::<i32>()) {
            prop_assert!(level_of(any) >= 1 && xp_for(any) >= 0);
        }
    }

    #[test]
    fn the_first_levels() {
        assert_eq!([0, 99, 100, 399, 400, 900].map(level_of), [1, 1, 2, 2, 3, 4]);
        assert_eq!([1, 5, 6, 100].map(title), ["Newcomer", "Newcomer", "Rookie", "Legend"]);
    }
}
