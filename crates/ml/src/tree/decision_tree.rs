//! A single tree.

use super::criterion::{ClassCriterion, SquareCriterion};
use super::grow::grow;
use super::presort::Presorted;
use super::settings::{Impurity, Limits, limit_settings};
use super::structure::Tree;
use crate::error::Result;
use crate::examples::{best_classes, check_features, check_labels, check_regression, spread_classes};
use crate::metrics::{accuracy_score, r2_score};
use crate::rng::Rng;
use crate::weights::{ClassWeight, check_weights};
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

/// A tree of questions that ends in classes (L. Breiman et al., *Classification and Regression Trees*, 1984).
///
/// Among equally good questions the first feature and the least threshold win; scikit-learn draws lots.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionTreeClassifier {
    impurity: Impurity,
    class_weight: ClassWeight,
    limits: Limits,
    seed: u64,
}

/// A tree of questions that ends in numbers, whose splits make the squared error least (L. Breiman et al., *Classification
/// and Regression Trees*, 1984).
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionTreeRegressor {
    limits: Limits,
    seed: u64,
}

/// What a [`DecisionTreeClassifier`] learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedDecisionTreeClassifier {
    /// The classes that occurred, from the least to the greatest.
    pub classes: Vec<usize>,
    /// The tree; its values are the classes' shares, in the order of `classes`.
    pub tree: Tree,
    /// How many features it learnt from.
    pub features: usize,
}

/// What a [`DecisionTreeRegressor`] learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedDecisionTreeRegressor {
    /// The tree; its values are means.
    pub tree: Tree,
    /// How many features it learnt from.
    pub features: usize,
}

impl Default for DecisionTreeClassifier {
    fn default() -> Self {
        Self::new()
    }
}

impl DecisionTreeClassifier {
    /// A tree that grows until every leaf is pure.
    pub fn new() -> Self {
        Self { impurity: Impurity::Gini, class_weight: ClassWeight::Equal, limits: Limits::new(), seed: 0 }
    }

    limit_settings!(limits);

    /// What splits make smaller.
    pub fn impurity(mut self, impurity: Impurity) -> Self {
        self.impurity = impurity;
        self
    }

    /// How much the examples of each class count.
    pub fn class_weight(mut self, weight: ClassWeight) -> Self {
        self.class_weight = weight;
        self
    }

    /// Draws the features to choose from, unless all are chosen from.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Fits `x` (an example a row) to the classes `y`.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape), [`Error::Empty`](crate::error::Error::Empty),
    /// [`Error::NotFinite`](crate::error::Error::NotFinite); [`Error::Parameter`](crate::error::Error::Parameter) for a
    /// setting out of its range.
    pub fn fit(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<FittedDecisionTreeClassifier> {
        self.fit_with(x, y, None)
    }

    /// The same, where each example counts as much as its weight says.
    ///
    /// # Errors
    /// As [`Self::fit`]; [`Error::Parameter`](crate::error::Error::Parameter) also for a negative weight.
    pub fn fit_weighted(
        &self,
        x: &Array2<f64>,
        y: &Array1<usize>,
        weights: &Array1<f64>,
    ) -> Result<FittedDecisionTreeClassifier> {
        self.fit_with(x, y, Some(weights))
    }

    fn fit_with(
        &self,
        x: &Array2<f64>,
        y: &Array1<usize>,
        weights: Option<&Array1<f64>>,
    ) -> Result<FittedDecisionTreeClassifier> {
        let labels = check_labels(x, y)?;
        let choices = self.limits.choices(x.ncols())?;
        let mut weights = check_weights(weights, x.nrows())?;
        self.class_weight.apply(&labels.classes, &labels.codes, &mut weights)?;
        let taken: Vec<bool> = weights.iter().map(|weight| *weight > 0.0).collect();
        let examples: Vec<(u32, f64)> = labels.codes.iter().map(|&code| code as u32).zip(weights).collect();
        let criterion = ClassCriterion::new(&examples, labels.classes.len(), self.impurity);
        let data = Presorted::new(x);
        let grown = grow(&data, &taken, criterion, self.limits, choices, Rng::new(self.seed));
        Ok(FittedDecisionTreeClassifier { classes: labels.classes, tree: grown.tree, features: x.ncols() })
    }
}

impl Default for DecisionTreeRegressor {
    fn default() -> Self {
        Self::new()
    }
}

impl DecisionTreeRegressor {
    /// A tree that grows until every leaf is of one number.
    pub fn new() -> Self {
        Self { limits: Limits::new(), seed: 0 }
    }

    limit_settings!(limits);

    /// Draws the features to choose from, unless all are chosen from.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Fits `x` (an example a row) to the numbers `y`.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape), [`Error::Empty`](crate::error::Error::Empty),
    /// [`Error::NotFinite`](crate::error::Error::NotFinite); [`Error::Parameter`](crate::error::Error::Parameter) for a
    /// setting out of its range.
    pub fn fit(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<FittedDecisionTreeRegressor> {
        self.fit_with(x, y, None)
    }

    /// The same, where each example counts as much as its weight says.
    ///
    /// # Errors
    /// As [`Self::fit`]; [`Error::Parameter`](crate::error::Error::Parameter) also for a negative weight.
    pub fn fit_weighted(
        &self,
        x: &Array2<f64>,
        y: &Array1<f64>,
        weights: &Array1<f64>,
    ) -> Result<FittedDecisionTreeRegressor> {
        self.fit_with(x, y, Some(weights))
    }

    fn fit_with(
        &self,
        x: &Array2<f64>,
        y: &Array1<f64>,
        weights: Option<&Array1<f64>>,
    ) -> Result<FittedDecisionTreeRegressor> {
        check_regression(x, y)?;
        let choices = self.limits.choices(x.ncols())?;
        let weights = check_weights(weights, x.nrows())?;
        let taken: Vec<bool> = weights.iter().map(|weight| *weight > 0.0).collect();
        let examples: Vec<(f64, f64)> =
            y.iter().zip(weights).map(|(y, weight)| (y * weight, weight)).collect();
        let data = Presorted::new(x);
        let criterion = SquareCriterion::new(&examples);
        let grown = grow(&data, &taken, criterion, self.limits, choices, Rng::new(self.seed));
        Ok(FittedDecisionTreeRegressor { tree: grown.tree, features: x.ncols() })
    }
}

impl FittedDecisionTreeClassifier {
    /// The class of each row of `x`.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape) if `x` has another number of features,
    /// [`Error::NotFinite`](crate::error::Error::NotFinite).
    pub fn predict(&self, x: &Array2<f64>) -> Result<Array1<usize>> {
        Ok(best_classes(&self.classes, &self.shares(x)?))
    }

    /// The share of each class in the leaf of each row of `x`: column `c` for class `c`.
    ///
    /// # Errors
    /// As [`Self::predict`].
    pub fn predict_proba(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        Ok(spread_classes(&self.classes, self.shares(x)?))
    }

    /// The share of the rows of `x` whose class is met.
    ///
    /// # Errors
    /// As [`Self::predict`], and if `x` and `y` don't fit.
    pub fn score(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<f64> {
        accuracy_score(y, &self.predict(x)?)
    }

    /// How much each feature helped to tell the classes apart, all together 1; see [`Tree::feature_importances`].
    pub fn feature_importances(&self) -> Array1<f64> {
        self.tree.feature_importances(self.features)
    }

    /// The tree as text, a line a question or leaf. Features without a name are called `x[0]`, `x[1]` and so on.
    pub fn to_text(&self, feature_names: &[String]) -> String {
        self.tree.to_text(feature_names, &|shares| {
            let row = Array2::from_shape_vec((1, shares.len()), shares.to_vec()).unwrap_or_default();
            let class = best_classes(&self.classes, &row).first().copied().unwrap_or(0);
            format!("class {class}")
        })
    }

    fn shares(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_features(x, self.features)?;
        let mut shares = Array2::zeros((x.nrows(), self.classes.len()));
        for (row, mut shares) in x.rows().into_iter().zip(shares.rows_mut()) {
            let value = self.tree.value(self.tree.leaf(row));
            shares.iter_mut().zip(value).for_each(|(share, value)| *share = *value);
        }
        Ok(shares)
    }
}

impl FittedDecisionTreeRegressor {
    /// A prediction for each row of `x`.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape) if `x` has another number of features,
    /// [`Error::NotFinite`](crate::error::Error::NotFinite).
    pub fn predict(&self, x: &Array2<f64>) -> Result<Array1<f64>> {
        check_features(x, self.features)?;
        let predict = |row| self.tree.value(self.tree.leaf(row)).first().copied().unwrap_or(0.0);
        Ok(x.rows().into_iter().map(predict).collect())
    }

    /// The coefficient of determination R² of the predictions for `x`.
    ///
    /// # Errors
    /// As [`Self::predict`], and if `x` and `y` don't fit.
    pub fn score(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<f64> {
        r2_score(y, &self.predict(x)?)
    }

    /// How much each feature helped to make the error less, all together 1; see [`Tree::feature_importances`].
    pub fn feature_importances(&self) -> Array1<f64> {
        self.tree.feature_importances(self.features)
    }

    /// The tree as text, a line a question or leaf. Features without a name are called `x[0]`, `x[1]` and so on.
    pub fn to_text(&self, feature_names: &[String]) -> String {
        self.tree.to_text(feature_names, &|value| {
            value.first().map_or_else(String::new, |mean| format!("{mean:.4}"))
        })
    }
}
