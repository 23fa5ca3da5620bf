//! What moves: chorus and its relatives, and what moves in the stereo field.

use super::parameter::{choice, effect};
use super::time::Subdivision;

choice! {
    /// The form of a slow oscillation.
    Waveform { Sine = "sine", Triangle = "triangle", Square = "square", Sawtooth = "sawtooth" }
}
choice! {
    /// How fast a rotary speaker turns.
    RotarySpeed { Slow = "slow", Fast = "fast", Brake = "brake" }
}
choice! {
    /// What a filter lets through.
    FilterType {
        LowPass = "lowpass", HighPass = "highpass", BandPass = "bandpass", Notch = "notch", AllPass = "allpass",
    }
}

effect! {
    /// Several of the same, slightly apart.
    Chorus {
        numbers {
            rate "rate": 0.1..10.0 = 0.5 Hertz, "How fast it moves.";
            depth "depth": 0.0..1.0 = 0.3 Share, "How far it moves.";
            delay "delay": 2.0..20.0 = 10.0 Milliseconds, "How far apart they are.";
            feedback "feedback": 0.0..1.0 = 0.2 Share, "How much goes around again.";
            spread "spread": 0.0..180.0 = 90.0 Degrees, "How wide they stand.";
            mix "mix": 0.0..1.0 = 0.5 Share, "Share of the effect.";
        }
    }
}
effect! {
    /// A comb that moves.
    Flanger {
        numbers {
            rate "rate": 0.05..5.0 = 0.3 Hertz, "How fast it moves.";
            depth "depth": 0.0..1.0 = 0.5 Share, "How far it moves.";
            delay "delay": 0.5..10.0 = 2.0 Milliseconds, "The middle of the comb.";
            feedback "feedback": 0.0..1.0 = 0.6 Share, "How much goes around again.";
            mix "mix": 0.0..1.0 = 0.5 Share, "Share of the effect.";
        }
        flags { negative "negative" = false, "Turn what goes around upside down."; }
    }
}
effect! {
    /// Notches that move.
    Phaser {
        numbers {
            rate "rate": 0.1..8.0 = 0.5 Hertz, "How fast they move.";
            depth "depth": 0.0..1.0 = 0.5 Share, "How far they move.";
            base_frequency "baseFrequency": 100.0..4000.0 = 1000.0 Hertz, "The lowest of them.";
            octaves "octaves": 0.5..6.0 = 2.0 Octaves, "How far they reach.";
            stages "stages": 2.0..12.0 = 4.0 Plain in &[2.0, 4.0, 6.0, 8.0, 10.0, 12.0], "Twice their number.";
            feedback "feedback": 0.0..1.0 = 0.5 Share, "How much goes around again.";
            q "q": 0.1..10.0 = 1.0 Plain, "Quality: how narrow they are.";
            mix "mix": 0.0..1.0 = 0.5 Share, "Share of the effect.";
        }
    }
}
effect! {
    /// Level that moves.
    Tremolo {
        choices { waveform "waveform": Waveform = Waveform::Sine, "How it moves."; }
        numbers {
            rate "rate": 0.1..20.0 = 4.0 Hertz, "How fast it moves.";
            depth "depth": 0.0..1.0 = 0.5 Share, "How far it moves.";
            spread "spread": 0.0..180.0 = 0.0 Degrees, "How far left and right are apart.";
        }
    }
}
effect! {
    /// Pitch that moves.
    Vibrato {
        choices {
            waveform "waveform": Waveform = Waveform::Sine, "How it moves.";
            subdivision "subdivision": Subdivision = Subdivision::Quarter, "How fast, in step with the tempo.";
        }
        numbers {
            rate "rate": 0.1..20.0 = 5.0 Hertz, "How fast it moves.";
            depth "depth": 0.0..1.0 = 0.3 Share, "How far it moves.";
            stereo "stereo": 0.0..180.0 = 0.0 Degrees, "How far left and right are apart.";
        }
        flags { tempo_sync "tempoSync" = false, "Move with the tempo."; }
    }
}
effect! {
    /// From left to right and back.
    AutoPan {
        choices {
            waveform "waveform": Waveform = Waveform::Sine, "How it moves.";
            subdivision "subdivision": Subdivision = Subdivision::Quarter, "How fast, in step with the tempo.";
        }
        numbers {
            rate "rate": 0.1..20.0 = 1.0 Hertz, "How fast it moves.";
            depth "depth": 0.0..1.0 = 0.5 Share, "How far it moves.";
            phase "phase": 0.0..360.0 = 0.0 Degrees, "Where it begins.";
            width "width": 0.0..1.0 = 1.0 Share, "How wide it goes.";
        }
        flags { tempo_sync "tempoSync" = false, "Move with the tempo."; }
    }
}
effect! {
    /// A loudspeaker that turns.
    RotarySpeaker {
        choices { speed "speed": RotarySpeed = RotarySpeed::Slow, "How fast it turns."; }
        numbers {
            horn_level "hornLevel": 0.0..1.0 = 1.0 Share, "Level of the horn.";
            drum_level "drumLevel": 0.0..1.0 = 1.0 Share, "Level of the drum.";
            distance "distance": 0.0..1.0 = 0.5 Share, "How far the microphones stand.";
            drive "drive": 0.0..1.0 = 0.0 Share, "How hard it is driven.";
            mix "mix": 0.0..1.0 = 1.0 Share, "Share of the effect.";
        }
    }
}
effect! {
    /// One filter, moved by an oscillation, by playing or by pitch.
    MultiFilter {
        choices {
            kind "type": FilterType = FilterType::LowPass, "What it lets through.";
            lfo_waveform "lfoWaveform": Waveform = Waveform::Sine, "How the oscillation moves it.";
            subdivision "subdivision": Subdivision = Subdivision::Quarter, "How fast, in step with the tempo.";
        }
        numbers {
            frequency "frequency": 20.0..20000.0 = 1000.0 Hertz, "Where it is.";
            resonance "resonance": 0.1..30.0 = 1.0 Plain, "Quality: how narrow it is.";
            drive "drive": 0.0..1.0 = 0.0 Share, "How hard it is driven.";
            lfo_rate "lfoRate": 0.0..20.0 = 0.0 Hertz, "How fast the oscillation is.";
            lfo_depth "lfoDepth": 0.0..1.0 = 0.0 Share, "How far the oscillation moves it.";
            envelope_amount "envelopeAmount": -1.0..1.0 = 0.0 Share, "How far playing moves it, down or up.";
            envelope_sensitivity "envelopeSensitivity": 0.0..1.0 = 0.5 Share, "How much playing that takes.";
            envelope_attack "envelopeAttack": 0.0..1000.0 = 10.0 Milliseconds, "How fast it follows.";
            envelope_release "envelopeRelease": 0.0..3000.0 = 100.0 Milliseconds, "How fast it comes back.";
            key_track "keyTrack": -1.0..1.0 = 0.0 Share, "How far pitch moves it, down or up.";
            mix "mix": 0.0..1.0 = 1.0 Share, "Share of the effect.";
        }
        flags { tempo_sync "tempoSync" = false, "Move with the tempo."; }
    }
}
effect! {
    /// Middle and sides.
    StereoImager {
        numbers {
            width "width": 0.0..2.0 = 1.0 Share, "Nothing but middle to twice as wide.";
            mid_level "midLevel": -12.0..12.0 = 0.0 Decibels, "Level of the middle.";
            side_level "sideLevel": -12.0..12.0 = 0.0 Decibels, "Level of the sides.";
            bass_mono_freq "bassMonoFreq": 20.0..500.0 = 100.0 Hertz, "Below it, sounds are brought to the middle.";
            bass_mono_amount "bassMonoAmount": 0.0..1.0 = 0.0 Share, "How far.";
            balance "balance": -1.0..1.0 = 0.0 Share, "Left to right.";
        }
    }
}
