//! How long recoveries took.

use crate::fault::Fault;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// What came of a run.
#[derive(Default)]
pub struct Report {
    took: BTreeMap<Fault, Vec<Duration>>,
    /// Acknowledged chat messages that are not in the room's history, or not as they were said.
    pub missing: Vec<String>,
    /// Acknowledged chat messages.
    pub said: usize,
}

impl Report {
    /// Notes a recovery.
    pub fn add(&mut self, fault: Fault, took: Duration) {
        self.took.entry(fault).or_default().push(took);
    }

    /// Whether everybody was always back in time and nothing is missing.
    pub fn passes(&self, within_s: f64) -> bool {
        self.missing.is_empty() && self.took.values().flatten().all(|took| took.as_secs_f64() <= within_s)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{:<14}{:>6}{:>10}{:>10}", "fault", "count", "p50 s", "max s")?;
        for (fault, took) in &self.took {
            let mut took: Vec<f64> = took.iter().map(Duration::as_secs_f64).collect();
            took.sort_by(f64::total_cmp);
            let (median, longest) = (took[took.len() / 2], took[took.len() - 1]);
            writeln!(f, "{:<14}{:>6}{:>10.2}{:>10.2}", fault.to_string(), took.len(), median, longest)?;
        }
        writeln!(f, "chat messages acknowledged: {}, missing: {}", self.said, self.missing.len())?;
        self.missing.iter().try_for_each(|text| writeln!(f, "  missing: {text}"))
    }
}
