//! What changes a transport.

use super::TransportState;
use super::metronome::Metronome;
use super::run::Run;
use super::track::{Playhead, Region, Track};
use crate::time::{Bpm, Key, Metre, Micros, ServerTime, Ticks, TimeSignature};
use serde::{Deserialize, Serialize};

/// Sound is announced so long ahead at least: time for the slowest browser to hear of it and to schedule it.
pub const LEAD_MIN: Micros = Micros::millis(250);
/// And so long at most.
pub const LEAD_MAX: Micros = Micros::seconds(5);

/// What somebody with the permission wants. A `lead` is brought between [`LEAD_MIN`] and [`LEAD_MAX`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Command {
    /// Begins after the lead, with the metronome's count-in. Takes back a pause that has yet to come.
    Play {
        /// From now to the first sound, be it the count-in's.
        lead: Micros,
    },
    /// Stops at the first tick after the lead, 0 to [`LEAD_MAX`]. Takes back a start that has yet to come.
    Pause {
        /// From now to silence.
        lead: Micros,
    },
    /// Goes to a place: at once when standing.
    Seek {
        /// Where to.
        to: Ticks,
        /// From now to the jump.
        lead: Micros,
    },
    /// Takes another track (or none) from its beginning; goes on playing when it plays.
    Skip {
        /// The track.
        track: Option<Track>,
        /// From now to the jump.
        lead: Micros,
    },
    /// Sets the tempo. The place stays what it is; the track keeps its own speed.
    SetTempo {
        /// The tempo.
        bpm: Bpm,
        /// From when on, while it plays.
        when: When,
    },
    /// Sets the time signature: from the next bar on while it plays.
    SetSignature {
        /// How bars are counted.
        signature: TimeSignature,
    },
    /// Sets the key.
    SetKey {
        /// The key.
        key: Key,
    },
    /// Sets the metronome and the count-in.
    SetMetronome {
        /// The metronome.
        metronome: Metronome,
    },
    /// Sets the loop, or clears it. Music that is already behind the loop's end goes on.
    SetLoop {
        /// The loop.
        region: Option<Region>,
    },
}

/// From when on a change holds while music plays; [`LEAD_MIN`] from now at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// As soon as it can.
    Soon,
    /// From a beat on.
    Beat,
    /// From a bar on.
    Bar,
}

/// Why nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It plays, or is about to.
    AlreadyPlaying,
    /// It stands, or is about to.
    AlreadyStopped,
    /// A place before 0 or behind [`Region::LAST`].
    NoSuchPlace,
}

impl TransportState {
    /// The state after a command that arrived at `now`, with the next revision.
    ///
    /// Depends on nothing else: the same commands at the same moments from the same state give the same state.
    pub fn apply(&self, command: &Command, now: ServerTime) -> Result<TransportState, Refusal> {
        let mut state = self.settled(now);
        match command {
            Command::Play { lead } => state.play(now + audible(*lead))?,
            Command::Pause { lead } => state.pause(now + (*lead).clamp(Micros(0), LEAD_MAX))?,
            Command::Seek { to, .. } if !(Ticks(0)..=Region::LAST).contains(to) => {
                return Err(Refusal::NoSuchPlace);
            }
            Command::Seek { to, lead } => state.go(now, audible(*lead), |run| run.at(*to)),
            Command::Skip { track, lead } => state.go(now, audible(*lead), |run| {
                let track = track.clone().map(|track| Playhead { track, offset: Micros(0) });
                Run { track, ..run.clone() }.at(Ticks(0))
            }),
            Command::SetTempo { bpm, when } => {
                let signature = state.latest().metre.signature;
                let step = match when {
                    When::Soon => None,
                    When::Beat => Some(signature.beat()),
                    When::Bar => Some(signature.bar()),
                };
                state.change(now, step, |run, _| run.bpm = *bpm);
            }
            Command::SetSignature { signature } => {
                let bar = state.latest().metre.signature.bar();
                state.change(now, Some(bar), |run, goes_on| run.metre = counted(run, *signature, goes_on));
            }
            Command::SetLoop { region } => state.change(now, None, |run, _| run.region = *region),
            Command::SetKey { key } => state.key = *key,
            Command::SetMetronome { metronome } => state.metronome = metronome.clone(),
        }
        state.revision += 1;
        Ok(state)
    }

    /// With what has begun by now as what holds now.
    fn settled(&self, now: ServerTime) -> TransportState {
        let mut state = self.clone();
        if let Some(next) = state.next.take_if(|next| next.from <= now) {
            state.run = next;
        }
        state
    }

    fn play(&mut self, at: ServerTime) -> Result<(), Refusal> {
        match (self.run.rolling, &self.next) {
            (_, Some(next)) if next.rolling => return Err(Refusal::AlreadyPlaying),
            (true, None) => return Err(Refusal::AlreadyPlaying),
            (true, Some(_)) => self.next = None,
            (false, _) => self.next = Some(self.run.rolling_from(at, self.count_in())),
        }
        Ok(())
    }

    fn pause(&mut self, at: ServerTime) -> Result<(), Refusal> {
        if !self.latest().rolling {
            return Err(Refusal::AlreadyStopped);
        }
        self.next = match self.next.take() {
            // Takes back the start; `run` has everything that was set since.
            Some(_) if !self.run.rolling => None,
            Some(next) if next.from <= at || !self.goes_on(&next) => Some(next.stopped(next.from.min(at))),
            next => Some(self.pausing(at, next.as_ref())),
        };
        Ok(())
    }

    /// Standing where this run will be at `at`, with the settings of what would have come next.
    fn pausing(&self, at: ServerTime, next: Option<&Run>) -> Run {
        let here = self.run.continued(at, None);
        let latest = next.unwrap_or(&self.run);
        Run { bpm: latest.bpm, region: latest.region, metre: latest.metre, ..here }.stopped(here.from)
    }

    /// Goes where `to` stands: at once when nothing moves, else after the lead.
    fn go(&mut self, now: ServerTime, lead: Micros, to: impl Fn(&Run) -> Run) {
        let count_in = self.count_in();
        let there = to(self.latest());
        self.next = match (self.run.rolling, self.next.take()) {
            (true, Some(next)) if !next.rolling => Some(Run { from: next.from, ..there }),
            (true, _) => Some(there.rolling_from(now + lead, Ticks(0))),
            (false, next) => {
                self.run = Run { from: now, ..there };
                next.map(|next| self.run.rolling_from(next.from.max(now + lead), count_in))
            }
        };
    }

    /// Sets something of the runs: of standing ones at once, of music that plays at the next `step`. The closure is told
    /// whether the music goes on through the change without a jump.
    fn change(&mut self, now: ServerTime, step: Option<Ticks>, set: impl Fn(&mut Run, bool)) {
        if !self.run.rolling {
            set(&mut self.run, false);
            let count_in = self.count_in();
            self.next = self.next.take().map(|next| self.run.rolling_from(next.from, count_in));
            return;
        }
        let next = match self.next.take() {
            Some(mut next) if !self.goes_on(&next) => {
                set(&mut next, false);
                next
            }
            promised => {
                let mut next = self.promised(now, step, promised);
                set(&mut next, true);
                next
            }
        };
        self.next = Some(next);
    }

    /// The run in which a change of this music begins: the promised one when it begins at such a `step`, else a new one
    /// that has also what was promised.
    fn promised(&self, now: ServerTime, step: Option<Ticks>, promised: Option<Run>) -> Run {
        let fits =
            |run: &Run| step.is_none_or(|step| self.run.metre.next(run.position, step) == run.position);
        match promised {
            Some(next) if fits(&next) => next,
            promised => {
                let latest = promised.as_ref().unwrap_or(&self.run);
                let new = self.run.continued(now + LEAD_MIN, step);
                Run { bpm: latest.bpm, region: latest.region, ..new }
            }
        }
    }

    /// Whether a run that follows is the same music going on.
    pub(super) fn goes_on(&self, next: &Run) -> bool {
        let place = self.run.place(self.run.travelled(next.from)).floor();
        self.run.rolling && next.rolling && place == next.position
    }

    fn count_in(&self) -> Ticks {
        self.run.metre.signature.bar().times(self.metronome.count_in.bars().into())
    }
}

/// A lead that leaves time to schedule sound.
fn audible(lead: Micros) -> Micros {
    lead.clamp(LEAD_MIN, LEAD_MAX)
}

/// Bars of another length: from here on, or from tick 0 when the music does not go on through here.
fn counted(run: &Run, signature: TimeSignature, goes_on: bool) -> Metre {
    match goes_on {
        true => Metre { signature, origin: run.position, bar: run.metre.bar_beat(run.position).bar },
        false => signature.into(),
    }
}
