//! Sequential minimal optimisation: two multipliers at a time.

use super::kernel::FixedKernel;
use crate::error::{Error, Result};
use crate::sum;

/// Bytes of kernel rows that are kept at a time.
const CACHE: usize = 200 << 20;
/// What stands for a curvature that is not positive.
const FLAT: f64 = 1e-12;

/// Two classes to be told apart.
pub(super) struct Problem {
    /// The features, an example after the other.
    pub(super) x: Vec<f64>,
    pub(super) features: usize,
    /// +1 or −1 for each example.
    pub(super) signs: Vec<f64>,
    /// The most that each example's multiplier may be: more than 0.
    pub(super) costs: Vec<f64>,
    pub(super) kernel: FixedKernel,
    pub(super) tol: f64,
}

/// What separates two classes: f(x) = Σ coef · kernel(example, x) + intercept.
pub(super) struct Solution {
    /// The multiplier of each example, with its sign.
    pub(super) coef: Vec<f64>,
    pub(super) intercept: f64,
}

/// Solves the dual of ‖w‖² / 2 + Σ cost · max(0, 1 − margin). Each step moves the multiplier that violates the conditions of
/// a solution most and the one that then gains most (R.-E. Fan, P.-H. Chen and C.-J. Lin, *Working Set Selection Using Second
/// Order Information for Training SVM*, 2005). Ends when no pair violates them by more than `tol`.
pub(super) fn solve(problem: &Problem) -> Result<Solution> {
    let count = problem.signs.len();
    let mut state =
        State { alphas: vec![0.0; count], gradient: vec![-1.0; count], rows: Rows::new(problem), problem };
    let most = 10_000_000.max(count.saturating_mul(100));
    let mut violation = f64::INFINITY;
    for _ in 0..most {
        let (pair, worst) = state.choose();
        violation = worst;
        match pair {
            Some((first, second)) if violation > problem.tol => state.step(first, second),
            _ => {
                let intercept = -state.offset();
                let coef =
                    state.alphas.iter().zip(&problem.signs).map(|(alpha, sign)| alpha * sign).collect();
                return Ok(Solution { coef, intercept });
            }
        }
    }
    let what = "sequential minimal optimisation".to_owned();
    Err(Error::NotConverged { what, iterations: most, residual: violation })
}

struct State<'p> {
    problem: &'p Problem,
    alphas: Vec<f64>,
    /// The slope of the dual along each multiplier.
    gradient: Vec<f64>,
    rows: Rows<'p>,
}

impl State<'_> {
    /// Whether a multiplier may move so that sign · multiplier grows.
    fn may_rise(&self, at: usize) -> bool {
        if self.problem.signs[at] > 0.0 {
            self.alphas[at] < self.problem.costs[at]
        } else {
            self.alphas[at] > 0.0
        }
    }

    fn may_fall(&self, at: usize) -> bool {
        if self.problem.signs[at] > 0.0 {
            self.alphas[at] > 0.0
        } else {
            self.alphas[at] < self.problem.costs[at]
        }
    }

    /// The pair to move, and by how much the conditions of a solution are violated at most.
    fn choose(&mut self) -> (Option<(usize, usize)>, f64) {
        let count = self.alphas.len();
        let pull = |state: &Self, at: usize| -state.problem.signs[at] * state.gradient[at];
        let mut first = (None, f64::NEG_INFINITY);
        for at in (0..count).filter(|&at| self.may_rise(at)) {
            let pull = pull(self, at);
            if pull >= first.1 {
                first = (Some(at), pull);
            }
        }
        let (Some(rising), strongest) = first else { return (None, 0.0) };
        self.rows.load(rising);
        let row = self.rows.get(rising);
        let (mut second, mut least, mut weakest) = (None, f64::INFINITY, f64::INFINITY);
        for at in (0..count).filter(|&at| self.may_fall(at)) {
            let pull = pull(self, at);
            weakest = weakest.min(pull);
            let apart = strongest - pull;
            if apart > 0.0 {
                let bend = self.rows.diagonal[rising] + self.rows.diagonal[at] - 2.0 * row[at];
                let gain = -(apart * apart) / if bend > 0.0 { bend } else { FLAT };
                if gain <= least {
                    (second, least) = (Some(at), gain);
                }
            }
        }
        (second.map(|second| (rising, second)), strongest - weakest)
    }

    /// Moves two multipliers to the best place that their sum and bounds allow.
    fn step(&mut self, first: usize, second: usize) {
        self.rows.load(first);
        self.rows.load(second);
        let (signs, costs) = (&self.problem.signs, &self.problem.costs);
        let bend =
            self.rows.diagonal[first] + self.rows.diagonal[second] - 2.0 * self.rows.get(first)[second];
        let bend = if bend > 0.0 { bend } else { FLAT };
        let apart = signs[second] * self.gradient[second] - signs[first] * self.gradient[first];
        // sign · multiplier of the first rises by as much as that of the second falls, as far as both have room.
        let room = |at: usize, rises: bool| {
            if (signs[at] > 0.0) == rises { costs[at] - self.alphas[at] } else { self.alphas[at] }
        };
        let (room_first, room_second) = (room(first, true), room(second, false));
        let way = (apart / bend).min(room_first).min(room_second);
        let before = (self.alphas[first], self.alphas[second]);
        self.alphas[first] += signs[first] * way;
        self.alphas[second] -= signs[second] * way;
        // What reached its bound is there exactly.
        if way == room_first {
            self.alphas[first] = if signs[first] > 0.0 { costs[first] } else { 0.0 };
        }
        if way == room_second {
            self.alphas[second] = if signs[second] > 0.0 { 0.0 } else { costs[second] };
        }
        let change_first = (self.alphas[first] - before.0) * signs[first];
        let change_second = (self.alphas[second] - before.1) * signs[second];
        let rows = self.rows.get(first).iter().zip(self.rows.get(second));
        for ((gradient, sign), (a, b)) in self.gradient.iter_mut().zip(signs).zip(rows) {
            *gradient += sign * (a * change_first + b * change_second);
        }
    }

    /// The threshold: the mean over those whose multiplier is free, else the middle of what the others allow.
    fn offset(&self) -> f64 {
        let (mut free, mut count) = (0.0, 0.0);
        let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
        for at in 0..self.alphas.len() {
            let value = self.problem.signs[at] * self.gradient[at];
            match (self.may_rise(at), self.may_fall(at)) {
                (true, true) => (free, count) = (free + value, count + 1.0),
                (true, false) => high = high.min(value),
                (false, _) => low = low.max(value),
            }
        }
        if count > 0.0 { free / count } else { (low + high) / 2.0 }
    }
}

/// Rows of the kernel matrix, computed when they are asked for and kept as long as there is room.
struct Rows<'p> {
    problem: &'p Problem,
    squares: Vec<f64>,
    diagonal: Vec<f64>,
    rows: Vec<Vec<f64>>,
    /// The rows that are kept, from the one loaded first.
    kept: std::collections::VecDeque<usize>,
}

impl<'p> Rows<'p> {
    fn new(problem: &'p Problem) -> Self {
        let count = problem.signs.len();
        let squares: Vec<f64> =
            problem.x.chunks_exact(problem.features.max(1)).map(sum::sum_squares).collect();
        let diagonal = squares.iter().map(|square| problem.kernel.of(*square, (*square, *square))).collect();
        Self { problem, squares, diagonal, rows: vec![Vec::new(); count], kept: Default::default() }
    }

    /// Makes sure that a row is there, and the one loaded before it still is.
    fn load(&mut self, at: usize) {
        if !self.rows[at].is_empty() {
            return;
        }
        let room = (CACHE / (8 * self.rows.len().max(1))).max(2);
        if self.kept.len() >= room
            && let Some(oldest) = self.kept.pop_front()
        {
            self.rows[oldest] = Vec::new();
        }
        let features = self.problem.features;
        let own = &self.problem.x[at * features..(at + 1) * features];
        let mut row = sum::dot_each(&self.problem.x, own);
        self.problem.kernel.of_each(&mut row, self.squares[at], &self.squares);
        self.rows[at] = row;
        self.kept.push_back(at);
    }

    fn get(&self, at: usize) -> &[f64] {
        &self.rows[at]
    }
}
