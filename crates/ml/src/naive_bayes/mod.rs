//! Naive Bayes: each feature speaks for itself, as if the others did not exist.
//!
//! ```
//! use ml::naive_bayes::MultinomialNb;
//! use ml::ndarray::array;
//! // How often "prize", "meeting" and "free" stand in four letters; 1 for spam.
//! let (x, y) = (array![[2.0, 0.0, 1.0], [0.0, 2.0, 0.0], [1.0, 0.0, 2.0], [0.0, 1.0, 1.0]], array![1, 0, 1, 0]);
//! let fitted = MultinomialNb::new().fit(&x, &y)?;
//! assert_eq!(fitted.predict(&array![[1.0, 0.0, 1.0], [0.0, 3.0, 1.0]])?, array![1, 0]);
//! # Ok::<(), ml::error::Error>(())
//! ```
//!
//! Method: C. Manning, P. Raghavan and H. Schütze, *Introduction to Information Retrieval*, 2008, chapter 13.

mod counts;
mod gaussian;

pub use counts::{BernoulliNb, FittedBernoulliNb, FittedMultinomialNb, MultinomialNb};
pub use gaussian::{FittedGaussianNb, GaussianNb};

use crate::examples::softmax;
use crate::math;
use crate::sum;
use ndarray::Array2;

/// The logarithms of the classes' shares of the examples' weight.
fn log_priors(class_weights: &[f64]) -> Vec<f64> {
    let total = sum::sum(class_weights);
    class_weights.iter().map(|weight| math::ln(weight / total)).collect()
}

/// What each class's examples weigh.
fn class_weights(codes: &[usize], weights: &[f64], classes: usize) -> Vec<f64> {
    let mut totals = vec![0.0; classes];
    codes.iter().zip(weights).for_each(|(&code, weight)| totals[code] += weight);
    totals
}

/// Probabilities from joint logarithms, row by row.
fn normalised(mut joint: Array2<f64>) -> Array2<f64> {
    for mut row in joint.rows_mut() {
        match row.as_slice_mut() {
            // One class alone has nothing to be weighed against.
            Some([only]) => *only = 1.0,
            Some(row) => {
                softmax(row);
            }
            None => {}
        }
    }
    joint
}

/// What all fitted kinds do with the joint logarithms of classes and features.
macro_rules! predictions {
    ($kind:ident) => {
        impl $kind {
            /// The most probable class of each row of `x`.
            ///
            /// # Errors
            /// [`Error::Shape`](crate::error::Error::Shape) if `x` has another number of features,
            /// [`Error::NotFinite`](crate::error::Error::NotFinite).
            pub fn predict(&self, x: &Array2<f64>) -> Result<Array1<usize>> {
                Ok(best_classes(&self.classes, &self.joint(x)?))
            }

            /// The probability of each class: a row an example, column `c` for class `c`.
            ///
            /// # Errors
            /// As [`Self::predict`].
            pub fn predict_proba(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
                Ok(spread_classes(&self.classes, super::normalised(self.joint(x)?)))
            }

            /// The share of the rows of `x` whose class is met.
            ///
            /// # Errors
            /// As [`Self::predict`], and if `x` and `y` don't fit.
            pub fn score(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<f64> {
                crate::metrics::accuracy_score(y, &self.predict(x)?)
            }
        }
    };
}
use predictions;
