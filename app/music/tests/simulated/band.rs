//! Browsers that play together: network, clocks, audio context and an engine that does what it is ordered.

use crate::network::{Client, Drifting, HARSH, Random};
use music::follower::{Line, Order, Player, SampleClock, Target, What};
use music::time::{LocalTime, Micros, SampleRate, Samples, ServerTime};
use music::transport::{Command, TransportState};

/// Frames in a second of all contexts here.
pub const RATE: u32 = 48_000;
const LEAD: Samples = Samples(1_024);

/// The engine's place in its track, moved frame by frame by nothing but orders.
#[derive(Default)]
pub struct Engine {
    orders: Vec<Order>,
    frame: f64,
    pub ratio: f64,
    /// In µs; `None` while silent.
    pub track_us: Option<f64>,
    /// Orders that came when their frame had sounded.
    pub late: usize,
    /// Frames of orders to play, and whether they faded.
    pub plays: Vec<(Samples, bool)>,
}

impl Engine {
    fn run_to(&mut self, frame: f64) {
        while self.orders.first().is_some_and(|order| order.at.0 as f64 <= frame) {
            let order = self.orders.remove(0);
            self.step_to(order.at.0 as f64);
            match order.what {
                What::Ratio(ratio) => self.ratio = ratio,
                What::Stop => self.track_us = None,
                What::Tempo { .. } => (),
                What::Play { playhead, fade, .. } => {
                    self.plays.push((order.at, fade));
                    self.track_us = playhead.map(|playhead| playhead.offset.0 as f64);
                }
            }
        }
        self.step_to(frame);
    }

    fn step_to(&mut self, frame: f64) {
        let way_us = (frame - self.frame) * 1e6 / f64::from(RATE) * self.ratio;
        self.track_us = self.track_us.map(|track| track + way_us);
        self.frame = frame;
    }

    fn order(&mut self, orders: Vec<Order>) {
        self.late += orders.iter().filter(|order| (order.at.0 as f64) < self.frame).count();
        self.orders.extend(orders);
    }
}

/// One browser.
pub struct Browser {
    pub client: Client,
    context: Drifting,
    audio: SampleClock,
    player: Player,
    pub engine: Engine,
    /// Lines by their first frame.
    lines: Vec<Line>,
    transport: TransportState,
    mail: Vec<(f64, TransportState)>,
    next_tick_us: f64,
    /// When it joined, true µs.
    pub joined_us: f64,
    random: Random,
}

impl Browser {
    pub fn new(seed: u64, ppm: f64, joined_us: f64) -> Self {
        let mut client = Client::new(seed, ppm, HARSH);
        client.asleep_until_us = joined_us;
        let mut random = Random(seed ^ 0xa0d10);
        // The context drifts against the computer's clock as that does against the server's.
        let ppm = random.between(-200.0, 200.0);
        let context = Drifting::new(&mut random, ppm);
        let rate = SampleRate::new(RATE).unwrap();
        Browser {
            client,
            context,
            audio: SampleClock::new(rate),
            player: Player::new(rate, LEAD),
            engine: Engine { ratio: 1.0, ..Engine::default() },
            lines: Vec::new(),
            transport: TransportState::default(),
            mail: Vec::new(),
            next_tick_us: joined_us,
            joined_us,
            random,
        }
    }

    /// The frame that sounds at a true moment.
    pub fn frame(&self, true_us: f64) -> f64 {
        (self.context.at(true_us) - self.context.at(0.0)) * f64::from(RATE) / 1e6
    }

    /// The true moment at which a frame sounds, for a context that never stopped.
    pub fn moment_us(&self, frame: Samples) -> f64 {
        self.context.when(self.context.at(0.0) + frame.0 as f64 * 1e6 / f64::from(RATE))
    }

    /// The context stands still (`samples`) and the computer's clock may (`local`), from one true moment to another.
    pub fn sleep(&mut self, from_us: f64, until_us: f64, local: bool) {
        self.client.asleep_until_us = until_us;
        self.context.jumps.push((until_us - 1.0, from_us - until_us));
        if local {
            self.client.local.jumps.push((until_us - 1.0, from_us - until_us));
        }
        self.next_tick_us = until_us;
    }

    /// News of the transport, to arrive at a true moment.
    pub fn post(&mut self, arrival_us: f64, state: &TransportState) {
        self.mail.push((arrival_us.max(self.joined_us), state.clone()));
    }

    pub fn live_until(&mut self, until_us: f64) {
        while self.next_tick_us <= until_us {
            let now = self.next_tick_us;
            self.client.live_until(now);
            self.engine.run_to(self.frame(now));
            self.tick(now);
            // Timers of browsers are late.
            self.next_tick_us = now + 60e3 + self.random.between(0.0, 30e3);
        }
        self.client.live_until(until_us);
        self.engine.run_to(self.frame(until_us));
    }

    fn tick(&mut self, now: f64) {
        for (arrival, state) in std::mem::take(&mut self.mail) {
            match arrival <= now {
                true if state.revision >= self.transport.revision => self.transport = state,
                true => (),
                false => self.mail.push((arrival, state)),
            }
        }
        let frame = Samples(self.frame(now) as i64);
        let local = self.client.local.at(now);
        let misread = self.random.between(-2_700.0, 2_700.0);
        self.audio.push(frame, LocalTime((local + misread) as i64));
        let clock = self.client.clock.estimate(LocalTime(local as i64));
        let target = clock
            .as_ref()
            .filter(|_| self.audio.is_ready())
            .map(|clock| Target { clock, audio: &self.audio });
        let orders = self.player.advance(&self.transport, target, frame);
        self.engine.order(orders);
        if let Some(line) = self.player.line().filter(|line| self.lines.last() != Some(line)) {
            self.lines.push(line);
        }
    }

    /// The server time that the engine is at, in µs.
    pub fn heard_us(&self, true_us: f64) -> Option<f64> {
        let frame = Samples(self.frame(true_us) as i64);
        self.lines.iter().rev().find(|line| line.at <= frame).map(|line| line.server_us(frame))
    }

    /// How far the engine is beside the server's true time, in µs.
    pub fn error_us(&self, true_us: f64) -> Option<f64> {
        Some(self.heard_us(true_us)? - self.client.server.at(true_us))
    }

    /// How far the engine's track is from where the transport has it at the server time that the engine is at, in µs;
    /// `None` beside turns.
    pub fn track_error_us(&self, true_us: f64) -> Option<f64> {
        let heard = ServerTime(self.heard_us(true_us)? as i64);
        let near = Micros(1_000);
        if !self.transport.turns(heard - near, heard + near).is_empty() {
            return None;
        }
        let wanted = self.transport.playhead_at(heard)?.offset.0 as f64;
        Some(self.engine.track_us? - wanted)
    }

    /// Ratios of the engine's lines since it first sounded, with the seconds from one to the next.
    pub fn ratios(&self) -> impl Iterator<Item = (f64, f64, f64)> {
        let first = self.engine.plays[0].0;
        self.lines.windows(2).filter(move |pair| pair[0].at >= first).map(|pair| {
            let seconds = (pair[1].at - pair[0].at).0 as f64 / f64::from(RATE);
            (pair[0].ratio, pair[1].ratio, seconds)
        })
    }
}

/// A room: its transport, and who is in it.
pub struct Room {
    pub state: TransportState,
    pub browsers: Vec<Browser>,
    random: Random,
}

impl Room {
    pub fn new(seed: u64, browsers: Vec<Browser>) -> Self {
        Room { state: TransportState::default(), browsers, random: Random(seed) }
    }

    pub fn live_until(&mut self, until_us: f64) {
        self.browsers.iter_mut().for_each(|browser| browser.live_until(until_us));
    }

    /// A command that reaches the server at a true moment, and everybody within 200 ms.
    pub fn command(&mut self, at_us: f64, command: &Command) {
        self.live_until(at_us);
        let now = ServerTime(self.browsers[0].client.server.at(at_us) as i64);
        self.state = self.state.apply(command, now).unwrap();
        for browser in &mut self.browsers {
            browser.post(at_us + self.random.between(5e3, 200e3), &self.state);
        }
    }
}
