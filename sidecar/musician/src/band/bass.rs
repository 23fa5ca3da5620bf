//! A plucked double bass: a string whose high partials die first, and the thump of the finger.

use super::reel::{Noise, Reel};
use super::score::{BARS, SKIPS, TEMPO_BPM, WALK, hz};
use std::f32::consts::TAU;

const SECONDS_PER_BEAT: f32 = 60.0 / TEMPO_BPM as f32;
const PARTIALS: [(f32, f32); 6] = [(1.0, 1.0), (2.0, 0.62), (3.0, 0.34), (4.0, 0.2), (5.0, 0.1), (6.0, 0.06)];

/// The part.
pub fn render() -> Reel {
    let mut reel = Reel::new();
    for (bar, keys) in WALK.iter().enumerate().take(BARS) {
        for (beat, key) in keys.iter().enumerate() {
            let velocity = [0.95, 0.8, 0.88, 0.82][beat];
            pluck(&mut reel, bar, beat as f32, 0.94, *key, velocity);
        }
    }
    for (bar, beat, length, key, velocity) in SKIPS {
        pluck(&mut reel, bar, beat, length, key, velocity);
    }
    reel.finish(0.42)
}

fn pluck(reel: &mut Reel, bar: usize, beat: f32, length: f32, key: u8, velocity: f32) {
    let (hz, held) = (hz(key), length * SECONDS_PER_BEAT);
    let mut noise = Noise::new(u32::from(key) + 31 * bar as u32);
    let mut dull = 0.0;
    reel.strike(bar, beat, held + 0.12, 0.0, move |t| {
        let string: f32 = PARTIALS
            .iter()
            .map(|(order, gain)| {
                // A real string is a little stiff: its partials are a little sharp.
                let sharp = order * (1.0 + 0.000_15 * order * order);
                (TAU * hz * sharp * t).sin() * gain * (-t * (0.9 + 1.4 * order)).exp()
            })
            .sum();
        dull += (noise.sample() - dull) * 0.06;
        let finger = dull * (-t * 60.0).exp() * 1.6;
        let onset = (t / 0.004).min(1.0);
        let stop = if t > held { (-(t - held) / 0.025).exp() } else { 1.0 };
        (string + finger) * velocity * onset * stop
    });
}
