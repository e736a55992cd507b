//! Choosing models honestly: cross-validation, curves, searches, what features are worth, why models err.
//!
//! A task is data and a score; it judges any model. Folds come from [`data`](crate::data).
//!
//! ```
//! use ml::data::{KFold, diabetes};
//! use ml::linear::Ridge;
//! use ml::selection::{GridSearch, RandomSearch, RegressionScore, RegressionTask, Space, SuccessiveHalving};
//! let data = diabetes()?;
//! let folds = KFold::new(5).shuffle(1).split(442)?;
//! let task = RegressionTask::new(&data.x, &data.y, RegressionScore::MeanSquaredError)?;
//! let space = Space::new().log_uniform("alpha", 1e-3, 1e6);
//! let grid = task.search(&GridSearch::new().budget(9), &space, &|p| Box::new(Ridge::new(p["alpha"])), &folds)?;
//! let random = task.search(&RandomSearch::new(9, 1), &space, &|p| Box::new(Ridge::new(p["alpha"])), &folds)?;
//! let halving = task.search(&SuccessiveHalving::new(9, 1), &space, &|p| Box::new(Ridge::new(p["alpha"])), &folds)?;
//! assert!(halving.trials.len() > random.trials.len() && halving.cost <= 9.1, "more points for the same cost");
//! assert!(grid.best.score < 3100.0);
//! # Ok::<(), ml::error::Error>(())
//! ```

mod bias_variance;
mod classification;
mod fold;
mod importance;
mod nested;
mod regression;
mod score;
mod search;
mod space;
mod task;

pub use bias_variance::{BiasVariance, bias_variance, bootstrap_predictions};
pub use classification::ClassificationTask;
pub use fold::{CrossValidation, ScoreCurve};
pub use importance::Importance;
pub use nested::{InnerFolds, NestedCrossValidation};
pub use regression::RegressionTask;
pub use score::{ClassificationScore, RegressionScore};
pub use search::{GridSearch, RandomSearch, Round, Search, SearchResult, SuccessiveHalving, Trial};
pub use space::{Point, Space};

#[cfg(test)]
mod tests;
