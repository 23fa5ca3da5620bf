//! What somebody plays.

use chrono::{DateTime, Utc};
use model::{Fault, FieldProblem};
use serde::{Deserialize, Serialize};

/// Most instruments on a profile.
pub const OWN_MAX: usize = 50;
/// Longest variant or finish, in characters.
pub const DETAIL_CHARS_MAX: usize = 100;

/// An instrument that one adds to one's profile, or describes anew.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstrumentForm {
    /// Its id in the catalogue, for example `electric-guitar`.
    pub instrument: String,
    /// For example the model; up to [`DETAIL_CHARS_MAX`], empty for none.
    #[serde(default)]
    pub variant: String,
    /// For example the colour; up to [`DETAIL_CHARS_MAX`], empty for none.
    #[serde(default)]
    pub finish: String,
}

impl InstrumentForm {
    /// Trims and checks. Errors: [`Fault::Invalid`] with every refused field.
    pub fn checked(mut self) -> Result<Self, Fault> {
        self.instrument = self.instrument.trim().to_owned();
        self.variant = self.variant.trim().to_owned();
        self.finish = self.finish.trim().to_owned();
        let mut problems = FieldProblem::list();
        problems.require(!self.instrument.is_empty(), "instrument", "Choose an instrument.");
        for (field, text) in [("variant", &self.variant), ("finish", &self.finish)] {
            let is_short = text.chars().count() <= DETAIL_CHARS_MAX;
            problems.require(is_short, field, "Use at most 100 characters.");
        }
        problems.into_result()?;
        Ok(self)
    }
}

/// An instrument on a profile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnInstrument {
    /// Its id in the catalogue.
    pub instrument: String,
    /// Its category there.
    pub category: String,
    /// For people.
    pub name: String,
    /// The one that they play most.
    pub is_primary: bool,
    /// For example the model.
    pub variant: Option<String>,
    /// For example the colour.
    pub finish: Option<String>,
    /// Sessions played on it.
    pub sessions: i32,
    /// Its level.
    pub level: i32,
    /// When they last played it.
    pub last_played_at: Option<DateTime<Utc>>,
}
