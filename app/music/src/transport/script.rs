//! Random lives of a transport, for property tests.

use super::*;
use crate::time::{Bpm, Micros, Note, Scale, ServerTime, Ticks, TimeSignature};
use proptest::prelude::*;

/// A state and the moment of its last command.
#[derive(Clone, Debug)]
pub struct Step {
    /// The state.
    pub state: TransportState,
    /// Now.
    pub now: ServerTime,
}

/// Commands, each so long after the one before.
pub fn steps() -> impl Strategy<Value = Vec<(Micros, Command)>> {
    prop::collection::vec(((0i64..4_000_000).prop_map(Micros), command()), 0..16)
}

/// The end of such a life; refused commands change nothing.
pub fn run(steps: &[(Micros, Command)]) -> Step {
    states(steps).pop().unwrap_or(Step { state: TransportState::default(), now: ServerTime(0) })
}

/// The state after each command.
pub fn states(steps: &[(Micros, Command)]) -> Vec<Step> {
    let mut now = ServerTime(1_000_000);
    let mut state = TransportState::default();
    let next = |(wait, command): &(Micros, Command)| {
        now = now + *wait;
        state = state.apply(command, now).unwrap_or_else(|_| state.clone());
        Step { state: state.clone(), now }
    };
    steps.iter().map(next).collect()
}

fn command() -> impl Strategy<Value = Command> {
    let lead = || (0i64..900_000).prop_map(Micros);
    let place = || (0i64..40_000).prop_map(Ticks);
    let tempo = (4_000u16..=24_000).prop_map(|hundredths| Bpm::from_hundredths(hundredths).unwrap());
    let when = prop_oneof![Just(When::Soon), Just(When::Beat), Just(When::Bar)];
    prop_oneof![
        4 => lead().prop_map(|lead| Command::Play { lead }),
        1 => lead().prop_map(|lead| Command::Pause { lead }),
        2 => (place(), lead()).prop_map(|(to, lead)| Command::Seek { to, lead }),
        1 => (prop::option::of(track()), lead()).prop_map(|(track, lead)| Command::Skip { track, lead }),
        3 => (tempo, when).prop_map(|(bpm, when)| Command::SetTempo { bpm, when }),
        1 => signature().prop_map(|signature| Command::SetSignature { signature }),
        1 => Just(Command::SetKey { key: Key { tonic: Note::E, scale: Scale::Dorian } }),
        1 => metronome().prop_map(|metronome| Command::SetMetronome { metronome }),
        2 => (place(), 240i64..9_000).prop_map(|(start, length)| Command::SetLoop {
            region: Region::new(start, start + Ticks(length)),
        }),
        1 => Just(Command::SetLoop { region: None }),
    ]
}

fn track() -> impl Strategy<Value = Track> {
    (0i64..60_000_000).prop_map(|length| Track { id: "a".into(), duration: Micros(length) })
}

fn signature() -> impl Strategy<Value = TimeSignature> {
    (1u8..=9, 1u32..=4).prop_map(|(beats, power)| TimeSignature::new(beats, 1 << power).unwrap())
}

fn metronome() -> impl Strategy<Value = Metronome> {
    (any::<bool>(), 0u8..=4, 1u8..=4).prop_map(|(on, bars, clicks)| Metronome {
        on,
        count_in: CountIn::new(bars).unwrap(),
        accents: Accents::default(),
        subdivision: Subdivision::new(clicks).unwrap(),
    })
}
