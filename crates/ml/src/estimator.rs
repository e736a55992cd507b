//! What all models have in common, for code that takes any of them: pipelines, cross-validation, searches.
//!
//! A model's own `fit` says the most, since it gives back all that was learnt; these traits forget everything but how to
//! predict. They are object-safe: a list may mix models of all kinds.
//!
//! ```
//! use ml::estimator::Regressor;
//! use ml::linear::{Lasso, Ridge};
//! use ml::ndarray::array;
//! let (x, y) = (array![[1.0], [2.0], [3.0]], array![2.0, 4.0, 6.0]);
//! let models: Vec<Box<dyn Regressor>> = vec![Box::new(Ridge::new(0.0)), Box::new(Lasso::new(0.1))];
//! for model in &models {
//!     let fitted = model.fit_regressor(&x, &y)?;
//!     assert!((fitted.predict(&array![[4.0]])?[0] - 8.0).abs() < 0.5);
//! }
//! # Ok::<(), ml::error::Error>(())
//! ```

use crate::error::Result;
use crate::linear::{ElasticNet, FittedLinear, Lasso, Ridge};
use ndarray::{Array1, Array2};

/// A model that learns to predict a number.
pub trait Regressor: Send + Sync {
    /// Learns from `x` (an example a row) and the number `y` of each.
    ///
    /// # Errors
    /// Those of the model's own `fit`.
    fn fit_regressor(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<Box<dyn FittedRegressor>>;
}

/// A model that has learnt to predict a number.
pub trait FittedRegressor: Send + Sync {
    /// A prediction for each row of `x`.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape) if `x` has another number of features than the model learnt from.
    fn predict(&self, x: &Array2<f64>) -> Result<Array1<f64>>;
}

/// A model that learns to predict a class.
pub trait Classifier: Send + Sync {
    /// Learns from `x` (an example a row) and the class `y` of each, counted from 0.
    ///
    /// # Errors
    /// Those of the model's own `fit`.
    fn fit_classifier(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<Box<dyn FittedClassifier>>;
}

/// A model that has learnt to predict a class.
pub trait FittedClassifier: Send + Sync {
    /// The class of each row of `x`.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape) if `x` has another number of features than the model learnt from.
    fn predict(&self, x: &Array2<f64>) -> Result<Array1<usize>>;

    /// The probability of each class for each row of `x`: column `c` is that of class `c`, and each row sums to 1. There
    /// are as many columns as the greatest class of the training data plus one.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape) if `x` has another number of features than the model learnt from,
    /// [`Error::State`](crate::error::Error::State) if the model knows classes but no probabilities.
    fn predict_proba(&self, x: &Array2<f64>) -> Result<Array2<f64>>;
}

/// What the rows of a data set are to predict.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target<'a> {
    /// A number for each row.
    Number(&'a Array1<f64>),
    /// A class for each row, counted from 0.
    Class(&'a Array1<usize>),
}

/// A way to describe data anew that learns from data.
pub trait Transformer: Send + Sync {
    /// Learns from `x`, an example a row.
    ///
    /// # Errors
    /// Those of the transformer's own `fit`.
    fn fit_transformer(&self, x: &Array2<f64>) -> Result<Box<dyn FittedTransformer>>;

    /// Learns from `x` and what its rows are to predict. Only transformers that choose by the target, such as a feature
    /// selection, have something to say here; for all others this is [`Transformer::fit_transformer`].
    ///
    /// # Errors
    /// Those of the transformer's own `fit`.
    fn fit_transformer_to(&self, x: &Array2<f64>, y: Target<'_>) -> Result<Box<dyn FittedTransformer>> {
        let _ = y;
        self.fit_transformer(x)
    }
}

/// A way to describe data anew that has learnt what it needs.
pub trait FittedTransformer: Send + Sync {
    /// The rows of `x`, described anew: as many rows, any number of columns.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape) if `x` has another number of features than were learnt from.
    fn transform(&self, x: &Array2<f64>) -> Result<Array2<f64>>;
}

impl Regressor for Ridge {
    fn fit_regressor(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<Box<dyn FittedRegressor>> {
        Ok(Box::new(self.fit(x, y)?))
    }
}

impl Regressor for Lasso {
    fn fit_regressor(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<Box<dyn FittedRegressor>> {
        Ok(Box::new(self.fit(x, y)?))
    }
}

impl Regressor for ElasticNet {
    fn fit_regressor(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<Box<dyn FittedRegressor>> {
        Ok(Box::new(self.fit(x, y)?))
    }
}

impl FittedRegressor for FittedLinear {
    fn predict(&self, x: &Array2<f64>) -> Result<Array1<f64>> {
        FittedLinear::predict(self, x)
    }
}

// What was put in a box is still what it was: a list of boxed models can be handed on.

impl Regressor for Box<dyn Regressor> {
    fn fit_regressor(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<Box<dyn FittedRegressor>> {
        self.as_ref().fit_regressor(x, y)
    }
}

impl Classifier for Box<dyn Classifier> {
    fn fit_classifier(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<Box<dyn FittedClassifier>> {
        self.as_ref().fit_classifier(x, y)
    }
}

impl Transformer for Box<dyn Transformer> {
    fn fit_transformer(&self, x: &Array2<f64>) -> Result<Box<dyn FittedTransformer>> {
        self.as_ref().fit_transformer(x)
    }

    fn fit_transformer_to(&self, x: &Array2<f64>, y: Target<'_>) -> Result<Box<dyn FittedTransformer>> {
        self.as_ref().fit_transformer_to(x, y)
    }
}
