//! Many trees that differ by chance and decide together.

use super::criterion::{ClassCriterion, SquareCriterion};
use super::forest_fitted::{FittedRandomForestClassifier, FittedRandomForestRegressor};
use super::grow::grow;
use super::presort::Presorted;
use super::settings::{Impurity, Limits, MaxFeatures, limit_settings};
use super::structure::Tree;
use crate::error::{Error, Result};
use crate::examples::{best_classes, check_labels, check_regression};
use crate::metrics::{accuracy_score, r2_score};
use crate::parallel;
use crate::rng::Rng;
use crate::weights::{ClassWeight, check_weights};
use ndarray::{Array1, Array2, Axis};

/// What forests of both kinds are told.
#[derive(Debug, Clone, PartialEq)]
struct Settings {
    trees: usize,
    bootstrap: bool,
    limits: Limits,
    seed: u64,
}

/// Trees grown on examples drawn anew for each, whose splits choose from features drawn anew for each; the classes' shares
/// in their leaves are averaged (L. Breiman, *Random Forests*, 2001).
#[derive(Debug, Clone, PartialEq)]
pub struct RandomForestClassifier {
    settings: Settings,
    impurity: Impurity,
    class_weight: ClassWeight,
}

/// Trees grown on examples drawn anew for each, whose predictions are averaged (L. Breiman, *Random Forests*, 2001).
#[derive(Debug, Clone, PartialEq)]
pub struct RandomForestRegressor {
    settings: Settings,
}

/// The settings that both kinds of forest share.
macro_rules! forest_settings {
    () => {
        limit_settings!(settings.limits);

        /// Whether each tree sees examples drawn with replacement, or all of them.
        pub fn bootstrap(mut self, bootstrap: bool) -> Self {
            self.settings.bootstrap = bootstrap;
            self
        }

        /// Draws examples and features: a stream for each tree.
        pub fn seed(mut self, seed: u64) -> Self {
            self.settings.seed = seed;
            self
        }
    };
}

impl Default for RandomForestClassifier {
    fn default() -> Self {
        Self::new(100)
    }
}

impl RandomForestClassifier {
    /// A forest of so many trees; their splits choose from as many features as the square root of all.
    pub fn new(trees: usize) -> Self {
        let limits = Limits { max_features: MaxFeatures::Sqrt, ..Limits::new() };
        let settings = Settings { trees, bootstrap: true, limits, seed: 0 };
        Self { settings, impurity: Impurity::Gini, class_weight: ClassWeight::Equal }
    }

    forest_settings!();

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

    /// Fits `x` (an example a row) to the classes `y`, on several threads.
    ///
    /// # Errors
    /// [`Error::Shape`], [`Error::Empty`], [`Error::NotFinite`]; [`Error::Parameter`] for a setting out of its range.
    pub fn fit(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<FittedRandomForestClassifier> {
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
    ) -> Result<FittedRandomForestClassifier> {
        self.fit_with(x, y, Some(weights))
    }

    fn fit_with(
        &self,
        x: &Array2<f64>,
        y: &Array1<usize>,
        weights: Option<&Array1<f64>>,
    ) -> Result<FittedRandomForestClassifier> {
        let labels = check_labels(x, y)?;
        let choices = self.settings.choices(x.ncols())?;
        let mut weights = check_weights(weights, x.nrows())?;
        self.class_weight.apply(&labels.classes, &labels.codes, &mut weights)?;
        let (data, count) = (Presorted::new(x), labels.classes.len());
        let grown = self.settings.grow_all(&weights, &|weights, taken, rng| {
            let examples: Vec<(u32, f64)> =
                labels.codes.iter().map(|&code| code as u32).zip(weights.iter().copied()).collect();
            let criterion = ClassCriterion::new(&examples, count, self.impurity);
            grow(&data, taken, criterion, self.settings.limits, choices, rng).tree
        });
        let oob_score = match out_of_bag(x, &grown, count) {
            Some((rows, votes)) => {
                Some(accuracy_score(&y.select(Axis(0), &rows), &best_classes(&labels.classes, &votes))?)
            }
            None => None,
        };
        let trees = grown.into_iter().map(|(tree, _)| tree).collect();
        Ok(FittedRandomForestClassifier { classes: labels.classes, trees, features: x.ncols(), oob_score })
    }
}

impl Default for RandomForestRegressor {
    fn default() -> Self {
        Self::new(100)
    }
}

impl RandomForestRegressor {
    /// A forest of so many trees; their splits choose from all features.
    pub fn new(trees: usize) -> Self {
        Self { settings: Settings { trees, bootstrap: true, limits: Limits::new(), seed: 0 } }
    }

    forest_settings!();

    /// Fits `x` (an example a row) to the numbers `y`, on several threads.
    ///
    /// # Errors
    /// [`Error::Shape`], [`Error::Empty`], [`Error::NotFinite`]; [`Error::Parameter`] for a setting out of its range.
    pub fn fit(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<FittedRandomForestRegressor> {
        self.fit_with(x, y, None)
    }

    /// The same, where each example counts as much as its weight says.
    ///
    /// # Errors
    /// As [`Self::fit`]; [`Error::Parameter`] also for a negative weight.
    pub fn fit_weighted(
        &self,
        x: &Array2<f64>,
        y: &Array1<f64>,
        weights: &Array1<f64>,
    ) -> Result<FittedRandomForestRegressor> {
        self.fit_with(x, y, Some(weights))
    }

    fn fit_with(
        &self,
        x: &Array2<f64>,
        y: &Array1<f64>,
        weights: Option<&Array1<f64>>,
    ) -> Result<FittedRandomForestRegressor> {
        check_regression(x, y)?;
        let choices = self.settings.choices(x.ncols())?;
        let (weights, data) = (check_weights(weights, x.nrows())?, Presorted::new(x));
        let grown = self.settings.grow_all(&weights, &|weights, taken, rng| {
            let weighted = |(y, weight): (&f64, &f64)| (y * weight, *weight);
            let examples: Vec<(f64, f64)> = y.iter().zip(weights).map(weighted).collect();
            grow(&data, taken, SquareCriterion::new(&examples), self.settings.limits, choices, rng).tree
        });
        let oob_score = match out_of_bag(x, &grown, 1) {
            // A single row has no variance to explain.
            Some((rows, means)) if rows.len() > 1 => {
                Some(r2_score(&y.select(Axis(0), &rows), &means.column(0).to_owned())?)
            }
            _ => None,
        };
        let trees = grown.into_iter().map(|(tree, _)| tree).collect();
        Ok(FittedRandomForestRegressor { trees, features: x.ncols(), oob_score })
    }
}

/// Grows a tree, given the examples' weights, which of them have any, and a random stream.
type Grow<'f> = dyn Fn(&[f64], &[bool], Rng) -> Tree + Sync + 'f;
/// A tree, and the rows that it has not seen.
type Unseen = (Tree, Vec<u32>);

impl Settings {
    fn choices(&self, features: usize) -> Result<usize> {
        if self.trees == 0 {
            let expected = "1 or more".to_owned();
            return Err(Error::Parameter { name: "trees", value: "0".to_owned(), expected });
        }
        self.limits.choices(features)
    }

    /// Grows all trees.
    fn grow_all(&self, weights: &[f64], grow: &Grow<'_>) -> Vec<Unseen> {
        let streams = Rng::new(self.seed);
        let rows = weights.len();
        parallel::map(self.trees, |tree| {
            let mut rng = streams.fork(tree as u64);
            let mut drawn = vec![if self.bootstrap { 0.0 } else { 1.0 }; rows];
            if self.bootstrap {
                (0..rows).for_each(|_| drawn[rng.below(rows)] += 1.0);
            }
            let unseen = (0..rows as u32).filter(|&row| drawn[row as usize] == 0.0).collect();
            drawn.iter_mut().zip(weights).for_each(|(drawn, weight)| *drawn *= weight);
            let mut taken: Vec<bool> = drawn.iter().map(|weight| *weight > 0.0).collect();
            if !taken.contains(&true) {
                // All that was drawn has weight 0: this tree sees everything that has any.
                drawn.copy_from_slice(weights);
                taken = weights.iter().map(|weight| *weight > 0.0).collect();
            }
            (grow(&drawn, &taken, rng), unseen)
        })
    }
}

/// Those rows that some tree has not seen, and the mean of what such trees say about each.
fn out_of_bag(x: &Array2<f64>, grown: &[Unseen], outputs: usize) -> Option<(Vec<usize>, Array2<f64>)> {
    let mut sums = Array2::<f64>::zeros((x.nrows(), outputs));
    let mut counts = vec![0.0; x.nrows()];
    for (tree, unseen) in grown {
        for &row in unseen {
            let row = row as usize;
            let value = tree.value(tree.leaf(x.row(row)));
            sums.row_mut(row).iter_mut().zip(value).for_each(|(sum, value)| *sum += value);
            counts[row] += 1.0;
        }
    }
    let rows: Vec<usize> = (0..x.nrows()).filter(|&row| counts[row] > 0.0).collect();
    if rows.is_empty() {
        return None;
    }
    let mut means = sums.select(Axis(0), &rows);
    for (mut mean, &row) in means.rows_mut().into_iter().zip(&rows) {
        mean.iter_mut().for_each(|value| *value /= counts[row]);
    }
    Some((rows, means))
}
