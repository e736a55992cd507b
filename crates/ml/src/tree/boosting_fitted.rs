//! Fitted boosted trees.

use super::structure::{Tree, shares};
use crate::error::Result;
use crate::examples::{best_classes, check_features, probabilities, spread_classes};
use crate::metrics::{accuracy_score, r2_score};
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

/// What a [`GradientBoostingClassifier`](super::GradientBoostingClassifier) learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedGradientBoostingClassifier {
    /// The classes that occurred, from the least to the greatest.
    pub classes: Vec<usize>,
    /// The scores before the first stage: one for two classes (the evidence for the second), else one a class.
    pub init: Vec<f64>,
    /// What the trees' values are multiplied by.
    pub learning_rate: f64,
    /// The trees: for each stage one a score.
    pub stages: Vec<Vec<Tree>>,
    /// How many features they learnt from.
    pub features: usize,
    /// The mean of −ln p(class) over the training examples, before the first stage and after each.
    pub losses: Vec<f64>,
}

/// What a [`GradientBoostingRegressor`](super::GradientBoostingRegressor) learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedGradientBoostingRegressor {
    /// What is predicted before the first stage: the mean.
    pub init: f64,
    /// What the trees' values are multiplied by.
    pub learning_rate: f64,
    /// The trees, one a stage.
    pub stages: Vec<Tree>,
    /// How many features they learnt from.
    pub features: usize,
    /// The mean squared error for the training examples, before the first stage and after each.
    pub losses: Vec<f64>,
}

impl FittedGradientBoostingClassifier {
    /// The scores: a row an example, a column for each of `init`.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape) if `x` has another number of features,
    /// [`Error::NotFinite`](crate::error::Error::NotFinite).
    pub fn decision_function(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_features(x, self.features)?;
        let mut scores = Array2::zeros((x.nrows(), self.init.len()));
        for (row, mut scores) in x.rows().into_iter().zip(scores.rows_mut()) {
            scores.iter_mut().zip(&self.init).for_each(|(score, init)| *score = *init);
            for stage in &self.stages {
                for (score, tree) in scores.iter_mut().zip(stage) {
                    *score += self.learning_rate * said(tree, row);
                }
            }
        }
        Ok(scores)
    }

    /// The most probable class of each row of `x`.
    ///
    /// # Errors
    /// As [`Self::decision_function`].
    pub fn predict(&self, x: &Array2<f64>) -> Result<Array1<usize>> {
        Ok(best_classes(&self.classes, &probabilities(self.decision_function(x)?)))
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

    /// The mean over the trees of how much each feature helped, all together 1; see [`Tree::feature_importances`].
    pub fn feature_importances(&self) -> Array1<f64> {
        importances(self.stages.iter().flatten(), self.features)
    }

    /// The model as it was after so many stages: what fewer stages would have given.
    pub fn after(&self, stages: usize) -> Self {
        let mut earlier = self.clone();
        earlier.stages.truncate(stages);
        earlier.losses.truncate(stages.saturating_add(1));
        earlier
    }
}

impl FittedGradientBoostingRegressor {
    /// A prediction for each row of `x`.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape) if `x` has another number of features,
    /// [`Error::NotFinite`](crate::error::Error::NotFinite).
    pub fn predict(&self, x: &Array2<f64>) -> Result<Array1<f64>> {
        check_features(x, self.features)?;
        let predict = |row: ndarray::ArrayView1<'_, f64>| {
            self.stages.iter().fold(self.init, |sum, tree| sum + self.learning_rate * said(tree, row))
        };
        Ok(x.rows().into_iter().map(predict).collect())
    }

    /// The coefficient of determination R² of the predictions for `x`.
    ///
    /// # Errors
    /// As [`Self::predict`], and if `x` and `y` don't fit.
    pub fn score(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<f64> {
        r2_score(y, &self.predict(x)?)
    }

    /// The mean over the trees of how much each feature helped, all together 1; see [`Tree::feature_importances`].
    pub fn feature_importances(&self) -> Array1<f64> {
        importances(self.stages.iter(), self.features)
    }

    /// The model as it was after so many stages: what fewer stages would have given.
    pub fn after(&self, stages: usize) -> Self {
        let mut earlier = self.clone();
        earlier.stages.truncate(stages);
        earlier.losses.truncate(stages.saturating_add(1));
        earlier
    }
}

/// What a tree of one output says about an example.
fn said(tree: &Tree, features: ndarray::ArrayView1<'_, f64>) -> f64 {
    tree.value(tree.leaf(features)).first().copied().unwrap_or(0.0)
}

fn importances<'t>(trees: impl Iterator<Item = &'t Tree>, features: usize) -> Array1<f64> {
    shares(
        trees
            .fold(Array1::zeros(features), |sum: Array1<f64>, tree| sum + tree.feature_importances(features)),
    )
}
