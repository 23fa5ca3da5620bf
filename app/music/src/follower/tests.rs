//! Steering and player without a network: clocks that are known, and an engine that does what it is ordered.

use super::*;
use crate::clock::Estimate;
use crate::time::{Bpm, LocalTime, Micros, SampleRate, Samples, ServerTime};
use crate::transport::{Command, TransportState, script};
use proptest::prelude::*;

const LEAD: Samples = Samples(512);

fn rate() -> SampleRate {
    SampleRate::new(48_000).unwrap()
}

/// A server clock that is `off_us` ahead of ours and a little fast.
fn server(off_us: f64, drift: f64) -> Estimate {
    Estimate { at: LocalTime(0), offset_us: off_us, drift, error: Micros(100), round_trip: Micros(10_000) }
}

/// A context whose frame 0 sounded at our moment 0, and runs as it says.
fn context() -> SampleClock {
    let mut audio = SampleClock::new(rate());
    for frame in 0..8 {
        audio.push(Samples(frame * 4_800), LocalTime(frame * 100_000));
    }
    audio
}

/// Updates 100 ms apart, so many seconds, against a clock that is off by that much: all lines and steps.
fn steered(off_us: f64, seconds: i64) -> Vec<(Line, Step)> {
    let audio = context();
    let mut steering = Steering::default();
    let right = server(0.0, 0.0);
    steering.update(Samples(0), &Target { clock: &right, audio: &audio }, false);
    let clock = server(off_us, 0.0);
    let target = Target { clock: &clock, audio: &audio };
    (1..=seconds * 10).map(|i| steering.update(Samples(i * 4_800), &target, true)).collect()
}

#[test]
fn an_error_below_fifty_milliseconds_is_bent_away_gently() {
    for off_us in [2_000.0, -9_000.0, 49_000.0, -49_000.0] {
        let lines = steered(off_us, 40);
        assert!(lines.iter().all(|(_, step)| *step == Step::Bend));
        let mut before = 1.0;
        for (line, _) in &lines {
            assert!(
                (line.ratio - 1.0).abs() <= NUDGE_MAX + 1e-12
                    && (line.ratio - before).abs() <= 0.1 * SLEW_PER_SECOND + 1e-12
            );
            before = line.ratio;
        }
        let (last, _) = lines[lines.len() - 1];
        let left = last.server_us(last.at) - (last.at.0 as f64 / 0.048 + off_us);
        assert!(left.abs() < 500.0, "{off_us}: {left}");
        assert_eq!(last.ratio, 1.0, "{off_us}: at rest in the end");
        let overshoot = lines.iter().map(|(line, _)| {
            (line.server_us(line.at) - (line.at.0 as f64 / 0.048 + off_us)) * off_us.signum()
        });
        assert!(overshoot.fold(f64::MIN, f64::max) < 500.0, "{off_us}");
    }
}

#[test]
fn a_small_error_is_left_alone_and_a_large_one_is_jumped_once() {
    assert!(steered(400.0, 10).iter().all(|(line, step)| (line.ratio, *step) == (1.0, Step::Bend)));
    let lines = steered(-50_001.0, 10);
    let jumps: Vec<Step> = lines.iter().map(|(_, step)| *step).filter(|step| *step != Step::Bend).collect();
    assert_eq!(jumps, [Step::Jump(Micros(-50_001))]);
}

#[test]
fn a_drifting_clock_is_followed_without_an_error_that_stays() {
    let audio = context();
    let clock = server(0.0, 300e-6);
    let target = Target { clock: &clock, audio: &audio };
    let mut steering = Steering::default();
    for i in 0..6_000 {
        let (line, step) = steering.update(Samples(i * 4_800), &target, i > 0);
        assert!(i == 0 || step == Step::Bend);
        let error = line.server_us(line.at) - clock.server_us(audio.local_us(line.at));
        assert!(error.abs() < 1.0, "{error} µs after {i} updates");
    }
}

/// The place of what sounds, moved frame by frame by nothing but orders.
#[derive(Default)]
struct Engine {
    frame: Samples,
    ratio: f64,
    /// In quarter notes.
    place: Option<f64>,
    bpm: Bpm,
}

impl Engine {
    fn run_to(&mut self, frame: Samples) {
        let minutes = rate().micros(frame - self.frame) * self.ratio / 60e6;
        self.place = self.place.map(|place| place + minutes * self.bpm.as_f64());
        self.frame = frame;
    }

    fn obey(&mut self, order: &Order) {
        self.run_to(order.at);
        match &order.what {
            What::Ratio(ratio) => self.ratio = *ratio,
            What::Stop => self.place = None,
            What::Tempo { position, bpm } => (self.place, self.bpm) = (Some(position.quarters()), *bpm),
            What::Play { position, bpm, .. } => (self.place, self.bpm) = (Some(position.quarters()), *bpm),
        }
    }
}

proptest! {
    #[test]
    fn an_engine_that_obeys_is_where_the_transport_is(steps in script::steps(), late in 0i64..4_800) {
        let (audio, clock) = (context(), server(0.0, 120e-6));
        let target = Target { clock: &clock, audio: &audio };
        let (mut player, mut engine) = (Player::new(rate(), LEAD), Engine::default());
        let states = script::states(&steps);
        let mut news = states.iter().peekable();
        let (mut state, mut changed, mut now) = (TransportState::default(), ServerTime(0), Samples(0));
        let mut orders: std::collections::VecDeque<Order> = Default::default();
        let end = states.last().map_or(0, |last| last.now.0) + 8_000_000;
        while player.line().is_none_or(|line| line.server_us(now) < end as f64) {
            let heard = clock.server_us(audio.local_us(now));
            while let Some(step) = news.next_if(|step| step.now.0 as f64 <= heard) {
                (state, changed) = (step.state.clone(), step.now);
            }
            for order in player.advance(&state, Some(target), now) {
                prop_assert!(order.at >= now + LEAD, "{:?} at {:?}", order, now);
                prop_assert!(orders.back().is_none_or(|before| before.at <= order.at));
                orders.push_back(order);
            }
            now = now + Samples(480 + late);
            while let Some(order) = orders.pop_front_if(|order| order.at <= now) {
                engine.obey(&order);
            }
            engine.run_to(now);

            // A pause without lead is late by what had been planned; turns are where both are allowed to differ.
            let line = player.line().unwrap();
            let at = ServerTime(line.server_us(now).round() as i64);
            let near = Micros(100);
            if at < changed + Micros::millis(400) || !state.turns(at - near, at + near).is_empty() {
                continue;
            }
            let wanted = matches!(state.phase_at(at), crate::transport::Phase::Playing)
                .then(|| state.position_at(at).quarters());
            let off = match (engine.place, wanted) {
                (Some(is), Some(wanted)) => (is - wanted).abs() * 60e6 / state.run_at(at).bpm.as_f64(),
                (None, None) => 0.0,
                _ => f64::INFINITY,
            };
            // A frame lasts 21 µs.
            prop_assert!(off < 45.0, "{} µs at {:?}: {:?}, wanted {:?}", off, at, engine.place, wanted);
        }
    }
}

#[test]
fn an_update_that_comes_late_does_not_restart_the_sound() {
    let (audio, clock) = (context(), server(0.0, 0.0));
    let target = Target { clock: &clock, audio: &audio };
    let play = Command::Play { lead: Micros::millis(250) };
    let state = TransportState::default().apply(&play, ServerTime(0)).unwrap();
    let mut player = Player::new(rate(), LEAD);
    let mut count = 0;
    for at_ms in [0, 50, 100, 200, 300, 400, 2_000, 2_050, 9_000, 9_050] {
        let orders = player.advance(&state, Some(target), Samples(at_ms * 48));
        count += orders.iter().filter(|order| matches!(order.what, What::Play { .. })).count();
    }
    assert_eq!(count, 1);
}

#[test]
fn a_late_joiner_begins_at_once_and_in_the_middle() {
    let (audio, clock) = (context(), server(0.0, 0.0));
    let target = Target { clock: &clock, audio: &audio };
    let play = Command::Play { lead: Micros::millis(250) };
    let state = TransportState::default().apply(&play, ServerTime(0)).unwrap();
    let now = Samples(48 * 10_250);
    let orders = Player::new(rate(), LEAD).advance(&state, Some(target), now);
    let What::Play { position, fade, .. } = &orders[1].what else { panic!("{orders:?}") };
    assert_eq!((orders[1].at, *fade), (now + LEAD, false));
    // 10 s are 20 quarter notes; the lead is 512 frames.
    assert!((position.quarters() - 20.0 - 512.0 / 24_000.0).abs() < 1e-5);
}
