//! Tempo that changes along a piece: a song's, or what a MIDI file carries.

use super::tempo::{ceil, floor};
use super::{Bpm, Micros, Position, Ticks};

/// Where the tempo changes, and so when each position sounds, counted from where tick 0 sounds.
///
/// A change begins at 1/2²⁰ µs of the exact time: a million changes are 1 µs off, however long the piece is; between
/// changes nothing is rounded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TempoMap {
    /// Never empty, by position, the first at tick 0.
    pieces: Vec<Piece>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    /// In 1/2²⁰ µs.
    from: i128,
    position: Ticks,
    bpm: Bpm,
}

const FINE: u32 = 20;

impl TempoMap {
    /// The same tempo throughout.
    pub fn new(bpm: Bpm) -> Self {
        TempoMap { pieces: vec![Piece { from: 0, position: Ticks(0), bpm }] }
    }

    /// From `at` on (until the next change) the tempo is `bpm`; a change at the same place is replaced, a place before 0
    /// is 0.
    pub fn change(&mut self, at: Ticks, bpm: Bpm) {
        let at = at.max(Ticks(0));
        let index = self.pieces.partition_point(|piece| piece.position < at);
        let piece = Piece { from: 0, position: at, bpm };
        match self.pieces.get_mut(index).filter(|piece| piece.position == at) {
            Some(same) => same.bpm = bpm,
            None => self.pieces.insert(index, piece),
        }
        for next in index.max(1)..self.pieces.len() {
            self.pieces[next].from = self.pieces[next - 1].time_of(self.pieces[next].position);
        }
    }

    /// The tempo in force at a position.
    pub fn bpm_at(&self, at: Ticks) -> Bpm {
        self.piece(|piece| piece.position <= at).bpm
    }

    /// Where the music is so long after tick 0, rounded down; before 0 with the first tempo.
    ///
    /// ```
    /// use music::time::{Bpm, Micros, TempoMap, Ticks};
    /// let mut map = TempoMap::new(Bpm::from_f64(120.0).unwrap());
    /// map.change(Ticks::QUARTER.times(4), Bpm::from_f64(60.0).unwrap());
    /// assert_eq!(map.position_at(Micros::seconds(4)), Ticks::QUARTER.times(6).into());
    /// assert_eq!(map.time_of(Ticks::QUARTER.times(6).into()), Micros::seconds(4));
    /// ```
    pub fn position_at(&self, time: Micros) -> Position {
        let fine = i128::from(time.0) << FINE;
        let piece = self.piece(|piece| piece.from <= fine);
        let (steps, micros) = piece.bpm.ratio();
        Position::from(piece.position) + Position(floor((fine - piece.from) * steps, micros << FINE))
    }

    /// The first µs at which the music has got there.
    pub fn time_of(&self, at: Position) -> Micros {
        let piece = self.piece(|piece| Position::from(piece.position) <= at);
        let (steps, micros) = piece.bpm.ratio();
        let length = i128::from((at - Position::from(piece.position)).0);
        Micros(ceil(piece.from * steps + ((length * micros) << FINE), steps << FINE))
    }

    /// The last piece that began; the first when none did.
    fn piece(&self, began: impl Fn(&Piece) -> bool) -> &Piece {
        let count = self.pieces.partition_point(began);
        &self.pieces[count.saturating_sub(1)]
    }
}

impl Piece {
    /// When a position of this piece sounds, to the nearest 1/2²⁰ µs.
    fn time_of(&self, at: Ticks) -> i128 {
        let (steps, micros) = self.bpm.ratio();
        let length = i128::from(Position::from(at - self.position).0);
        self.from + (((2 * length * micros) << FINE) + steps).div_euclid(2 * steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bpm() -> impl Strategy<Value = Bpm> {
        (4_000u16..=24_000).prop_map(|hundredths| Bpm::from_hundredths(hundredths).unwrap())
    }

    fn map() -> impl Strategy<Value = TempoMap> {
        (bpm(), prop::collection::vec((0i64..10_000_000, bpm()), 0..20)).prop_map(|(first, changes)| {
            let mut map = TempoMap::new(first);
            for (at, bpm) in changes {
                map.change(Ticks(at), bpm);
            }
            map
        })
    }

    #[test]
    fn many_changes_over_ten_hours_stay_within_a_microsecond() {
        // 60.01 and 59.99 in turn: a bar of each lasts 24/6.001 + 24/5.999 s, which no decimal fraction holds.
        let mut map = TempoMap::new(Bpm::from_f64(60.01).unwrap());
        let bars = 9_000;
        for bar in 1..bars {
            let bpm = if bar % 2 == 0 { 60.01 } else { 59.99 };
            map.change(Ticks::WHOLE.times(bar), Bpm::from_f64(bpm).unwrap());
        }
        // bars/2 × 240 s × (100/6001 + 100/5999), as a fraction of integers in µs.
        let exact = (i128::from(bars) / 2 * 240_000_000 * 100 * 12_000) as f64 / (6_001.0 * 5_999.0);
        let off = map.time_of(Ticks::WHOLE.times(bars).into()).0 as f64 - exact;
        assert!(off.abs() <= 1.0, "{off} µs");
    }

    #[test]
    fn a_change_replaces_one_at_the_same_place() {
        let mut map = TempoMap::new(Bpm::MIN);
        map.change(Ticks(960), Bpm::MAX);
        map.change(Ticks(960), Bpm::default());
        map.change(Ticks(-5), Bpm::MAX);
        assert_eq!((map.bpm_at(Ticks(-1)), map.bpm_at(Ticks(959))), (Bpm::MAX, Bpm::MAX));
        assert_eq!((map.bpm_at(Ticks(960)), map.pieces.len()), (Bpm::default(), 2));
    }

    proptest! {
        #[test]
        fn the_music_never_goes_back(map in map(), time in -1_000_000i64..20_000_000_000, step in 0i64..5_000_000) {
            prop_assert!(map.position_at(Micros(time)) <= map.position_at(Micros(time + step)));
        }

        #[test]
        fn time_of_is_the_first_microsecond(map in map(), at in -1_000i64..12_000_000) {
            let at = Position::from(Ticks(at));
            let time = map.time_of(at);
            prop_assert!(map.position_at(time) >= at && map.position_at(time - Micros(1)) < at);
        }
    }
}
