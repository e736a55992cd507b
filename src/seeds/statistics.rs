//! Means and spreads over seeds, and when two of them count as the same.

use crate::entry::Interval;

/// A number over the seeds of an entry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Statistics {
    /// How many seeds.
    pub n: usize,
    /// The mean.
    pub mean: f64,
    /// The standard deviation, with n − 1.
    pub sd: f64,
}

/// The rule by which [`Statistics::agree`] decides, for findings.
pub const RULE: &str = "means within 2 standard errors of their difference, and log standard deviations within 2 of theirs (over seeds)";

impl Statistics {
    /// Of the values of each seed.
    pub fn of(values: &[f64]) -> Self {
        let n = values.len();
        let mean = values.iter().sum::<f64>() / n as f64;
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        // Equal values have a mean that may be off by a rounding, but no spread.
        let equal = values.iter().all(|value| *value == values[0]);
        let (mean, sd) = match values.first() {
            Some(&first) if equal => (first, 0.0),
            _ => (mean, (squares / n.saturating_sub(1).max(1) as f64).sqrt()),
        };
        Self { n, mean, sd }
    }

    /// What stands behind `±`.
    pub fn plus_minus(&self, interval: Interval) -> f64 {
        let error = self.sd / (self.n as f64).sqrt();
        match interval {
            Interval::Sd => self.sd,
            Interval::Se => error,
            Interval::Ci95 => error * student(self.n.saturating_sub(1)),
        }
    }

    /// Whether both may be draws of one distribution: Welch's statistic of the means is at most 2, and so is the
    /// difference of the standard deviations' logarithms, in units of its own standard error. See [`RULE`].
    pub fn agree(&self, other: &Self) -> bool {
        let (means, spreads) = self.distances(other);
        means <= 2.0 && spreads <= 2.0
    }

    /// How far the means and the standard deviations lie apart, each in units of its standard error. NaN lies at no distance
    /// from anything.
    pub fn distances(&self, other: &Self) -> (f64, f64) {
        let variance = |one: &Self| one.sd * one.sd / one.n as f64;
        let apart = (self.mean - other.mean).abs();
        let means = if apart == 0.0 { 0.0 } else { apart / (variance(self) + variance(other)).sqrt() };
        let freedom = |one: &Self| 1.0 / (2.0 * one.n.saturating_sub(1).max(1) as f64);
        let spreads = if self.sd == other.sd {
            0.0
        } else {
            (self.sd.ln() - other.sd.ln()).abs() / (freedom(self) + freedom(other)).sqrt()
        };
        (means, spreads)
    }
}

/// The 0.975 quantile of Student's t: from a table, and beyond it by the expansion around the normal one (Abramowitz and
/// Stegun 26.7.5), which is then right to three decimals.
fn student(freedom: usize) -> f64 {
    const TABLE: [f64; 10] =
        [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281];
    if let Some(quantile) = freedom.checked_sub(1).and_then(|at| TABLE.get(at)) {
        return *quantile;
    }
    let (z, v) = (1.959_963_985_f64, freedom.max(1) as f64);
    let z3 = z * z * z;
    let z5 = z3 * z * z;
    let third = (3.0 * z5 * z * z + 19.0 * z5 + 17.0 * z3 - 15.0 * z) / (384.0 * v * v * v);
    z + (z3 + z) / (4.0 * v) + (5.0 * z5 + 16.0 * z3 + 3.0 * z) / (96.0 * v * v) + third
}

#[cfg(test)]
mod tests {
    use super::{Statistics, student};
    use crate::entry::Interval;

    #[test]
    fn spreads_are_those_of_a_textbook() {
        let statistics = Statistics::of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        assert_eq!(statistics.mean, 5.0);
        assert!((statistics.sd - 2.138_089_935).abs() < 1e-9);
        assert!((statistics.plus_minus(Interval::Se) - 0.755_928_946).abs() < 1e-9);
        assert!((statistics.plus_minus(Interval::Ci95) - 1.787_488).abs() < 1e-4);
        assert_eq!(Statistics::of(&[0.1, 0.1, 0.1]).sd, 0.0);
    }

    #[test]
    fn students_quantiles_are_right() {
        for (freedom, quantile) in [(1, 12.7062), (10, 2.2281), (11, 2.2010), (19, 2.0930), (100, 1.9840)] {
            assert!((student(freedom) - quantile).abs() < 2e-4, "{freedom}: {}", student(freedom));
        }
    }

    #[test]
    fn other_draws_of_one_distribution_agree_and_others_do_not() {
        let old = Statistics { n: 20, mean: 0.93, sd: 0.010 };
        assert!(old.agree(&Statistics { n: 20, mean: 0.932, sd: 0.012 }));
        assert!(!old.agree(&Statistics { n: 20, mean: 0.95, sd: 0.010 }), "another mean");
        assert!(!old.agree(&Statistics { n: 20, mean: 0.93, sd: 0.030 }), "another spread");
        assert!(!old.agree(&Statistics { n: 20, mean: f64::NAN, sd: 0.010 }));
        assert!(!old.agree(&Statistics { n: 20, mean: 0.93, sd: 0.0 }));
    }
}
