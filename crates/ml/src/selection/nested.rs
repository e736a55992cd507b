//! Judging a search by rows that it never saw.

use super::search::Trial;
use super::space::Point;
use crate::data::Fold;
use crate::error::Result;
use crate::stats;
use ndarray::Array1;

/// Gives folds of the training rows of an outer fold. It is told which rows of the whole these are, and counts them from
/// 0 in its folds.
pub type InnerFolds<'f> = dyn Fn(&[usize]) -> Result<Vec<Fold>> + 'f;

/// What a search found in each outer fold, and what that was worth.
#[derive(Debug, Clone, PartialEq)]
pub struct NestedCrossValidation {
    /// The score on the test rows, one an outer fold: what to expect of the search.
    pub test_scores: Array1<f64>,
    /// The best score that the search saw itself, one an outer fold: flattered, since it was chosen by.
    pub search_scores: Array1<f64>,
    /// What the search chose, one an outer fold.
    pub points: Vec<Point>,
}

impl NestedCrossValidation {
    /// The mean of the test scores.
    pub fn mean(&self) -> f64 {
        stats::mean_of(&self.test_scores.to_vec())
    }

    /// The standard deviation of the test scores over the outer folds.
    pub fn sd(&self) -> f64 {
        stats::deviation_of(&self.test_scores.to_vec(), 0)
    }
}

/// What a search found in the training rows of an outer fold, and its score on the test rows.
pub(super) struct Found {
    pub(super) best: Trial,
    pub(super) test_score: f64,
}

/// Searches in the training rows of each outer fold, one after the other: the search itself uses the threads.
pub(super) fn nested(
    outer: &[Fold],
    search: &dyn Fn(&Fold) -> Result<Found>,
) -> Result<NestedCrossValidation> {
    let found: Vec<Found> = outer.iter().map(search).collect::<Result<_>>()?;
    Ok(NestedCrossValidation {
        test_scores: found.iter().map(|found| found.test_score).collect(),
        search_scores: found.iter().map(|found| found.best.score).collect(),
        points: found.into_iter().map(|found| found.best.point).collect(),
    })
}
