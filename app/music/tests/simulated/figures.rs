//! Distributions, for the report.

/// Of many figures.
pub struct Figures {
    sorted: Vec<f64>,
}

impl Figures {
    pub fn of(figures: impl IntoIterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = figures.into_iter().map(f64::abs).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        Figures { sorted }
    }

    /// The figure that this share of all does not exceed.
    pub fn quantile(&self, share: f64) -> f64 {
        self.sorted[((self.sorted.len() - 1) as f64 * share).round() as usize]
    }

    /// Prints a row of the report.
    pub fn print(&self, what: &str, unit: &str) {
        let [p50, p99, max] = [0.5, 0.99, 1.0].map(|share| self.quantile(share));
        println!("{what:<52} p50 {p50:9.1}  p99 {p99:9.1}  max {max:9.1} {unit}  (n {})", self.sorted.len());
    }
}
