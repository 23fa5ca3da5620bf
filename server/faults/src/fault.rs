//! What fails, and when.

use clap::ValueEnum;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::fmt;
use std::time::Duration;

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Fault {
    /// The server process is killed and started again; of several, the one in which the room runs, and it stays dead
    /// until everybody is back.
    Server,
    /// Of several server processes one is killed in which the room does not run.
    Edge,
    /// The sidecar is killed.
    Sidecar,
    /// PostgreSQL's first process is killed.
    Database,
    /// One person's network takes in everything and lets nothing through, for two to nine seconds.
    Network,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Fault::Server => "server",
            Fault::Edge => "edge server",
            Fault::Sidecar => "sidecar",
            Fault::Database => "database",
            Fault::Network => "network",
        })
    }
}

/// The moment of a fault.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// After this.
    pub wait: Duration,
    /// Whose network (taken modulo their number).
    pub whose: usize,
    /// For how long the network is gone.
    pub cut: Duration,
}

/// The faults of a run, in an order that the seed decides; as many of each kind, give or take one.
pub struct Plan {
    random: StdRng,
    kinds: Vec<Fault>,
    left: Vec<Fault>,
}

impl Plan {
    /// `only` empty: all kinds that make sense with so many processes.
    pub fn new(seed: u64, processes: u8, only: &[Fault]) -> Self {
        let mut kinds = match only {
            [] => vec![Fault::Server, Fault::Sidecar, Fault::Database, Fault::Network],
            only => only.to_vec(),
        };
        if only.is_empty() && processes > 1 {
            kinds.push(Fault::Edge);
        }
        Plan { random: StdRng::seed_from_u64(seed), kinds, left: Vec::new() }
    }

    /// The next one.
    pub fn next(&mut self) -> (Fault, Moment) {
        if self.left.is_empty() {
            self.left.clone_from(&self.kinds);
        }
        let at = self.random.random_range(0..self.left.len());
        let mut millis = |from, to| Duration::from_millis(self.random.random_range(from..to));
        let moment = Moment {
            wait: millis(0, 1_000),
            cut: millis(2_000, 9_000),
            whose: millis(0, 97).as_millis() as usize,
        };
        (self.left.swap_remove(at), moment)
    }
}
