//! Linear regression without a penalty.

use super::fitted::{FittedLinear, center};
use crate::error::Result;
use crate::linalg::least_squares;
use ndarray::{Array1, Array2};

/// Least squares: minimises ‖y − X w‖² (A.-M. Legendre, 1805). Where features repeat one another and many weights do so,
/// the shortest weights are taken, as in scikit-learn.
///
/// ```
/// use ml::linear::LinearRegression;
/// use ml::ndarray::array;
/// let (x, y) = (array![[1.0], [2.0], [3.0]], array![3.0, 5.0, 7.0]);
/// let fitted = LinearRegression::new().fit(&x, &y)?;
/// assert!((fitted.coef[0] - 2.0).abs() < 1e-12 && (fitted.intercept - 1.0).abs() < 1e-12);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinearRegression {
    fit_intercept: bool,
}

impl Default for LinearRegression {
    fn default() -> Self {
        Self::new()
    }
}

impl LinearRegression {
    /// With an intercept.
    pub fn new() -> Self {
        Self { fit_intercept: true }
    }

    /// Whether there is an intercept.
    pub fn fit_intercept(mut self, fit: bool) -> Self {
        self.fit_intercept = fit;
        self
    }

    /// Fits `x` (an example a row) to `y` by [`least_squares`].
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape), [`Error::Empty`](crate::error::Error::Empty),
    /// [`Error::NotFinite`](crate::error::Error::NotFinite).
    pub fn fit(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<FittedLinear> {
        self.fit_with(x, y, None)
    }

    /// The same, where each example counts as much as its weight says.
    ///
    /// # Errors
    /// As [`Self::fit`]; [`Error::Parameter`](crate::error::Error::Parameter) for a negative weight.
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
        let data = center(x, y, weights, self.fit_intercept)?;
        let coef = least_squares(&data.x(), &data.y)?.solution;
        data.fitted(coef)
    }
}
