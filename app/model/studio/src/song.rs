//! Songs: which recording, loop or generated music plays when (`songs`).

use crate::{TimeSignature, checks};
use chrono::{DateTime, Utc};
use model::{Fault, FieldProblem, FieldProblems, UserId};
use model_rooms::RoomCode;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most clips in a song.
pub const CLIPS_MAX: usize = 512;
/// The colour of a song whose maker chose none.
pub const DEFAULT_COLOR: &str = "#6366f1";

/// What a clip plays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClipKind {
    /// A recording.
    #[default]
    Audio,
    /// A loop.
    Loop,
    /// Music generated while it plays.
    Lyria,
}

/// What generated music should be like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct LyriaConfig {
    /// One of [`crate::lyria::STYLES`].
    pub style_id: String,
    /// One of [`crate::lyria::MOODS`].
    pub mood_id: String,
    /// In one's own words, up to 2000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_prompt: Option<String>,
    /// How much happens, 0 to 1.
    pub density: f32,
    /// Dark to bright, 0 to 1.
    pub brightness: f32,
    /// How much of the drums, 0 to 1.
    pub drums: f32,
    /// How much of the bass, 0 to 1.
    pub bass: f32,
    /// How surprising, 0 to 3.
    pub temperature: f32,
}

impl Default for LyriaConfig {
    fn default() -> Self {
        LyriaConfig {
            style_id: "jazz".into(),
            mood_id: "chill".into(),
            custom_prompt: None,
            density: 0.5,
            brightness: 0.5,
            drums: 0.7,
            bass: 0.7,
            temperature: 1.1,
        }
    }
}

impl LyriaConfig {
    fn check(&self, path: &str, problems: &mut FieldProblems) {
        let field = |name: &str| format!("{path}.{name}");
        let style_ok = crate::lyria::STYLES.contains(&self.style_id.as_str());
        problems.require(style_ok, &field("styleId"), "Choose one of the styles.");
        let mood_ok = crate::lyria::MOODS.contains(&self.mood_id.as_str());
        problems.require(mood_ok, &field("moodId"), "Choose one of the moods.");
        checks::text(
            self.custom_prompt.as_deref().unwrap_or_default(),
            2000,
            &field("customPrompt"),
            problems,
        );
        let shares = [
            ("density", self.density),
            ("brightness", self.brightness),
            ("drums", self.drums),
            ("bass", self.bass),
        ];
        for (name, value) in shares {
            checks::between(value, 0.0, 1.0, &field(name), problems);
        }
        checks::between(self.temperature, 0.0, 3.0, &field("temperature"), problems);
    }
}

/// One clip of a song (an element of `songs.tracks`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Clip {
    /// 1 to 128 letters, digits, `-` or `_`; once in a song.
    pub id: String,
    /// What it plays.
    #[serde(rename = "type")]
    pub kind: ClipKind,
    /// The recording, the loop track or the generated music.
    pub track_id: String,
    /// Its row on the timeline, from 0.
    pub position: u32,
    /// Seconds from the song's beginning.
    pub start_offset: f32,
    /// 0 to 2; none: as the track has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volume: Option<f32>,
    /// Not heard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub muted: Option<bool>,
    /// Heard alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solo: Option<bool>,
    /// For [`ClipKind::Lyria`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lyria_config: Option<LyriaConfig>,
}

impl Clip {
    fn check(&self, path: &str, problems: &mut FieldProblems) {
        checks::id(&self.id, &format!("{path}.id"), problems);
        checks::id(&self.track_id, &format!("{path}.trackId"), problems);
        problems.require(self.position < 1000, &format!("{path}.position"), "A song has at most 1000 rows.");
        checks::between(self.start_offset, 0.0, 86_400.0, &format!("{path}.startOffset"), problems);
        checks::between(self.volume.unwrap_or(1.0), 0.0, 2.0, &format!("{path}.volume"), problems);
        if let Some(config) = &self.lyria_config {
            config.check(&format!("{path}.lyriaConfig"), problems);
        }
    }
}

/// A song of a room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Song {
    /// The room.
    pub room: RoomCode,
    /// What it is.
    pub song: NewSong,
    /// Its place in the setlist, from 0.
    pub position: i32,
    /// Who made it, while their account is there.
    pub created_by: Option<UserId>,
    /// Their name then.
    pub created_by_name: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was changed.
    pub updated_at: DateTime<Utc>,
}

/// A song to make, or to put in the place of one with the same id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSong {
    /// uuid v7, chosen by the browser.
    pub id: Uuid,
    /// 1 to 200 characters.
    pub name: String,
    /// The clips.
    #[serde(default)]
    pub clips: Vec<Clip>,
    /// 40 to 240.
    #[serde(default = "bpm")]
    pub bpm: i32,
    /// `C`, `F#m`; none when it has none.
    #[serde(default)]
    pub key: Option<String>,
    /// How it is counted.
    #[serde(default)]
    pub time_signature: TimeSignature,
    /// Seconds.
    #[serde(default)]
    pub duration_s: f32,
    /// `#rrggbb`.
    #[serde(default = "color")]
    pub color: String,
}

fn bpm() -> i32 {
    120
}

fn color() -> String {
    DEFAULT_COLOR.into()
}

impl NewSong {
    /// A song with this name, and defaults for the rest.
    pub fn named(id: Uuid, name: impl Into<String>) -> Self {
        NewSong {
            id,
            name: name.into(),
            clips: Vec::new(),
            bpm: bpm(),
            key: None,
            time_signature: TimeSignature::default(),
            duration_s: 0.0,
            color: color(),
        }
    }

    /// Trims and checks. Errors: [`Fault::Invalid`] with every refused field.
    pub fn checked(mut self) -> Result<Self, Fault> {
        self.name = self.name.trim().to_owned();
        let mut problems = FieldProblem::list();
        checks::name(&self.name, 200, "name", &mut problems);
        problems.require((40..=240).contains(&self.bpm), "bpm", "The tempo goes from 40 to 240.");
        if let Some(key) = &self.key {
            checks::key(key, "key", &mut problems);
        }
        self.time_signature.check("time_signature", &mut problems);
        checks::between(self.duration_s, 0.0, 86_400.0, "duration_s", &mut problems);
        checks::color(&self.color, "color", &mut problems);
        problems.require(self.clips.len() <= CLIPS_MAX, "clips", "A song has at most 512 clips.");
        let ids: std::collections::BTreeSet<&str> = self.clips.iter().map(|clip| clip.id.as_str()).collect();
        problems.require(ids.len() == self.clips.len(), "clips", "Two clips have the same id.");
        for (place, clip) in self.clips.iter().take(CLIPS_MAX).enumerate() {
            clip.check(&format!("clips.{place}"), &mut problems);
        }
        problems.into_result()?;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clips_are_read_with_the_seeds_keys() {
        let json = r#"{"id": "c1", "type": "lyria", "trackId": "t1", "position": 0, "startOffset": 1.5,
            "lyriaConfig": {"styleId": "rock", "moodId": "dark"}}"#;
        let clip: Clip = serde_json::from_str(json).unwrap();
        assert_eq!((clip.kind, clip.start_offset), (ClipKind::Lyria, 1.5));
        assert_eq!(clip.lyria_config.as_ref().unwrap().density, 0.5);
        let again = serde_json::to_value(&clip).unwrap();
        assert_eq!(serde_json::from_value::<Clip>(again).unwrap(), clip);
        assert!(serde_json::from_str::<Clip>(r#"{"id": "c1"}"#).is_err());
    }

    #[test]
    fn a_song_says_what_is_wrong() {
        let clip = Clip { id: "c".into(), track_id: "t".into(), start_offset: -1.0, ..Clip::default() };
        let mut song = NewSong::named(Uuid::nil(), " ");
        song.clips = vec![clip.clone(), clip];
        song.bpm = 300;
        song.key = Some("H".into());
        song.time_signature = TimeSignature { beats: 4, unit: 5 };
        let fault = song.checked().unwrap_err();
        for field in ["name", "bpm", "key", "time_signature", "clips", "clips.1.startOffset"] {
            assert!(fault.problem_with(field).is_some(), "{field}: {fault:?}");
        }
    }
}
