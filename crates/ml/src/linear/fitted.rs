//! What every linear regression gives back.

use crate::error::{Error, Result, check_finite_1, check_finite_2, check_not_empty, check_same_len};
use crate::matmul::matvec;
use crate::sum;
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
        if x.ncols() != self.coef.len() {
            let (expected, found) = (self.coef.len().to_string(), x.ncols().to_string());
            return Err(Error::Shape { what: "features".to_owned(), expected, found });
        }
        Ok(matvec(x.view(), self.coef.view()) + self.intercept)
    }

    /// The coefficient of determination R² of the predictions for `x`: 1 is perfect, 0 is no better than the mean. As in
    /// scikit-learn, a `y` that is always the same gives 1 if it is met exactly, else 0.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` and `y` don't fit, [`Error::Empty`] without rows.
    pub fn score(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<f64> {
        check_same_len("y", x.nrows(), y.len())?;
        check_not_empty("y", y.len())?;
        let residuals: Vec<f64> = (y - &self.predict(x)?).to_vec();
        let mean = sum::sum(&y.to_vec()) / y.len() as f64;
        let deviations: Vec<f64> = y.iter().map(|y| y - mean).collect();
        let (left, whole) = (sum::sum_squares(&residuals), sum::sum_squares(&deviations));
        Ok(if whole == 0.0 { f64::from(u8::from(left == 0.0)) } else { 1.0 - left / whole })
    }

    /// How many weights are not exactly 0.
    pub fn nonzero(&self) -> usize {
        self.coef.iter().filter(|weight| **weight != 0.0).count()
    }
}

/// Features and target with their means taken away, column by column.
pub(super) struct Centered {
    /// The features, a column after the other, each of `rows` values.
    pub(super) columns: Vec<Vec<f64>>,
    pub(super) y: Vec<f64>,
    pub(super) x_mean: Vec<f64>,
    pub(super) y_mean: f64,
}

/// Checks the data of a regression and centers it if there is to be an intercept.
pub(super) fn center(x: &Array2<f64>, y: &Array1<f64>, intercept: bool) -> Result<Centered> {
    check_not_empty("x", x.nrows())?;
    check_not_empty("features of x", x.ncols())?;
    check_same_len("y", x.nrows(), y.len())?;
    check_finite_2(x, "x")?;
    check_finite_1(y, "y")?;
    let mean = |values: &[f64]| if intercept { sum::sum(values) / values.len() as f64 } else { 0.0 };
    let mut columns: Vec<Vec<f64>> = x.columns().into_iter().map(|column| column.to_vec()).collect();
    let x_mean: Vec<f64> = columns.iter().map(|column| mean(column)).collect();
    for (column, mean) in columns.iter_mut().zip(&x_mean) {
        column.iter_mut().for_each(|value| *value -= mean);
    }
    let mut y = y.to_vec();
    let y_mean = mean(&y);
    y.iter_mut().for_each(|value| *value -= y_mean);
    Ok(Centered { columns, y, x_mean, y_mean })
}

impl Centered {
    /// The model of these weights, with the intercept that the means give it.
    pub(super) fn fitted(&self, coef: Vec<f64>) -> FittedLinear {
        let intercept = self.y_mean - sum::dot(&self.x_mean, &coef);
        FittedLinear { coef: Array1::from_vec(coef), intercept }
    }
}
