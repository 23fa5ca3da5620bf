//! Amplifiers and what comes before them.

use super::parameter::{choice, effect};

choice! {
    /// What moves the filter of a wah.
    WahMode { Manual = "manual", Auto = "auto", Envelope = "envelope" }
}
choice! {
    /// The curve of a distortion.
    DistortionType {
        Classic = "classic", Hard = "hard", Fuzz = "fuzz", Asymmetric = "asymmetric", Rectifier = "rectifier",
    }
}
choice! {
    /// The kind of amplifier.
    AmpType {
        Clean = "clean", Crunch = "crunch", HighGain = "highgain", British = "british", American = "american",
        Modern = "modern",
    }
}
choice! {
    /// The loudspeakers in a cabinet, by number and inches.
    CabinetType {
        TwoTwelve = "2x12", OneTwelve = "1x12", FourTwelve = "4x12", OneFifteen = "1x15", TwoTen = "2x10",
        Direct = "direct",
    }
}
choice! {
    /// Where the microphone stands in front of a cabinet.
    MicPosition { Center = "center", Edge = "edge", Room = "room", Blend = "blend" }
}

effect! {
    /// A band-pass that moves: by pedal, by itself or with the playing.
    Wah {
        choices { mode "mode": WahMode = WahMode::Manual, "What moves it."; }
        numbers {
            frequency "frequency": 0.0..1.0 = 0.5 Share, "Where the pedal stands.";
            rate "rate": 0.1..10.0 = 1.0 Hertz, "How fast it moves by itself.";
            depth "depth": 0.0..1.0 = 0.7 Share, "How far it moves.";
            base_frequency "baseFrequency": 20.0..2000.0 = 400.0 Hertz, "Lowest centre.";
            max_frequency "maxFrequency": 200.0..10000.0 = 2000.0 Hertz, "Highest centre.";
            q "q": 1.0..20.0 = 2.0 Plain, "Quality of the band-pass.";
            sensitivity "sensitivity": 0.0..1.0 = 0.7 Share, "How much playing moves it.";
            attack "attack": 0.001..1.0 = 0.01 Seconds, "How fast it opens.";
            release "release": 0.001..1.0 = 0.05 Seconds, "How fast it closes.";
            mix "mix": 0.0..1.0 = 1.0 Share, "Share of the effect.";
        }
    }
}
effect! {
    /// Soft clipping.
    Overdrive {
        numbers {
            drive "drive": 0.0..1.0 = 0.5 Share, "How much.";
            tone "tone": 0.0..1.0 = 0.5 Share, "Dark to bright.";
            level "level": 0.0..1.0 = 0.7 Share, "Level after it.";
        }
    }
}
effect! {
    /// Hard clipping.
    Distortion {
        choices { kind "type": DistortionType = DistortionType::Classic, "The curve."; }
        numbers {
            amount "amount": 0.0..1.0 = 0.5 Share, "How much.";
            tone "tone": 0.0..1.0 = 0.5 Share, "Dark to bright.";
            level "level": 0.0..1.0 = 0.7 Share, "Level after it.";
        }
    }
}
effect! {
    /// A guitar amplifier.
    AmpSimulator {
        choices { kind "type": AmpType = AmpType::Clean, "The kind of amplifier."; }
        numbers {
            gain "gain": 0.0..1.0 = 0.5 Share, "Gain.";
            bass "bass": 0.0..1.0 = 0.5 Share, "Bass.";
            mid "mid": 0.0..1.0 = 0.5 Share, "Middle.";
            treble "treble": 0.0..1.0 = 0.5 Share, "Treble.";
            presence "presence": 0.0..1.0 = 0.5 Share, "Presence.";
            master "master": 0.0..1.0 = 0.7 Share, "Level after it.";
        }
    }
}

/// Longest address of somebody's own impulse response, in characters.
pub const IMPULSE_URL_CHARS_MAX: usize = 2000;

/// A loudspeaker cabinet: by hand, for the address of an impulse response.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Cabinet {
    /// Whether it sounds.
    pub enabled: bool,
    /// The loudspeakers.
    #[serde(rename = "type")]
    pub kind: CabinetType,
    /// Where the microphone stands.
    #[serde(rename = "micPosition")]
    pub mic_position: MicPosition,
    /// Share of the effect.
    pub mix: f32,
    /// Level of the room around it.
    #[serde(rename = "roomLevel")]
    pub room_level: f32,
    /// Somebody's own impulse response: `https://…` or a path of ours.
    #[serde(rename = "customIRUrl", skip_serializing_if = "Option::is_none")]
    pub custom_ir_url: Option<String>,
}

impl Default for Cabinet {
    fn default() -> Self {
        Cabinet {
            enabled: false,
            kind: CabinetType::TwoTwelve,
            mic_position: MicPosition::Center,
            mix: 1.0,
            room_level: 0.2,
            custom_ir_url: None,
        }
    }
}

impl super::Effect for Cabinet {
    const NUMBERS: &'static [super::Number] =
        &[super::Number::share("mix", 1.0), super::Number::share("roomLevel", 0.2)];

    fn check(&self, path: &str, problems: &mut model::FieldProblems) {
        Self::NUMBERS[0].check(self.mix, path, problems);
        Self::NUMBERS[1].check(self.room_level, path, problems);
        let is_address = self.custom_ir_url.as_ref().is_none_or(|url| {
            (url.starts_with("https://") || url.starts_with('/'))
                && url.chars().count() <= IMPULSE_URL_CHARS_MAX
        });
        problems.require(
            is_address,
            &format!("{path}.customIRUrl"),
            "This is an address that begins with https://.",
        );
    }
}
