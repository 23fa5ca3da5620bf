//! The room's transport: one value that the server owns, changes by commands, and sends to everybody.
//!
//! The value says where the music is at *every* moment of server time, so nobody needs to be told anything between two
//! commands: late joiners, several browsers and the server's own timers compute the same from it. Whatever will change
//! soon (a start, a seek, a tempo at the next bar) is in it as a second run that begins in the future.
//!
//! ```
//! use music::time::{Micros, ServerTime, Ticks};
//! use music::transport::{Command, Phase, TransportState};
//!
//! let now = ServerTime(5_000_000);
//! let state = TransportState::default().apply(&Command::Play { lead: Micros::millis(250) }, now).unwrap();
//! let start = now + Micros::millis(250);
//! assert_eq!(state.phase_at(now), Phase::Stopped);
//! assert_eq!(state.phase_at(start), Phase::Playing);
//! assert_eq!(state.position_at(start + Micros::seconds(60)), Ticks::QUARTER.times(120).into());
//! ```

mod command;
mod metronome;
mod run;
mod track;
mod turns;

#[cfg(test)]
pub(crate) mod script;
#[cfg(test)]
mod tests;

pub use command::{Command, LEAD_MAX, LEAD_MIN, Refusal, When};
pub use metronome::{Accent, Accents, CountIn, Metronome, Subdivision};
pub use run::Run;
pub use track::{Playhead, Region, Track};
pub use turns::{Turn, TurnKind};

use crate::time::{BarBeat, Key, Position, ServerTime};
use serde::{Deserialize, Serialize};

/// Where the music is at any moment, and what is set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransportState {
    /// Grows with every command: the greater one is the newer.
    pub revision: u64,
    /// What holds now.
    pub run: Run,
    /// What will hold from its moment on.
    pub next: Option<Run>,
    /// The room's key.
    pub key: Key,
    /// The room's metronome.
    pub metronome: Metronome,
}

/// What the transport does at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// It stands.
    Stopped,
    /// Clicks are counted before the music begins.
    CountingIn,
    /// The music moves.
    Playing,
}

impl TransportState {
    /// The run in force at a moment.
    pub fn run_at(&self, at: ServerTime) -> &Run {
        match &self.next {
            Some(next) if next.from <= at => next,
            _ => &self.run,
        }
    }

    /// Where the music is. It never goes back but at a seek, a skip and a loop's end, and waits during a count-in.
    pub fn position_at(&self, at: ServerTime) -> Position {
        let run = self.run_at(at);
        run.heard(run.travelled(at))
    }

    /// Where that is in bars and beats. During a count-in these go on: bar 0 is the one before bar 1.
    pub fn bar_beat_at(&self, at: ServerTime) -> BarBeat {
        let run = self.run_at(at);
        run.metre.bar_beat(run.place(run.travelled(at)).floor())
    }

    /// What it does.
    pub fn phase_at(&self, at: ServerTime) -> Phase {
        let run = self.run_at(at);
        match run.rolling && at >= run.from {
            false => Phase::Stopped,
            true if run.counting_in(run.travelled(at)) => Phase::CountingIn,
            true => Phase::Playing,
        }
    }

    /// Where the track is, when there is one.
    pub fn playhead_at(&self, at: ServerTime) -> Option<Playhead> {
        let run = self.run_at(at);
        run.playhead(run.travelled(at))
    }

    /// When the track will be over, unless something changes: the moment to skip to the next one of the queue.
    pub fn track_end(&self) -> Option<ServerTime> {
        self.latest().track_end()
    }

    /// The run that nothing follows: with all that has been set.
    pub fn latest(&self) -> &Run {
        self.next.as_ref().unwrap_or(&self.run)
    }
}
