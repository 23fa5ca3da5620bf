//! Achievements: what there is to achieve, what it takes ([`Criteria`]), and what is known about a person ([`Facts`]).

mod criteria;
mod facts;

pub use criteria::{Criteria, InstrumentFamily};
pub use facts::{Facts, PlayedInstrument, SessionFacts, StatFacts};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How hard it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// The easiest.
    Bronze,
    /// Takes a while.
    Silver,
    /// Takes long.
    Gold,
    /// Few have it.
    Platinum,
    /// Hardly anybody has it.
    Diamond,
}

/// What it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Category {
    GettingStarted,
    JamSessions,
    TimeInvestment,
    Social,
    RoomMaster,
    InstrumentMastery,
    Creation,
    Streak,
    Special,
    Hidden,
}

/// An achievement as a person sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Achievement {
    /// Its code, for example `first_jam`.
    pub id: String,
    /// Its name. `None`: hidden, and not unlocked yet.
    pub name: Option<String>,
    /// What to do for it, or the hint of a hidden one that is not unlocked yet.
    pub description: String,
    /// What it is about.
    pub category: Category,
    /// How hard it is.
    pub tier: Tier,
    /// Name of a picture.
    pub icon: String,
    /// What unlocking it pays.
    pub xp_reward: i32,
    /// When the person unlocked it.
    pub unlocked_at: Option<DateTime<Utc>>,
    /// How far the person is, and how far it is: for a bar. None for what cannot be counted, and for hidden ones.
    pub progress: Option<(u64, u64)>,
}
