//! A small kit, played with a light hand.

use super::reel::{HighPass, Noise, Reel};
use super::score::{BARS, SWING};
use std::f32::consts::TAU;

/// A cymbal's strongest modes: Hz and gain. They are in no simple proportion to each other, so it has no pitch.
const CYMBAL: [(f32, f32); 11] = [
    (412.0, 0.10),
    (1_187.0, 0.16),
    (2_093.0, 0.30),
    (2_871.0, 0.42),
    (3_762.0, 0.55),
    (4_519.0, 0.60),
    (5_417.0, 0.70),
    (6_314.0, 0.62),
    (7_219.0, 0.55),
    (8_627.0, 0.45),
    (9_911.0, 0.35),
];

/// The part.
pub fn render() -> Reel {
    let mut reel = Reel::new();
    for bar in 0..BARS {
        for (beat, velocity) in
            [(0.0, 0.62), (1.0, 0.85), (1.0 + SWING, 0.5), (2.0, 0.62), (3.0, 0.85), (3.0 + SWING, 0.52)]
        {
            ride(&mut reel, bar, beat, velocity);
        }
        for beat in [1.0, 3.0] {
            hat(&mut reel, bar, beat, 0.55);
        }
        for (beat, velocity) in [(0.0, 0.55), (2.0, 0.42)] {
            kick(&mut reel, bar, beat, velocity);
        }
        answer(&mut reel, bar);
    }
    crash(&mut reel);
    reel.finish(0.8)
}

/// What kick and snare say in between; every fourth bar leads on with a fill.
fn answer(reel: &mut Reel, bar: usize) {
    match bar % 4 {
        0 => snare(reel, bar, 3.0 + SWING, 0.3),
        1 => {
            snare(reel, bar, 1.0 + SWING, 0.24);
            kick(reel, bar, 3.0 + SWING, 0.6);
        }
        2 => {
            snare(reel, bar, SWING, 0.26);
            snare(reel, bar, 2.0 + SWING, 0.36);
        }
        _ => {
            for (beat, velocity) in
                [(2.0 + SWING, 0.34), (3.0, 0.46), (3.0 + SWING / 2.0, 0.4), (3.0 + SWING, 0.62)]
            {
                snare(reel, bar, beat, velocity);
            }
            kick(reel, bar, 3.0, 0.5);
        }
    }
}

fn ride(reel: &mut Reel, bar: usize, beat: f32, velocity: f32) {
    cymbal(reel, (bar, beat), 1.4, 0.35, velocity * 0.34, 2.4);
    let mut stick = Noise::new(7 + bar as u32);
    let mut bright = HighPass::new(0.7);
    reel.strike(bar, beat, 0.05, 0.35, move |t| {
        bright.pass(stick.sample()) * (-t * 160.0).exp() * velocity * 0.3
    });
}

fn crash(reel: &mut Reel) {
    cymbal(reel, (0, 0.0), 2.6, -0.4, 0.34, 1.3);
}

fn cymbal(reel: &mut Reel, at: (usize, f32), seconds: f32, pan: f32, gain: f32, fading: f32) {
    let mut noise = Noise::new(at.0 as u32 * 97 + (at.1 * 12.0) as u32);
    let mut bright = HighPass::new(0.55);
    reel.strike(at.0, at.1, seconds, pan, move |t| {
        let modes: f32 = CYMBAL
            .iter()
            .enumerate()
            .map(|(n, (hz, gain))| {
                (TAU * hz * t + n as f32).sin() * gain * (-t * (fading + n as f32 * 0.4)).exp()
            })
            .sum();
        let wash = bright.pass(noise.sample()) * (-t * (fading + 3.0)).exp();
        // It ends a little before it is cut off.
        let end = ((seconds - t) / 0.1).clamp(0.0, 1.0);
        (modes * 0.16 + wash * 0.7) * gain * end
    });
}

fn hat(reel: &mut Reel, bar: usize, beat: f32, velocity: f32) {
    let mut noise = Noise::new(1_000 + bar as u32 * 4 + beat as u32);
    let mut bright = HighPass::new(0.8);
    reel.strike(bar, beat, 0.14, -0.3, move |t| {
        bright.pass(noise.sample()) * (-t * 48.0).exp() * velocity * 0.5
    });
}

fn snare(reel: &mut Reel, bar: usize, beat: f32, velocity: f32) {
    let mut noise = Noise::new(2_000 + bar as u32 * 16 + (beat * 3.0) as u32);
    let mut wires = HighPass::new(0.25);
    reel.strike(bar, beat, 0.3, -0.1, move |t| {
        let head = (TAU * (188.0 + 40.0 * (-t * 60.0).exp()) * t).sin() * (-t * 26.0).exp() * 0.6;
        let rattle = wires.pass(noise.sample()) * (-t * 19.0).exp() * 0.8;
        (head + rattle) * velocity
    });
}

fn kick(reel: &mut Reel, bar: usize, beat: f32, velocity: f32) {
    reel.strike(bar, beat, 0.45, 0.0, move |t| {
        // The pitch falls from 130 to 50 Hz; the phase is its integral.
        let phase = TAU * (50.0 * t + 80.0 / 32.0 * (1.0 - (-t * 32.0).exp()));
        let end = ((0.45 - t) / 0.05).clamp(0.0, 1.0);
        phase.sin() * (-t * 8.5).exp() * velocity * 1.25 * end
    });
}
