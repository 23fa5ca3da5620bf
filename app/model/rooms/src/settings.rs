//! How a room is set up (`rooms.settings`, `saved_rooms.settings`).

use model::{Fault, FieldProblem};
use serde::{Deserialize, Serialize};

/// How sound travels in a room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NetworkMode {
    /// As suits the people who are there.
    #[default]
    Auto,
    /// Always through the sidecar.
    Sfu,
}

/// A room's settings. Missing keys are defaults, unknown keys are refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RoomSettings {
    /// 44100 or 48000 Hz.
    pub sample_rate: u32,
    /// 16 or 24.
    pub bit_depth: u8,
    /// Samples: 32, 64, 128, 256, 512 or 1024.
    pub buffer_size: u32,
    /// Let jitter buffers find their own size.
    pub auto_jitter_buffer: bool,
    /// 0 to 1.
    pub backing_track_volume: f32,
    /// 0 to 1.
    pub master_volume: f32,
    /// How sound travels.
    pub network_mode: NetworkMode,
    /// Most people who send sound, 1 to 20.
    pub max_performers: u8,
    /// Whether people may come to listen.
    pub allow_listeners: bool,
    /// Seconds that somebody waits between two chat messages, 0 to [`SLOW_MODE_S_MAX`]; 0: no waiting. Moderators do not wait.
    pub slow_mode_seconds: u16,
}

/// Longest wait of slow mode, in seconds.
pub const SLOW_MODE_S_MAX: u16 = 300;

impl Default for RoomSettings {
    fn default() -> Self {
        RoomSettings {
            sample_rate: 48000,
            bit_depth: 16,
            buffer_size: 256,
            auto_jitter_buffer: true,
            backing_track_volume: 1.0,
            master_volume: 1.0,
            network_mode: NetworkMode::Auto,
            max_performers: 8,
            allow_listeners: true,
            slow_mode_seconds: 0,
        }
    }
}

impl RoomSettings {
    /// Itself, when every value is allowed. Errors: [`Fault::Invalid`] with every refused field, by its key.
    pub fn checked(self) -> Result<Self, Fault> {
        let mut problems = FieldProblem::list();
        let volume = 0.0..=1.0;
        problems.require(
            matches!(self.sample_rate, 44100 | 48000),
            "sampleRate",
            "Choose 44100 or 48000 Hz.",
        );
        problems.require(matches!(self.bit_depth, 16 | 24), "bitDepth", "Choose 16 or 24 bits.");
        problems.require(
            matches!(self.buffer_size, 32 | 64 | 128 | 256 | 512 | 1024),
            "bufferSize",
            "Choose 32, 64, 128, 256, 512 or 1024 samples.",
        );
        problems.require(
            volume.contains(&self.backing_track_volume),
            "backingTrackVolume",
            "This goes from 0 to 1.",
        );
        problems.require(volume.contains(&self.master_volume), "masterVolume", "This goes from 0 to 1.");
        problems.require(
            (1..=20).contains(&self.max_performers),
            "maxPerformers",
            "1 to 20 people may play.",
        );
        problems.require(
            self.slow_mode_seconds <= SLOW_MODE_S_MAX,
            "slowModeSeconds",
            "Slow mode waits 0 to 300 seconds.",
        );
        problems.into_result()?;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_set_is_the_default_and_unknown_keys_are_refused() {
        assert_eq!(serde_json::from_str::<RoomSettings>("{}").unwrap(), RoomSettings::default());
        assert_eq!(RoomSettings::default().checked().unwrap(), RoomSettings::default());
        assert!(serde_json::from_str::<RoomSettings>(r#"{"sample_rate": 48000}"#).is_err());
        assert!(serde_json::from_str::<RoomSettings>(r#"{"networkMode": "p2p"}"#).is_err());
    }

    #[test]
    fn wrong_values_are_named() {
        let wrong = RoomSettings {
            buffer_size: 100,
            master_volume: f32::NAN,
            max_performers: 0,
            ..RoomSettings::default()
        };
        let fault = wrong.checked().unwrap_err();
        for field in ["bufferSize", "masterVolume", "maxPerformers"] {
            assert!(fault.problem_with(field).is_some(), "{field}");
        }
    }
}
