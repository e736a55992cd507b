//! Naive Bayes for measurements.

use super::{class_weights, log_priors, predictions};
use crate::error::{Error, Result};
use crate::examples::{best_classes, check_features, check_labels, check_setting, spread_classes};
use crate::math;
use crate::weights::check_weights;
use crate::wide::wide;
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

/// In each class every feature is normal, with a mean and a variance of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GaussianNb {
    var_smoothing: f64,
}

/// What a [`GaussianNb`] learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedGaussianNb {
    /// The classes that occurred, from the least to the greatest.
    pub classes: Vec<usize>,
    /// The logarithm of each class's share of the examples.
    pub log_priors: Vec<f64>,
    /// The mean of each feature: a row a class.
    pub means: Array2<f64>,
    /// The variance of each feature, smoothing included: a row a class.
    pub variances: Array2<f64>,
}

impl Default for GaussianNb {
    fn default() -> Self {
        Self::new()
    }
}

impl GaussianNb {
    /// With a smoothing of 1e-9.
    pub fn new() -> Self {
        Self { var_smoothing: 1e-9 }
    }

    /// This share of the greatest variance of any feature is added to every variance, so that none is 0.
    pub fn var_smoothing(mut self, share: f64) -> Self {
        self.var_smoothing = share;
        self
    }

    /// Fits `x` (an example a row) to the classes `y`.
    ///
    /// # Errors
    /// [`Error::Shape`], [`Error::Empty`], [`Error::NotFinite`]; [`Error::Parameter`] for a negative smoothing;
    /// [`Error::Singular`] if a variance is 0 because every feature is constant or nothing is smoothed.
    pub fn fit(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<FittedGaussianNb> {
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
    ) -> Result<FittedGaussianNb> {
        self.fit_with(x, y, Some(weights))
    }

    fn fit_with(
        &self,
        x: &Array2<f64>,
        y: &Array1<usize>,
        weights: Option<&Array1<f64>>,
    ) -> Result<FittedGaussianNb> {
        let share = self.var_smoothing;
        check_setting("var_smoothing", share, share >= 0.0 && share.is_finite(), "0 or more")?;
        let labels = check_labels(x, y)?;
        let weights = check_weights(weights, x.nrows())?;
        let totals = class_weights(&labels.codes, &weights, labels.classes.len());
        let (means, mut variances) = moments(x, &labels.codes, &weights, &totals);
        let everything = (vec![0; x.nrows()], vec![1.0; x.nrows()], [x.nrows() as f64]);
        let (_, whole) = moments(x, &everything.0, &everything.1, &everything.2);
        let added = share * whole.iter().copied().fold(0.0, f64::max);
        variances.iter_mut().for_each(|variance| *variance += added);
        // A class without any weight has no moments, and is never predicted.
        for (mut variance, total) in variances.rows_mut().into_iter().zip(&totals) {
            if *total == 0.0 {
                variance.fill(1.0);
            }
        }
        if let Some(((class, feature), _)) =
            variances.indexed_iter().find(|(_, variance)| variance.is_nan() || **variance <= 0.0)
        {
            return Err(Error::Singular {
                what: format!("the variance of feature {feature} in class {}", labels.classes[class]),
                hint: "remove constant features, or smooth more".to_owned(),
            });
        }
        let log_priors = log_priors(&totals);
        Ok(FittedGaussianNb { classes: labels.classes, log_priors, means, variances })
    }
}

/// Means and variances of each feature in each class. Feature by feature a sum goes down the rows, in any width of registers.
fn moments(x: &Array2<f64>, codes: &[usize], weights: &[f64], totals: &[f64]) -> (Array2<f64>, Array2<f64>) {
    let (x, columns) = (x.as_standard_layout(), x.ncols().max(1));
    let values = x.as_slice().unwrap_or_default();
    let rows = || values.chunks_exact(columns).zip(codes).zip(weights);
    let mut means = vec![0.0; totals.len() * columns];
    wide(|| {
        for ((row, &code), &weight) in rows() {
            let means = &mut means[code * columns..][..columns];
            means.iter_mut().zip(row).for_each(|(mean, value)| *mean += weight * value);
        }
    });
    divide(&mut means, columns, totals);
    let mut variances = vec![0.0; means.len()];
    wide(|| {
        for ((row, &code), &weight) in rows() {
            let places = code * columns..(code + 1) * columns;
            let places = variances[places.clone()].iter_mut().zip(&means[places]);
            for ((variance, mean), value) in places.zip(row) {
                *variance += weight * (value - mean) * (value - mean);
            }
        }
    });
    divide(&mut variances, columns, totals);
    let shaped = |sums: Vec<f64>| {
        Array2::from_shape_fn((totals.len(), columns), |(code, column)| sums[code * columns + column])
    };
    (shaped(means), shaped(variances))
}

fn divide(sums: &mut [f64], columns: usize, totals: &[f64]) {
    for (sums, total) in sums.chunks_exact_mut(columns).zip(totals).filter(|(_, total)| **total > 0.0) {
        sums.iter_mut().for_each(|sum| *sum /= total);
    }
}

impl FittedGaussianNb {
    /// The logarithm of the density of each row of `x` together with each class.
    fn joint(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_features(x, self.means.ncols())?;
        let mut joint = Array2::zeros((x.nrows(), self.classes.len()));
        let classes = self.means.rows().into_iter().zip(self.variances.rows()).zip(&self.log_priors);
        for (((means, variances), prior), mut joint) in classes.zip(joint.columns_mut()) {
            let spread = |sum: f64, variance: &f64| sum + math::ln(std::f64::consts::TAU * variance);
            let base = prior - 0.5 * variances.iter().fold(0.0, spread);
            for (row, joint) in x.rows().into_iter().zip(&mut joint) {
                let off = row.iter().zip(means).zip(variances).fold(0.0, |sum, ((value, mean), variance)| {
                    sum + (value - mean) * (value - mean) / variance
                });
                *joint = base - 0.5 * off;
            }
        }
        Ok(joint)
    }
}
predictions!(FittedGaussianNb);
