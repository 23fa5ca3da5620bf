//! Voices and pitch.

use super::parameter::{choice, effect};
use super::{Effect, Number, Unit};
use model::FieldProblems;

choice! {
    /// A note without its octave.
    Note {
        C = "C", CSharp = "C#", D = "D", DSharp = "D#", E = "E", F = "F", FSharp = "F#", G = "G", GSharp = "G#",
        A = "A", ASharp = "A#", B = "B",
    }
}
choice! {
    /// The notes that are right.
    CorrectionScale {
        Major = "major", Minor = "minor", Chromatic = "chromatic", PentatonicMajor = "pentatonicMajor",
        PentatonicMinor = "pentatonicMinor", Blues = "blues", Dorian = "dorian", Mixolydian = "mixolydian",
        HarmonicMinor = "harmonicMinor",
    }
}
choice! {
    /// The scale that a harmony keeps to.
    HarmonyScale { Major = "major", Minor = "minor" }
}
choice! {
    /// Which voices are added.
    HarmonyType {
        Third = "third", Octave = "octave", Fifth = "fifth", Fourth = "fourth", MinorThird = "minorThird",
        Sixth = "sixth", PowerChord = "powerChord", MajorChord = "majorChord", MinorChord = "minorChord",
        ThirdAndFifth = "thirdAndFifth", ThirdBelow = "thirdBelow", FifthBelow = "fifthBelow",
        OctaveBelow = "octaveBelow", Custom = "custom",
    }
}
choice! {
    /// Which way frequencies are moved.
    ShiftDirection { Up = "up", Down = "down", Both = "both" }
}

effect! {
    /// Sings in tune.
    PitchCorrection {
        choices {
            key "key": Note = Note::C, "The key.";
            scale "scale": CorrectionScale = CorrectionScale::Major, "The notes that are right.";
        }
        numbers {
            speed "speed": 0.0..1.0 = 0.5 Share, "How fast.";
            humanize "humanize": 0.0..1.0 = 0.3 Share, "How much is left as sung.";
            detune "detune": -100.0..100.0 = 0.0 Cents, "How far beside the note.";
            mix "mix": 0.0..1.0 = 1.0 Share, "Share of the effect.";
        }
        flags { formant_preserve "formantPreserve" = true, "Keep the voice's character."; }
    }
}
effect! {
    /// A second singer.
    VocalDoubler {
        numbers {
            detune "detune": 0.0..50.0 = 8.0 Cents, "How far beside the note.";
            delay "delay": 0.0..50.0 = 15.0 Milliseconds, "How late.";
            spread "spread": 0.0..1.0 = 0.5 Share, "How wide they stand.";
            depth "depth": 0.0..1.0 = 0.2 Share, "How much they waver.";
            mix "mix": 0.0..1.0 = 0.5 Share, "Share of the effect.";
            voices "voices": 1.0..4.0 = 2.0 Plain in &[1.0, 2.0, 3.0, 4.0], "How many.";
        }
    }
}
effect! {
    /// Another throat.
    FormantShifter {
        numbers {
            shift "shift": -12.0..12.0 = 0.0 Semitones, "How far.";
            gender "gender": -1.0..1.0 = 0.0 Share, "Longer to shorter.";
            mix "mix": 0.0..1.0 = 1.0 Share, "Share of the effect.";
        }
        flags { preserve_pitch "preservePitch" = true, "Keep the note."; }
    }
}
effect! {
    /// Every frequency moved by the same number of Hz.
    FrequencyShifter {
        choices { direction "direction": ShiftDirection = ShiftDirection::Up, "Which way."; }
        numbers {
            shift "shift": -2000.0..2000.0 = 0.0 Hertz, "How far.";
            feedback "feedback": 0.0..1.0 = 0.0 Share, "How much goes around again.";
            mix "mix": 0.0..1.0 = 1.0 Share, "Share of the effect.";
        }
    }
}

/// Most voices that somebody may choose themselves.
pub const CUSTOM_INTERVALS_MAX: usize = 4;

/// Voices in harmony: by hand, for the list of one's own intervals.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Harmonizer {
    /// Whether it sounds.
    pub enabled: bool,
    /// The key.
    pub key: Note,
    /// The scale.
    pub scale: HarmonyScale,
    /// Which voices are added.
    pub harmony_type: HarmonyType,
    /// Semitones, for [`HarmonyType::Custom`].
    pub custom_intervals: Vec<f32>,
    /// How many.
    pub voices: f32,
    /// How wide they stand.
    pub spread: f32,
    /// Cents.
    pub shift: f32,
    /// Share of the effect.
    pub mix: f32,
    /// Keep to the key.
    pub key_lock: bool,
}

impl Default for Harmonizer {
    fn default() -> Self {
        Harmonizer {
            enabled: false,
            key: Note::C,
            scale: HarmonyScale::Major,
            harmony_type: HarmonyType::Third,
            custom_intervals: Vec::new(),
            voices: 1.0,
            spread: 0.5,
            shift: 0.0,
            mix: 0.5,
            key_lock: true,
        }
    }
}

const INTERVAL: Number = Number {
    name: "customIntervals",
    min: -24.0,
    max: 24.0,
    default: 0.0,
    unit: Unit::Semitones,
    steps: &[],
};

impl Effect for Harmonizer {
    const NUMBERS: &'static [Number] = &[
        Number {
            name: "voices",
            min: 1.0,
            max: 4.0,
            default: 1.0,
            unit: Unit::Plain,
            steps: &[1.0, 2.0, 3.0, 4.0],
        },
        Number::share("spread", 0.5),
        Number { name: "shift", min: -1200.0, max: 1200.0, default: 0.0, unit: Unit::Cents, steps: &[] },
        Number::share("mix", 0.5),
    ];

    fn check(&self, path: &str, problems: &mut FieldProblems) {
        for (number, value) in Self::NUMBERS.iter().zip([self.voices, self.spread, self.shift, self.mix]) {
            number.check(value, path, problems);
        }
        problems.require(
            self.custom_intervals.len() <= CUSTOM_INTERVALS_MAX,
            &format!("{path}.customIntervals"),
            "There are at most 4 intervals.",
        );
        for interval in self.custom_intervals.iter().take(CUSTOM_INTERVALS_MAX) {
            INTERVAL.check(*interval, path, problems);
        }
    }
}
