//! Naive Bayes for counts, and for what is there or not.

use super::{class_weights, log_priors, predictions};
use crate::error::{Error, Result};
use crate::examples::{Labels, best_classes, check_features, check_labels, check_setting, spread_classes};
use crate::math;
use crate::matmul::matmul_nt;
use crate::weights::check_weights;
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

/// In each class the features, which are counts, are drawn with probabilities of their own: words in a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MultinomialNb {
    alpha: f64,
}

/// In each class every feature is there with a probability of its own; what is missing speaks too.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BernoulliNb {
    alpha: f64,
    threshold: f64,
}

/// What a [`MultinomialNb`] learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedMultinomialNb {
    /// The classes that occurred, from the least to the greatest.
    pub classes: Vec<usize>,
    /// The logarithm of each class's share of the examples.
    pub log_priors: Vec<f64>,
    /// The logarithm of the probability of each feature: a row a class.
    pub log_probabilities: Array2<f64>,
}

/// What a [`BernoulliNb`] learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedBernoulliNb {
    /// The classes that occurred, from the least to the greatest.
    pub classes: Vec<usize>,
    /// The logarithm of each class's share of the examples.
    pub log_priors: Vec<f64>,
    /// The probability that each feature is there: a row a class.
    pub probabilities: Array2<f64>,
    /// A feature is there where it is greater than this.
    pub threshold: f64,
}

/// Fits with and without weights.
macro_rules! fits {
    ($fitted:ident) => {
        /// How many examples are imagined beside those that there are, more than 0 (G. J. Lidstone, 1920): nothing is held
        /// for impossible only because it was not seen.
        pub fn alpha(mut self, alpha: f64) -> Self {
            self.alpha = alpha;
            self
        }

        /// Fits `x` (an example a row) to the classes `y`.
        ///
        /// # Errors
        /// [`Error::Shape`], [`Error::Empty`], [`Error::NotFinite`]; [`Error::Parameter`] for a setting out of its range or,
        /// where counts are wanted, a negative number.
        pub fn fit(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<$fitted> {
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
        ) -> Result<$fitted> {
            self.fit_with(x, y, Some(weights))
        }
    };
}

impl Default for MultinomialNb {
    fn default() -> Self {
        Self::new()
    }
}

impl MultinomialNb {
    /// With an alpha of 1.
    pub fn new() -> Self {
        Self { alpha: 1.0 }
    }

    fits!(FittedMultinomialNb);

    fn fit_with(
        &self,
        x: &Array2<f64>,
        y: &Array1<usize>,
        weights: Option<&Array1<f64>>,
    ) -> Result<FittedMultinomialNb> {
        check_alpha(self.alpha)?;
        let labels = check_labels(x, y)?;
        check_counts(x)?;
        let weights = check_weights(weights, x.nrows())?;
        let mut logarithms = feature_sums(x, &labels, &weights, |value| value);
        for mut row in logarithms.rows_mut() {
            row.iter_mut().for_each(|sum| *sum += self.alpha);
            let total = row.iter().fold(0.0, |sum, value| sum + value);
            row.iter_mut().for_each(|sum| *sum = math::ln(*sum) - math::ln(total));
        }
        let totals = class_weights(&labels.codes, &weights, labels.classes.len());
        Ok(FittedMultinomialNb {
            classes: labels.classes,
            log_priors: log_priors(&totals),
            log_probabilities: logarithms,
        })
    }
}

impl Default for BernoulliNb {
    fn default() -> Self {
        Self::new()
    }
}

impl BernoulliNb {
    /// With an alpha of 1, where everything greater than 0 is there.
    pub fn new() -> Self {
        Self { alpha: 1.0, threshold: 0.0 }
    }

    /// A feature is there where it is greater than this.
    pub fn threshold(mut self, threshold: f64) -> Self {
        self.threshold = threshold;
        self
    }

    fits!(FittedBernoulliNb);

    fn fit_with(
        &self,
        x: &Array2<f64>,
        y: &Array1<usize>,
        weights: Option<&Array1<f64>>,
    ) -> Result<FittedBernoulliNb> {
        check_alpha(self.alpha)?;
        check_setting("threshold", self.threshold, true, "a number")?;
        let labels = check_labels(x, y)?;
        let weights = check_weights(weights, x.nrows())?;
        let totals = class_weights(&labels.codes, &weights, labels.classes.len());
        let there = |value: f64| f64::from(u8::from(value > self.threshold));
        let mut probabilities = feature_sums(x, &labels, &weights, there);
        for (mut row, total) in probabilities.rows_mut().into_iter().zip(&totals) {
            row.iter_mut().for_each(|sum| *sum = (*sum + self.alpha) / (total + 2.0 * self.alpha));
        }
        let log_priors = log_priors(&totals);
        Ok(FittedBernoulliNb {
            classes: labels.classes,
            log_priors,
            probabilities,
            threshold: self.threshold,
        })
    }
}

impl FittedMultinomialNb {
    /// The logarithm of the probability of each row of `x` together with each class, up to what all classes share.
    fn joint(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_features(x, self.log_probabilities.ncols())?;
        check_counts(x)?;
        let joint = matmul_nt(x.view(), self.log_probabilities.view());
        Ok(joint + &Array1::from_vec(self.log_priors.clone()))
    }
}
predictions!(FittedMultinomialNb);

impl FittedBernoulliNb {
    /// The logarithm of the probability of each row of `x` together with each class.
    fn joint(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_features(x, self.probabilities.ncols())?;
        // What a feature says when it is there, beyond what it says when it is missing.
        let gain = self.probabilities.mapv(|p| math::ln(p) - math::ln_1p(-p));
        let missing = self.probabilities.mapv(|p| math::ln_1p(-p));
        let base: Array1<f64> = missing
            .rows()
            .into_iter()
            .zip(&self.log_priors)
            .map(|(row, prior)| row.iter().fold(*prior, |sum, value| sum + value))
            .collect();
        let there = x.mapv(|value| f64::from(u8::from(value > self.threshold)));
        Ok(matmul_nt(there.view(), gain.view()) + &base)
    }
}
predictions!(FittedBernoulliNb);

/// The weighted sum of each feature over each class's examples, seen through `f`.
fn feature_sums(x: &Array2<f64>, labels: &Labels, weights: &[f64], f: impl Fn(f64) -> f64) -> Array2<f64> {
    let mut sums = Array2::zeros((labels.classes.len(), x.ncols()));
    for ((row, &code), weight) in x.rows().into_iter().zip(&labels.codes).zip(weights) {
        sums.row_mut(code).iter_mut().zip(row).for_each(|(sum, value)| *sum += weight * f(*value));
    }
    sums
}

fn check_alpha(alpha: f64) -> Result<()> {
    check_setting("alpha", alpha, alpha > 0.0 && alpha.is_finite(), "more than 0")
}

fn check_counts(x: &Array2<f64>) -> Result<()> {
    match x.indexed_iter().find(|(_, value)| **value < 0.0) {
        None => Ok(()),
        Some(((row, column), value)) => Err(Error::Parameter {
            name: "x",
            value: format!("{value} at [{row}, {column}]"),
            expected: "counts, which are not negative".to_owned(),
        }),
    }
}
