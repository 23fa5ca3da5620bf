//! What unlocks a part.

use serde::{Deserialize, Serialize};

/// A rule (`avatar_unlock_rules`). A part with several rules is unlocked by any one of them, a part without rules is
/// everybody's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnlockRule {
    /// Unique.
    pub id: String,
    /// For people, for example `Level 10`.
    pub display_name: String,
    /// For people: what to do.
    pub description: Option<String>,
    /// When it is met.
    pub condition: Condition,
}

/// When a rule is met. The database decides (`avatar_components_of`); this is for showing it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Condition {
    /// Always.
    None,
    /// At this level and above.
    Level {
        /// From 1.
        level: i32,
    },
    /// With this achievement.
    Achievement {
        /// `achievements.id`.
        achievement: String,
    },
    /// When a statistic compares like this.
    Statistic {
        /// Which.
        key: Statistic,
        /// How.
        comparison: Comparison,
        /// With what.
        value: f64,
    },
    /// When an administrator or the server gives the part.
    Manual,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$item:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$item])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every one of them.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// As the database writes it.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }

            /// The reverse of [`Self::as_str`].
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word)
            }
        }
    };
}

words! {
    /// Statistics that a rule can ask for: columns of `user_stats`, but for the hours.
    Statistic {
        /// Hours of jamming.
        TotalJamHours = "total_jam_hours",
        /// Sessions.
        TotalSessions = "total_sessions",
        /// Sessions in the last seven days.
        SessionsThisWeek = "sessions_this_week",
        /// Sessions in this month.
        SessionsThisMonth = "sessions_this_month",
        /// Different people played with.
        UniqueCollaborators = "unique_collaborators",
        /// Reactions received.
        ReactionsReceived = "reactions_received",
        /// Reactions given.
        ReactionsGiven = "reactions_given",
        /// Chat messages.
        MessagesSent = "messages_sent",
        /// Rooms opened.
        RoomsCreated = "rooms_created",
        /// Rooms entered.
        RoomsJoined = "rooms_joined",
        /// Tracks uploaded.
        TracksUploaded = "tracks_uploaded",
        /// Tracks generated.
        TracksGenerated = "tracks_generated",
        /// Tracks separated into stems.
        StemsSeparated = "stems_separated",
        /// Seconds of the longest session.
        LongestSessionSeconds = "longest_session_seconds",
        /// Seconds of an average session.
        AverageSessionSeconds = "average_session_seconds",
    }
}

words! {
    /// How a statistic is compared.
    Comparison {
        /// At least.
        AtLeast = ">=",
        /// At most.
        AtMost = "<=",
        /// Exactly.
        Exactly = "=",
        /// More than.
        MoreThan = ">",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn words_come_back() {
        for statistic in Statistic::ALL {
            assert_eq!(Statistic::from_word(statistic.as_str()), Some(*statistic));
            assert_eq!(json!(statistic), statistic.as_str());
        }
        for comparison in Comparison::ALL {
            assert_eq!(Comparison::from_word(comparison.as_str()), Some(*comparison));
        }
        assert_eq!(Statistic::from_word("password_hash"), None);
    }

    #[test]
    fn a_condition_names_its_kind() {
        let condition = Condition::Statistic {
            key: Statistic::TotalJamHours,
            comparison: Comparison::AtLeast,
            value: 10.0,
        };
        let written =
            json!({"type": "statistic", "key": "total_jam_hours", "comparison": ">=", "value": 10.0});
        assert_eq!(json!(condition), written);
        assert_eq!(serde_json::from_value::<Condition>(written).unwrap(), condition);
    }
}
