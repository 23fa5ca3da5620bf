//! The library that every room draws from: loops, bands of loops, and instruments.

use crate::{MidiNote, TimeSignature};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A category of loops or instruments, with what it is divided into (instruments: nothing).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LibraryCategory {
    /// For example `full-beats`.
    pub id: String,
    /// For people.
    pub name: String,
    /// Name of an icon.
    pub icon: String,
    /// In their order.
    pub subcategories: Vec<LibrarySubcategory>,
}

/// A part of a category of loops.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LibrarySubcategory {
    /// For example `rock-drums`.
    pub id: String,
    /// For people.
    pub name: String,
}

/// A loop of the library (`system_loops`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LibraryLoop {
    /// Unique.
    pub id: String,
    /// For people.
    pub name: String,
    /// Id of a category.
    pub category: String,
    /// Id of one of its subcategories.
    pub subcategory: Option<String>,
    /// Beats per minute, 40 to 240.
    pub bpm: i32,
    /// 1 to 64.
    pub bars: i32,
    /// Of every bar.
    pub time_signature: TimeSignature,
    /// For example `Am`; none for drums.
    pub key: Option<String>,
    /// What is played.
    pub notes: Vec<MidiNote>,
    /// Id of the instrument that plays it.
    pub sound_preset: String,
    /// For searching.
    pub tags: Vec<String>,
    /// 1 (calm) to 5.
    pub intensity: i32,
    /// 1 (simple) to 5.
    pub complexity: i32,
}

/// Loops that go well together (`system_instant_band_presets`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstantBand {
    /// Unique.
    pub id: String,
    /// For people.
    pub name: String,
    /// For people.
    pub description: Option<String>,
    /// Ids of [`LibraryLoop`]s.
    pub loops: Vec<String>,
    /// Beats per minute at which it sounds well.
    pub bpm_min: i32,
    /// See [`InstantBand::bpm_min`].
    pub bpm_max: i32,
    /// For people.
    pub genre: Option<String>,
}

/// How an instrument makes its sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InstrumentKind {
    /// Oscillators and a filter: [`SynthConfig`].
    Synth,
    /// A drum for each of some notes.
    Drums,
    /// Recordings.
    Sampler,
}

/// How an instrument is laid out for playing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InstrumentLayout {
    /// Keys.
    Piano,
    /// A drum kit.
    Drums,
    /// A grid.
    Pads,
}

/// An instrument that can be played in a room (`system_instruments`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LibraryInstrument {
    /// Category and name: `keys/organ`.
    pub id: String,
    /// For people.
    pub name: String,
    /// Id of a category.
    pub category: String,
    /// How it makes its sound.
    pub kind: InstrumentKind,
    /// Name of an icon, or a picture character.
    pub icon: String,
    /// For people.
    pub description: Option<String>,
    /// For searching.
    pub tags: Vec<String>,
    /// How it is laid out.
    pub layout: InstrumentLayout,
    /// Lowest MIDI note.
    pub note_min: i32,
    /// Highest MIDI note.
    pub note_max: i32,
    /// Of a synth.
    pub synth: Option<SynthConfig>,
    /// Of drums: name of the drum by MIDI note.
    pub drums: Option<BTreeMap<u8, String>>,
}

/// The sound of a synth (`system_instruments.synth_config`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SynthConfig {
    /// They sound together.
    pub oscillators: Vec<Oscillator>,
    /// What they go through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    /// Loudness of a note over time.
    #[serde(default)]
    pub amp_envelope: Envelope,
    /// The filter over time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter_envelope: Option<Envelope>,
}

/// Shapes of an oscillator's wave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wave {
    /// Pure.
    Sine,
    /// Hollow.
    Square,
    /// Bright.
    Sawtooth,
    /// Soft.
    Triangle,
}

/// A source of sound.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oscillator {
    /// Shape.
    #[serde(rename = "type")]
    pub wave: Wave,
    /// Cents away from the note.
    #[serde(default)]
    pub detune: f32,
    /// 0 to 1.
    pub gain: f32,
}

/// Which part of the sound a filter lets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilterKind {
    /// Below the cutoff.
    Lowpass,
    /// Above the cutoff.
    Highpass,
    /// Around the cutoff.
    Bandpass,
}

/// A filter.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Filter {
    /// What it lets through.
    #[serde(rename = "type")]
    pub kind: FilterKind,
    /// Hz.
    pub cutoff: f32,
    /// Quality factor.
    #[serde(default)]
    pub resonance: f32,
    /// Hz that the envelope adds at most.
    #[serde(default)]
    pub env_amount: f32,
}

/// How something rises and falls with a note.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Envelope {
    /// Seconds to the top.
    pub attack: f32,
    /// Seconds down to [`Envelope::sustain`].
    pub decay: f32,
    /// 0 to 1, while the note is held.
    pub sustain: f32,
    /// Seconds to silence afterwards.
    pub release: f32,
}

impl Default for Envelope {
    fn default() -> Self {
        Envelope { attack: 0.01, decay: 0.1, sustain: 0.8, release: 0.2 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_synth_reads_as_the_seed_writes_it() {
        let written = json!({
            "oscillators": [{"type": "sawtooth", "detune": -5.0, "gain": 0.5}],
            "filter": {"type": "lowpass", "cutoff": 800.0, "resonance": 4.0, "envAmount": 2000.0},
            "ampEnvelope": {"attack": 0.5, "decay": 0.25, "sustain": 0.75, "release": 0.125}
        });
        let synth: SynthConfig = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(&synth).unwrap(), written);
        assert!(serde_json::from_value::<SynthConfig>(json!({"oscillators": [], "reverb": 1})).is_err());
    }

    #[test]
    fn drums_are_named_by_note() {
        let drums: BTreeMap<u8, String> =
            serde_json::from_value(json!({"36": "Kick", "38": "Snare"})).unwrap();
        assert_eq!(drums[&36], "Kick");
    }
}
