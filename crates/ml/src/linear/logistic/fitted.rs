//! A fitted logistic regression.

use super::objective::evidence;
use crate::error::Result;
use crate::examples::{best_classes, check_features, probabilities, spread_classes};
use crate::metrics::accuracy_score;
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

/// What a [`LogisticRegression`](super::LogisticRegression) learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedLogisticRegression {
    /// The classes that occurred, from the least to the greatest.
    pub classes: Vec<usize>,
    /// The weights: a column a feature; one row for two classes (towards the second), else a row a class.
    pub coef: Array2<f64>,
    /// The intercepts, one for each row of weights.
    pub intercept: Array1<f64>,
    /// The mean loss, penalty included, at the start and after each step.
    pub losses: Vec<f64>,
}

impl FittedLogisticRegression {
    /// The evidence: a row an example, a column for each row of [`Self::coef`]. With one column, positive numbers speak for
    /// the second class.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape) if `x` has another number of features,
    /// [`Error::NotFinite`](crate::error::Error::NotFinite).
    pub fn decision_function(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_features(x, self.coef.ncols())?;
        let weights: Vec<f64> = self.coef.iter().copied().collect();
        Ok(evidence(x.view(), &weights, &self.intercept.to_vec(), self.coef.nrows()))
    }

    /// The most probable class of each row of `x`.
    ///
    /// # Errors
    /// As [`Self::decision_function`].
    pub fn predict(&self, x: &Array2<f64>) -> Result<Array1<usize>> {
        let evidence = self.decision_function(x)?;
        if let [first, second] = self.classes[..] {
            return Ok(evidence.iter().map(|score| if *score > 0.0 { second } else { first }).collect());
        }
        Ok(best_classes(&self.classes, &evidence))
    }

    /// The probability of each class: a row an example, column `c` for class `c`.
    ///
    /// # Errors
    /// As [`Self::decision_function`].
    pub fn predict_proba(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        Ok(spread_classes(&self.classes, probabilities(self.decision_function(x)?)))
    }

    /// The share of the rows of `x` whose class is met.
    ///
    /// # Errors
    /// As [`Self::decision_function`], and if `x` and `y` don't fit.
    pub fn score(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<f64> {
        accuracy_score(y, &self.predict(x)?)
    }
}
