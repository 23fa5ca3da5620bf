//! A person's own channel settings, to bring into the next room (`saved_track_presets`).

use crate::channel::{ChannelKind, DEFAULT_COLOR};
use crate::{AudioSettings, Effects, MidiSettings, checks};
use chrono::{DateTime, Utc};
use model::{Fault, FieldProblem};
use serde::{Deserialize, Serialize};

/// A preset as its owner sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrackPreset {
    /// What was saved.
    pub preset: NewTrackPreset,
    /// How often it was brought into a room.
    pub use_count: i32,
    /// When it was saved.
    pub created_at: DateTime<Utc>,
    /// When it was changed.
    pub updated_at: DateTime<Utc>,
}

/// A preset to save, or to put in the place of one with the same id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTrackPreset {
    /// 1 to 128 letters, digits, `-` or `_`.
    pub id: String,
    /// 1 to 100 characters.
    pub name: String,
    /// Up to 500 characters.
    #[serde(default)]
    pub description: String,
    /// Sound or notes.
    #[serde(default)]
    pub kind: ChannelKind,
    /// An id of the instruments' catalogue.
    #[serde(default = "other")]
    pub instrument_id: String,
    /// `#rrggbb`.
    #[serde(default = "color")]
    pub color: String,
    /// 0 to 1.
    #[serde(default = "full")]
    pub volume: f32,
    /// Not heard.
    #[serde(default)]
    pub is_muted: bool,
    /// Heard alone.
    #[serde(default)]
    pub is_solo: bool,
    /// How it is set, for sound.
    #[serde(default)]
    pub audio: Option<AudioSettings>,
    /// How it is played, for notes.
    #[serde(default)]
    pub midi: Option<MidiSettings>,
    /// The effects.
    #[serde(default)]
    pub effects: Effects,
    /// The effect preset that was chosen.
    #[serde(default)]
    pub active_effect_preset: Option<String>,
    /// The one to start with; there is one of each kind.
    #[serde(default)]
    pub is_default: bool,
}

fn other() -> String {
    "other".into()
}

fn color() -> String {
    DEFAULT_COLOR.into()
}

fn full() -> f32 {
    1.0
}

impl NewTrackPreset {
    /// A preset with this id and name, and defaults for the rest.
    pub fn named(id: impl Into<String>, name: impl Into<String>) -> Self {
        NewTrackPreset {
            id: id.into(),
            name: name.into(),
            description: String::new(),
            kind: ChannelKind::Audio,
            instrument_id: other(),
            color: color(),
            volume: full(),
            is_muted: false,
            is_solo: false,
            audio: None,
            midi: None,
            effects: Effects::default(),
            active_effect_preset: None,
            is_default: false,
        }
    }

    /// Trims and checks. Errors: [`Fault::Invalid`] with every refused field.
    pub fn checked(mut self) -> Result<Self, Fault> {
        self.name = self.name.trim().to_owned();
        self.description = self.description.trim().to_owned();
        let mut problems = FieldProblem::list();
        checks::id(&self.id, "id", &mut problems);
        checks::name(&self.name, 100, "name", &mut problems);
        checks::text(&self.description, 500, "description", &mut problems);
        checks::word(&self.instrument_id, "instrument_id", &mut problems);
        checks::color(&self.color, "color", &mut problems);
        checks::between(self.volume, 0.0, 1.0, "volume", &mut problems);
        if let Some(audio) = &self.audio {
            audio.check("audio", &mut problems);
        }
        if let Some(midi) = &self.midi {
            midi.check("midi", &mut problems);
        }
        self.effects.check("effects", &mut problems);
        if let Some(preset) = &self.active_effect_preset {
            checks::sound(preset, "active_effect_preset", &mut problems);
        }
        problems.into_result()?;
        Ok(self)
    }
}
