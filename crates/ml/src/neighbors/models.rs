//! Predictions from the nearest examples.

use super::search::{NeighborSearch, Neighbors, check_count};
use crate::error::Result;
use crate::examples::{best_classes, check_labels, check_regression, spread_classes};
use crate::metrics::{accuracy_score, r2_score};
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

/// How much each of the nearest examples counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum NeighborWeights {
    /// All the same.
    #[default]
    Uniform,
    /// One divided by its distance; examples at distance 0, if there are any, count alone.
    Distance,
}

/// Predicts the class that most of the nearest examples have (E. Fix and J. Hodges, 1951); the least class among equals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KNeighborsClassifier {
    neighbors: usize,
    weights: NeighborWeights,
}

/// Predicts the mean of the nearest examples' numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KNeighborsRegressor {
    neighbors: usize,
    weights: NeighborWeights,
}

/// What a [`KNeighborsClassifier`] remembers: its examples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedKNeighborsClassifier {
    /// The classes that occurred, from the least to the greatest.
    pub classes: Vec<usize>,
    /// The place in `classes` of each example's class.
    codes: Vec<usize>,
    search: NeighborSearch,
    neighbors: usize,
    weights: NeighborWeights,
}

/// What a [`KNeighborsRegressor`] remembers: its examples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedKNeighborsRegressor {
    y: Vec<f64>,
    search: NeighborSearch,
    neighbors: usize,
    weights: NeighborWeights,
}

/// The settings that both kinds share.
macro_rules! neighbor_settings {
    ($kind:ident) => {
        impl Default for $kind {
            fn default() -> Self {
                Self::new(5)
            }
        }

        impl $kind {
            /// By so many neighbours, all of which count the same.
            pub fn new(neighbors: usize) -> Self {
                Self { neighbors, weights: NeighborWeights::Uniform }
            }

            /// How much each neighbour counts.
            pub fn weights(mut self, weights: NeighborWeights) -> Self {
                self.weights = weights;
                self
            }
        }
    };
}
neighbor_settings!(KNeighborsClassifier);
neighbor_settings!(KNeighborsRegressor);

impl KNeighborsClassifier {
    /// Remembers `x` (an example a row) and the classes `y`.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape), [`Error::Empty`](crate::error::Error::Empty),
    /// [`Error::NotFinite`](crate::error::Error::NotFinite); [`Error::Parameter`](crate::error::Error::Parameter) for no neighbours or more than there
    /// are examples.
    pub fn fit(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<FittedKNeighborsClassifier> {
        let labels = check_labels(x, y)?;
        check_count(self.neighbors, x.nrows())?;
        Ok(FittedKNeighborsClassifier {
            classes: labels.classes,
            codes: labels.codes,
            search: NeighborSearch::new(x)?,
            neighbors: self.neighbors,
            weights: self.weights,
        })
    }
}

impl KNeighborsRegressor {
    /// Remembers `x` (an example a row) and the numbers `y`.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape), [`Error::Empty`](crate::error::Error::Empty),
    /// [`Error::NotFinite`](crate::error::Error::NotFinite); [`Error::Parameter`](crate::error::Error::Parameter) for no neighbours or more than there
    /// are examples.
    pub fn fit(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<FittedKNeighborsRegressor> {
        check_regression(x, y)?;
        check_count(self.neighbors, x.nrows())?;
        Ok(FittedKNeighborsRegressor {
            y: y.to_vec(),
            search: NeighborSearch::new(x)?,
            neighbors: self.neighbors,
            weights: self.weights,
        })
    }
}

impl FittedKNeighborsClassifier {
    /// The class of each row of `x`.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape) if `x` has another number of features,
    /// [`Error::NotFinite`](crate::error::Error::NotFinite).
    pub fn predict(&self, x: &Array2<f64>) -> Result<Array1<usize>> {
        Ok(best_classes(&self.classes, &self.votes(x)?))
    }

    /// The share of each class among the nearest examples of each row of `x`: column `c` for class `c`.
    ///
    /// # Errors
    /// As [`Self::predict`].
    pub fn predict_proba(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        let mut votes = self.votes(x)?;
        for mut row in votes.rows_mut() {
            let total = row.iter().fold(0.0, |sum, vote| sum + vote);
            row.iter_mut().for_each(|vote| *vote /= total);
        }
        Ok(spread_classes(&self.classes, votes))
    }

    /// The share of the rows of `x` whose class is met.
    ///
    /// # Errors
    /// As [`Self::predict`], and if `x` and `y` don't fit.
    pub fn score(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<f64> {
        accuracy_score(y, &self.predict(x)?)
    }

    /// The nearest examples of each row of `x`.
    ///
    /// # Errors
    /// As [`Self::predict`].
    pub fn neighbors(&self, x: &Array2<f64>) -> Result<Vec<Neighbors>> {
        self.search.nearest(x, self.neighbors)
    }

    fn votes(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        let mut votes = Array2::zeros((x.nrows(), self.classes.len()));
        for (mut votes, near) in votes.rows_mut().into_iter().zip(self.neighbors(x)?) {
            for (place, weight) in near.places.iter().zip(self.weights.of(&near.distances)) {
                if let Some(vote) = self.codes.get(*place).and_then(|&code| votes.get_mut(code)) {
                    *vote += weight;
                }
            }
        }
        Ok(votes)
    }
}

impl FittedKNeighborsRegressor {
    /// The mean of the nearest examples' numbers for each row of `x`.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape) if `x` has another number of features,
    /// [`Error::NotFinite`](crate::error::Error::NotFinite).
    pub fn predict(&self, x: &Array2<f64>) -> Result<Array1<f64>> {
        let mean = |near: Neighbors| {
            let add = |(sum, total): (f64, f64), (place, weight): (&usize, f64)| {
                (sum + weight * self.y.get(*place).copied().unwrap_or(0.0), total + weight)
            };
            let (sum, total) = near.places.iter().zip(self.weights.of(&near.distances)).fold((0.0, 0.0), add);
            sum / total
        };
        Ok(self.neighbors(x)?.into_iter().map(mean).collect())
    }

    /// The coefficient of determination R² of the predictions for `x`.
    ///
    /// # Errors
    /// As [`Self::predict`], and if `x` and `y` don't fit.
    pub fn score(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<f64> {
        r2_score(y, &self.predict(x)?)
    }

    /// The nearest examples of each row of `x`.
    ///
    /// # Errors
    /// As [`Self::predict`].
    pub fn neighbors(&self, x: &Array2<f64>) -> Result<Vec<Neighbors>> {
        self.search.nearest(x, self.neighbors)
    }
}

impl NeighborWeights {
    /// The weights of neighbours at these distances.
    fn of(self, distances: &[f64]) -> Vec<f64> {
        let same = distances.contains(&0.0);
        let weight = |distance: &f64| match self {
            Self::Uniform => 1.0,
            Self::Distance if same => f64::from(u8::from(*distance == 0.0)),
            Self::Distance => 1.0 / distance,
        };
        distances.iter().map(weight).collect()
    }
}
