//! Reports of abuse: what somebody tells the people who run the place, and what they decide.

use chrono::{DateTime, Utc};
use model::{Fault, FieldProblem, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Longest words of a report or a decision, in characters.
pub const WORDS_CHARS_MAX: usize = 2000;
/// Most addresses that show what happened.
pub const EVIDENCE_MAX: usize = 10;
/// Longest of them, in characters.
pub const EVIDENCE_CHARS_MAX: usize = 500;

/// What is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// An account, by its id.
    User,
    /// A room, by its code.
    Room,
    /// A chat message, by its id.
    Message,
    /// A track or another published thing, by its id.
    Content,
}

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Reason {
    Spam,
    Harassment,
    Hate,
    Sexual,
    Violence,
    SelfHarm,
    Impersonation,
    Copyright,
    Other,
}

/// A report as somebody makes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewReport {
    /// What kind of thing.
    pub target: Target,
    /// Its id: 1 to 64 characters.
    pub target_id: String,
    /// Why.
    pub reason: Reason,
    /// In their words, up to [`WORDS_CHARS_MAX`].
    #[serde(default)]
    pub description: String,
    /// Up to [`EVIDENCE_MAX`] `https://` addresses.
    #[serde(default)]
    pub evidence: Vec<String>,
}

impl NewReport {
    /// Trims and checks. Errors: [`Fault::Invalid`] with every refused field.
    pub fn checked(mut self) -> Result<Self, Fault> {
        self.target_id = self.target_id.trim().to_owned();
        self.description = self.description.trim().to_owned();
        self.evidence.iter_mut().for_each(|address| *address = address.trim().to_owned());
        self.evidence.retain(|address| !address.is_empty());
        let mut problems = FieldProblem::list();
        let id = self.target_id.chars().count();
        problems.require((1..=64).contains(&id), "target_id", "Say what this is about.");
        problems.require(
            self.description.chars().count() <= WORDS_CHARS_MAX,
            "description",
            "Use at most 2000 characters.",
        );
        let is_address = |address: &String| {
            address.starts_with("https://")
                && address.chars().count() <= EVIDENCE_CHARS_MAX
                && !address.chars().any(|c| c.is_whitespace() || c.is_control())
        };
        problems.require(
            self.evidence.len() <= EVIDENCE_MAX && self.evidence.iter().all(is_address),
            "evidence",
            "Use at most 10 addresses that begin with https://.",
        );
        problems.into_result()?;
        Ok(self)
    }
}

/// Where a report stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nobody has looked.
    Pending,
    /// Somebody looks at it.
    Reviewed,
    /// Something was done.
    Resolved,
    /// Nothing had to be done.
    Dismissed,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Action {
    None,
    Warned,
    ContentRemoved,
    RoomClosed,
    Banned,
}

/// What an administrator decides about a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Where it stands from now on.
    pub status: Status,
    /// What was done, when it is [`Status::Resolved`].
    #[serde(default)]
    pub action: Option<Action>,
    /// Why, up to [`WORDS_CHARS_MAX`].
    #[serde(default)]
    pub resolution: String,
}

impl Decision {
    /// Trims and checks. Errors: [`Fault::Invalid`] with every refused field.
    pub fn checked(mut self) -> Result<Self, Fault> {
        self.resolution = self.resolution.trim().to_owned();
        let mut problems = FieldProblem::list();
        problems.require(self.status != Status::Pending, "status", "Decide something.");
        problems.require(
            self.action.is_some() == (self.status == Status::Resolved),
            "action",
            "Say what was done, when something was.",
        );
        problems.require(
            self.resolution.chars().count() <= WORDS_CHARS_MAX,
            "resolution",
            "Use at most 2000 characters.",
        );
        problems.into_result()?;
        Ok(self)
    }
}

/// A report as administrators see it, and who made it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Its id.
    pub id: Uuid,
    /// Who reported; none when the account is gone.
    pub reporter: Option<UserId>,
    /// What was said.
    pub said: NewReport,
    /// What was reported, as the reporter saw it at that moment: its name or text. None when they saw nothing.
    pub snapshot: Option<serde_json::Value>,
    /// Where it stands.
    pub status: Status,
    /// What was done.
    pub action: Option<Action>,
    /// Why.
    pub resolution: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was decided.
    pub reviewed_at: Option<DateTime<Utc>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> NewReport {
        NewReport {
            target: Target::Room,
            target_id: " abcd1234 ".into(),
            reason: Reason::Spam,
            description: " x ".into(),
            evidence: vec![" https://a.example/1 ".into(), "  ".into()],
        }
    }

    #[test]
    fn a_report_is_trimmed_and_limited() {
        let checked = report().checked().unwrap();
        assert_eq!((checked.target_id.as_str(), checked.description.as_str()), ("abcd1234", "x"));
        assert_eq!(checked.evidence, ["https://a.example/1"]);
        for (field, wrong) in [
            ("target_id", NewReport { target_id: " ".into(), ..report() }),
            ("target_id", NewReport { target_id: "x".repeat(65), ..report() }),
            ("description", NewReport { description: "x".repeat(2001), ..report() }),
            ("evidence", NewReport { evidence: vec!["javascript:alert(1)".into()], ..report() }),
            ("evidence", NewReport { evidence: vec!["https://a".into(); 11], ..report() }),
        ] {
            assert!(wrong.checked().unwrap_err().problem_with(field).is_some(), "{field}");
        }
    }

    #[test]
    fn a_decision_says_what_was_done_exactly_when_something_was() {
        let decide = |status, action| Decision { status, action, resolution: String::new() }.checked();
        assert!(decide(Status::Resolved, Some(Action::Warned)).is_ok());
        assert!(decide(Status::Dismissed, None).is_ok());
        assert!(decide(Status::Resolved, None).is_err());
        assert!(decide(Status::Dismissed, Some(Action::Banned)).is_err());
        assert!(decide(Status::Pending, None).is_err());
    }
}
