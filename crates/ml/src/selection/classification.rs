//! Judging classifications.

use super::fold::{self, CrossValidation, Judged, ScoreCurve};
use super::importance::{Importance, permute};
use super::nested::{Found, InnerFolds, NestedCrossValidation, nested};
use super::score::{ClassificationScore, Said};
use super::search::{Plan, Search, SearchResult};
use super::space::{Point, Space};
use super::task::judging;
use crate::data::Fold;
use crate::error::{Result, check_not_empty, check_same_len, parameter};
use crate::estimator::{Classifier, FittedClassifier};
use crate::rng::Rng;
use ndarray::{Array1, Array2, Axis};

/// Data to learn a class from, and what the models that do are judged by. [`RegressionTask`] is its like for numbers.
///
/// [`RegressionTask`]: super::RegressionTask
#[derive(Debug, Clone, Copy)]
pub struct ClassificationTask<'d> {
    x: &'d Array2<f64>,
    y: &'d Array1<usize>,
    score: ClassificationScore,
}

/// A greater class is a mistake: there is a column of probabilities for each lesser one.
const MOST_CLASSES: usize = 1 << 16;

impl<'d> ClassificationTask<'d> {
    /// `x` has an example a row, `y` the class of each, counted from 0.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape) if they don't fit, [`Error::Empty`](crate::error::Error::Empty)
    /// without rows.
    pub fn new(x: &'d Array2<f64>, y: &'d Array1<usize>, score: ClassificationScore) -> Result<Self> {
        check_not_empty("x", x.nrows())?;
        check_same_len("y", x.nrows(), y.len())?;
        Ok(Self { x, y, score })
    }

    /// The probabilities of each row's classes by the fit that did not see it, a column a class.
    ///
    /// # Errors
    /// As [`Self::cross_val_predict`].
    pub fn cross_val_predict_proba(&self, model: &dyn Classifier, folds: &[Fold]) -> Result<Array2<f64>> {
        fold::check_partition(folds, self.x.nrows())?;
        let mut all = Array2::zeros((self.x.nrows(), self.classes()?));
        for Fold { train, test } in folds {
            let said = self.probabilities(self.fit(model, train)?.as_ref(), &self.x.select(Axis(0), test))?;
            for (row, said) in test.iter().zip(said.rows()) {
                all.row_mut(*row).assign(&said);
            }
        }
        Ok(all)
    }

    /// How what a fitted model says about examples scores.
    fn score_of(&self, fitted: &dyn FittedClassifier, x: &Array2<f64>, y: &Array1<usize>) -> Result<f64> {
        self.score.of_said(y, &self.said(fitted, x)?)
    }

    /// What the model says about rows, as far as the score needs it.
    fn said(&self, fitted: &dyn FittedClassifier, x: &Array2<f64>) -> Result<Said> {
        if self.score.needs_probabilities() {
            self.probabilities(fitted, x).map(Said::Probabilities)
        } else {
            fitted.predict(x).map(Said::Classes)
        }
    }

    /// The probabilities of all classes, also of those that the model did not see: they are 0.
    fn probabilities(&self, fitted: &dyn FittedClassifier, x: &Array2<f64>) -> Result<Array2<f64>> {
        let said = fitted.predict_proba(x)?;
        let classes = self.classes()?.max(said.ncols());
        let of = |(row, class)| said.get((row, class)).copied().unwrap_or(0.0);
        Ok(Array2::from_shape_fn((said.nrows(), classes), of))
    }

    /// How many classes there are, at least two.
    fn classes(&self) -> Result<usize> {
        let greatest = self.y.iter().copied().max().unwrap_or(0);
        if greatest >= MOST_CLASSES {
            return Err(parameter("y", format!("class {greatest}"), "less than 65536 for probabilities"));
        }
        Ok((greatest + 1).max(2))
    }

    /// The training rows of each fold in random order, but so that every beginning has the classes in their shares:
    /// the k-th of a class's n rows comes at (k + u) / n, with u from 0 to 1 drawn once a row.
    fn orders(&self, folds: &[Fold], seed: u64) -> Vec<Vec<usize>> {
        let spread = |(at, fold): (usize, &Fold)| {
            let mut rng = Rng::new(seed).fork(at as u64);
            let mut rows = fold.train.clone();
            rng.shuffle(&mut rows);
            rows.sort_by_key(|row| self.y[*row]);
            let mut placed: Vec<(f64, usize)> = (rows.chunk_by(|a, b| self.y[*a] == self.y[*b]))
                .flat_map(|class| class.iter().enumerate().map(|(k, row)| (k, class.len(), *row)))
                .map(|(k, count, row)| ((k as f64 + rng.uniform()) / count as f64, row))
                .collect();
            placed.sort_by(|a, b| a.0.total_cmp(&b.0));
            placed.into_iter().map(|(_, row)| row).collect()
        };
        folds.iter().enumerate().map(spread).collect()
    }
}

judging!(ClassificationTask, usize, Classifier, FittedClassifier, fit_classifier);
