//! `user_profiles.preferences`: how somebody wants OpenStudio to look and sound.

use model::{Fault, FieldProblem};
use serde::{Deserialize, Serialize};

/// Sizes of audio buffers to choose from, in samples.
pub const BUFFER_SIZES: [u32; 6] = [32, 64, 128, 256, 512, 1024];
/// Sample rates to choose from, in Hz.
pub const SAMPLE_RATES: [u32; 2] = [44_100, 48_000];
/// Longest name of an audio device, in bytes.
const DEVICE_BYTES_MAX: usize = 300;

/// Somebody's preferences. Missing keys are the defaults; unknown ones are refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Preferences {
    /// Colours of the pages.
    pub theme: Theme,
    /// `#rrggbb`.
    pub accent_color: String,
    /// Less room around things.
    pub compact_mode: bool,
    /// Let the browser choose how long it waits for sound.
    pub auto_jitter_buffer: bool,
    /// Hints for newcomers.
    pub show_tutorial_tips: bool,
    /// In samples, one of [`BUFFER_SIZES`].
    pub default_buffer_size: u32,
    /// In Hz, one of [`SAMPLE_RATES`].
    pub default_sample_rate: u32,
    /// Mails about what happens.
    pub email_notifications: bool,
    /// A sound when something happens.
    pub sound_notifications: bool,
    /// The microphone's id in this browser, when one was chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_device: Option<String>,
    /// The loudspeaker's id in this browser, when one was chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_device: Option<String>,
}

/// Colours of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Light on dark.
    #[default]
    Dark,
    /// Dark on light.
    Light,
    /// As the system has it.
    System,
}

impl Default for Preferences {
    fn default() -> Self {
        Preferences {
            theme: Theme::Dark,
            accent_color: "#6366f1".into(),
            compact_mode: false,
            auto_jitter_buffer: true,
            show_tutorial_tips: true,
            default_buffer_size: 256,
            default_sample_rate: 48_000,
            email_notifications: true,
            sound_notifications: true,
            input_device: None,
            output_device: None,
        }
    }
}

impl Preferences {
    /// Checks the values. Errors: [`Fault::Invalid`] with every refused field.
    pub fn checked(self) -> Result<Self, Fault> {
        let mut problems = FieldProblem::list();
        problems.require(is_color(&self.accent_color), "accentColor", "Choose a colour like #6366f1.");
        problems.require(
            BUFFER_SIZES.contains(&self.default_buffer_size),
            "defaultBufferSize",
            "Choose one of the buffer sizes.",
        );
        problems.require(
            SAMPLE_RATES.contains(&self.default_sample_rate),
            "defaultSampleRate",
            "Choose one of the sample rates.",
        );
        for (field, device) in [("inputDevice", &self.input_device), ("outputDevice", &self.output_device)] {
            let fits = device.as_ref().is_none_or(|id| id.len() <= DEVICE_BYTES_MAX);
            problems.require(fits, field, "Choose one of the devices.");
        }
        problems.into_result()?;
        Ok(self)
    }
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_the_databases() {
        let default = r##"{"theme":"dark","accentColor":"#6366f1","compactMode":false,"autoJitterBuffer":true,"showTutorialTips":true,"defaultBufferSize":256,"defaultSampleRate":48000,"emailNotifications":true,"soundNotifications":true}"##;
        assert_eq!(serde_json::to_string(&Preferences::default()).unwrap(), default);
        assert_eq!(serde_json::from_str::<Preferences>("{}").unwrap(), Preferences::default());
    }

    #[test]
    fn unknown_keys_and_values_are_refused() {
        assert!(serde_json::from_str::<Preferences>(r#"{"admin":true}"#).is_err());
        assert!(serde_json::from_str::<Preferences>(r#"{"theme":"pink"}"#).is_err());
        let wrong =
            Preferences { default_buffer_size: 3, accent_color: "red".into(), ..Preferences::default() };
        let fault = wrong.checked().unwrap_err();
        assert!(
            fault.problem_with("defaultBufferSize").is_some() && fault.problem_with("accentColor").is_some()
        );
    }
}
