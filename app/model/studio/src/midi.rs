//! Notes of a loop, and how a MIDI channel is played.

use crate::checks;
use model::FieldProblems;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most notes in a loop.
pub const NOTES_MAX: usize = 4096;

/// A note of a loop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MidiNote {
    /// Where it begins: 0 to 1 of the loop.
    pub t: f32,
    /// Its number, 0 to 127; 60 is middle C.
    pub n: u8,
    /// How hard, 0 to 127.
    pub v: u8,
    /// How long: 0 to 1 of the loop.
    pub d: f32,
}

impl MidiNote {
    /// Notes what is out of range in a loop's notes.
    pub fn check_all(notes: &[MidiNote], field: &str, problems: &mut FieldProblems) {
        problems.require(notes.len() <= NOTES_MAX, field, "A loop has at most 4096 notes.");
        let share = 0.0..=1.0;
        let ok = notes
            .iter()
            .all(|note| share.contains(&note.t) && share.contains(&note.d) && note.n <= 127 && note.v <= 127);
        problems.require(ok, field, "A note lies outside the loop or outside MIDI.");
    }
}

/// Which of the 16 MIDI channels is heard; `"all"` in the JSON for every one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum MidiChannel {
    /// Every one.
    #[default]
    #[serde(with = "all")]
    All,
    /// 1 to 16.
    One(u8),
}

mod all {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("all")
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
        match String::deserialize(deserializer)?.as_str() {
            "all" => Ok(()),
            other => Err(D::Error::custom(format!("no MIDI channel: {other}"))),
        }
    }
}

/// How hard a key feels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VelocityCurve {
    /// As it comes.
    #[default]
    Linear,
    /// Louder: the square root.
    Soft,
    /// Quieter: the square.
    Hard,
}

/// Which way an arpeggiator goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ArpeggiatorMode {
    /// Upwards.
    #[default]
    Up,
    /// Downwards.
    Down,
    /// Up and down.
    UpDown,
    /// As it likes.
    Random,
    /// As played.
    Order,
}

/// Plays a chord note by note.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Arpeggiator {
    /// Whether it plays.
    pub enabled: bool,
    /// Which way.
    pub mode: ArpeggiatorMode,
    /// How fast: 1/4, 1/8, 1/16 or 1/32.
    pub rate: String,
    /// Over how many octaves, 1 to 4.
    pub octaves: u8,
    /// How long each note is, 0 to 1 of its place.
    pub gate: f32,
}

impl Default for Arpeggiator {
    fn default() -> Self {
        Arpeggiator { enabled: false, mode: ArpeggiatorMode::Up, rate: "1/8".into(), octaves: 1, gate: 0.5 }
    }
}

/// How a MIDI channel is played (`midi_settings`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct MidiSettings {
    /// The device, or none yet.
    pub device_id: Option<String>,
    /// Its name, to find it again on another machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_name: Option<String>,
    /// Which of its channels.
    pub channel: MidiChannel,
    /// The family of sounds.
    pub sound_bank: String,
    /// The sound.
    pub sound_preset: String,
    /// Other notes in place of some.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub note_mapping: BTreeMap<u8, u8>,
    /// The arpeggiator, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arpeggiator: Option<Arpeggiator>,
    /// How hard keys feel.
    pub velocity_curve: VelocityCurve,
}

impl Default for MidiSettings {
    fn default() -> Self {
        MidiSettings {
            device_id: None,
            device_name: None,
            channel: MidiChannel::All,
            sound_bank: "keys".into(),
            sound_preset: "keys/synth-pad".into(),
            note_mapping: BTreeMap::new(),
            arpeggiator: None,
            velocity_curve: VelocityCurve::Linear,
        }
    }
}

impl MidiSettings {
    /// Notes what is out of range; `path` names the settings in the form.
    pub fn check(&self, path: &str, problems: &mut FieldProblems) {
        for (name, text) in [("deviceId", &self.device_id), ("deviceName", &self.device_name)] {
            checks::text(text.as_deref().unwrap_or_default(), 200, &format!("{path}.{name}"), problems);
        }
        let channel_ok = !matches!(self.channel, MidiChannel::One(number) if !(1..=16).contains(&number));
        problems.require(channel_ok, &format!("{path}.channel"), "A MIDI channel is 1 to 16, or all.");
        checks::sound(&self.sound_bank, &format!("{path}.soundBank"), problems);
        checks::sound(&self.sound_preset, &format!("{path}.soundPreset"), problems);
        let notes_ok = self.note_mapping.iter().all(|(from, to)| *from <= 127 && *to <= 127);
        problems.require(notes_ok, &format!("{path}.noteMapping"), "A note is 0 to 127.");
        if let Some(arpeggiator) = &self.arpeggiator {
            let path = format!("{path}.arpeggiator");
            let rate_ok = matches!(arpeggiator.rate.as_str(), "1/4" | "1/8" | "1/16" | "1/32");
            problems.require(rate_ok, &format!("{path}.rate"), "Choose 1/4, 1/8, 1/16 or 1/32.");
            let octaves_ok = (1..=4).contains(&arpeggiator.octaves);
            problems.require(octaves_ok, &format!("{path}.octaves"), "This goes from 1 to 4.");
            checks::between(arpeggiator.gate, 0.0, 1.0, &format!("{path}.gate"), problems);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::FieldProblem;

    #[test]
    fn a_channel_is_a_number_or_all() {
        assert_eq!(serde_json::to_string(&MidiChannel::All).unwrap(), "\"all\"");
        assert_eq!(serde_json::to_string(&MidiChannel::One(10)).unwrap(), "10");
        for (text, channel) in [("\"all\"", MidiChannel::All), ("16", MidiChannel::One(16))] {
            assert_eq!(serde_json::from_str::<MidiChannel>(text).unwrap(), channel);
        }
        assert!(serde_json::from_str::<MidiChannel>("\"some\"").is_err());
    }

    #[test]
    fn settings_survive_the_json_and_say_what_is_wrong() {
        let settings = MidiSettings {
            note_mapping: BTreeMap::from([(36, 38)]),
            arpeggiator: Some(Arpeggiator::default()),
            ..MidiSettings::default()
        };
        let json = serde_json::to_string(&settings).unwrap();
        assert_eq!(serde_json::from_str::<MidiSettings>(&json).unwrap(), settings, "{json}");
        assert_eq!(serde_json::from_str::<MidiSettings>("{}").unwrap(), MidiSettings::default());
        let wrong = MidiSettings { channel: MidiChannel::One(17), sound_preset: "..".into(), ..settings };
        let mut problems = FieldProblem::list();
        wrong.check("midi", &mut problems);
        let fault = problems.into_result().unwrap_err();
        assert!(
            fault.problem_with("midi.channel").is_some() && fault.problem_with("midi.soundPreset").is_some()
        );
    }

    #[test]
    fn notes_outside_the_loop_are_refused() {
        let check = |note: MidiNote| {
            let mut problems = FieldProblem::list();
            MidiNote::check_all(&[note], "notes", &mut problems);
            problems.into_result().is_ok()
        };
        let note = MidiNote { t: 0.0, n: 60, v: 100, d: 0.25 };
        assert!(check(note));
        for wrong in [
            MidiNote { t: 1.1, ..note },
            MidiNote { n: 128, ..note },
            MidiNote { v: 200, ..note },
            MidiNote { d: f32::NAN, ..note },
        ] {
            assert!(!check(wrong), "{wrong:?}");
        }
    }
}
