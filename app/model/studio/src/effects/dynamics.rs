//! Level: gates, compressors, limiters, and the equaliser.

use super::parameter::{choice, effect};
use super::{Effect, Number, Unit};
use model::FieldProblems;

choice! {
    /// What a band of the equaliser does.
    EqBandType {
        Peaking = "peaking", LowShelf = "lowshelf", HighShelf = "highshelf", LowPass = "lowpass",
        HighPass = "highpass",
    }
}
choice! {
    /// What a de-esser turns down.
    DeEsserMode { Split = "split", Wideband = "wideband" }
}

effect! {
    /// Silence below a threshold.
    NoiseGate {
        numbers {
            threshold "threshold": -96.0..0.0 = -40.0 Decibels, "Below it is silence.";
            attack "attack": 0.0..50.0 = 1.0 Milliseconds, "How fast it opens.";
            hold "hold": 0.0..500.0 = 50.0 Milliseconds, "How long it stays open.";
            release "release": 0.0..500.0 = 100.0 Milliseconds, "How fast it closes.";
            range "range": -80.0..0.0 = -80.0 Decibels, "How silent silence is.";
        }
    }
}
effect! {
    /// Turns down what is loud.
    Compressor {
        numbers {
            threshold "threshold": -60.0..0.0 = -20.0 Decibels, "Above it is loud.";
            ratio "ratio": 1.0..20.0 = 4.0 Plain, "How much less comes out than goes in.";
            attack "attack": 0.0..1000.0 = 10.0 Milliseconds, "How fast it takes hold.";
            release "release": 0.0..3000.0 = 100.0 Milliseconds, "How fast it lets go.";
            knee "knee": 0.0..40.0 = 6.0 Decibels, "How softly it begins.";
            makeup_gain "makeupGain": -12.0..24.0 = 0.0 Decibels, "Gain after it.";
        }
    }
}
effect! {
    /// Lets nothing through above a ceiling.
    Limiter {
        numbers {
            threshold "threshold": -24.0..0.0 = -3.0 Decibels, "Where it begins.";
            release "release": 10.0..1000.0 = 100.0 Milliseconds, "How fast it lets go.";
            ceiling "ceiling": -6.0..0.0 = -0.3 Decibels, "The most that comes out.";
        }
    }
}
effect! {
    /// Turns down sharp s-sounds.
    DeEsser {
        choices { mode "mode": DeEsserMode = DeEsserMode::Split, "What is turned down."; }
        numbers {
            frequency "frequency": 2000.0..10000.0 = 6000.0 Hertz, "Where s-sounds are.";
            threshold "threshold": -60.0..0.0 = -20.0 Decibels, "Above it they are sharp.";
            reduction "reduction": 0.0..24.0 = 6.0 Decibels, "By how much they are turned down.";
            range "range": 0.0..24.0 = 12.0 Decibels, "By how much at most.";
            attack "attack": 0.1..10.0 = 0.5 Milliseconds, "How fast it takes hold.";
            release "release": 10.0..500.0 = 50.0 Milliseconds, "How fast it lets go.";
        }
        flags { listen_mode "listenMode" = false, "Hear only what is turned down."; }
    }
}
effect! {
    /// Makes beginnings and ends of notes louder or softer.
    TransientShaper {
        numbers {
            attack "attack": -1.0..1.0 = 0.0 Share, "Softer to harder beginnings.";
            sustain "sustain": -1.0..1.0 = 0.0 Share, "Shorter to longer ends.";
            attack_time "attackTime": 1.0..50.0 = 10.0 Milliseconds, "How long a beginning is.";
            release_time "releaseTime": 10.0..500.0 = 50.0 Milliseconds, "How long an end is.";
            output "output": -12.0..12.0 = 0.0 Decibels, "Gain after it.";
        }
    }
}

/// One band of the equaliser.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EqBand {
    /// What it does.
    #[serde(rename = "type")]
    pub kind: EqBandType,
    /// Hz.
    pub frequency: f32,
    /// dB.
    pub gain: f32,
    /// Quality: how narrow it is.
    pub q: f32,
}

impl EqBand {
    const fn new(kind: EqBandType, frequency: f32) -> Self {
        EqBand { kind, frequency, gain: 0.0, q: 1.0 }
    }
}

impl Default for EqBand {
    fn default() -> Self {
        EqBand::new(EqBandType::Peaking, 1000.0)
    }
}

/// The equaliser: up to 8 bands, 5 at first.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Eq {
    /// Whether it sounds.
    pub enabled: bool,
    /// Its bands, from low to high.
    pub bands: Vec<EqBand>,
}

/// Most bands of the equaliser.
pub const EQ_BANDS_MAX: usize = 8;

impl Default for Eq {
    fn default() -> Self {
        let bands = vec![
            EqBand::new(EqBandType::LowShelf, 80.0),
            EqBand::new(EqBandType::Peaking, 250.0),
            EqBand::new(EqBandType::Peaking, 1000.0),
            EqBand::new(EqBandType::Peaking, 3000.0),
            EqBand::new(EqBandType::HighShelf, 8000.0),
        ];
        Eq { enabled: false, bands }
    }
}

impl Effect for Eq {
    /// Of one band.
    const NUMBERS: &'static [Number] = &[
        Number { name: "frequency", min: 20.0, max: 20000.0, default: 1000.0, unit: Unit::Hertz, steps: &[] },
        Number { name: "gain", min: -24.0, max: 24.0, default: 0.0, unit: Unit::Decibels, steps: &[] },
        Number { name: "q", min: 0.1, max: 10.0, default: 1.0, unit: Unit::Plain, steps: &[] },
    ];

    fn check(&self, path: &str, problems: &mut FieldProblems) {
        let bands = format!("{path}.bands");
        problems.require(self.bands.len() <= EQ_BANDS_MAX, &bands, "An equaliser has at most 8 bands.");
        for (place, band) in self.bands.iter().take(EQ_BANDS_MAX).enumerate() {
            for (number, value) in Self::NUMBERS.iter().zip([band.frequency, band.gain, band.q]) {
                number.check(value, &format!("{bands}.{place}"), problems);
            }
        }
    }
}

/// One of the three bands of a [`MultibandCompressor`].
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CompressorBand {
    /// dB, above which it is loud.
    pub threshold: f32,
    /// How much less comes out than goes in.
    pub ratio: f32,
    /// ms.
    pub attack: f32,
    /// ms.
    pub release: f32,
    /// dB after it.
    pub gain: f32,
    /// Hear only the bands with this.
    pub solo: bool,
    /// Leave the band as it is.
    pub bypass: bool,
}

impl Default for CompressorBand {
    fn default() -> Self {
        CompressorBand {
            threshold: -20.0,
            ratio: 3.0,
            attack: 10.0,
            release: 100.0,
            gain: 0.0,
            solo: false,
            bypass: false,
        }
    }
}

impl CompressorBand {
    /// Of each band.
    pub const NUMBERS: [Number; 5] = [
        Number { name: "threshold", min: -60.0, max: 0.0, default: -20.0, unit: Unit::Decibels, steps: &[] },
        Number { name: "ratio", min: 1.0, max: 20.0, default: 3.0, unit: Unit::Plain, steps: &[] },
        Number { name: "attack", min: 0.0, max: 1000.0, default: 10.0, unit: Unit::Milliseconds, steps: &[] },
        Number {
            name: "release",
            min: 0.0,
            max: 3000.0,
            default: 100.0,
            unit: Unit::Milliseconds,
            steps: &[],
        },
        Number { name: "gain", min: -12.0, max: 12.0, default: 0.0, unit: Unit::Decibels, steps: &[] },
    ];

    fn check(&self, path: &str, problems: &mut FieldProblems) {
        let values = [self.threshold, self.ratio, self.attack, self.release, self.gain];
        for (number, value) in Self::NUMBERS.iter().zip(values) {
            number.check(value, path, problems);
        }
    }
}

/// A compressor for low, middle and high sounds apart.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct MultibandCompressor {
    /// Whether it sounds.
    pub enabled: bool,
    /// Hz between low and middle.
    pub low_crossover: f32,
    /// Hz between middle and high.
    pub high_crossover: f32,
    /// Low sounds.
    pub low: CompressorBand,
    /// Middle.
    pub mid: CompressorBand,
    /// High sounds.
    pub high: CompressorBand,
    /// dB after it.
    pub output_gain: f32,
}

impl Default for MultibandCompressor {
    fn default() -> Self {
        MultibandCompressor {
            enabled: false,
            low_crossover: 200.0,
            high_crossover: 4000.0,
            low: CompressorBand::default(),
            mid: CompressorBand::default(),
            high: CompressorBand::default(),
            output_gain: 0.0,
        }
    }
}

impl Effect for MultibandCompressor {
    const NUMBERS: &'static [Number] = &[
        Number { name: "lowCrossover", min: 20.0, max: 500.0, default: 200.0, unit: Unit::Hertz, steps: &[] },
        Number {
            name: "highCrossover",
            min: 500.0,
            max: 10000.0,
            default: 4000.0,
            unit: Unit::Hertz,
            steps: &[],
        },
        Number { name: "outputGain", min: -12.0, max: 12.0, default: 0.0, unit: Unit::Decibels, steps: &[] },
    ];

    fn check(&self, path: &str, problems: &mut FieldProblems) {
        let values = [self.low_crossover, self.high_crossover, self.output_gain];
        for (number, value) in Self::NUMBERS.iter().zip(values) {
            number.check(value, path, problems);
        }
        for (name, band) in [("low", &self.low), ("mid", &self.mid), ("high", &self.high)] {
            band.check(&format!("{path}.{name}"), problems);
        }
    }
}
