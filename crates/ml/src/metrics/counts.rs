//! What most scores of a classification are made of: for each class, how often it was there, predicted, and both.

use super::weights::Weights;
use crate::error::{Result, check_not_empty, check_same_len};
use ndarray::Array1;

/// Counts for each class that occurs, in space that grows with their number only linearly: labels may be any numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Counts {
    /// The classes that occur in truth or prediction, ascending.
    pub(super) classes: Vec<usize>,
    /// For each class, how often it was there and predicted.
    pub(super) hits: Vec<f64>,
    /// For each class, how often it was predicted.
    pub(super) predicted: Vec<f64>,
    /// For each class, how often it was there.
    pub(super) actual: Vec<f64>,
    /// All rows.
    pub(super) total: f64,
}

impl Counts {
    /// Counts rows, each by its weight.
    pub(super) fn new(
        y_true: &Array1<usize>,
        y_pred: &Array1<usize>,
        weights: Option<&Array1<f64>>,
    ) -> Result<Self> {
        let weights = check(y_true, y_pred, weights)?;
        let classes = classes_of(y_true, y_pred);
        let zeros = vec![0.0; classes.len()];
        let mut counts =
            Self { classes, hits: zeros.clone(), predicted: zeros.clone(), actual: zeros, total: 0.0 };
        for (row, (truth, guess)) in y_true.iter().zip(y_pred).enumerate() {
            let weight = weights.at(row);
            let (truth, guess) = (place(&counts.classes, *truth), place(&counts.classes, *guess));
            counts.actual[truth] += weight;
            counts.predicted[guess] += weight;
            if truth == guess {
                counts.hits[truth] += weight;
            }
            counts.total += weight;
        }
        Ok(counts)
    }

    /// The share of all rows that were met.
    pub(super) fn accuracy(&self) -> f64 {
        in_order(&self.hits) / self.total
    }

    /// The mean of the recalls of the classes that are there.
    pub(super) fn balanced_accuracy(&self) -> f64 {
        let recalls: Vec<f64> = (self.hits.iter().zip(&self.actual))
            .filter(|(_, actual)| **actual > 0.0)
            .map(|(hits, actual)| hits / actual)
            .collect();
        in_order(&recalls) / recalls.len() as f64
    }

    /// Matthews' correlation, for any number of classes.
    pub(super) fn matthews(&self) -> f64 {
        let product = |a: &[f64], b: &[f64]| a.iter().zip(b).fold(0.0, |sum, (a, b)| sum + a * b);
        let square = self.total * self.total;
        let together = in_order(&self.hits) * self.total - product(&self.actual, &self.predicted);
        let truth = square - product(&self.actual, &self.actual);
        let guess = square - product(&self.predicted, &self.predicted);
        if truth * guess == 0.0 { 0.0 } else { together / (truth * guess).sqrt() }
    }
}

/// Checks truth and prediction against each other.
pub(super) fn check<'w>(
    y_true: &Array1<usize>,
    y_pred: &Array1<usize>,
    weights: Option<&'w Array1<f64>>,
) -> Result<Weights<'w>> {
    check_not_empty("y_true", y_true.len())?;
    check_same_len("y_pred", y_true.len(), y_pred.len())?;
    Weights::checked(weights, y_true.len())
}

/// The classes that occur in either, ascending.
pub(super) fn classes_of(y_true: &Array1<usize>, y_pred: &Array1<usize>) -> Vec<usize> {
    let mut classes: Vec<usize> = y_true.iter().chain(y_pred).copied().collect();
    classes.sort_unstable();
    classes.dedup();
    classes
}

/// Where a class stands among classes that hold it.
pub(super) fn place(classes: &[usize], class: usize) -> usize {
    match classes.binary_search(&class) {
        Ok(at) | Err(at) => at,
    }
}

/// The sum, from the first to the last.
pub(super) fn in_order(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |sum, value| sum + value)
}
