//! The 35 effects of a channel and the 5 of a loop: their JSON (`effects` in `saved_track_presets` and
//! `room_loop_tracks`, and in `audio_settings`), with the range of every number.
//!
//! One scale: the existing product mixes 0–1 and 0–100. Here every share is 0 to 1 (or -1 to 1 where it has two sides),
//! in all effects; the keys are the seed's. Times, frequencies and levels have their units in [`Unit`].

mod colour;
mod drive;
mod dynamics;
mod modulation;
pub(crate) mod parameter;
mod pitch;
mod time;

pub use colour::*;
pub use drive::*;
pub use dynamics::*;
pub use modulation::*;
pub use parameter::{Effect, Number, Unit};
pub use pitch::*;
pub use time::*;

use model::{Fault, FieldProblem, FieldProblems};
use serde::{Deserialize, Serialize};

impl Number {
    /// A share, 0 to 1.
    pub const fn share(name: &'static str, default: f32) -> Number {
        Number { name, min: 0.0, max: 1.0, default, unit: Unit::Share, steps: &[] }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

macro_rules! chain {
    ($($field:ident $key:literal: $effect:ident;)+) => {
        /// The effects of a channel, in the order in which they sound. What is as at first is left out of the JSON, so
        /// `{}` is a channel without effects.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct Effects {
            $(
                #[doc = concat!("See [`", stringify!($effect), "`].")]
                #[serde(rename = $key, skip_serializing_if = "is_default")]
                pub $field: $effect,
            )+
        }

        impl Effects {
            /// The keys of the JSON, in the order in which the effects sound.
            pub const KEYS: &'static [&'static str] = &[$($key),+];

            /// Every effect's key and numbers.
            pub const NUMBERS: &'static [(&'static str, &'static [Number])] =
                &[$(($key, <$effect as Effect>::NUMBERS)),+];

            /// Keys of the effects that sound, in order.
            pub fn enabled(&self) -> Vec<&'static str> {
                [$(($key, self.$field.enabled)),+].iter().filter(|(_, on)| *on).map(|(key, _)| *key).collect()
            }

            /// Notes every value that is out of its range; `path` names the effects in the form.
            pub fn check(&self, path: &str, problems: &mut FieldProblems) {
                $(self.$field.check(&format!("{path}.{}", $key), problems);)+
            }
        }
    };
}

chain! {
    pitch_correction "pitchCorrection": PitchCorrection;
    harmonizer "harmonizer": Harmonizer;
    formant_shifter "formantShifter": FormantShifter;
    wah "wah": Wah;
    overdrive "overdrive": Overdrive;
    distortion "distortion": Distortion;
    amp_simulator "ampSimulator": AmpSimulator;
    cabinet "cabinet": Cabinet;
    noise_gate "noiseGate": NoiseGate;
    de_esser "deEsser": DeEsser;
    transient_shaper "transientShaper": TransientShaper;
    eq "eq": Eq;
    exciter "exciter": Exciter;
    multi_filter "multiFilter": MultiFilter;
    compressor "compressor": Compressor;
    multiband_compressor "multibandCompressor": MultibandCompressor;
    bitcrusher "bitcrusher": Bitcrusher;
    ring_modulator "ringModulator": RingModulator;
    frequency_shifter "frequencyShifter": FrequencyShifter;
    chorus "chorus": Chorus;
    flanger "flanger": Flanger;
    phaser "phaser": Phaser;
    vibrato "vibrato": Vibrato;
    tremolo "tremolo": Tremolo;
    auto_pan "autoPan": AutoPan;
    rotary_speaker "rotarySpeaker": RotarySpeaker;
    vocal_doubler "vocalDoubler": VocalDoubler;
    delay "delay": Delay;
    stereo_delay "stereoDelay": StereoDelay;
    granular_delay "granularDelay": GranularDelay;
    room_simulator "roomSimulator": RoomSimulator;
    reverb "reverb": Reverb;
    shimmer_reverb "shimmerReverb": ShimmerReverb;
    stereo_imager "stereoImager": StereoImager;
    limiter "limiter": Limiter;
}

impl Effects {
    /// Itself, when every value is in its range. Errors: [`Fault::Invalid`] on `effects.<effect>.<value>`.
    pub fn checked(self) -> Result<Self, Fault> {
        let mut problems = FieldProblem::list();
        self.check("effects", &mut problems);
        problems.into_result()?;
        Ok(self)
    }
}

/// The effects of a loop, in the order in which they sound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct LoopEffects {
    /// See [`NoiseGate`].
    pub noise_gate: NoiseGate,
    /// See [`Eq`].
    pub eq: Eq,
    /// See [`Compressor`].
    pub compressor: Compressor,
    /// See [`Reverb`].
    pub reverb: Reverb,
    /// See [`Limiter`].
    pub limiter: Limiter,
}

impl Default for LoopEffects {
    /// The default of the column; loops are compressed a little more.
    fn default() -> Self {
        LoopEffects {
            noise_gate: NoiseGate::default(),
            eq: Eq::default(),
            compressor: Compressor { threshold: -24.0, ..Compressor::default() },
            reverb: Reverb::default(),
            limiter: Limiter::default(),
        }
    }
}

impl LoopEffects {
    /// Notes every value that is out of its range; `path` names the effects in the form.
    pub fn check(&self, path: &str, problems: &mut FieldProblems) {
        self.noise_gate.check(&format!("{path}.noiseGate"), problems);
        self.eq.check(&format!("{path}.eq"), problems);
        self.compressor.check(&format!("{path}.compressor"), problems);
        self.reverb.check(&format!("{path}.reverb"), problems);
        self.limiter.check(&format!("{path}.limiter"), problems);
    }
}

#[cfg(test)]
mod tests;
