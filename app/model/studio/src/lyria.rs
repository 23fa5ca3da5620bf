//! Music that a model generates while people play: what was used (`lyria_usage`), and how much may be
//! (`lyria_rate_limits`).

use crate::checks;
use chrono::{DateTime, Utc};
use model::{Fault, FieldProblem};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Styles that can be asked for.
pub const STYLES: [&str; 8] = ["jazz", "rock", "electronic", "ambient", "lofi", "funk", "classical", "blues"];
/// Moods that can be asked for.
pub const MOODS: [&str; 6] = ["energetic", "chill", "dark", "uplifting", "mysterious", "aggressive"];
/// Scales that can be asked for: pairs of relative keys.
pub const SCALES: [&str; 13] = [
    "SCALE_UNSPECIFIED",
    "C_MAJOR_A_MINOR",
    "D_FLAT_MAJOR_B_FLAT_MINOR",
    "D_MAJOR_B_MINOR",
    "E_FLAT_MAJOR_C_MINOR",
    "E_MAJOR_D_FLAT_MINOR",
    "F_MAJOR_D_MINOR",
    "G_FLAT_MAJOR_E_FLAT_MINOR",
    "G_MAJOR_E_MINOR",
    "A_FLAT_MAJOR_F_MINOR",
    "A_MAJOR_G_FLAT_MINOR",
    "B_FLAT_MAJOR_G_MINOR",
    "B_MAJOR_A_FLAT_MINOR",
];

/// What a tier may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LyriaLimits {
    /// Seconds of music in a day.
    pub daily_seconds: i32,
    /// Connections in a minute.
    pub connections_per_minute: i32,
    /// Seconds of one connection.
    pub max_session_seconds: i32,
}

/// What is left of a person's limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LyriaAllowance {
    /// Whether they may connect now.
    pub allowed: bool,
    /// Seconds of music left today.
    pub daily_seconds_remaining: i32,
    /// Connections left in this minute.
    pub connections_remaining: i32,
    /// When the day begins anew (UTC).
    pub reset_at: DateTime<Utc>,
}

/// A session of generated music, begun by the one who asks for it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewLyriaUse {
    /// What it should be like, up to 2000 characters.
    #[serde(default)]
    pub prompt: String,
    /// One of [`STYLES`].
    #[serde(default)]
    pub style: Option<String>,
    /// One of [`MOODS`].
    #[serde(default)]
    pub mood: Option<String>,
    /// 60 to 200.
    #[serde(default)]
    pub bpm: Option<i32>,
    /// One of [`SCALES`].
    #[serde(default)]
    pub scale: Option<String>,
}

impl NewLyriaUse {
    /// Checks. Errors: [`Fault::Invalid`] with every refused field.
    pub fn checked(self) -> Result<Self, Fault> {
        let mut problems = FieldProblem::list();
        checks::text(&self.prompt, 2000, "prompt", &mut problems);
        let one_of =
            |list: &[&str], word: &Option<String>| word.as_deref().is_none_or(|word| list.contains(&word));
        problems.require(one_of(&STYLES, &self.style), "style", "Choose one of the styles.");
        problems.require(one_of(&MOODS, &self.mood), "mood", "Choose one of the moods.");
        problems.require(one_of(&SCALES, &self.scale), "scale", "Choose one of the scales.");
        let bpm_ok = self.bpm.is_none_or(|bpm| (60..=200).contains(&bpm));
        problems.require(bpm_ok, "bpm", "The tempo goes from 60 to 200.");
        problems.into_result()?;
        Ok(self)
    }
}

/// A session of generated music as the person who had it sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LyriaUse {
    /// Its key.
    pub id: Uuid,
    /// The session's own id.
    pub session_id: String,
    /// What was asked for.
    pub asked: NewLyriaUse,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended; none: it has not, as far as is known.
    pub ended_at: Option<DateTime<Utc>>,
    /// Seconds of music.
    pub duration_s: i32,
    /// Bytes of sound.
    pub bytes_streamed: i64,
}
