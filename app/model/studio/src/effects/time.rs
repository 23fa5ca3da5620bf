//! Echoes and rooms.

use super::parameter::{choice, effect};

choice! {
    /// A length in step with the tempo: a share of a whole note; D dotted, T triplet.
    Subdivision {
        Quarter = "1/4", Whole = "1/1", Half = "1/2", HalfDotted = "1/2D", QuarterDotted = "1/4D",
        QuarterTriplet = "1/4T", Eighth = "1/8", EighthDotted = "1/8D", EighthTriplet = "1/8T", Sixteenth = "1/16",
        SixteenthDotted = "1/16D", SixteenthTriplet = "1/16T",
    }
}
choice! {
    /// What makes an echo.
    DelayType {
        Digital = "digital", Analog = "analog", Tape = "tape", PingPong = "pingpong", Reverse = "reverse",
    }
}
choice! {
    /// What makes a reverb.
    ReverbType { Hall = "hall", Room = "room", Plate = "plate", Spring = "spring", Ambient = "ambient" }
}
choice! {
    /// How large a room is.
    RoomSize { Medium = "medium", Small = "small", Large = "large", Hall = "hall" }
}

effect! {
    /// An echo.
    Delay {
        choices {
            kind "type": DelayType = DelayType::Digital, "What makes it.";
            subdivision "subdivision": Subdivision = Subdivision::Quarter, "How late, in step with the tempo.";
        }
        numbers {
            time "time": 0.01..2.0 = 0.375 Seconds, "How late it comes.";
            feedback "feedback": 0.0..1.0 = 0.3 Share, "How much comes again.";
            mix "mix": 0.0..1.0 = 0.3 Share, "Share of the effect.";
            tone "tone": 0.0..1.0 = 0.8 Share, "Dark to bright.";
            modulation "modulation": 0.0..1.0 = 0.1 Share, "How much it wavers.";
            ping_pong_spread "pingPongSpread": 0.0..1.0 = 0.5 Share, "How wide it goes from side to side.";
            tempo "tempo": 20.0..400.0 = 120.0 Bpm, "The tempo that it keeps.";
        }
        flags { tempo_sync "tempoSync" = false, "Keep the tempo."; }
    }
}
effect! {
    /// Two echoes, left and right.
    StereoDelay {
        choices {
            left_subdivision "leftSubdivision": Subdivision = Subdivision::Quarter, "Left, in step with the tempo.";
            right_subdivision "rightSubdivision": Subdivision = Subdivision::QuarterDotted, "Right, in step with the tempo.";
        }
        numbers {
            left_time "leftTime": 0.0..2000.0 = 250.0 Milliseconds, "How late left comes.";
            right_time "rightTime": 0.0..2000.0 = 375.0 Milliseconds, "How late right comes.";
            left_feedback "leftFeedback": 0.0..1.0 = 0.3 Share, "How much comes again left.";
            right_feedback "rightFeedback": 0.0..1.0 = 0.3 Share, "How much comes again right.";
            cross_feed "crossFeed": 0.0..1.0 = 0.0 Share, "How much goes to the other side.";
            tone "tone": 0.0..1.0 = 0.8 Share, "Dark to bright.";
            mix "mix": 0.0..1.0 = 0.3 Share, "Share of the effect.";
        }
        flags {
            tempo_sync "tempoSync" = false, "Keep the tempo.";
            ping_pong "pingPong" = false, "From side to side.";
        }
    }
}
effect! {
    /// Echoes of small grains of sound.
    GranularDelay {
        numbers {
            grain_size "grainSize": 10.0..500.0 = 100.0 Milliseconds, "How long a grain is.";
            density "density": 0.0..1.0 = 0.5 Share, "How many there are.";
            pitch "pitch": -24.0..24.0 = 0.0 Semitones, "How far they are moved.";
            pitch_random "pitchRandom": 0.0..1.0 = 0.0 Share, "How much that varies.";
            position "position": 0.0..2000.0 = 250.0 Milliseconds, "How late they come.";
            position_random "positionRandom": 0.0..1.0 = 0.0 Share, "How much that varies.";
            feedback "feedback": 0.0..1.0 = 0.3 Share, "How much comes again.";
            spread "spread": 0.0..1.0 = 0.5 Share, "How wide they stand.";
            reverse "reverse": 0.0..1.0 = 0.0 Share, "How many run backwards.";
            mix "mix": 0.0..1.0 = 0.5 Share, "Share of the effect.";
        }
        flags { freeze "freeze" = false, "Keep the grains that are there."; }
    }
}
effect! {
    /// A reverb.
    Reverb {
        choices { kind "type": ReverbType = ReverbType::Hall, "What makes it."; }
        numbers {
            mix "mix": 0.0..1.0 = 0.3 Share, "Share of the effect.";
            decay "decay": 0.1..10.0 = 2.0 Seconds, "How long it sounds.";
            pre_delay "preDelay": 0.0..100.0 = 20.0 Milliseconds, "How late it begins.";
            high_cut "highCut": 1000.0..20000.0 = 8000.0 Hertz, "Nothing above.";
            low_cut "lowCut": 20.0..1000.0 = 100.0 Hertz, "Nothing below.";
        }
    }
}
effect! {
    /// A room: first reflections and what follows.
    RoomSimulator {
        choices { size "size": RoomSize = RoomSize::Medium, "How large it is."; }
        numbers {
            damping "damping": 0.0..1.0 = 0.5 Share, "How soft its walls are.";
            early "early": 0.0..1.0 = 0.7 Share, "Level of the first reflections.";
            late "late": 0.0..1.0 = 0.5 Share, "Level of what follows.";
            decay "decay": 0.1..5.0 = 1.5 Seconds, "How long it sounds.";
            pre_delay "preDelay": 0.0..100.0 = 10.0 Milliseconds, "How late it begins.";
            diffusion "diffusion": 0.0..1.0 = 0.7 Share, "How dense it is.";
            modulation "modulation": 0.0..1.0 = 0.2 Share, "How much it wavers.";
            mix "mix": 0.0..1.0 = 0.3 Share, "Share of the effect.";
        }
    }
}
effect! {
    /// A reverb that climbs.
    ShimmerReverb {
        numbers {
            decay "decay": 0.5..10.0 = 4.0 Seconds, "How long it sounds.";
            shimmer "shimmer": 0.0..1.0 = 0.5 Share, "How much of it climbs.";
            pitch "pitch": 0.0..24.0 = 12.0 Semitones in &[0.0, 5.0, 7.0, 12.0, 19.0, 24.0], "How far it climbs.";
            damping "damping": 0.0..1.0 = 0.5 Share, "How soft its walls are.";
            tone "tone": 0.0..1.0 = 0.7 Share, "Dark to bright.";
            modulation "modulation": 0.0..1.0 = 0.3 Share, "How much it wavers.";
            pre_delay "preDelay": 0.0..100.0 = 30.0 Milliseconds, "How late it begins.";
            diffusion "diffusion": 0.0..1.0 = 0.8 Share, "How dense it is.";
            mix "mix": 0.0..1.0 = 0.4 Share, "Share of the effect.";
        }
    }
}
