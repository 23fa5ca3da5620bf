//! When the metronome clicks: the same for everybody, whenever it is asked for.
//!
//! A scheduler asks for one span of server time after the other; each click is in exactly one of two spans side by side.
//! ```
//! use music::click::clicks;
//! use music::time::{Micros, ServerTime};
//! use music::transport::{Command, CountIn, Metronome, TransportState};
//!
//! let metronome = Metronome { count_in: CountIn::new(1).unwrap(), ..Metronome::default() };
//! let state = TransportState { metronome, ..TransportState::default() }
//!     .apply(&Command::Play { lead: Micros::millis(250) }, ServerTime(0))
//!     .unwrap();
//! let counted: Vec<i64> = clicks(&state, ServerTime(0), ServerTime(60_000_000)).iter().map(|c| c.at.0).collect();
//! assert_eq!(counted, [250_000, 750_000, 1_250_000, 1_750_000]);
//! ```

use crate::time::{ServerTime, Ticks};
use crate::transport::{Accent, Metronome, Run, TransportState};

/// One click.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Click {
    /// When it sounds.
    pub at: ServerTime,
    /// Its place on the timeline; before the music's start in a count-in.
    pub position: Ticks,
    /// How loud: never [`Accent::Silent`].
    pub accent: Accent,
    /// Whether it belongs to the count-in.
    pub count_in: bool,
}

/// The clicks from `from` to just before `to`, in order.
pub fn clicks(state: &TransportState, from: ServerTime, to: ServerTime) -> Vec<Click> {
    let end = state.next.as_ref().map_or(to, |next| next.from.min(to));
    let mut clicks = Vec::new();
    of_run(&state.run, &state.metronome, from, end, &mut clicks);
    if let Some(next) = &state.next {
        of_run(next, &state.metronome, from, to, &mut clicks);
    }
    clicks
}

fn of_run(run: &Run, metronome: &Metronome, from: ServerTime, to: ServerTime, clicks: &mut Vec<Click>) {
    let moment = crate::time::Micros(1);
    if !run.rolling || to <= run.from.max(from) {
        return;
    }
    let first = if from <= run.from { run.position } else { run.travelled(from - moment).floor() + Ticks(1) };
    let last = run.travelled(to - moment).floor();
    let step = Ticks(run.metre.signature.beat().0 / i64::from(metronome.subdivision.clicks()));
    let mut travelled = run.next(first, step);
    while travelled <= last {
        let count_in = run.counting_in(travelled.into());
        if !count_in && !metronome.on {
            return;
        }
        let position = run.place(travelled.into()).floor();
        let accent = accent(run, metronome, position, step);
        if accent != Accent::Silent {
            clicks.push(Click { at: run.time_of(travelled), position, accent, count_in });
        }
        travelled = run.next(travelled + Ticks(1), step);
    }
}

fn accent(run: &Run, metronome: &Metronome, place: Ticks, step: Ticks) -> Accent {
    let named = run.metre.bar_beat(place);
    match named.tick {
        0 => metronome.accents.of(named.beat, run.metre.signature),
        // Where a loop begins may be beside all beats.
        tick if tick % step.0 != 0 => Accent::Silent,
        _ => Accent::Soft,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{Micros, Position, TimeSignature};
    use crate::transport::script::{self, Step};
    use crate::transport::{Command, CountIn, Region, Subdivision};
    use proptest::prelude::*;

    fn playing(metronome: Metronome, signature: (u8, u8), region: Option<Region>) -> TransportState {
        let signature = TimeSignature::new(signature.0, signature.1).unwrap();
        let commands = [
            Command::SetMetronome { metronome },
            Command::SetSignature { signature },
            Command::SetLoop { region },
            Command::Play { lead: Micros::millis(250) },
        ];
        commands
            .iter()
            .try_fold(TransportState::default(), |state, command| state.apply(command, ServerTime(0)))
            .unwrap()
    }

    fn accents(state: &TransportState, seconds: i64) -> Vec<Accent> {
        clicks(state, ServerTime(0), ServerTime(seconds * 1_000_000))
            .iter()
            .map(|click| click.accent)
            .collect()
    }

    #[test]
    fn beats_and_halves_of_them_are_clicked() {
        use Accent::{Bar, Beat, Soft};
        let on = Metronome { on: true, subdivision: Subdivision::new(2).unwrap(), ..Metronome::default() };
        assert_eq!(accents(&playing(on, (3, 4), None), 2), [Bar, Soft, Beat, Soft, Beat, Soft, Bar]);
    }

    #[test]
    fn the_count_in_goes_on_into_the_music_without_a_gap() {
        let metronome = Metronome { on: true, count_in: CountIn::new(2).unwrap(), ..Metronome::default() };
        let state = playing(metronome, (6, 8), None);
        let found = clicks(&state, ServerTime(0), ServerTime(6_000_000));
        assert_eq!(found.iter().filter(|click| click.count_in).count(), 12);
        assert!(found.windows(2).all(|pair| pair[1].at - pair[0].at == Micros::millis(250)));
        assert_eq!(found[12].position, Ticks(0));
    }

    #[test]
    fn a_loop_shorter_than_a_beat_clicks_only_where_a_beat_is() {
        let on = Metronome { on: true, ..Metronome::default() };
        let region = Region::new(Ticks(1_000), Ticks(1_240));
        let found = clicks(&playing(on, (4, 4), region), ServerTime(0), ServerTime(60_000_000));
        assert_eq!(found.iter().map(|click| click.position.0).collect::<Vec<_>>(), [0, 960]);
    }

    #[test]
    fn a_loop_of_an_odd_length_keeps_its_accents() {
        let on = Metronome { on: true, ..Metronome::default() };
        let state = playing(on, (4, 4), Region::new(Ticks(0), Ticks::QUARTER.times(3)));
        let found = clicks(&state, ServerTime(0), ServerTime(4_000_000));
        let places: Vec<i64> = found.iter().map(|click| click.position.0 / 960).collect();
        assert_eq!(places, [0, 1, 2, 0, 1, 2, 0, 1]);
        assert!(found.windows(2).all(|pair| pair[1].at - pair[0].at == Micros::millis(500)));
    }

    proptest! {
        #[test]
        fn spans_side_by_side_have_each_click_once(
            steps in script::steps(),
            cuts in prop::collection::vec(0i64..3_000_000, 0..12),
        ) {
            let Step { state, now } = script::run(&steps);
            let (mut from, mut pieces) = (now, Vec::new());
            for cut in cuts {
                pieces.extend(clicks(&state, from, from + Micros(cut)));
                from = from + Micros(cut);
            }
            prop_assert_eq!(pieces, clicks(&state, now, from));
        }

        #[test]
        fn a_click_is_where_the_music_is(steps in script::steps()) {
            let Step { mut state, now } = script::run(&steps);
            state.metronome.on = true;
            for click in clicks(&state, now, now + Micros::seconds(8)) {
                let run = state.run_at(click.at);
                let place = run.place(run.travelled(click.at));
                let late = place - Position::from(click.position);
                // Within the µs in which it sounds.
                prop_assert!((0..=252).contains(&late.0), "{:?} {}", click, late.0);
            }
        }

        #[test]
        fn every_beat_of_the_music_is_clicked(steps in script::steps()) {
            let Step { mut state, now } = script::run(&steps);
            state.metronome = Metronome { on: true, ..Metronome::default() };
            let found = clicks(&state, now, now + Micros::seconds(4));
            // Every half ms: a beat that was passed since has its click.
            for at in (1..8_000).map(|half| now + Micros(half * 500)) {
                let before = at - Micros(500);
                let (run, was) = (state.run_at(at), state.run_at(before));
                let (a, b) = (was.place(was.travelled(before)), run.place(run.travelled(at)));
                if run != was || !run.rolling || b <= a {
                    continue;
                }
                let beat = run.metre.next(a.floor() + Ticks(1), run.metre.signature.beat());
                let clicked = found.iter().any(|click| before < click.at && click.at <= at);
                prop_assert_eq!(clicked, Position::from(beat) <= b, "{:?} {:?} {:?}", a, b, beat);
            }
        }
    }
}
