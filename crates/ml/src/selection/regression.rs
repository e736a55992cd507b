//! Judging regressions.

use super::fold::{self, CrossValidation, Judged, ScoreCurve};
use super::importance::{Importance, permute};
use super::nested::{Found, InnerFolds, NestedCrossValidation, nested};
use super::score::RegressionScore;
use super::search::{Plan, Search, SearchResult};
use super::space::{Point, Space};
use super::task::judging;
use crate::data::Fold;
use crate::error::{Result, check_not_empty, check_same_len};
use crate::estimator::{FittedRegressor, Regressor};
use crate::rng::Rng;
use ndarray::{Array1, Array2, Axis};

/// Data to learn a number from, and what the models that do are judged by. [`ClassificationTask`] is its like for
/// classes.
///
/// ```
/// use ml::data::{KFold, diabetes};
/// use ml::linear::Ridge;
/// use ml::selection::{RegressionScore, RegressionTask};
/// let data = diabetes()?;
/// let folds = KFold::new(5).shuffle(1).split(442)?;
/// let task = RegressionTask::new(&data.x, &data.y, RegressionScore::R2)?;
/// assert!(task.cross_validate(&Ridge::new(1.0), &folds)?.mean() > 0.4);
/// # Ok::<(), ml::error::Error>(())
/// ```
///
/// [`ClassificationTask`]: super::ClassificationTask
#[derive(Debug, Clone, Copy)]
pub struct RegressionTask<'d> {
    x: &'d Array2<f64>,
    y: &'d Array1<f64>,
    score: RegressionScore,
}

impl<'d> RegressionTask<'d> {
    /// `x` has an example a row, `y` the number of each.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape) if they don't fit, [`Error::Empty`](crate::error::Error::Empty)
    /// without rows.
    pub fn new(x: &'d Array2<f64>, y: &'d Array1<f64>, score: RegressionScore) -> Result<Self> {
        check_not_empty("x", x.nrows())?;
        check_same_len("y", x.nrows(), y.len())?;
        Ok(Self { x, y, score })
    }

    /// How the predictions of a fitted model score on examples.
    fn score_of(&self, fitted: &dyn FittedRegressor, x: &Array2<f64>, y: &Array1<f64>) -> Result<f64> {
        self.score.of(y, &fitted.predict(x)?)
    }

    /// The training rows of each fold in random order.
    fn orders(&self, folds: &[Fold], seed: u64) -> Vec<Vec<usize>> {
        let shuffled = |(at, fold): (usize, &Fold)| {
            let mut rows = fold.train.clone();
            Rng::new(seed).fork(at as u64).shuffle(&mut rows);
            rows
        };
        folds.iter().enumerate().map(shuffled).collect()
    }
}

judging!(RegressionTask, f64, Regressor, FittedRegressor, fit_regressor);
