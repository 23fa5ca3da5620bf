//! Challenges: what can be done in a day or a week for extra XP.

use crate::achievements::Criteria;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use model::{Fault, FieldProblem};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Days after its end on which a challenge that was done in time is still paid.
pub const CLAIM_DAYS: i64 = 7;
/// Longest name, in characters.
pub const NAME_CHARS_MAX: usize = 100;
/// Longest description, in characters.
pub const DESCRIPTION_CHARS_MAX: usize = 500;
/// Most XP that one pays.
pub const XP_MAX: i32 = 100_000;

/// How long it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rhythm {
    /// A day.
    Daily,
    /// Seven days.
    Weekly,
}

impl Rhythm {
    /// What it pays when nobody says otherwise.
    pub fn xp(self) -> i32 {
        match self {
            Rhythm::Daily => 100,
            Rhythm::Weekly => 500,
        }
    }

    /// Its last day, when it begins on `from`.
    pub fn last_day(self, from: NaiveDate) -> NaiveDate {
        match self {
            Rhythm::Daily => from,
            Rhythm::Weekly => from + TimeDelta::days(6),
        }
    }
}

/// A challenge as an administrator makes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewChallenge {
    /// How long it runs.
    pub rhythm: Rhythm,
    /// 1 to [`NAME_CHARS_MAX`] characters.
    pub name: String,
    /// Up to [`DESCRIPTION_CHARS_MAX`].
    pub description: String,
    /// What it takes, from the moment in which somebody takes it on: see [`Criteria::counts_from_a_moment`].
    pub criteria: Criteria,
    /// What it pays, 0 to [`XP_MAX`]; none for what its rhythm pays.
    #[serde(default)]
    pub xp_reward: Option<i32>,
    /// Its first day (UTC).
    pub from: NaiveDate,
}

impl NewChallenge {
    /// Trims and checks. Errors: [`Fault::Invalid`] with every refused field.
    pub fn checked(mut self) -> Result<Self, Fault> {
        self.name = self.name.trim().to_owned();
        self.description = self.description.trim().to_owned();
        let mut problems = FieldProblem::list();
        let name = self.name.chars().count();
        problems.require((1..=NAME_CHARS_MAX).contains(&name), "name", "Use 1 to 100 characters.");
        let is_short = self.description.chars().count() <= DESCRIPTION_CHARS_MAX;
        problems.require(is_short, "description", "Use at most 500 characters.");
        problems.require(
            self.criteria.counts_from_a_moment(),
            "criteria",
            "Choose something that is counted, or that happens in a session.",
        );
        problems.require(
            self.xp_reward.is_none_or(|xp| (0..=XP_MAX).contains(&xp)),
            "xp_reward",
            "Use 0 to 100000.",
        );
        problems.into_result()?;
        Ok(self)
    }
}

/// A challenge as somebody sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Challenge {
    /// Its id.
    pub id: Uuid,
    /// How long it runs.
    pub rhythm: Rhythm,
    /// For people.
    pub name: String,
    /// What to do.
    pub description: String,
    /// What it pays.
    pub xp_reward: i32,
    /// Its last day (UTC).
    pub until: NaiveDate,
    /// How far the asker is; none before they took it on.
    pub taken: Option<Taken>,
}

/// How far somebody is with a challenge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Taken {
    /// How far, and how far it is. None for what happens or does not.
    pub progress: Option<(u64, u64)>,
    /// When they had done it.
    pub completed_at: Option<DateTime<Utc>>,
    /// When it was paid.
    pub claimed_at: Option<DateTime<Utc>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(criteria: &str) -> NewChallenge {
        NewChallenge {
            rhythm: Rhythm::Weekly,
            name: " Five rooms ".into(),
            description: "Play in five rooms.".into(),
            criteria: serde_json::from_str(criteria).unwrap(),
            xp_reward: None,
            from: NaiveDate::from_ymd_opt(2026, 11, 16).unwrap(),
        }
    }

    #[test]
    fn a_week_has_seven_days() {
        let challenge = made(r#"{"type":"rooms_joined","count":5}"#).checked().unwrap();
        let last = challenge.rhythm.last_day(challenge.from);
        assert_eq!((challenge.name.as_str(), last.to_string().as_str()), ("Five rooms", "2026-11-22"));
        assert_eq!((Rhythm::Daily.last_day(last), Rhythm::Daily.xp()), (last, 100));
    }

    #[test]
    fn what_does_not_count_from_a_moment_is_refused() {
        for wrong in [r#"{"type":"daily_streak","count":3}"#, r#"{"type":"founding_member","years":[2026]}"#]
        {
            assert!(made(wrong).checked().unwrap_err().problem_with("criteria").is_some(), "{wrong}");
        }
        assert!(made(r#"{"type":"full_room"}"#).checked().is_ok());
    }
}
