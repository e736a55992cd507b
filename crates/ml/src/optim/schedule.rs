//! How the learning rate changes along the way.

use serde::{Deserialize, Serialize};

use crate::math;

/// A factor for the learning rate that depends on the step.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Schedule {
    /// Always 1.
    #[default]
    Constant,
    /// Multiplied by `factor` after every `every` steps.
    Step {
        /// Steps between two changes.
        every: usize,
        /// What a change multiplies by.
        factor: f64,
    },
    /// From 1 to 0 along half a cosine (I. Loshchilov and F. Hutter, 2017).
    Cosine,
    /// From 0 to 1 in a straight line over the first `steps` steps, then 1.
    Warmup {
        /// Steps until the full rate.
        steps: usize,
    },
    /// Warm-up over the first `steps` steps, then half a cosine to 0.
    WarmupCosine {
        /// Steps until the full rate.
        steps: usize,
    },
    /// Up from 1/25 to 1 over the first 30 % along half a cosine, then down to 1/250 000 (L. N. Smith and
    /// N. Topin, 2019; PyTorch's numbers).
    OneCycle,
}

impl Schedule {
    /// The factor for step `step` (from 0) of `total`.
    pub fn factor(self, step: usize, total: usize) -> f64 {
        let along = |from: usize, to: usize| {
            let length = to.saturating_sub(from).max(1) as f64;
            (step.saturating_sub(from) as f64 / length).min(1.0)
        };
        match self {
            Self::Constant => 1.0,
            Self::Step { every, factor } => {
                math::powi(factor, i32::try_from(step / every.max(1)).unwrap_or(i32::MAX))
            }
            Self::Cosine => cosine(1.0, 0.0, along(0, total)),
            Self::Warmup { steps } => warmup(step, steps),
            Self::WarmupCosine { steps } if step < steps => warmup(step, steps),
            Self::WarmupCosine { steps } => cosine(1.0, 0.0, along(steps, total)),
            Self::OneCycle => one_cycle(step as f64, total as f64),
        }
    }
}

fn warmup(step: usize, steps: usize) -> f64 {
    if step >= steps { 1.0 } else { (step + 1) as f64 / steps as f64 }
}

/// The top is one step before 30 % of all, and the bottom at the last step.
fn one_cycle(step: f64, total: f64) -> f64 {
    let (top, last) = (0.3 * total - 1.0, total - 1.0);
    if step <= top {
        cosine(1.0 / 25.0, 1.0, step / top)
    } else {
        let top = top.max(0.0);
        cosine(1.0, 1.0 / 250_000.0, ((step - top) / (last - top).max(1.0)).min(1.0))
    }
}

/// Half a cosine from one value to another.
fn cosine(from: f64, to: f64, along: f64) -> f64 {
    to + (from - to) * 0.5 * (1.0 + math::cos(std::f64::consts::PI * along))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_pass_through_their_known_points() {
        let near = |schedule: Schedule, step, expected: f64| {
            let found = schedule.factor(step, 100);
            assert!((found - expected).abs() < 1e-12, "{schedule:?} at {step}: {found}");
        };
        near(Schedule::Constant, 7, 1.0);
        near(Schedule::Step { every: 30, factor: 0.5 }, 65, 0.25);
        near(Schedule::Cosine, 0, 1.0);
        near(Schedule::Cosine, 50, 0.5);
        near(Schedule::Cosine, 100, 0.0);
        near(Schedule::Warmup { steps: 10 }, 4, 0.5);
        near(Schedule::Warmup { steps: 0 }, 0, 1.0);
        near(Schedule::WarmupCosine { steps: 20 }, 60, 0.5);
        near(Schedule::OneCycle, 0, 0.04);
        near(Schedule::OneCycle, 29, 1.0);
        near(Schedule::OneCycle, 99, 4e-6);
        near(Schedule::OneCycle, 100, 4e-6);
    }

    #[test]
    fn odd_totals_stay_finite() {
        for schedule in [Schedule::Cosine, Schedule::OneCycle, Schedule::Step { every: 0, factor: 0.5 }] {
            for (step, total) in [(0, 0), (0, 1), (0, 3), (2, 4), (usize::MAX, 3)] {
                let factor = schedule.factor(step, total);
                assert!((0.0..=1.0).contains(&factor), "{schedule:?} {step} {total}: {factor}");
            }
        }
    }
}
