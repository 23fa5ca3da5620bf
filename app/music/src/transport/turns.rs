//! The moments at which a transport is not simply going on.

use super::TransportState;
use super::run::Run;
use super::track::Playhead;
use crate::time::{Bpm, ServerTime, Ticks};

/// A moment at which what sounds changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// When.
    pub at: ServerTime,
    /// How.
    pub kind: TurnKind,
    /// Where the music is from then on.
    pub position: Ticks,
    /// How fast it is from then on.
    pub bpm: Bpm,
    /// Where the track is then.
    pub playhead: Option<Playhead>,
}

/// What happens at a [`Turn`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnKind {
    /// Music begins: behind the count-in, if there is one.
    Starts,
    /// Music ends.
    Stops,
    /// Music goes on elsewhere.
    Jumps,
    /// Music is at the loop's start again.
    Loops,
    /// Music goes on at another tempo, or with another loop or metre.
    Changes,
}

impl TransportState {
    /// The turns from `from` to just before `to`, in order. Spans side by side have each turn once.
    pub fn turns(&self, from: ServerTime, to: ServerTime) -> Vec<Turn> {
        let mut turns = Vec::new();
        let end = self.next.as_ref().map_or(to, |next| next.from.min(to));
        self.run.turns(from, end, self.first_kind(), &mut turns);
        if let Some(next) = &self.next {
            next.turns(from, to, self.next_kind(next), &mut turns);
        }
        turns
    }

    fn first_kind(&self) -> TurnKind {
        if self.run.rolling { TurnKind::Starts } else { TurnKind::Stops }
    }

    fn next_kind(&self, next: &Run) -> TurnKind {
        let travelled = self.run.travelled(next.from);
        match (self.run.rolling, next.rolling) {
            (_, false) => TurnKind::Stops,
            (false, true) => TurnKind::Starts,
            (true, true) if !self.goes_on(next) => TurnKind::Jumps,
            (true, true) if self.run.counting_in(travelled) => TurnKind::Starts,
            (true, true) if self.run.wraps_at(travelled.floor()) => TurnKind::Loops,
            (true, true) => TurnKind::Changes,
        }
    }
}

impl Run {
    /// The turns of this run, which begins with `first` (behind the count-in) and ends before `to`.
    fn turns(&self, from: ServerTime, to: ServerTime, first: TurnKind, turns: &mut Vec<Turn>) {
        self.turn(self.start(), first, from, to, turns);
        let Some(region) = self.looping() else { return };
        let reached = self.travelled(from).floor() - region.end();
        let mut travelled = region.end() + region.length().times((reached.0 / region.length().0).max(0));
        while self.time_of(travelled) < to {
            self.turn(travelled, TurnKind::Loops, from, to, turns);
            travelled = travelled + region.length();
        }
    }

    /// Whether the loop begins again there.
    fn wraps_at(&self, travelled: Ticks) -> bool {
        let place = self.place(travelled.into()).floor();
        self.looping().is_some_and(|region| travelled >= region.end() && place == region.start())
    }

    fn turn(
        &self,
        travelled: Ticks,
        kind: TurnKind,
        from: ServerTime,
        to: ServerTime,
        turns: &mut Vec<Turn>,
    ) {
        let at = if self.rolling { self.time_of(travelled) } else { self.from };
        if from <= at && at < to {
            let position = self.place(travelled.into()).floor();
            let playhead = self.playhead(travelled.into());
            turns.push(Turn { at, kind, position, bpm: self.bpm, playhead });
        }
    }
}
