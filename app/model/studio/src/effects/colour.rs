//! What adds to the sound, or takes from it on purpose.

use super::modulation::Waveform;
use super::parameter::{choice, effect};

choice! {
    /// Which overtones are added.
    Harmonics { Both = "both", Odd = "odd", Even = "even" }
}

effect! {
    /// Fewer bits, fewer samples.
    Bitcrusher {
        numbers {
            bits "bits": 1.0..16.0 = 8.0 Plain in
                &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0],
                "How many bits are left.";
            sample_rate "sampleRate": 100.0..44100.0 = 22050.0 Hertz, "How many samples are left.";
            mix "mix": 0.0..1.0 = 1.0 Share, "Share of the effect.";
        }
        flags { dither "dither" = false, "Noise in place of steps."; }
    }
}
effect! {
    /// One tone times another.
    RingModulator {
        choices { waveform "waveform": Waveform = Waveform::Sine, "The other tone's form."; }
        numbers {
            frequency "frequency": 20.0..5000.0 = 440.0 Hertz, "The other tone.";
            mix "mix": 0.0..1.0 = 0.5 Share, "Share of the effect.";
            lfo_rate "lfoRate": 0.0..10.0 = 0.0 Hertz, "How fast it moves.";
            lfo_depth "lfoDepth": 0.0..1.0 = 0.0 Share, "How far it moves.";
        }
    }
}
effect! {
    /// Overtones for what is dull.
    Exciter {
        choices { harmonics "harmonics": Harmonics = Harmonics::Both, "Which overtones."; }
        numbers {
            frequency "frequency": 1000.0..10000.0 = 3000.0 Hertz, "Above it.";
            amount "amount": 0.0..1.0 = 0.5 Share, "How much.";
            color "color": 0.0..1.0 = 0.5 Share, "Dark to bright.";
            mix "mix": 0.0..1.0 = 0.5 Share, "Share of the effect.";
        }
    }
}
