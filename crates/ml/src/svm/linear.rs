//! The linear machine.

use super::dual::{DualProblem, dual_descent};
use crate::error::{Result, check_finite_1};
use crate::examples::{best_classes, check_features, check_setting, check_two_classes};
use crate::matmul::{matmul_nt, matvec, matvec_t};
use crate::metrics::accuracy_score;
use crate::optim::Lbfgs;
use crate::parallel;
use crate::rng::Rng;
use crate::sum;
use crate::weights::{ClassWeight, check_weights};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};
use serde::{Deserialize, Serialize};

/// What an example costs that is not clearly on its side: its margin is y · f(x) with y = ±1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HingeLoss {
    /// max(0, 1 − margin)².
    #[default]
    Squared,
    /// max(0, 1 − margin).
    Plain,
}

/// A linear support vector machine (C. Cortes and V. Vapnik, 1995): minimises ‖w‖² / 2 + C · Σ loss, with the intercept
/// among the weights, as liblinear does. Many classes take one machine each, against all others.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearSvc {
    c: f64,
    loss: HingeLoss,
    fit_intercept: bool,
    class_weight: ClassWeight,
    max_iter: usize,
    tol: f64,
    seed: u64,
}

/// What a [`LinearSvc`] learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedLinearSvc {
    /// The classes that occurred, from the least to the greatest.
    pub classes: Vec<usize>,
    /// The weights: a column a feature; one row for two classes (towards the second), else a row a class.
    pub coef: Array2<f64>,
    /// The intercepts, one for each row of weights.
    pub intercept: Array1<f64>,
}

impl Default for LinearSvc {
    fn default() -> Self {
        Self::new()
    }
}

impl LinearSvc {
    /// With C = 1, the squared loss, an intercept, a tolerance of 1e-4 and at most 10,000 rounds.
    pub fn new() -> Self {
        Self {
            c: 1.0,
            loss: HingeLoss::Squared,
            fit_intercept: true,
            class_weight: ClassWeight::Equal,
            max_iter: 10_000,
            tol: 1e-4,
            seed: 0,
        }
    }

    /// How much the losses count against the weights: more than 0.
    pub fn c(mut self, c: f64) -> Self {
        self.c = c;
        self
    }

    /// What an example costs.
    pub fn loss(mut self, loss: HingeLoss) -> Self {
        self.loss = loss;
        self
    }

    /// Whether there is an intercept.
    pub fn fit_intercept(mut self, fit: bool) -> Self {
        self.fit_intercept = fit;
        self
    }

    /// How much the examples of each class count.
    pub fn class_weight(mut self, weight: ClassWeight) -> Self {
        self.class_weight = weight;
        self
    }

    /// How many rounds there are at most.
    pub fn max_iter(mut self, max_iter: usize) -> Self {
        self.max_iter = max_iter;
        self
    }

    /// The end, in liblinear's terms: the spread of the dual's slopes, or the share of the first gradient that is left.
    pub fn tol(mut self, tol: f64) -> Self {
        self.tol = tol;
        self
    }

    /// The order in which examples are visited.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Fits `x` (an example a row) to the classes `y`: by coordinate descent in the dual, or with the squared loss and more
    /// examples than features by L-BFGS, which comes to the same weights sooner.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape), [`Error::Empty`](crate::error::Error::Empty), [`Error::NotFinite`](crate::error::Error::NotFinite), [`Error::OneClass`](crate::error::Error::OneClass); [`Error::Parameter`](crate::error::Error::Parameter) for a setting out
    /// of its range; [`Error::NotConverged`](crate::error::Error::NotConverged) if the rounds did not suffice, which scaled features make unlikely.
    pub fn fit(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<FittedLinearSvc> {
        self.fit_with(x, y, None)
    }

    /// The same, where each example counts as much as its weight says.
    ///
    /// # Errors
    /// As [`Self::fit`]; [`Error::Parameter`](crate::error::Error::Parameter) also for a negative weight.
    pub fn fit_weighted(
        &self,
        x: &Array2<f64>,
        y: &Array1<usize>,
        weights: &Array1<f64>,
    ) -> Result<FittedLinearSvc> {
        self.fit_with(x, y, Some(weights))
    }

    fn fit_with(
        &self,
        x: &Array2<f64>,
        y: &Array1<usize>,
        weights: Option<&Array1<f64>>,
    ) -> Result<FittedLinearSvc> {
        check_setting("c", self.c, self.c > 0.0 && self.c.is_finite(), "more than 0")?;
        check_setting("tol", self.tol, self.tol > 0.0 && self.tol.is_finite(), "more than 0")?;
        let labels = check_two_classes(x, y)?;
        let mut costs = check_weights(weights, x.nrows())?;
        self.class_weight.apply(&labels.classes, &labels.codes, &mut costs)?;
        costs.iter_mut().for_each(|cost| *cost *= self.c);
        // The intercept is the weight of a feature that is always 1.
        let width = x.ncols() + usize::from(self.fit_intercept);
        let mut features = Array2::ones((x.nrows(), width));
        features.slice_mut(ndarray::s![.., ..x.ncols()]).assign(x);
        let machines = if labels.classes.len() == 2 { vec![1] } else { (0..labels.classes.len()).collect() };
        let streams = Rng::new(self.seed);
        let fits = parallel::map(machines.len(), |machine| {
            let class = machines[machine];
            let sign = |code: &usize| if *code == class { 1.0 } else { -1.0 };
            let signs: Vec<f64> = labels.codes.iter().map(sign).collect();
            self.machine(features.view(), &signs, &costs, streams.fork(machine as u64))
        });
        let (mut coef, mut intercept) = (Array2::zeros((fits.len(), x.ncols())), Array1::zeros(fits.len()));
        for ((fit, mut coef), intercept) in fits.into_iter().zip(coef.rows_mut()).zip(&mut intercept) {
            let weights = Array1::from_vec(fit?);
            check_finite_1(&weights, "weights")?;
            coef.assign(&weights.slice(ndarray::s![..x.ncols()]));
            *intercept = weights.get(x.ncols()).copied().unwrap_or(0.0);
        }
        Ok(FittedLinearSvc { classes: labels.classes, coef, intercept })
    }

    /// One class, whose signs are +1, against the others.
    fn machine(
        &self,
        x: ArrayView2<'_, f64>,
        signs: &[f64],
        costs: &[f64],
        mut rng: Rng,
    ) -> Result<Vec<f64>> {
        let squared = self.loss == HingeLoss::Squared;
        if !squared || x.nrows() <= x.ncols() {
            let (tol, max_iter) = (self.tol, self.max_iter);
            return dual_descent(&DualProblem { x, signs, costs, squared, tol, max_iter }, &mut rng);
        }
        let function = |weights: &[f64]| primal(x, signs, costs, weights);
        let start = vec![0.0; x.ncols()];
        let first = sum::sum_squares(&function(&start).1).sqrt();
        let positive = signs.iter().filter(|sign| **sign > 0.0).count();
        let rarer = positive.min(signs.len() - positive).max(1) as f64 / signs.len() as f64;
        // liblinear's end is on the length of the gradient, this one on its greatest slope.
        let tol = self.tol * rarer * first / (x.ncols() as f64).sqrt();
        Ok(Lbfgs::new().max_iter(self.max_iter).tol(tol).minimize(&start, &function)?.point)
    }
}

/// ‖w‖² / 2 + Σ cost · max(0, 1 − margin)² and its gradient.
fn primal(x: ArrayView2<'_, f64>, signs: &[f64], costs: &[f64], weights: &[f64]) -> (f64, Vec<f64>) {
    let scores = matvec(x, ArrayView1::from(weights));
    let short = |(score, sign): (&f64, &f64)| (1.0 - sign * score).max(0.0);
    let short: Vec<f64> = scores.iter().zip(signs).map(short).collect();
    let paid = |(short, cost): (&f64, &f64)| cost * short * short;
    let losses: Vec<f64> = short.iter().zip(costs).map(paid).collect();
    let slope = |((short, sign), cost): ((&f64, &f64), &f64)| -2.0 * cost * sign * short;
    let slopes: Array1<f64> = short.iter().zip(signs).zip(costs).map(slope).collect();
    let mut gradient = matvec_t(x, slopes.view()).to_vec();
    gradient.iter_mut().zip(weights).for_each(|(slope, weight)| *slope += weight);
    (0.5 * sum::sum_squares(weights) + sum::sum(&losses), gradient)
}

impl FittedLinearSvc {
    /// How far each row of `x` is on each side, in units of the street's half width: a row an example, a column for each row
    /// of [`Self::coef`]. With one column, positive numbers speak for the second class.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape) if `x` has another number of features, [`Error::NotFinite`](crate::error::Error::NotFinite).
    pub fn decision_function(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_features(x, self.coef.ncols())?;
        if self.coef.nrows() == 1 {
            let scores = matvec(x.view(), self.coef.row(0)).insert_axis(Axis(1));
            return Ok(scores + &self.intercept);
        }
        Ok(matmul_nt(x.view(), self.coef.view()) + &self.intercept)
    }

    /// The class of each row of `x`.
    ///
    /// # Errors
    /// As [`Self::decision_function`].
    pub fn predict(&self, x: &Array2<f64>) -> Result<Array1<usize>> {
        let scores = self.decision_function(x)?;
        if let [first, second] = self.classes[..] {
            return Ok(scores.iter().map(|score| if *score > 0.0 { second } else { first }).collect());
        }
        Ok(best_classes(&self.classes, &scores))
    }

    /// The share of the rows of `x` whose class is met.
    ///
    /// # Errors
    /// As [`Self::decision_function`], and if `x` and `y` don't fit.
    pub fn score(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<f64> {
        accuracy_score(y, &self.predict(x)?)
    }
}
