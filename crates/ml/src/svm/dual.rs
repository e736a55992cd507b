//! Coordinate descent in the dual of the linear machine.

use crate::error::{Error, Result};
use crate::rng::Rng;
use crate::sum;
use ndarray::ArrayView2;

/// One class against others.
pub(super) struct DualProblem<'d> {
    /// The features, an example a row, in standard layout.
    pub(super) x: ArrayView2<'d, f64>,
    /// +1 or −1 for each example.
    pub(super) signs: &'d [f64],
    /// What each example costs.
    pub(super) costs: &'d [f64],
    /// Whether the loss is squared.
    pub(super) squared: bool,
    pub(super) tol: f64,
    pub(super) max_iter: usize,
}

/// The weights that minimise ‖w‖² / 2 + Σ cost · loss: each visit moves one example's multiplier to its best place, and
/// those that seem to stay at a bound are left out for a while (C.-J. Hsieh et al., *A Dual Coordinate Descent Method for
/// Large-scale Linear SVM*, 2008). Ends when the slopes of all multipliers are within `tol` of each other.
pub(super) fn dual_descent(problem: &DualProblem<'_>, rng: &mut Rng) -> Result<Vec<f64>> {
    let Some(x) = problem.x.as_slice() else { return Ok(Vec::new()) };
    let features = problem.x.ncols();
    let row = |at: usize| &x[at * features..(at + 1) * features];
    let soft = |at: usize| if problem.squared { 0.5 / problem.costs[at] } else { 0.0 };
    let most = |at: usize| if problem.squared { f64::INFINITY } else { problem.costs[at] };
    let mut active: Vec<usize> = (0..problem.signs.len()).filter(|&at| problem.costs[at] > 0.0).collect();
    let everything = active.clone();
    let squares: Vec<f64> = (0..problem.signs.len()).map(|at| sum::sum_squares(row(at)) + soft(at)).collect();
    let (mut weights, mut alphas) = (vec![0.0; features], vec![0.0; problem.signs.len()]);
    // The greatest and the least slope of the round before: what lies beyond is left out.
    let (mut above, mut below) = (f64::INFINITY, f64::NEG_INFINITY);
    let mut spread = f64::INFINITY;
    for _ in 0..problem.max_iter {
        let (mut steepest, mut flattest) = (f64::NEG_INFINITY, f64::INFINITY);
        rng.shuffle(&mut active);
        let mut kept = Vec::with_capacity(active.len());
        for &at in &active {
            let (sign, alpha, most) = (problem.signs[at], alphas[at], most(at));
            let slope = sign * sum::dot(&weights, row(at)) - 1.0 + soft(at) * alpha;
            let (at_least, at_most) = (alpha == 0.0, alpha >= most);
            if (at_least && slope > above) || (at_most && slope < below) {
                continue;
            }
            kept.push(at);
            let free = if at_least {
                slope.min(0.0)
            } else if at_most {
                slope.max(0.0)
            } else {
                slope
            };
            (steepest, flattest) = (steepest.max(free), flattest.min(free));
            if free.abs() > 1e-12 && squares[at] > 0.0 {
                alphas[at] = (alpha - slope / squares[at]).max(0.0).min(most);
                let step = (alphas[at] - alpha) * sign;
                weights.iter_mut().zip(row(at)).for_each(|(weight, value)| *weight += step * value);
            }
        }
        let whole = kept.len() == everything.len();
        active = kept;
        spread = if active.is_empty() { 0.0 } else { steepest - flattest };
        if spread <= problem.tol {
            if whole {
                return Ok(weights);
            }
            // The end as far as the active ones go: look at all of them once more.
            active.clone_from(&everything);
            (above, below) = (f64::INFINITY, f64::NEG_INFINITY);
            continue;
        }
        above = if steepest > 0.0 { steepest } else { f64::INFINITY };
        below = if flattest < 0.0 { flattest } else { f64::NEG_INFINITY };
    }
    let what = "dual coordinate descent".to_owned();
    Err(Error::NotConverged { what, iterations: problem.max_iter, residual: spread })
}
