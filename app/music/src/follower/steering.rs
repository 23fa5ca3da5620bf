//! At which server time the engine is, frame by frame.

use crate::clock::Estimate;
use crate::follower::SampleClock;
use crate::time::{LocalTime, Micros, SampleRate, Samples};

/// The engine runs at most so much faster or slower than its nominal rate: 0.5 %, 9 cents.
pub const NUDGE_MAX: f64 = 0.005;
/// And changes that by at most so much in a second: 0.2 %, 3.5 cents.
pub const SLEW_PER_SECOND: f64 = 0.002;
/// From here on it jumps instead, in µs.
pub const JUMP_US: f64 = 50_000.0;
/// How long a jump fades, with equal power, from the sound before to the sound behind it.
pub const FADE: Micros = Micros::millis(20);
/// It begins to correct at such an error, in µs …
const BEGIN_US: f64 = 500.0;
/// … and ends at this.
const END_US: f64 = 100.0;
/// An error is gone after about so long, in seconds.
const PATIENCE: f64 = 2.5;

/// Server time over frames: a piece of what the engine lives on, until the next one begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// The frame where it begins.
    pub at: Samples,
    /// The server time there, in µs.
    pub server_us: f64,
    /// How much faster than nominal the engine plays: 1.001 is 0.1 %.
    pub ratio: f64,
    /// The nominal rate.
    pub rate: SampleRate,
}

impl Line {
    /// The server time at a frame, in µs.
    pub fn server_us(&self, frame: Samples) -> f64 {
        self.server_us + self.rate.micros(frame - self.at) * self.ratio
    }

    /// The frame nearest to a server time.
    pub fn frame(&self, server_us: f64) -> Samples {
        let frames = (server_us - self.server_us) / self.ratio * self.rate.hertz() / 1e6;
        self.at + Samples(frames.round() as i64)
    }
}

/// How one line follows another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Nothing sounds: it was set to where it should be.
    Set,
    /// It goes on from where it was, perhaps at another ratio.
    Bend,
    /// It was [`JUMP_US`] or more off: it continues so much further on, and the sound must be faded over.
    Jump(Micros),
}

/// Bends the engine's line towards the server's time.
#[derive(Clone, Debug, Default)]
pub struct Steering {
    line: Option<Line>,
    correcting: bool,
}

impl Steering {
    /// The line in force; `None` before the first update.
    pub fn line(&self) -> Option<Line> {
        self.line
    }

    /// Lays the line from frame `at` on, which must not be before an earlier `at`. `sounding`: whether a jump would be
    /// heard.
    pub fn update(&mut self, at: Samples, target: &Target, sounding: bool) -> (Line, Step) {
        let wanted = target.line(at);
        let Some(before) = self.line.filter(|_| sounding) else {
            return self.lay(wanted, Step::Set);
        };
        let is_us = before.server_us(at);
        let error_us = wanted.server_us - is_us;
        if error_us.abs() >= JUMP_US {
            return self.lay(wanted, Step::Jump(Micros(error_us.round() as i64)));
        }
        let seconds = before.rate.micros(at - before.at).max(0.0) / 1e6;
        let most = SLEW_PER_SECOND * seconds;
        let bent =
            before.ratio + (wanted.ratio + self.correction(error_us) - before.ratio).clamp(-most, most);
        let ratio = bent.clamp(1.0 - NUDGE_MAX, 1.0 + NUDGE_MAX);
        self.lay(Line { server_us: is_us, ratio, ..wanted }, Step::Bend)
    }

    fn lay(&mut self, line: Line, step: Step) -> (Line, Step) {
        self.line = Some(line);
        self.correcting &= step == Step::Bend;
        (line, step)
    }

    /// What is added to the ratio against an error: no more than can be taken back, at the slew allowed, by the time
    /// that the error is gone; nothing for a small error, so that the ratio rests.
    fn correction(&mut self, error_us: f64) -> f64 {
        let size = error_us.abs();
        self.correcting = size > if self.correcting { END_US } else { BEGIN_US };
        if !self.correcting {
            return 0.0;
        }
        let seconds = size / 1e6;
        let brakeable = 0.8 * (2.0 * SLEW_PER_SECOND * seconds).sqrt();
        (seconds / PATIENCE).min(brakeable).min(NUDGE_MAX).copysign(error_us)
    }
}

/// Where the engine should be: the server's clock through ours through the context's.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The server's clock.
    pub clock: &'a Estimate,
    /// The context's.
    pub audio: &'a SampleClock,
}

impl Target<'_> {
    /// The line that it should be on at a frame.
    pub fn line(&self, at: Samples) -> Line {
        let rate = self.audio.rate();
        let server_us = self.clock.server_us(self.audio.local_us(at));
        let ratio = self.audio.slope() * (1.0 + self.clock.drift) * rate.hertz() / 1e6;
        Line { at, server_us, ratio: ratio.clamp(1.0 - NUDGE_MAX, 1.0 + NUDGE_MAX), rate }
    }

    /// Our clock at a frame.
    pub fn local_at(&self, at: Samples) -> LocalTime {
        LocalTime(self.audio.local_us(at).round() as i64)
    }
}
