//! An electric piano: a struck tine and its tone bar, by frequency modulation.

use super::reel::Reel;
use super::score::{BARS, BEATS, COMPING, TEMPO_BPM, TUNE, chord_at, hz};
use std::f32::consts::TAU;

const SECONDS_PER_BEAT: f32 = 60.0 / TEMPO_BPM as f32;
const RELEASE_S: f32 = 0.12;
/// Sways from side to side 5 times a second, as these pianos do.
const SWAYS: u32 = 96;

/// The part.
pub fn render() -> Reel {
    let mut reel = Reel::new();
    for bar in 0..BARS {
        for (beat, length, velocity) in COMPING[bar % 2] {
            // A chord that comes just before the bar line belongs to the next bar.
            let (chord_bar, chord_beat) = if *beat > 3.5 { ((bar + 1) % BARS, 0.0) } else { (bar, *beat) };
            for (finger, key) in chord_at(chord_bar, chord_beat).into_iter().enumerate() {
                // Fingers never land at quite the same moment.
                let late = 0.008 * finger as f32;
                press(&mut reel, bar, (beat + late).min(BEATS as f32 - 0.01), *length, key, velocity * 0.62);
            }
        }
    }
    for (bar, beat, length, key, velocity) in TUNE {
        press(&mut reel, bar, beat, length, key, velocity);
    }
    reel.sway(SWAYS, 0.16);
    reel.finish(0.42)
}

fn press(reel: &mut Reel, bar: usize, beat: f32, length: f32, key: u8, velocity: f32) {
    let (hz, held) = (hz(key), length * SECONDS_PER_BEAT);
    let fading = 0.9 + hz / 700.0;
    // Low keys sound more from the left.
    let pan = (f32::from(key) - 62.0) / 60.0;
    reel.strike(bar, beat, held + RELEASE_S * 3.0, pan, |t| {
        let phase = TAU * hz * t;
        let bite = velocity * 1.9 * (-t * 5.0).exp() + 0.25;
        let bar_tone = (phase + bite * phase.sin()).sin() * (-t * fading).exp();
        let tine = (phase * 7.0).sin() * (-t * 18.0).exp() * velocity * 0.22;
        let onset = (t / 0.003).min(1.0);
        let damper = if t > held { (-(t - held) / RELEASE_S * 2.0).exp() } else { 1.0 };
        (bar_tone + tine) * velocity * onset * damper
    });
}
