//! What holds for every transport, and the rules of each command.

use super::script::{self, Step};
use super::*;
use crate::time::{Bpm, Micros, Position, Ticks, TimeSignature};
use proptest::prelude::*;

const LEAD: Micros = LEAD_MIN;
/// What the fastest music travels in a µs, rounded up.
const MICRO: Position = Position(252);

fn bpm(bpm: f64) -> Bpm {
    Bpm::from_f64(bpm).unwrap()
}

fn ms(count: i64) -> ServerTime {
    ServerTime(count * 1_000)
}

/// Commands at moments in ms.
fn after(commands: &[(i64, Command)]) -> TransportState {
    commands
        .iter()
        .try_fold(TransportState::default(), |state, (at, command)| state.apply(command, ms(*at)))
        .unwrap()
}

fn play() -> Command {
    Command::Play { lead: LEAD }
}

fn pause() -> Command {
    Command::Pause { lead: Micros(0) }
}

fn seek(to: i64) -> Command {
    Command::Seek { to: Ticks(to), lead: LEAD }
}

fn tempo(to: f64, when: When) -> Command {
    Command::SetTempo { bpm: bpm(to), when }
}

fn counted(bars: u8) -> Command {
    let metronome = Metronome { count_in: CountIn::new(bars).unwrap(), ..Metronome::default() };
    Command::SetMetronome { metronome }
}

fn skip(seconds: i64) -> Command {
    let track = Track { id: "song".into(), duration: Micros::seconds(seconds) };
    Command::Skip { track: Some(track), lead: LEAD }
}

fn place(state: &TransportState, at_ms: i64) -> f64 {
    state.position_at(ms(at_ms)).quarters()
}

#[test]
fn a_pause_keeps_the_place_for_the_next_play() {
    let state = after(&[(0, play()), (1_250, pause()), (9_000, play())]);
    assert_eq!((place(&state, 9_000), place(&state, 9_250), place(&state, 9_750)), (2.0, 2.0, 3.0));
    let same = |command| state.apply(&command, ms(9_100));
    assert_eq!(same(play()), Err(Refusal::AlreadyPlaying));
    let again = same(pause()).unwrap();
    assert_eq!((again.phase_at(ms(99_000)), place(&again, 99_000)), (Phase::Stopped, 2.0));
    assert_eq!(again.apply(&pause(), ms(9_200)), Err(Refusal::AlreadyStopped));
}

#[test]
fn a_count_in_waits_at_the_place_and_counts_its_bars() {
    let state = after(&[(0, seek(3_840)), (0, counted(1)), (0, play())]);
    assert_eq!((state.phase_at(ms(249)), state.phase_at(ms(250))), (Phase::Stopped, Phase::CountingIn));
    assert_eq!((place(&state, 250), place(&state, 2_250), place(&state, 2_750)), (4.0, 4.0, 5.0));
    assert_eq!((state.bar_beat_at(ms(1_800)).bar, state.bar_beat_at(ms(1_800)).beat), (1, 4));
    assert_eq!(state.bar_beat_at(ms(2_250)).bar, 2);
    let stopped = state.apply(&pause(), ms(1_000)).unwrap();
    assert_eq!((stopped.phase_at(ms(1_001)), place(&stopped, 9_000)), (Phase::Stopped, 4.0));
}

#[test]
fn a_tempo_waits_for_its_beat_or_bar_and_the_place_goes_on() {
    let beat = after(&[(0, play()), (600, tempo(60.0, When::Beat))]);
    // 850 ms is quarter 1.2; quarter 2 sounds at 1250 ms.
    assert_eq!((place(&beat, 1_250), place(&beat, 2_250)), (2.0, 3.0));
    let bar = after(&[(0, play()), (600, tempo(60.0, When::Bar))]);
    assert_eq!((place(&bar, 2_250), place(&bar, 3_250)), (4.0, 5.0));
    let both = beat.apply(&tempo(240.0, When::Bar), ms(700)).unwrap();
    assert_eq!(both.latest().bpm, bpm(240.0), "the newer tempo counts, with its bar");
    assert_eq!((place(&both, 2_250), place(&both, 2_500)), (4.0, 5.0));
}

#[test]
fn a_time_signature_begins_with_the_next_bar() {
    let waltz = Command::SetSignature { signature: TimeSignature::new(3, 4).unwrap() };
    let state = after(&[(0, play()), (600, waltz)]);
    let named = |at| (state.bar_beat_at(ms(at)).bar, state.bar_beat_at(ms(at)).beat);
    assert_eq!([named(2_249), named(2_250), named(3_749), named(3_750)], [(1, 4), (2, 1), (2, 3), (3, 1)]);
    let sought = state.apply(&seek(2_880), ms(4_000)).unwrap();
    assert_eq!(sought.bar_beat_at(ms(4_250)).bar, 2, "after a seek bars are counted from the start");
}

#[test]
fn a_tempo_set_during_the_count_in_moves_the_start_with_it() {
    let state = after(&[(0, counted(1)), (0, play()), (300, tempo(60.0, When::Beat))]);
    // Beat 2 at 750 ms is the first one 250 ms ahead; three beats of a second are left.
    assert_eq!((state.phase_at(ms(3_749)), state.phase_at(ms(3_750))), (Phase::CountingIn, Phase::Playing));
    assert_eq!((place(&state, 3_750), place(&state, 4_750)), (0.0, 1.0));
}

#[test]
fn a_pause_before_a_promised_tempo_keeps_both() {
    let state = after(&[(0, play()), (300, tempo(60.0, When::Bar)), (1_250, pause())]);
    assert_eq!((place(&state, 9_000), state.latest().bpm), (2.0, bpm(60.0)));
}

#[test]
fn a_seek_while_playing_jumps_after_its_lead() {
    let state = after(&[(0, play()), (1_000, seek(9_600))]);
    assert_eq!((place(&state, 1_249) < 2.0, place(&state, 1_250), place(&state, 1_750)), (true, 10.0, 11.0));
    let refused = |to| state.apply(&seek(to), ms(2_000));
    assert_eq!((refused(-1), refused(i64::MAX)), (Err(Refusal::NoSuchPlace), Err(Refusal::NoSuchPlace)));
}

#[test]
fn a_track_runs_with_the_music_and_its_end_is_known() {
    let state = after(&[(0, skip(10)), (0, play())]);
    let offset = |state: &TransportState, at| state.playhead_at(ms(at)).unwrap().offset;
    assert_eq!((offset(&state, 0), offset(&state, 4_250)), (Micros(0), Micros::seconds(4)));
    assert_eq!(state.track_end(), Some(ms(10_250)));
    let slower = state.apply(&tempo(60.0, When::Beat), ms(2_000)).unwrap();
    assert_eq!(offset(&slower, 8_250), Micros::seconds(8), "a track keeps its own speed");
    assert_eq!(slower.track_end(), Some(ms(10_250)));
    let sought = slower.apply(&seek(960), ms(3_000)).unwrap();
    assert_eq!(offset(&sought, 3_250), Micros::seconds(1), "sought by the present tempo");
    let paused = sought.apply(&pause(), ms(4_250)).unwrap();
    assert_eq!((offset(&paused, 60_000), paused.track_end()), (Micros::seconds(2), None));
    let next = sought.apply(&skip(5), ms(4_000)).unwrap();
    assert_eq!((offset(&next, 4_250), next.track_end()), (Micros(0), Some(ms(9_250))));
}

#[test]
fn a_loop_plays_the_same_sound_again() {
    let region = Region::new(Ticks(960), Ticks(2_880));
    let state = after(&[(0, skip(10)), (0, Command::SetLoop { region }), (0, play())]);
    // From 1750 ms on every second the same.
    assert_eq!((place(&state, 1_749) > 2.99, place(&state, 1_750), place(&state, 2_250)), (true, 1.0, 2.0));
    assert_eq!(state.playhead_at(ms(3_600_750)).unwrap().offset, Micros::millis(500));
    assert_eq!(state.track_end(), None);
    let cleared = state.apply(&Command::SetLoop { region: None }, ms(2_000)).unwrap();
    assert_eq!((place(&cleared, 2_250), place(&cleared, 4_250)), (2.0, 6.0));
}

#[test]
fn a_loop_that_lies_behind_does_not_catch_the_music() {
    let region = Region::new(Ticks(0), Ticks(960));
    let state = after(&[(0, seek(960)), (0, Command::SetLoop { region }), (0, play())]);
    assert_eq!(place(&state, 60_250), 121.0);
}

#[test]
fn json_is_short_and_comes_back() {
    let state = after(&[(0, skip(10)), (0, counted(2)), (0, play()), (10, tempo(92.5, When::Bar))]);
    let json = serde_json::to_string(&state).unwrap();
    assert_eq!(serde_json::from_str::<TransportState>(&json).unwrap(), state);
    assert!(json.len() < 1_000, "{}: {json}", json.len());
    let command: Command = serde_json::from_str(r#"{"do":"set_tempo","bpm":92.5,"when":"bar"}"#).unwrap();
    assert_eq!(command, tempo(92.5, When::Bar));
}

proptest! {
    #[test]
    fn commands_from_any_snapshot_lead_to_the_same_state(steps in script::steps(), from: prop::sample::Index) {
        let states = script::states(&steps);
        if states.is_empty() {
            return Ok(());
        }
        let from = from.index(states.len());
        let json = serde_json::to_string(&states[from].state).unwrap();
        let mut replayed: TransportState = serde_json::from_str(&json).unwrap();
        for (Step { state, now }, (_, command)) in states.iter().zip(&steps).skip(from + 1) {
            replayed = replayed.apply(command, *now).unwrap_or(replayed);
            prop_assert_eq!(&replayed, state);
        }
    }

    #[test]
    fn a_command_does_not_change_what_has_sounded(steps in script::steps()) {
        let states = script::states(&steps);
        for pair in states.windows(2) {
            let now = pair[1].now;
            let was = pair[0].state.position_at(now);
            let is = pair[1].state.position_at(now);
            prop_assert!(was == is || !pair[1].state.run.rolling, "{:?} {:?}", was, is);
        }
    }

    #[test]
    fn the_music_goes_on_but_at_its_turns(steps in script::steps(), step in 1i64..40_000) {
        let Step { state, now } = script::run(&steps);
        let mut at = now;
        for _ in 0..300 {
            let then = at + Micros(step);
            let turns = state.turns(at + Micros(1), then + Micros(1));
            let leaps = turns.iter().any(|turn| matches!(turn.kind, TurnKind::Jumps | TurnKind::Loops | TurnKind::Stops));
            let way = state.position_at(then) - state.position_at(at);
            let most = Position(Bpm::MAX.advance(Micros(step)).0) + MICRO;
            prop_assert!(leaps || (Position(0) <= way && way <= most), "{:?} at {:?}: {:?}", way, at, turns);
            at = then;
        }
    }

    #[test]
    fn every_change_of_the_music_is_continuous(steps in script::steps()) {
        let Step { state, now } = script::run(&steps);
        for turn in state.turns(now + Micros(1), now + Micros::seconds(10)) {
            prop_assert_eq!(state.position_at(turn.at).floor(), turn.position);
            let way = state.position_at(turn.at) - state.position_at(turn.at - Micros(1));
            if turn.kind == TurnKind::Changes {
                prop_assert!(Position(0) <= way && way <= MICRO, "{:?} {:?}", turn, way);
            }
        }
    }

    #[test]
    fn spans_side_by_side_have_each_turn_once(steps in script::steps(), cuts in prop::collection::vec(0i64..3_000_000, 0..9)) {
        let Step { state, now } = script::run(&steps);
        let (mut from, mut pieces) = (now, Vec::new());
        for cut in cuts {
            pieces.extend(state.turns(from, from + Micros(cut)));
            from = from + Micros(cut);
        }
        prop_assert_eq!(pieces, state.turns(now, from));
    }

    #[test]
    fn loops_wrap_at_exact_times_for_ever(
        tempo in 4_000u16..=24_000, start in 0i64..100_000, length in 240i64..100_000, round in 1i64..1_000_000,
    ) {
        let region = Region::new(Ticks(start), Ticks(start + length));
        let bpm = Bpm::from_hundredths(tempo).unwrap();
        let set = [Command::SetTempo { bpm, when: When::Soon }, Command::SetLoop { region }, play()];
        let state = set.iter().try_fold(TransportState::default(), |state, set| state.apply(set, ms(0))).unwrap();
        // Exact: tempo is in hundredths, a tick is 6 250 000 / tempo µs.
        let travelled = i128::from(start + length) + i128::from(length) * i128::from(round);
        let exact = (travelled * 6_250_000).div_euclid(i128::from(tempo)) as i64;
        let wrap = ms(250) + Micros(exact);
        let before = state.position_at(wrap - Micros(1));
        let behind = state.position_at(wrap + Micros(1));
        prop_assert!(before >= Position::from(Ticks(start + length)) - Position(2 * MICRO.0), "{:?}", before);
        prop_assert!(behind >= Ticks(start).into() && behind <= Position::from(Ticks(start)) + Position(2 * MICRO.0));
    }
}
