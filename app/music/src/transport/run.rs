//! One stretch of a transport's life, during which time and place are in one fixed relation.

use super::track::{Playhead, Region};
use crate::time::{Bpm, Metre, Micros, Position, ServerTime, Ticks};
use serde::{Deserialize, Serialize};

/// From a moment on, the music stands still at a place, or moves from it at one tempo.
///
/// Three scales: server time; *travelled* ticks, which only grow; and the *place* on the timeline, which loops. Every
/// run begins at a whole tick, so nothing is rounded from one run to the next but the µs at which it begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// When it begins; it ends when the next one begins.
    pub from: ServerTime,
    /// Where it begins. Before the place at which the music starts when it is counted in.
    pub position: Ticks,
    /// Whether the music moves.
    pub rolling: bool,
    /// Counted in: nothing but clicks sounds before this place.
    pub count_in_to: Option<Ticks>,
    /// How fast.
    pub bpm: Bpm,
    /// How it is counted.
    pub metre: Metre,
    /// The loop, for music that comes from before its end.
    pub region: Option<Region>,
    /// The track, and its offset at [`Run::start`].
    pub track: Option<Playhead>,
}

impl Run {
    /// Where the music of this run begins: behind the count-in.
    pub fn start(&self) -> Ticks {
        self.count_in_to.unwrap_or(self.position)
    }

    /// What has been travelled; where it begins for every earlier moment.
    pub fn travelled(&self, at: ServerTime) -> Position {
        let begin = Position::from(self.position);
        if self.rolling && at > self.from { begin + self.bpm.advance(at - self.from) } else { begin }
    }

    /// The first µs at which so much has been travelled.
    pub fn time_of(&self, travelled: Ticks) -> ServerTime {
        self.from + self.bpm.time_to((travelled - self.position).into())
    }

    /// The loop, when this run will come to its end.
    pub fn looping(&self) -> Option<Region> {
        self.region.filter(|region| self.rolling && self.start() < region.end())
    }

    /// Travelled ticks to the place on the timeline.
    pub fn place(&self, travelled: Position) -> Position {
        match self.looping() {
            Some(region) if travelled >= region.end().into() => {
                let (start, length) = (Position::from(region.start()), Position::from(region.length()));
                start + Position((travelled - start).0.rem_euclid(length.0))
            }
            _ => travelled,
        }
    }

    /// Whether only the count-in clicks there.
    pub fn counting_in(&self, travelled: Position) -> bool {
        self.count_in_to.is_some_and(|to| travelled < to.into())
    }

    /// The place that people hear: it waits during the count-in.
    pub fn heard(&self, travelled: Position) -> Position {
        if self.counting_in(travelled) { self.start().into() } else { self.place(travelled) }
    }

    /// Where the track is. Within a run its offset is a line over the place, so a loop plays the same sound again.
    pub fn playhead(&self, travelled: Position) -> Option<Playhead> {
        let since_start = self.bpm.time_to(self.heard(travelled) - self.start().into());
        self.track.as_ref().map(|begun| Playhead { offset: begun.offset + since_start, ..begun.clone() })
    }

    /// The same music going on in a run of its own: from the first multiple of `step` in the bar (any tick: none) that
    /// sounds at `after` or later, or where the loop begins when it has none.
    pub(super) fn continued(&self, after: ServerTime, step: Option<Ticks>) -> Run {
        let earliest = self.travelled(after).ceil();
        let travelled = step.map_or(earliest, |step| self.next(earliest, step));
        let counted_in = !self.counting_in(travelled.into());
        Run {
            from: self.time_of(travelled),
            position: self.place(travelled.into()).floor(),
            count_in_to: self.count_in_to.filter(|_| !counted_in),
            track: if counted_in { self.playhead(travelled.into()) } else { self.track.clone() },
            ..self.clone()
        }
    }

    /// The first travelled tick from `earliest` on whose place is a multiple of `step`.
    pub(crate) fn next(&self, earliest: Ticks, step: Ticks) -> Ticks {
        let place = self.place(earliest.into()).floor();
        let next = self.metre.next(place, step);
        match self.looping().filter(|region| place < region.end() && next >= region.end()) {
            None => earliest + (next - place),
            Some(region) => {
                let again = self.metre.next(region.start(), step);
                let from_start = if again < region.end() { again - region.start() } else { Ticks(0) };
                earliest + (region.end() - place) + from_start
            }
        }
    }

    /// Standing at a place, the track laid out from tick 0 at the present tempo and bars counted from there.
    pub(super) fn at(&self, place: Ticks) -> Run {
        let offset = self.bpm.time_to(place.into());
        Run {
            position: place,
            rolling: false,
            count_in_to: None,
            metre: self.metre.signature.into(),
            track: self.track.as_ref().map(|track| Playhead { offset, ..track.clone() }),
            ..self.clone()
        }
    }

    /// Rolling from a moment on; the count-in is so long, and before the place where this run stands.
    pub(super) fn rolling_from(&self, from: ServerTime, count_in: Ticks) -> Run {
        Run {
            from,
            position: self.position - count_in,
            rolling: true,
            count_in_to: (count_in > Ticks(0)).then_some(self.position),
            ..self.clone()
        }
    }

    /// Standing where the music of this run begins.
    pub(super) fn stopped(&self, from: ServerTime) -> Run {
        Run { from, position: self.start(), rolling: false, count_in_to: None, ..self.clone() }
    }
}

impl Default for Run {
    fn default() -> Self {
        Run {
            from: ServerTime(0),
            position: Ticks(0),
            rolling: false,
            count_in_to: None,
            bpm: Bpm::default(),
            metre: Metre::from(crate::time::TimeSignature::default()),
            region: None,
            track: None,
        }
    }
}

impl Run {
    /// How long after a moment the track will be over; `None` when it stands, loops before, or has no track.
    pub(super) fn track_end(&self) -> Option<ServerTime> {
        let begun = self.track.as_ref().filter(|_| self.rolling)?;
        let left = (begun.track.duration - begun.offset).max(Micros(0));
        let end = self.time_of(self.start()) + left;
        let looped = self.looping().is_some_and(|region| self.time_of(region.end()) <= end);
        (!looped).then_some(end)
    }
}
