//! Loops: those that a room plays (`room_loop_tracks`), and one's own (`user_custom_loops`).

use crate::{LoopEffects, MidiNote, TimeSignature, checks};
use chrono::{DateTime, Utc};
use model::{Fault, FieldProblem, FieldProblems};
use model_rooms::RoomCode;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most tags of a loop, and the longest of them in characters.
pub const TAGS_MAX: usize = 20;
const TAG_CHARS_MAX: usize = 30;

/// What is changed about a loop's sound (`sound_settings`); none: as the sound has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SoundSettings {
    /// Hz, 20 to 20000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cutoff: Option<f32>,
    /// 0 to 30.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resonance: Option<f32>,
    /// Seconds, 0 to 10.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attack: Option<f32>,
    /// Seconds, 0 to 10.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decay: Option<f32>,
    /// 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sustain: Option<f32>,
    /// Seconds, 0 to 10.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<f32>,
}

impl SoundSettings {
    /// Notes what is out of range; `path` names the settings in the form.
    pub fn check(&self, path: &str, problems: &mut FieldProblems) {
        let values = [
            ("cutoff", self.cutoff, 20.0, 20_000.0),
            ("resonance", self.resonance, 0.0, 30.0),
            ("attack", self.attack, 0.0, 10.0),
            ("decay", self.decay, 0.0, 10.0),
            ("sustain", self.sustain, 0.0, 1.0),
            ("release", self.release, 0.0, 10.0),
        ];
        for (name, value, min, max) in values {
            if let Some(value) = value {
                checks::between(value, min, max, &format!("{path}.{name}"), problems);
            }
        }
    }
}

/// A loop that a room plays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoopTrack {
    /// The room.
    pub room: RoomCode,
    /// What it is.
    pub track: NewLoopTrack,
    /// Who added it: an account's id, while that is there.
    pub created_by: Option<String>,
    /// Their name then.
    pub created_by_name: Option<String>,
    /// Whether it plays.
    pub is_playing: bool,
    /// Since when.
    pub start_time: Option<DateTime<Utc>>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

/// A loop to add to a room, or to put in the place of one with the same id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewLoopTrack {
    /// uuid v7, chosen by the browser.
    pub id: Uuid,
    /// A loop of the library, or of one's own.
    pub loop_id: String,
    /// Other notes than the loop has.
    #[serde(default)]
    pub notes: Option<Vec<MidiNote>>,
    /// On which beat it begins.
    #[serde(default)]
    pub start_beat: f32,
    /// The sound, `drums/acoustic-kit`.
    pub sound_preset: String,
    /// What is changed about it.
    #[serde(default)]
    pub sound: SoundSettings,
    /// Keep the loop's own tempo.
    #[serde(default)]
    pub tempo_locked: bool,
    /// 40 to 240; none: the room's.
    #[serde(default)]
    pub target_bpm: Option<f32>,
    /// Keep the loop's own key.
    #[serde(default)]
    pub key_locked: bool,
    /// None: the room's.
    #[serde(default)]
    pub target_key: Option<String>,
    /// Semitones, -24 to 24.
    #[serde(default)]
    pub transpose: i32,
    /// 0 to 2.
    pub volume: f32,
    /// -1 to 1.
    #[serde(default)]
    pub pan: f32,
    /// Not heard.
    #[serde(default)]
    pub muted: bool,
    /// Heard alone.
    #[serde(default)]
    pub solo: bool,
    /// The effects.
    #[serde(default)]
    pub effects: LoopEffects,
    /// Vary it a little.
    #[serde(default)]
    pub humanize: bool,
    /// By how much of the loop, 0 to 0.2.
    pub humanize_timing: f32,
    /// By how much of the full strength, 0 to 0.5.
    pub humanize_velocity: f32,
    /// `#rrggbb`.
    pub color: String,
    /// Up to 100 characters; none: the loop's.
    #[serde(default)]
    pub name: Option<String>,
    /// Its place in the list, from 0.
    #[serde(default)]
    pub position: i32,
}

impl NewLoopTrack {
    /// A loop with this sound, and defaults for the rest.
    pub fn of(id: Uuid, loop_id: impl Into<String>, sound_preset: impl Into<String>) -> Self {
        NewLoopTrack {
            id,
            loop_id: loop_id.into(),
            notes: None,
            start_beat: 0.0,
            sound_preset: sound_preset.into(),
            sound: SoundSettings::default(),
            tempo_locked: false,
            target_bpm: None,
            key_locked: false,
            target_key: None,
            transpose: 0,
            volume: 0.8,
            pan: 0.0,
            muted: false,
            solo: false,
            effects: LoopEffects::default(),
            humanize: false,
            humanize_timing: 0.05,
            humanize_velocity: 0.1,
            color: crate::song::DEFAULT_COLOR.into(),
            name: None,
            position: 0,
        }
    }

    /// Checks. Errors: [`Fault::Invalid`] with every refused field.
    pub fn checked(self) -> Result<Self, Fault> {
        let mut problems = FieldProblem::list();
        checks::id(&self.loop_id, "loop_id", &mut problems);
        MidiNote::check_all(self.notes.as_deref().unwrap_or_default(), "notes", &mut problems);
        checks::between(self.start_beat, 0.0, 1_000_000.0, "start_beat", &mut problems);
        checks::sound(&self.sound_preset, "sound_preset", &mut problems);
        self.sound.check("sound", &mut problems);
        checks::between(self.target_bpm.unwrap_or(120.0), 40.0, 240.0, "target_bpm", &mut problems);
        if let Some(key) = &self.target_key {
            checks::key(key, "target_key", &mut problems);
        }
        problems.require((-24..=24).contains(&self.transpose), "transpose", "This goes from -24 to 24.");
        checks::between(self.volume, 0.0, 2.0, "volume", &mut problems);
        checks::between(self.pan, -1.0, 1.0, "pan", &mut problems);
        self.effects.check("effects", &mut problems);
        checks::between(self.humanize_timing, 0.0, 0.2, "humanize_timing", &mut problems);
        checks::between(self.humanize_velocity, 0.0, 0.5, "humanize_velocity", &mut problems);
        checks::color(&self.color, "color", &mut problems);
        if let Some(name) = &self.name {
            checks::name(name, 100, "name", &mut problems);
        }
        problems.require((0..10_000).contains(&self.position), "position", "There are at most 10000 places.");
        problems.into_result()?;
        Ok(self)
    }
}

/// One's own loop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomLoop {
    /// What it is.
    pub custom: NewCustomLoop,
    /// An administrator copied it to the library.
    pub is_promoted: bool,
    /// When it was saved.
    pub created_at: DateTime<Utc>,
    /// When it was changed.
    pub updated_at: DateTime<Utc>,
}

/// A loop to save, or to put in the place of one's own with the same id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewCustomLoop {
    /// 1 to 128 letters, digits, `-` or `_`.
    pub id: String,
    /// 1 to 100 characters.
    pub name: String,
    /// An id of the loops' categories.
    pub category: String,
    /// An id of the category's parts, or `custom`.
    pub subcategory: String,
    /// 40 to 240.
    pub bpm: i32,
    /// 1 to 64.
    pub bars: i32,
    /// How it is counted.
    #[serde(default)]
    pub time_signature: TimeSignature,
    /// None for drums.
    #[serde(default)]
    pub key: Option<String>,
    /// Its notes.
    #[serde(default)]
    pub notes: Vec<MidiNote>,
    /// The sound.
    pub sound_preset: String,
    /// Up to 20.
    #[serde(default)]
    pub tags: Vec<String>,
    /// 1 to 5.
    pub intensity: i32,
    /// 1 to 5.
    pub complexity: i32,
    /// Up to 500 characters.
    #[serde(default)]
    pub description: String,
    /// Marked by its maker.
    #[serde(default)]
    pub is_favorite: bool,
}

impl NewCustomLoop {
    /// A loop with this name and sound, and defaults for the rest.
    pub fn named(id: impl Into<String>, name: impl Into<String>, category: &str, sound_preset: &str) -> Self {
        NewCustomLoop {
            id: id.into(),
            name: name.into(),
            category: category.into(),
            subcategory: "custom".into(),
            bpm: 120,
            bars: 2,
            time_signature: TimeSignature::default(),
            key: None,
            notes: Vec::new(),
            sound_preset: sound_preset.into(),
            tags: vec!["custom".into()],
            intensity: 3,
            complexity: 2,
            description: String::new(),
            is_favorite: false,
        }
    }

    /// Trims and checks. Errors: [`Fault::Invalid`] with every refused field.
    pub fn checked(mut self) -> Result<Self, Fault> {
        self.name = self.name.trim().to_owned();
        self.description = self.description.trim().to_owned();
        let mut problems = FieldProblem::list();
        checks::id(&self.id, "id", &mut problems);
        checks::name(&self.name, 100, "name", &mut problems);
        checks::word(&self.category, "category", &mut problems);
        checks::word(&self.subcategory, "subcategory", &mut problems);
        problems.require((40..=240).contains(&self.bpm), "bpm", "The tempo goes from 40 to 240.");
        problems.require((1..=64).contains(&self.bars), "bars", "A loop has 1 to 64 bars.");
        self.time_signature.check("time_signature", &mut problems);
        if let Some(key) = &self.key {
            checks::key(key, "key", &mut problems);
        }
        MidiNote::check_all(&self.notes, "notes", &mut problems);
        checks::sound(&self.sound_preset, "sound_preset", &mut problems);
        problems.require(self.tags.len() <= TAGS_MAX, "tags", "A loop has at most 20 tags.");
        for tag in self.tags.iter().take(TAGS_MAX) {
            checks::name(tag, TAG_CHARS_MAX, "tags", &mut problems);
        }
        for (name, value) in [("intensity", self.intensity), ("complexity", self.complexity)] {
            problems.require((1..=5).contains(&value), name, "This goes from 1 to 5.");
        }
        checks::text(&self.description, 500, "description", &mut problems);
        problems.into_result()?;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_pass_and_wrong_values_are_named() {
        let track = NewLoopTrack::of(Uuid::nil(), "rock-basic", "drums/acoustic-kit");
        track.clone().checked().unwrap();
        let wrong = NewLoopTrack { volume: 3.0, humanize_timing: 0.3, transpose: 30, ..track };
        let fault = wrong.checked().unwrap_err();
        for field in ["volume", "humanize_timing", "transpose"] {
            assert!(fault.problem_with(field).is_some(), "{field}");
        }
        let own = NewCustomLoop::named("mine", "Mine", "bass", "bass/synth-bass-1");
        own.clone().checked().unwrap();
        let wrong = NewCustomLoop { bars: 0, intensity: 6, tags: vec![String::new()], ..own };
        let fault = wrong.checked().unwrap_err();
        for field in ["bars", "intensity", "tags"] {
            assert!(fault.problem_with(field).is_some(), "{field}");
        }
    }
}
