//! A channel: what somebody plays through in a room (`user_tracks`), and how it is set.

use crate::{Effects, MidiSettings, checks};
use chrono::{DateTime, Utc};
use model::{Fault, FieldProblem, FieldProblems};
use model_rooms::RoomCode;
use serde::{Deserialize, Serialize};

/// The colour of a channel whose owner chose none.
pub const DEFAULT_COLOR: &str = "#a78bfa";

/// Where the sound of a channel comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum InputMode {
    /// A microphone or a sound card, through the browser.
    #[default]
    Microphone,
    /// Another program's sound.
    Application,
    /// A native helper.
    Native,
}

/// Which inputs of a device are heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ChannelConfig {
    /// 1 or 2.
    pub channel_count: u8,
    /// The first input, counted from 0.
    pub left_channel: u8,
    /// The second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub right_channel: Option<u8>,
}

impl Default for ChannelConfig {
    fn default() -> Self {
        ChannelConfig { channel_count: 1, left_channel: 0, right_channel: None }
    }
}

/// How an audio channel is set (`audio_settings`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AudioSettings {
    /// Where its sound comes from.
    pub input_mode: InputMode,
    /// The browser's id of the device.
    pub input_device_id: String,
    /// The program, for [`InputMode::Application`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_name: Option<String>,
    /// 44100 or 48000 Hz.
    pub sample_rate: u32,
    /// Samples: 32, 64, 128, 256, 512 or 1024.
    pub buffer_size: u32,
    /// The browser's processing, which music does not want.
    pub noise_suppression: bool,
    /// As above.
    pub echo_cancellation: bool,
    /// As above.
    pub auto_gain_control: bool,
    /// Which inputs are heard.
    pub channel_config: ChannelConfig,
    /// dB, -24 to 24.
    pub input_gain: f32,
    /// The effects.
    pub effects: Effects,
    /// The effect preset that was chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active_preset: Option<String>,
    /// Hear oneself directly.
    pub direct_monitoring: bool,
    /// How loud, 0 to 1.
    pub monitoring_volume: f32,
    /// The native helper's number of it, 0 to 254.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bridge_track_id: Option<u8>,
}

impl Default for AudioSettings {
    fn default() -> Self {
        AudioSettings {
            input_mode: InputMode::Microphone,
            input_device_id: "default".into(),
            application_name: None,
            sample_rate: 48000,
            buffer_size: 256,
            noise_suppression: false,
            echo_cancellation: false,
            auto_gain_control: false,
            channel_config: ChannelConfig::default(),
            input_gain: 0.0,
            effects: Effects::default(),
            active_preset: None,
            direct_monitoring: true,
            monitoring_volume: 1.0,
            bridge_track_id: None,
        }
    }
}

impl AudioSettings {
    /// Notes what is out of range; `path` names the settings in the form.
    pub fn check(&self, path: &str, problems: &mut FieldProblems) {
        let field = |name: &str| format!("{path}.{name}");
        checks::text(&self.input_device_id, 500, &field("inputDeviceId"), problems);
        for (name, text) in
            [("applicationName", &self.application_name), ("activePreset", &self.active_preset)]
        {
            checks::text(text.as_deref().unwrap_or_default(), 200, &field(name), problems);
        }
        problems.require(
            matches!(self.sample_rate, 44100 | 48000),
            &field("sampleRate"),
            "Choose 44100 or 48000 Hz.",
        );
        problems.require(
            matches!(self.buffer_size, 32 | 64 | 128 | 256 | 512 | 1024),
            &field("bufferSize"),
            "Choose 32, 64, 128, 256, 512 or 1024 samples.",
        );
        problems.require(
            matches!(self.channel_config.channel_count, 1 | 2),
            &field("channelConfig.channelCount"),
            "A channel has one or two inputs.",
        );
        checks::between(self.input_gain, -24.0, 24.0, &field("inputGain"), problems);
        checks::between(self.monitoring_volume, 0.0, 1.0, &field("monitoringVolume"), problems);
        problems.require(
            self.bridge_track_id.is_none_or(|number| number <= 254),
            &field("bridgeTrackId"),
            "This goes from 0 to 254.",
        );
        self.effects.check(&field("effects"), problems);
    }
}

/// What a channel carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChannelKind {
    /// Sound.
    #[default]
    Audio,
    /// Notes.
    Midi,
}

impl ChannelKind {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            ChannelKind::Audio => "audio",
            ChannelKind::Midi => "midi",
        }
    }

    /// Reads what is stored.
    pub fn from_stored(text: &str) -> Self {
        if text == "midi" { ChannelKind::Midi } else { ChannelKind::Audio }
    }
}

/// A channel in a room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Channel {
    /// Chosen by the browser that made it.
    pub id: String,
    /// The room.
    pub room: RoomCode,
    /// Who made it: an account's or a guest's id.
    pub user_id: String,
    /// Who plays on it now.
    pub owner_user_id: Option<String>,
    /// Their name.
    pub owner_user_name: Option<String>,
    /// Shown to others.
    pub name: String,
    /// `#rrggbb`.
    pub color: String,
    /// Sound or notes.
    pub kind: ChannelKind,
    /// How it is set.
    pub audio: AudioSettings,
    /// How it is played, for notes.
    pub midi: Option<MidiSettings>,
    /// Not heard.
    pub is_muted: bool,
    /// Heard alone.
    pub is_solo: bool,
    /// 0 to 1.
    pub volume: f32,
    /// -1 left to 1 right.
    pub pan: f32,
    /// Will be recorded.
    pub is_armed: bool,
    /// Is being recorded.
    pub is_recording: bool,
    /// Somebody plays on it; else it is kept for them, and others may take it over.
    pub is_active: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A new channel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewChannel {
    /// 1 to 128 letters, digits, `-` or `_`.
    pub id: String,
    /// 1 to 100 characters.
    pub name: String,
    /// `#rrggbb`; empty for the default.
    #[serde(default)]
    pub color: String,
    /// Sound or notes.
    #[serde(default)]
    pub kind: ChannelKind,
    /// How it is set.
    #[serde(default)]
    pub audio: AudioSettings,
    /// How it is played, for notes.
    #[serde(default)]
    pub midi: Option<MidiSettings>,
}

impl NewChannel {
    /// Trims and checks. Errors: [`Fault::Invalid`] with every refused field.
    pub fn checked(mut self) -> Result<Self, Fault> {
        self.name = self.name.trim().to_owned();
        if self.color.is_empty() {
            self.color = DEFAULT_COLOR.into();
        }
        let mut problems = FieldProblem::list();
        checks::id(&self.id, "id", &mut problems);
        checks::name(&self.name, 100, "name", &mut problems);
        checks::color(&self.color, "color", &mut problems);
        self.audio.check("audio", &mut problems);
        if let Some(midi) = &self.midi {
            midi.check("midi", &mut problems);
        }
        problems.into_result()?;
        Ok(self)
    }
}

/// What the one who plays on a channel may change; what is none stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChannelChanges {
    /// 1 to 100 characters.
    pub name: Option<String>,
    /// `#rrggbb`.
    pub color: Option<String>,
    /// How it is set.
    pub audio: Option<AudioSettings>,
    /// How it is played.
    pub midi: Option<MidiSettings>,
    /// Not heard.
    pub is_muted: Option<bool>,
    /// Heard alone.
    pub is_solo: Option<bool>,
    /// 0 to 1.
    pub volume: Option<f32>,
    /// -1 to 1.
    pub pan: Option<f32>,
    /// Will be recorded.
    pub is_armed: Option<bool>,
    /// Somebody plays on it.
    pub is_active: Option<bool>,
}

impl ChannelChanges {
    /// Checks. Errors: [`Fault::Invalid`] with every refused field.
    pub fn checked(self) -> Result<Self, Fault> {
        let mut problems = FieldProblem::list();
        if let Some(name) = &self.name {
            checks::name(name, 100, "name", &mut problems);
        }
        if let Some(color) = &self.color {
            checks::color(color, "color", &mut problems);
        }
        if let Some(audio) = &self.audio {
            audio.check("audio", &mut problems);
        }
        if let Some(midi) = &self.midi {
            midi.check("midi", &mut problems);
        }
        if let Some(volume) = self.volume {
            checks::between(volume, 0.0, 1.0, "volume", &mut problems);
        }
        if let Some(pan) = self.pan {
            checks::between(pan, -1.0, 1.0, "pan", &mut problems);
        }
        problems.into_result()?;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_row_without_settings_has_the_defaults() {
        assert_eq!(serde_json::from_str::<AudioSettings>("{}").unwrap(), AudioSettings::default());
        assert!(serde_json::from_str::<AudioSettings>(r#"{"volume": 1}"#).is_err());
        let json = serde_json::to_string(&AudioSettings::default()).unwrap();
        assert_eq!(serde_json::from_str::<AudioSettings>(&json).unwrap(), AudioSettings::default());
    }

    #[test]
    fn a_new_channel_says_what_is_wrong() {
        let mut channel =
            NewChannel { id: "a b".into(), name: " ".into(), color: "red".into(), ..NewChannel::default() };
        channel.audio.input_gain = 30.0;
        channel.audio.sample_rate = 8000;
        channel.audio.effects.reverb.mix = 30.0;
        let fault = channel.checked().unwrap_err();
        for field in
            ["id", "name", "color", "audio.inputGain", "audio.sampleRate", "audio.effects.reverb.mix"]
        {
            assert!(fault.problem_with(field).is_some(), "{field}: {fault:?}");
        }
        let plain = NewChannel { id: "ada-track-1".into(), name: "Guitar".into(), ..NewChannel::default() };
        assert_eq!(plain.checked().unwrap().color, DEFAULT_COLOR);
    }
}
