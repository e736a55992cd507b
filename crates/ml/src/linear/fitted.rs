//! What every linear regression gives back.

use crate::error::{Error, Result, check_finite_1, check_same_len};
use crate::examples::check_regression;
use crate::matmul::{matvec, matvec_t};
use crate::metrics::r2_score;
use crate::sum;
use crate::weights::check_weights;
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

/// A fitted linear model: y = x · coef + intercept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedLinear {
    /// A weight for each feature.
    pub coef: Array1<f64>,
    /// What is predicted where all features are 0.
    pub intercept: f64,
}

impl FittedLinear {
    /// A prediction for each row of `x`.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` has another number of features.
    pub fn predict(&self, x: &Array2<f64>) -> Result<Array1<f64>> {
        check_same_len("features", self.coef.len(), x.ncols())?;
        Ok(matvec(x.view(), self.coef.view()) + self.intercept)
    }

    /// The coefficient of determination R² of the predictions for `x`: 1 is perfect, 0 is no better than the mean. As in
    /// scikit-learn, a `y` that is always the same gives 1 if it is met exactly, else 0.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` and `y` don't fit, [`Error::Empty`] without rows.
    pub fn score(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<f64> {
        check_same_len("y", x.nrows(), y.len())?;
        r2_score(y, &self.predict(x)?)
    }

    /// How many weights are not exactly 0.
    pub fn nonzero(&self) -> usize {
        self.coef.iter().filter(|weight| **weight != 0.0).count()
    }
}

/// Features and target with their means taken away, and each row multiplied by the root of its weight.
pub(super) struct Centered {
    pub(super) x: Array2<f64>,
    pub(super) y: Array1<f64>,
    x_mean: Vec<f64>,
    y_mean: f64,
}

/// Checks the data of a regression, weighs it, and centers it if there is to be an intercept.
pub(super) fn center(
    x: &Array2<f64>,
    y: &Array1<f64>,
    weights: Option<&Array1<f64>>,
    intercept: bool,
) -> Result<Centered> {
    check_regression(x, y)?;
    let weight = check_weights(weights, x.nrows())?;
    let total = sum::sum(&weight);
    let (mut x_mean, mut y_mean) = (vec![0.0; x.ncols()], 0.0);
    if intercept {
        let shares: Array1<f64> = weight.iter().map(|weight| weight / total).collect();
        x_mean = matvec_t(x.view(), shares.view()).to_vec();
        y_mean = sum::dot(&y.to_vec(), &shares.to_vec());
    }
    let mut x = x.as_standard_layout().into_owned();
    let mut y = y - y_mean;
    for mut row in x.rows_mut() {
        row.iter_mut().zip(&x_mean).for_each(|(value, mean)| *value -= mean);
    }
    if weights.is_some() {
        for ((mut row, y), weight) in x.rows_mut().into_iter().zip(&mut y).zip(&weight) {
            let root = weight.sqrt();
            row.iter_mut().for_each(|value| *value *= root);
            *y *= root;
        }
    }
    Ok(Centered { x, y, x_mean, y_mean })
}

impl Centered {
    /// The model of these weights, with the intercept that the means give it.
    ///
    /// # Errors
    /// [`Error::NotFinite`] if the data is so great that its weights are no numbers.
    pub(super) fn fitted(&self, coef: Array1<f64>) -> Result<FittedLinear> {
        check_finite_1(&coef, "coef")?;
        let intercept = self.y_mean - sum::dot(&self.x_mean, &coef.to_vec());
        if intercept.is_finite() {
            return Ok(FittedLinear { coef, intercept });
        }
        Err(Error::NotFinite { what: "intercept".to_owned(), index: Vec::new(), value: intercept })
    }
}
