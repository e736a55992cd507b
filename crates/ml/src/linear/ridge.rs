//! Ridge regression.

use super::fitted::{FittedLinear, center};
use crate::error::Result;
use crate::examples::check_setting;
use crate::linalg::cholesky;
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
    /// [`Error::Shape`](crate::error::Error::Shape), [`Error::Empty`](crate::error::Error::Empty),
    /// [`Error::NotFinite`](crate::error::Error::NotFinite); [`Error::Parameter`](crate::error::Error::Parameter) for a
    /// negative penalty; [`Error::Singular`](crate::error::Error::Singular) if the features repeat one another and the
    /// penalty is 0.
    pub fn fit(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<FittedLinear> {
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
    ) -> Result<FittedLinear> {
        self.fit_with(x, y, Some(weights))
    }

    fn fit_with(
        &self,
        x: &Array2<f64>,
        y: &Array1<f64>,
        weights: Option<&Array1<f64>>,
    ) -> Result<FittedLinear> {
        let fits = self.alpha >= 0.0 && self.alpha.is_finite();
        check_setting("alpha", self.alpha, fits, "0 or more")?;
        let data = center(x, y, weights, self.fit_intercept)?;
        let (mut products, moments) = data.products();
        products.diag_mut().iter_mut().for_each(|square| *square += self.alpha);
        let coef = cholesky(&products)?.solve(&moments)?;
        data.fitted(coef)
    }
}
