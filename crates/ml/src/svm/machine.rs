//! The machine with a kernel.

use super::kernel::{FixedKernel, Gamma, Kernel};
use super::smo::{Problem, Solution, solve};
use crate::error::{Error, Result};
use crate::examples::{Labels, best_classes, check_features, check_setting, check_two_classes};
use crate::matmul::matmul_nt;
use crate::metrics::accuracy_score;
use crate::parallel;
use crate::sum;
use crate::weights::{ClassWeight, check_weights};
use ndarray::{Array1, Array2, Axis, s};
use serde::{Deserialize, Serialize};

/// Rows that one thread predicts at a time.
const BLOCK: usize = 64;

/// A support vector machine with a kernel (C. Cortes and V. Vapnik, 1995): minimises ‖w‖² / 2 + C · Σ max(0, 1 − margin) in
/// the kernel's space, as libsvm does. Of many classes each pair takes a machine, and their votes decide.
#[derive(Debug, Clone, PartialEq)]
pub struct Svc {
    c: f64,
    kernel: Kernel,
    class_weight: ClassWeight,
    tol: f64,
}

/// What an [`Svc`] learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedSvc {
    /// The classes that occurred, from the least to the greatest.
    pub classes: Vec<usize>,
    /// The places of the support vectors in the training data.
    pub support: Vec<usize>,
    /// The support vectors: an example a row.
    pub support_vectors: Array2<f64>,
    /// What each support vector counts, with its sign: a row for each pair of classes (the first with the second, the first
    /// with the third, …; positive for the former), a column a support vector.
    pub dual_coef: Array2<f64>,
    /// What is added for each pair of classes.
    pub intercept: Array1<f64>,
    kernel: FixedKernel,
}

impl Default for Svc {
    fn default() -> Self {
        Self::new()
    }
}

impl Svc {
    /// With C = 1, the RBF kernel whose gamma goes by the scale of the data, and a tolerance of 1e-3.
    pub fn new() -> Self {
        Self { c: 1.0, kernel: Kernel::Rbf(Gamma::Scale), class_weight: ClassWeight::Equal, tol: 1e-3 }
    }

    /// How much the losses count against the weights: more than 0.
    pub fn c(mut self, c: f64) -> Self {
        self.c = c;
        self
    }

    /// The kernel.
    pub fn kernel(mut self, kernel: Kernel) -> Self {
        self.kernel = kernel;
        self
    }

    /// The RBF kernel with this gamma, more than 0.
    pub fn gamma(self, gamma: f64) -> Self {
        self.kernel(Kernel::Rbf(Gamma::Value(gamma)))
    }

    /// How much the examples of each class count.
    pub fn class_weight(mut self, weight: ClassWeight) -> Self {
        self.class_weight = weight;
        self
    }

    /// The end: no pair of examples violates the conditions of a solution by more than this.
    pub fn tol(mut self, tol: f64) -> Self {
        self.tol = tol;
        self
    }

    /// Fits `x` (an example a row) to the classes `y`, on several threads where there are more than two.
    ///
    /// # Errors
    /// [`Error::Shape`], [`Error::Empty`], [`Error::NotFinite`], [`Error::OneClass`]; [`Error::Parameter`] for a setting out
    /// of its range; [`Error::NotConverged`] if ten million steps did not suffice.
    pub fn fit(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<FittedSvc> {
        self.fit_with(x, y, None)
    }

    /// The same, where each example counts as much as its weight says.
    ///
    /// # Errors
    /// As [`Self::fit`]; [`Error::Parameter`] also for a negative weight; [`Error::OneClass`] also if only one class has
    /// examples with a weight.
    pub fn fit_weighted(
        &self,
        x: &Array2<f64>,
        y: &Array1<usize>,
        weights: &Array1<f64>,
    ) -> Result<FittedSvc> {
        self.fit_with(x, y, Some(weights))
    }

    fn fit_with(
        &self,
        x: &Array2<f64>,
        y: &Array1<usize>,
        weights: Option<&Array1<f64>>,
    ) -> Result<FittedSvc> {
        check_setting("c", self.c, self.c > 0.0 && self.c.is_finite(), "more than 0")?;
        check_setting("tol", self.tol, self.tol > 0.0 && self.tol.is_finite(), "more than 0")?;
        let labels = check_two_classes(x, y)?;
        let mut costs = check_weights(weights, x.nrows())?;
        self.class_weight.apply(&labels.classes, &labels.codes, &mut costs)?;
        let mut weighted = vec![false; labels.classes.len()];
        labels
            .codes
            .iter()
            .zip(&costs)
            .filter(|(_, cost)| **cost > 0.0)
            .for_each(|(&code, _)| weighted[code] = true);
        if let Some(code) = weighted.iter().position(|weighted| !weighted) {
            return Err(Error::Empty {
                what: format!("examples of class {} with a weight", labels.classes[code]),
            });
        }
        costs.iter_mut().for_each(|cost| *cost *= self.c);
        let kernel = match self.kernel {
            Kernel::Linear => FixedKernel::Linear,
            Kernel::Rbf(gamma) => {
                let gamma = gamma.value(x);
                check_setting("gamma", gamma, gamma > 0.0 && gamma.is_finite(), "more than 0")?;
                FixedKernel::Rbf { gamma }
            }
        };
        let pairs = pairs(labels.classes.len());
        let machines = parallel::map(pairs.len(), |pair| {
            let rows = rows_of(&labels, pairs[pair], &costs);
            let solution = solve(&self.problem(x, &labels, pairs[pair].0, &rows, &costs, kernel));
            solution.map(|solution| (rows, solution))
        });
        let machines = machines.into_iter().collect::<Result<Vec<_>>>()?;
        Ok(assemble(labels.classes, x, &machines, kernel))
    }

    /// What tells the class with code `first` from the other class among `rows`.
    fn problem(
        &self,
        x: &Array2<f64>,
        labels: &Labels,
        first: usize,
        rows: &[usize],
        costs: &[f64],
        kernel: FixedKernel,
    ) -> Problem {
        Problem {
            x: rows.iter().flat_map(|&row| x.row(row).to_vec()).collect(),
            features: x.ncols(),
            signs: rows.iter().map(|&row| if labels.codes[row] == first { 1.0 } else { -1.0 }).collect(),
            costs: rows.iter().map(|&row| costs[row]).collect(),
            kernel,
            tol: self.tol,
        }
    }
}

/// All pairs of classes.
fn pairs(classes: usize) -> Vec<(usize, usize)> {
    (0..classes).flat_map(|first| (first + 1..classes).map(move |second| (first, second))).collect()
}

/// The examples of two classes that have a weight.
fn rows_of(labels: &Labels, pair: (usize, usize), costs: &[f64]) -> Vec<usize> {
    let member =
        |row: &usize| (labels.codes[*row] == pair.0 || labels.codes[*row] == pair.1) && costs[*row] > 0.0;
    (0..costs.len()).filter(member).collect()
}

/// Puts the machines of all pairs together: each with the rows that it saw.
fn assemble(
    classes: Vec<usize>,
    x: &Array2<f64>,
    machines: &[(Vec<usize>, Solution)],
    kernel: FixedKernel,
) -> FittedSvc {
    let mut counts = vec![false; x.nrows()];
    for (rows, solution) in machines {
        let used = rows.iter().zip(&solution.coef).filter(|(_, coef)| **coef != 0.0);
        used.for_each(|(&row, _)| counts[row] = true);
    }
    let support: Vec<usize> = (0..x.nrows()).filter(|&row| counts[row]).collect();
    let mut dual_coef = Array2::zeros((machines.len(), support.len()));
    for ((rows, solution), mut dual) in machines.iter().zip(dual_coef.rows_mut()) {
        for (row, coef) in rows.iter().zip(&solution.coef) {
            if let Ok(place) = support.binary_search(row) {
                dual[place] = *coef;
            }
        }
    }
    FittedSvc {
        classes,
        support_vectors: x.select(Axis(0), &support),
        support,
        dual_coef,
        intercept: machines.iter().map(|(_, solution)| solution.intercept).collect(),
        kernel,
    }
}

impl FittedSvc {
    /// How much speaks for each class: a row an example. For two classes one column, positive for the second; for more a
    /// column a class, its votes and a fraction that tells how clear they are, as in scikit-learn.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` has another number of features, [`Error::NotFinite`].
    pub fn decision_function(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        let duels = self.duels(x)?;
        let classes = self.classes.len();
        if classes <= 2 {
            return Ok(-duels);
        }
        let mut decision = votes(&duels, classes);
        for (duels, mut decision) in duels.rows().into_iter().zip(decision.rows_mut()) {
            let mut clear = vec![0.0; classes];
            for (duel, (first, second)) in duels.iter().zip(pairs(classes)) {
                clear[first] += duel;
                clear[second] -= duel;
            }
            for (decision, clear) in decision.iter_mut().zip(clear) {
                *decision += clear / (3.0 * (clear.abs() + 1.0));
            }
        }
        Ok(decision)
    }

    /// The class of each row of `x`: the one with the most votes, and the least class among equals.
    ///
    /// # Errors
    /// As [`Self::decision_function`].
    pub fn predict(&self, x: &Array2<f64>) -> Result<Array1<usize>> {
        Ok(best_classes(&self.classes, &votes(&self.duels(x)?, self.classes.len())))
    }

    /// The share of the rows of `x` whose class is met.
    ///
    /// # Errors
    /// As [`Self::decision_function`], and if `x` and `y` don't fit.
    pub fn score(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<f64> {
        accuracy_score(y, &self.predict(x)?)
    }

    /// What each pair's machine says about each row of `x`: positive for the former class.
    fn duels(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_features(x, self.support_vectors.ncols())?;
        let squares = |rows: &Array2<f64>| -> Vec<f64> {
            rows.rows().into_iter().map(|row| sum::sum_squares(&row.to_vec())).collect()
        };
        let support_squares = squares(&self.support_vectors);
        let blocks = parallel::map(x.nrows().div_ceil(BLOCK), |block| {
            let rows = x.slice(s![block * BLOCK..x.nrows().min((block + 1) * BLOCK), ..]).to_owned();
            let mut likeness = matmul_nt(rows.view(), self.support_vectors.view());
            for (mut row, square) in likeness.rows_mut().into_iter().zip(squares(&rows)) {
                let places = row.iter_mut().zip(&support_squares);
                places.for_each(|(value, other)| *value = self.kernel.of(*value, (square, *other)));
            }
            matmul_nt(likeness.view(), self.dual_coef.view()) + &self.intercept
        });
        let mut duels = Array2::zeros((x.nrows(), self.intercept.len()));
        for (block, mut duels) in blocks.iter().zip(duels.axis_chunks_iter_mut(Axis(0), BLOCK)) {
            duels.assign(block);
        }
        Ok(duels)
    }
}

/// How many duels each class wins.
fn votes(duels: &Array2<f64>, classes: usize) -> Array2<f64> {
    let mut votes = Array2::zeros((duels.nrows(), classes));
    for (duels, mut votes) in duels.rows().into_iter().zip(votes.rows_mut()) {
        for (duel, (first, second)) in duels.iter().zip(pairs(classes)) {
            votes[if *duel > 0.0 { first } else { second }] += 1.0;
        }
    }
    votes
}
