//! Clocks that drift and networks that delay, lose and reorder. The same seed is the same world.

use music::clock::{Clock, Exchange};
use music::time::{LocalTime, ServerTime};

/// Numbers that look random (SplitMix64).
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Evenly in a range.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * ((self.next() >> 11) as f64 / (1u64 << 53) as f64)
    }

    /// Exponentially distributed.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.between(0.0, 1.0)).ln()
    }

    /// True so often.
    pub fn chance(&mut self, share: f64) -> bool {
        self.between(0.0, 1.0) < share
    }
}

/// A clock that drifts, differently all the time: what it shows, in µs, as a function of true time in µs.
#[derive(Clone)]
pub struct Drifting {
    start_us: f64,
    drift: f64,
    swing: f64,
    period_us: f64,
    phase: f64,
    /// True moment and size, in µs.
    pub jumps: Vec<(f64, f64)>,
}

impl Drifting {
    /// `ppm` fast, swinging by up to 30 ppm of it within minutes, never more than 200 off.
    pub fn new(random: &mut Random, ppm: f64) -> Self {
        let swing = random.between(0.0, 30.0f64.min(200.0 - ppm.abs()).max(0.0)) * 1e-6;
        Drifting {
            start_us: random.between(0.0, 1e12),
            drift: ppm * 1e-6,
            swing,
            period_us: random.between(240e6, 900e6),
            phase: random.between(0.0, std::f64::consts::TAU),
            jumps: Vec::new(),
        }
    }

    /// What it shows.
    pub fn at(&self, true_us: f64) -> f64 {
        let turn = std::f64::consts::TAU / self.period_us;
        let swung = self.swing / turn * (self.phase.cos() - (turn * true_us + self.phase).cos());
        let jumped: f64 = self.jumps.iter().filter(|(at, _)| *at <= true_us).map(|(_, size)| size).sum();
        self.start_us + true_us * (1.0 + self.drift) + swung + jumped
    }

    /// When it shows that, for a clock without jumps.
    pub fn when(&self, shown_us: f64) -> f64 {
        let mut guess = shown_us - self.start_us;
        for _ in 0..6 {
            guess += shown_us - self.at(guess);
        }
        guess
    }
}

/// One way: a base delay, exponential jitter, and bursts of up to 200 ms.
struct Way {
    base_us: f64,
    jitter_us: f64,
    burst: Option<(f64, f64)>,
    next_burst_us: f64,
}

impl Way {
    fn delay(&mut self, random: &mut Random, at_us: f64) -> f64 {
        while at_us > self.next_burst_us {
            let depth = (random.exponential(30e3) + random.exponential(30e3)).min(200e3);
            self.burst = Some((self.next_burst_us + random.exponential(300e3), depth));
            self.next_burst_us += random.exponential(8e6);
        }
        let burst = match self.burst {
            Some((until, depth)) if at_us < until => random.between(depth * 0.3, depth),
            _ => 0.0,
        };
        self.base_us + random.exponential(self.jitter_us) + burst
    }
}

/// What a world may be like.
#[derive(Clone, Copy)]
pub struct Harshness {
    /// Mean jitter of each way at most, in ms.
    pub jitter_ms: f64,
    /// How much the ways may differ, in ms.
    pub asymmetry_ms: f64,
    /// Share of packets lost, each way.
    pub loss: f64,
}

/// What the brief asks for: 5 to 150 ms, jitter of 0.2 to 8 ms in the mean with bursts of up to 200 ms, every fifth packet
/// lost each way.
pub const HARSH: Harshness = Harshness { jitter_ms: 8.0, asymmetry_ms: 2.0, loss: 0.2 };

/// A client with its clock, its network and what it knows of the server's clock.
pub struct Client {
    pub random: Random,
    pub local: Drifting,
    pub server: Drifting,
    pub clock: Clock,
    there: Way,
    back: Way,
    loss: f64,
    next_send_us: f64,
    /// By arrival, latest first.
    under_way: Vec<(f64, Exchange)>,
    /// The network is down until then.
    pub asleep_until_us: f64,
    /// Keeps all exchanges, if set.
    pub record: Option<Vec<Exchange>>,
}

impl Client {
    pub fn new(seed: u64, ppm: f64, harsh: Harshness) -> Self {
        let mut random = Random(seed);
        let local = Drifting::new(&mut random, ppm);
        let base_us = random.between(5e3, 150e3);
        let lean = random.between(-harsh.asymmetry_ms, harsh.asymmetry_ms) * 500.0;
        let jitter_us = random.between(200.0, harsh.jitter_ms * 1e3);
        let way = |random: &mut Random, base_us| Way {
            base_us,
            jitter_us,
            burst: None,
            next_burst_us: random.exponential(8e6),
        };
        let (there, back) = (way(&mut random, base_us + lean), way(&mut random, base_us - lean));
        let server = Drifting { start_us: 4e9, drift: 0.0, swing: 0.0, ..local.clone() };
        Client {
            random,
            local,
            server,
            clock: Clock::default(),
            there,
            back,
            loss: harsh.loss,
            next_send_us: 0.0,
            under_way: Vec::new(),
            asleep_until_us: 0.0,
            record: None,
        }
    }

    /// What no clock estimate can see: half of what the ways differ by, in µs.
    pub fn unseen_us(&self) -> f64 {
        (self.there.base_us - self.back.base_us) / 2.0
    }

    /// Lives until a true moment, in µs.
    pub fn live_until(&mut self, until_us: f64) {
        loop {
            let arrival_us = self.under_way.last().map_or(f64::MAX, |(at, _)| *at);
            if self.next_send_us.min(arrival_us) > until_us {
                return;
            }
            if arrival_us <= self.next_send_us {
                self.receive(arrival_us);
            } else {
                self.send();
            }
        }
    }

    fn send(&mut self) {
        let sent = self.next_send_us;
        if sent < self.asleep_until_us {
            self.next_send_us = self.asleep_until_us;
            return;
        }
        let there = sent + self.there.delay(&mut self.random, sent);
        let back = there + 30.0;
        let arrival = back + self.back.delay(&mut self.random, back);
        if !self.random.chance(self.loss) && !self.random.chance(self.loss) {
            let exchange = Exchange {
                t0: LocalTime(self.local.at(sent) as i64),
                t1: ServerTime(self.server.at(there) as i64),
                t2: ServerTime(self.server.at(back) as i64),
                t3: LocalTime(0),
            };
            let index = self.under_way.partition_point(|(at, _)| *at > arrival);
            self.under_way.insert(index, (arrival, exchange));
        }
        let pace = self.clock.pace(LocalTime(self.local.at(sent) as i64));
        self.next_send_us = sent + pace.0 as f64 + self.random.between(0.0, 4e3);
    }

    fn receive(&mut self, at_us: f64) {
        if let Some((_, exchange)) = self.under_way.pop().filter(|_| at_us >= self.asleep_until_us) {
            let t3 = LocalTime(self.local.at(at_us) as i64);
            let exchange = Exchange { t3, ..exchange };
            self.clock.push(exchange);
            if let Some(record) = &mut self.record {
                record.push(exchange);
            }
        }
    }

    /// The estimate at a true moment minus the truth, without what cannot be seen, in µs; and the reported bound.
    pub fn error_us(&self, at_us: f64) -> Option<(f64, f64)> {
        let local = self.local.at(at_us);
        let estimate = self.clock.estimate(LocalTime(local as i64))?;
        let error = estimate.server_us(local) - self.server.at(at_us) - self.unseen_us();
        Some((error, estimate.error.0 as f64))
    }
}
