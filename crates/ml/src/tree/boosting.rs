//! Trees that each learn from what those before left unexplained.

use super::boosting_fitted::{FittedGradientBoostingClassifier, FittedGradientBoostingRegressor};
use super::boosting_loss::{Scores, first_scores, leaf_step, mean_loss, residuals};
use super::criterion::SquareCriterion;
use super::grow::{Grown, grow};
use super::histogram::{Binned, grow_on_bins};
use super::presort::Presorted;
use super::settings::{Limits, limit_settings};
use super::structure::Tree;
use crate::error::{Error, Result};
use crate::examples::{check_regression, check_setting, check_two_classes};
use crate::rng::Rng;
use crate::sum;
use crate::weights::check_weights;
use ndarray::{Array1, Array2};

/// What both kinds of boosting are told.
#[derive(Debug, Clone, PartialEq)]
struct Settings {
    stages: usize,
    learning_rate: f64,
    subsample: f64,
    limits: Limits,
    bins: Option<usize>,
    seed: u64,
}

/// Regression trees that follow the slope of the logarithmic loss (J. Friedman, *Greedy Function Approximation: A Gradient
/// Boosting Machine*, 2001). Two classes take a tree a stage, more take one each.
#[derive(Debug, Clone, PartialEq)]
pub struct GradientBoostingClassifier {
    settings: Settings,
}

/// Regression trees that each predict what those before left of the numbers (J. Friedman, *Greedy Function Approximation: A
/// Gradient Boosting Machine*, 2001).
#[derive(Debug, Clone, PartialEq)]
pub struct GradientBoostingRegressor {
    settings: Settings,
}

/// The settings that both kinds of boosting share.
macro_rules! boosting_settings {
    () => {
        /// So many stages with trees of depth 3 and a learning rate of 0.1.
        pub fn new(stages: usize) -> Self {
            let limits = Limits { max_depth: 3, ..Limits::new() };
            let (learning_rate, subsample) = (0.1, 1.0);
            Self { settings: Settings { stages, learning_rate, subsample, limits, bins: None, seed: 0 } }
        }

        limit_settings!(settings.limits);

        /// How much of what a tree says is added: more than 0.
        pub fn learning_rate(mut self, rate: f64) -> Self {
            self.settings.learning_rate = rate;
            self
        }

        /// The share of the examples, drawn anew for each stage, that its trees see (J. Friedman, *Stochastic Gradient
        /// Boosting*, 2002).
        pub fn subsample(mut self, share: f64) -> Self {
            self.settings.subsample = share;
            self
        }

        /// Cuts every feature into at most this many bins (2 to 256) of about as many examples each, and splits between bins
        /// only: faster with many examples (G. Ke et al., *LightGBM*, 2017).
        pub fn bins(mut self, bins: usize) -> Self {
            self.settings.bins = Some(bins);
            self
        }

        /// Draws examples and features.
        pub fn seed(mut self, seed: u64) -> Self {
            self.settings.seed = seed;
            self
        }
    };
}

impl Default for GradientBoostingClassifier {
    fn default() -> Self {
        Self::new(100)
    }
}

impl GradientBoostingClassifier {
    boosting_settings!();

    /// Fits `x` (an example a row) to the classes `y`.
    ///
    /// # Errors
    /// [`Error::Shape`], [`Error::Empty`], [`Error::NotFinite`], [`Error::OneClass`]; [`Error::Parameter`] for a setting out
    /// of its range.
    pub fn fit(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<FittedGradientBoostingClassifier> {
        self.fit_with(x, y, None)
    }

    /// The same, where each example counts as much as its weight says.
    ///
    /// # Errors
    /// As [`Self::fit`]; [`Error::Parameter`] also for a negative weight.
    pub fn fit_weighted(
        &self,
        x: &Array2<f64>,
        y: &Array1<usize>,
        weights: &Array1<f64>,
    ) -> Result<FittedGradientBoostingClassifier> {
        self.fit_with(x, y, Some(weights))
    }

    fn fit_with(
        &self,
        x: &Array2<f64>,
        y: &Array1<usize>,
        weights: Option<&Array1<f64>>,
    ) -> Result<FittedGradientBoostingClassifier> {
        let labels = check_two_classes(x, y)?;
        let weights = check_weights(weights, x.nrows())?;
        let boosting = Boosting::new(&self.settings, x, &weights)?;
        let init = first_scores(&labels.codes, &weights, labels.classes.len());
        let mut scores: Scores = init.iter().map(|&score| vec![score; x.nrows()]).collect();
        let mut left = residuals(&scores, &labels.codes);
        let mut losses = vec![mean_loss(&left, &labels.codes, &weights)];
        let mut stages = Vec::with_capacity(self.settings.stages);
        for stage in 0..self.settings.stages {
            let taken = boosting.draw(stage);
            let mut trees = Vec::with_capacity(init.len());
            for (output, (left, scores)) in left.iter().zip(&mut scores).enumerate() {
                let mut grown = boosting.grow(&taken, left, stage * init.len() + output);
                for (leaf, rows) in &grown.leaves {
                    let rows = &grown.rows[rows.clone()];
                    grown.tree.values[*leaf] = leaf_step(rows, left, &weights, init.len());
                }
                boosting.advance(&grown, &taken, scores);
                trees.push(grown.tree);
            }
            stages.push(trees);
            left = residuals(&scores, &labels.codes);
            losses.push(mean_loss(&left, &labels.codes, &weights));
        }
        Ok(FittedGradientBoostingClassifier {
            classes: labels.classes,
            init,
            learning_rate: self.settings.learning_rate,
            stages,
            features: x.ncols(),
            losses,
        })
    }
}

impl Default for GradientBoostingRegressor {
    fn default() -> Self {
        Self::new(100)
    }
}

impl GradientBoostingRegressor {
    boosting_settings!();

    /// Fits `x` (an example a row) to the numbers `y`.
    ///
    /// # Errors
    /// [`Error::Shape`], [`Error::Empty`], [`Error::NotFinite`]; [`Error::Parameter`] for a setting out of its range.
    pub fn fit(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<FittedGradientBoostingRegressor> {
        self.fit_with(x, y, None)
    }

    /// The same, where each example counts as much as its weight says.
    ///
    /// # Errors
    /// As [`Self::fit`]; [`Error::Parameter`] also for a negative weight.
    pub fn fit_weighted(
        &self,
        x: &Array2<f64>,
        y: &Array1<f64>,
        weights: &Array1<f64>,
    ) -> Result<FittedGradientBoostingRegressor> {
        self.fit_with(x, y, Some(weights))
    }

    fn fit_with(
        &self,
        x: &Array2<f64>,
        y: &Array1<f64>,
        weights: Option<&Array1<f64>>,
    ) -> Result<FittedGradientBoostingRegressor> {
        check_regression(x, y)?;
        let weights = check_weights(weights, x.nrows())?;
        let boosting = Boosting::new(&self.settings, x, &weights)?;
        let total = sum::sum(&weights);
        let init = sum::dot(&y.to_vec(), &weights) / total;
        let mut predicted = vec![init; x.nrows()];
        let mut losses = Vec::with_capacity(self.settings.stages + 1);
        let mut stages = Vec::with_capacity(self.settings.stages);
        let missing =
            |predicted: &[f64]| -> Vec<f64> { y.iter().zip(predicted).map(|(y, p)| y - p).collect() };
        let mean_square = |left: &[f64]| {
            let squares: Vec<f64> = left.iter().map(|left| left * left).collect();
            sum::dot(&squares, &weights) / total
        };
        let mut left = missing(&predicted);
        losses.push(mean_square(&left));
        for stage in 0..self.settings.stages {
            let taken = boosting.draw(stage);
            let grown = boosting.grow(&taken, &left, stage);
            boosting.advance(&grown, &taken, &mut predicted);
            stages.push(grown.tree);
            left = missing(&predicted);
            losses.push(mean_square(&left));
        }
        let (learning_rate, features) = (self.settings.learning_rate, x.ncols());
        Ok(FittedGradientBoostingRegressor { init, learning_rate, stages, features, losses })
    }
}

/// What all stages share.
struct Boosting<'d> {
    settings: &'d Settings,
    x: &'d Array2<f64>,
    weights: &'d [f64],
    data: Data,
    choices: usize,
}

/// The features, in the form that trees grow on.
enum Data {
    Sorted(Presorted),
    Binned(Binned),
}

impl<'d> Boosting<'d> {
    fn new(settings: &'d Settings, x: &'d Array2<f64>, weights: &'d [f64]) -> Result<Self> {
        let (rate, share) = (settings.learning_rate, settings.subsample);
        check_setting("learning_rate", rate, rate > 0.0 && rate.is_finite(), "more than 0")?;
        check_setting("subsample", share, share > 0.0 && share <= 1.0, "more than 0, and 1 at most")?;
        let choices = settings.limits.choices(x.ncols())?;
        let data = match settings.bins {
            None => Data::Sorted(Presorted::new(x)),
            Some(bins) if (2..=256).contains(&bins) => Data::Binned(Binned::new(x, bins)),
            Some(bins) => {
                let expected = "from 2 to 256".to_owned();
                return Err(Error::Parameter { name: "bins", value: bins.to_string(), expected });
            }
        };
        Ok(Self { settings, x, weights, data, choices })
    }

    /// The examples that a stage sees.
    fn draw(&self, stage: usize) -> Vec<bool> {
        let mut taken: Vec<bool> = self.weights.iter().map(|weight| *weight > 0.0).collect();
        if self.settings.subsample < 1.0 {
            let mut places: Vec<usize> = (0..taken.len()).filter(|&row| taken[row]).collect();
            Rng::new(self.settings.seed).fork(stage as u64).shuffle(&mut places);
            let kept = ((places.len() as f64 * self.settings.subsample) as usize).max(1);
            places[kept..].iter().for_each(|&row| taken[row] = false);
        }
        taken
    }

    /// Grows tree number `tree` on the residuals.
    fn grow(&self, taken: &[bool], residuals: &[f64], tree: usize) -> Grown {
        let weighted = |(residual, weight): (&f64, &f64)| (residual * weight, *weight);
        let examples: Vec<(f64, f64)> = residuals.iter().zip(self.weights).map(weighted).collect();
        // Streams from the other end than those that draw examples.
        let rng = Rng::new(self.settings.seed).fork(u64::MAX - tree as u64);
        let limits = self.settings.limits;
        match &self.data {
            Data::Sorted(data) => {
                grow(data, taken, SquareCriterion::new(&examples), limits, self.choices, rng)
            }
            Data::Binned(data) => grow_on_bins(data, taken, &examples, limits, self.choices, rng),
        }
    }

    /// Adds what a tree says, times the learning rate, to what was said before.
    fn advance(&self, grown: &Grown, taken: &[bool], said: &mut [f64]) {
        let tree: &Tree = &grown.tree;
        for (leaf, rows) in &grown.leaves {
            let step = self.settings.learning_rate * tree.values[*leaf];
            grown.rows[rows.clone()].iter().for_each(|&row| said[row as usize] += step);
        }
        for row in (0..said.len()).filter(|&row| !taken[row]) {
            said[row] += self.settings.learning_rate * tree.values[tree.leaf(self.x.row(row))];
        }
    }
}
