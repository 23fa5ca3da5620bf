//! The transport as orders to an engine.

use super::steering::{JUMP_US, Line, Steering, Step, Target};
use crate::time::{Bpm, Micros, Position, SampleRate, Samples, ServerTime, Ticks};
use crate::transport::{Phase, Playhead, TransportState, Turn, TurnKind};

/// Orders are given so far beyond the engine's lead: updates should come more often than this.
const AHEAD: Micros = Micros::millis(100);
/// A gap between what was planned and where the line is that is not worth a correction of its own.
const SEAM_US: f64 = 1_000.0;

/// A clock that is better known than this is good enough to begin by.
const GOOD: Micros = Micros(2_000);
/// But nobody waits longer than this for a better one, in silence …
const WAIT: Micros = Micros::millis(650);
/// … or with the wrong sound.
const WAIT_SOUNDING: Micros = Micros::millis(350);

/// What the engine does from a frame on.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// The frame.
    pub at: Samples,
    /// What.
    pub what: What,
}

/// See [`Order`].
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// Sounds from here: at a start, a seek, a loop's end, on joining late, after sleep.
    Play {
        /// The place on the timeline.
        position: Position,
        /// The tempo.
        bpm: Bpm,
        /// The place in the track.
        playhead: Option<Playhead>,
        /// Fade over from what sounds now, with equal power, in [`super::FADE`]; else begin at the frame.
        fade: bool,
    },
    /// The same music at another tempo from here: sequencers and clicks follow, the track goes on.
    Tempo {
        /// The place on the timeline.
        position: Position,
        /// The tempo.
        bpm: Bpm,
    },
    /// Silence.
    Stop,
    /// Everything plays so much faster than nominal, without a seam.
    Ratio(f64),
}

/// Follows a transport: one for each audio context.
#[derive(Clone, Debug)]
pub struct Player {
    rate: SampleRate,
    lead: Samples,
    steering: Steering,
    state: TransportState,
    /// What has been ordered reaches to here.
    planned: Option<(Samples, f64)>,
    sounding: bool,
    /// Since when the clocks are not known well enough.
    waiting: Option<Samples>,
}

impl Player {
    /// For an engine that wants orders `lead` frames ahead: its scheduling latency, a few blocks.
    pub fn new(rate: SampleRate, lead: Samples) -> Self {
        Player {
            rate,
            lead,
            steering: Steering::default(),
            state: TransportState::default(),
            planned: None,
            sounding: false,
            waiting: None,
        }
    }

    /// The line that the engine is on: for the click, for meters, for what else has a place in server time.
    pub fn line(&self) -> Option<Line> {
        self.steering.line()
    }

    /// The orders for the next stretch, in order, none before `now` + lead. To be called at least each 100 ms of sound,
    /// and after every new transport state; `target` is `None` while the clocks are not known.
    pub fn advance(
        &mut self,
        transport: &TransportState,
        target: Option<Target>,
        now: Samples,
    ) -> Vec<Order> {
        let Some(target) = self.good_enough(target, now) else { return Vec::new() };
        let soonest = now + self.lead;
        let from = self.planned.map_or(soonest, |(planned, _)| planned.max(soonest));
        let to = soonest + self.rate.samples(AHEAD);
        if to <= from {
            return Vec::new();
        }
        let ratio = self.line().map(|line| line.ratio);
        let (line, step) = self.steering.update(from, &target, self.sounding);
        let mut orders = Vec::new();
        if ratio != Some(line.ratio) {
            orders.push(Order { at: from, what: What::Ratio(line.ratio) });
        }
        let joined = self.joined(&line, step);
        let begin_us = joined.unwrap_or(line.server_us);
        if joined.is_none() || !self.goes_on(transport, begin_us) {
            orders.extend(self.enter(transport, from, begin_us));
        }
        let end_us = line.server_us(to).max(begin_us);
        for turn in transport.turns(moment(begin_us), moment(end_us)) {
            orders.push(self.turn(&turn, line.frame(turn.at.0 as f64).max(from)));
        }
        self.planned = Some((to, end_us));
        self.state = transport.clone();
        orders
    }

    /// The target, unless what depends on it can wait for a better one: beginning to sound, and a jump. Either is heard,
    /// so it shall happen once.
    fn good_enough<'a>(&mut self, target: Option<Target<'a>>, now: Samples) -> Option<Target<'a>> {
        let since = *self.waiting.get_or_insert(now);
        let target = target?;
        let wanted_us = target.line(now).server_us;
        let on_it = self.line().is_some_and(|line| (line.server_us(now) - wanted_us).abs() < JUMP_US);
        let wait = if self.sounding { WAIT_SOUNDING } else { WAIT };
        let good = target.clock.error <= GOOD || now - since >= self.rate.samples(wait);
        if on_it || good {
            self.waiting = None;
            return Some(target);
        }
        None
    }

    /// The server time from which to plan on, where the line carries on what was planned: without a jump, and when
    /// nothing was missed if this comes late.
    fn joined(&self, line: &Line, step: Step) -> Option<f64> {
        let (planned, planned_us) = self.planned?;
        let (missed, seam_us) = match planned == line.at {
            true => (false, (line.server_us - planned_us).abs()),
            false => (!self.state.turns(moment(planned_us), moment(line.server_us)).is_empty(), 0.0),
        };
        let carried_on = !missed && seam_us < SEAM_US && !matches!(step, Step::Jump(_));
        carried_on.then_some(if planned == line.at { planned_us } else { line.server_us })
    }

    /// Whether the transport wants at a moment what the one before wanted.
    fn goes_on(&self, transport: &TransportState, server_us: f64) -> bool {
        *transport == self.state || heard(transport, server_us) == heard(&self.state, server_us)
    }

    /// What sounds at a moment, out of order.
    fn enter(&mut self, transport: &TransportState, at: Samples, server_us: f64) -> Option<Order> {
        let moment = moment(server_us);
        let was = self.sounding;
        self.sounding = transport.phase_at(moment) == Phase::Playing;
        let what = match (was, self.sounding) {
            (false, false) => return None,
            (true, false) => What::Stop,
            (_, true) => What::Play {
                position: transport.position_at(moment),
                bpm: transport.run_at(moment).bpm,
                playhead: transport.playhead_at(moment),
                fade: was,
            },
        };
        Some(Order { at, what })
    }

    fn turn(&mut self, turn: &Turn, at: Samples) -> Order {
        self.sounding = turn.kind != TurnKind::Stops;
        let position = turn.position.into();
        let what = match turn.kind {
            TurnKind::Stops => What::Stop,
            TurnKind::Changes => What::Tempo { position, bpm: turn.bpm },
            kind => What::Play {
                position,
                bpm: turn.bpm,
                playhead: turn.playhead.clone(),
                fade: kind == TurnKind::Jumps,
            },
        };
        Order { at, what }
    }
}

/// What sounds.
#[derive(PartialEq)]
struct Heard {
    place: Ticks,
    bpm: Bpm,
    /// Which track, and where in it to the nearest ms.
    track: Option<(String, i64)>,
}

/// What sounds just before a moment.
fn heard(state: &TransportState, server_us: f64) -> Option<Heard> {
    let at = moment(server_us) - Micros(1);
    let track = |playhead: Playhead| (playhead.track.id, (playhead.offset.0 + 500).div_euclid(1_000));
    (state.phase_at(at) == Phase::Playing).then(|| Heard {
        place: state.position_at(at).floor(),
        bpm: state.run_at(at).bpm,
        track: state.playhead_at(at).map(track),
    })
}

/// The first whole µs from here on: both ends of a span are rounded alike, so spans side by side stay so.
fn moment(server_us: f64) -> ServerTime {
    ServerTime(server_us.ceil() as i64)
}
