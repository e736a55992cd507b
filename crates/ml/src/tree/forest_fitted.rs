//! Fitted forests.

use super::structure::{Tree, shares};
use crate::error::Result;
use crate::examples::{best_classes, check_features, spread_classes};
use crate::metrics::{accuracy_score, r2_score};
use crate::parallel;
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

/// Rows that one thread predicts at a time.
const BLOCK: usize = 256;

/// What a [`RandomForestClassifier`](super::RandomForestClassifier) learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedRandomForestClassifier {
    /// The classes that occurred, from the least to the greatest.
    pub classes: Vec<usize>,
    /// The trees; their values are the classes' shares, in the order of `classes`.
    pub trees: Vec<Tree>,
    /// How many features they learnt from.
    pub features: usize,
    /// The accuracy for the training examples where each is judged only by trees that have not seen it: an honest score
    /// without a test set. `None` if every tree has seen everything.
    pub oob_score: Option<f64>,
}

/// What a [`RandomForestRegressor`](super::RandomForestRegressor) learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedRandomForestRegressor {
    /// The trees; their values are means.
    pub trees: Vec<Tree>,
    /// How many features they learnt from.
    pub features: usize,
    /// R² for the training examples where each is predicted only by trees that have not seen it: an honest score without a
    /// test set. `None` if every tree has seen everything.
    pub oob_score: Option<f64>,
}

impl FittedRandomForestClassifier {
    /// The most probable class of each row of `x`.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape) if `x` has another number of features,
    /// [`Error::NotFinite`](crate::error::Error::NotFinite).
    pub fn predict(&self, x: &Array2<f64>) -> Result<Array1<usize>> {
        check_features(x, self.features)?;
        Ok(best_classes(&self.classes, &mean_values(&self.trees, x, self.classes.len())))
    }

    /// The mean over the trees of each class's share in the leaf of each row of `x`: column `c` for class `c`.
    ///
    /// # Errors
    /// As [`Self::predict`].
    pub fn predict_proba(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_features(x, self.features)?;
        Ok(spread_classes(&self.classes, mean_values(&self.trees, x, self.classes.len())))
    }

    /// The share of the rows of `x` whose class is met.
    ///
    /// # Errors
    /// As [`Self::predict`], and if `x` and `y` don't fit.
    pub fn score(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<f64> {
        accuracy_score(y, &self.predict(x)?)
    }

    /// The mean over the trees of how much each feature helped, all together 1; see [`Tree::feature_importances`].
    pub fn feature_importances(&self) -> Array1<f64> {
        mean_importances(&self.trees, self.features)
    }
}

impl FittedRandomForestRegressor {
    /// The mean of the trees' predictions for each row of `x`.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape) if `x` has another number of features,
    /// [`Error::NotFinite`](crate::error::Error::NotFinite).
    pub fn predict(&self, x: &Array2<f64>) -> Result<Array1<f64>> {
        check_features(x, self.features)?;
        Ok(mean_values(&self.trees, x, 1).into_iter().collect())
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
        mean_importances(&self.trees, self.features)
    }
}

/// The mean of what the trees say about each row of `x`.
fn mean_values(trees: &[Tree], x: &Array2<f64>, outputs: usize) -> Array2<f64> {
    let blocks = parallel::map(x.nrows().div_ceil(BLOCK), |block| {
        let (first, last) = (block * BLOCK, ((block + 1) * BLOCK).min(x.nrows()));
        let mut sums = Array2::<f64>::zeros((last - first, outputs));
        for tree in trees {
            for (row, mut sums) in (first..last).zip(sums.rows_mut()) {
                let value = tree.value(tree.leaf(x.row(row)));
                sums.iter_mut().zip(value).for_each(|(sum, value)| *sum += value);
            }
        }
        sums / trees.len() as f64
    });
    let mut means = Array2::zeros((x.nrows(), outputs));
    for (block, mut means) in blocks.iter().zip(means.axis_chunks_iter_mut(ndarray::Axis(0), BLOCK)) {
        means.assign(block);
    }
    means
}

fn mean_importances(trees: &[Tree], features: usize) -> Array1<f64> {
    let sum = trees
        .iter()
        .fold(Array1::zeros(features), |sum: Array1<f64>, tree| sum + tree.feature_importances(features));
    shares(sum)
}
