//! Ridge regression.

use super::fitted::{FittedLinear, center};
use crate::error::{Error, Result};
use crate::linalg::cholesky;
use crate::sum;
use ndarray::{Array1, Array2};

/// Least squares with a penalty on the squares of the weights: minimises ‖y − X w‖² + α ‖w‖² (A. E. Hoerl and
/// R. W. Kennard, 1970). The intercept is not penalised.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ridge {
    alpha: f64,
    fit_intercept: bool,
}

impl Default for Ridge {
    fn default() -> Self {
        Self::new(1.0)
    }
}

impl Ridge {
    /// With this penalty α, 0 or more.
    pub fn new(alpha: f64) -> Self {
        Self { alpha, fit_intercept: true }
    }

    /// Whether there is an intercept.
    pub fn fit_intercept(mut self, fit: bool) -> Self {
        self.fit_intercept = fit;
        self
    }

    /// Fits `x` (an example a row) to `y` by the normal equations.
    ///
    /// # Errors
    /// [`Error::Shape`], [`Error::Empty`], [`Error::NotFinite`]; [`Error::Parameter`] for a negative penalty;
    /// [`Error::Singular`] if the features repeat one another and the penalty is 0.
    pub fn fit(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<FittedLinear> {
        if !(self.alpha >= 0.0 && self.alpha.is_finite()) {
            return Err(Error::Parameter {
                name: "alpha",
                value: self.alpha.to_string(),
                expected: "0 or more".to_owned(),
            });
        }
        let data = center(x, y, self.fit_intercept)?;
        let features = data.columns.len();
        let mut gram = Array2::zeros((features, features));
        for row in 0..features {
            for column in 0..=row {
                gram[[row, column]] = sum::dot(&data.columns[row], &data.columns[column]);
            }
            gram[[row, row]] += self.alpha;
        }
        let moments: Array1<f64> = data.columns.iter().map(|column| sum::dot(column, &data.y)).collect();
        let coef = cholesky(&gram)?.solve(&moments)?;
        Ok(data.fitted(coef.to_vec()))
    }
}
