//! Lasso and elastic net, alone and along a path of penalties.

use super::coordinate_descent::{Descent, Penalties};
use super::fitted::{FittedLinear, center};
use crate::error::Result;
use crate::examples::check_setting;
use crate::math;
use crate::sum;
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

/// Least squares with a penalty on the sizes of the weights: minimises ‖y − X w‖² / 2n + α ‖w‖₁ (R. Tibshirani, 1996).
/// Weights that do not pay for themselves become exactly 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lasso(ElasticNet);

/// Least squares with both penalties: minimises ‖y − X w‖² / 2n + α ρ ‖w‖₁ + α (1 − ρ) ‖w‖² / 2 with ρ the L1 ratio
/// (H. Zou and T. Hastie, 2005), by coordinate descent (J. Friedman et al., 2010).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ElasticNet {
    alpha: f64,
    l1_ratio: f64,
    fit_intercept: bool,
    max_iter: usize,
    tol: f64,
}

/// The weights for each of a row of penalties.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ElasticNetPath {
    /// The penalties α, from the greatest to the least.
    pub alphas: Array1<f64>,
    /// The weights: a row a penalty, a column a feature.
    pub coefs: Array2<f64>,
    /// The intercepts, one a penalty.
    pub intercepts: Array1<f64>,
}

impl Default for Lasso {
    fn default() -> Self {
        Self::new(1.0)
    }
}

impl Lasso {
    /// With this penalty α, 0 or more.
    pub fn new(alpha: f64) -> Self {
        Self(ElasticNet { l1_ratio: 1.0, ..ElasticNet::new(alpha) })
    }

    /// Whether there is an intercept.
    pub fn fit_intercept(self, fit: bool) -> Self {
        Self(self.0.fit_intercept(fit))
    }

    /// How often all weights are visited at most, 1000 unless this says otherwise.
    pub fn max_iter(self, max_iter: usize) -> Self {
        Self(self.0.max_iter(max_iter))
    }

    /// How near the best the fit must be: the duality gap may be this share of ‖y‖², 1e-4 unless this says otherwise.
    pub fn tol(self, tol: f64) -> Self {
        Self(self.0.tol(tol))
    }

    /// Fits `x` (an example a row) to `y`.
    ///
    /// # Errors
    /// As [`ElasticNet::fit`].
    pub fn fit(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<FittedLinear> {
        self.0.fit(x, y)
    }

    /// The same, where each example counts as much as its weight says.
    ///
    /// # Errors
    /// As [`ElasticNet::fit_weighted`].
    pub fn fit_weighted(
        &self,
        x: &Array2<f64>,
        y: &Array1<f64>,
        weights: &Array1<f64>,
    ) -> Result<FittedLinear> {
        self.0.fit_weighted(x, y, weights)
    }
}

impl Default for ElasticNet {
    fn default() -> Self {
        Self::new(1.0)
    }
}

impl ElasticNet {
    /// With this penalty α, 0 or more, half of it on the sizes and half on the squares.
    pub fn new(alpha: f64) -> Self {
        Self { alpha, l1_ratio: 0.5, fit_intercept: true, max_iter: 1000, tol: 1e-4 }
    }

    /// The share of the penalty that goes on the sizes of the weights, from 0 (ridge) to 1 (lasso).
    pub fn l1_ratio(mut self, ratio: f64) -> Self {
        self.l1_ratio = ratio;
        self
    }

    /// Whether there is an intercept.
    pub fn fit_intercept(mut self, fit: bool) -> Self {
        self.fit_intercept = fit;
        self
    }

    /// How often all weights are visited at most, 1000 unless this says otherwise.
    pub fn max_iter(mut self, max_iter: usize) -> Self {
        self.max_iter = max_iter;
        self
    }

    /// How near the best the fit must be: the duality gap may be this share of ‖y‖², 1e-4 unless this says otherwise.
    pub fn tol(mut self, tol: f64) -> Self {
        self.tol = tol;
        self
    }

    /// Fits `x` (an example a row) to `y`.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape), [`Error::Empty`](crate::error::Error::Empty),
    /// [`Error::NotFinite`](crate::error::Error::NotFinite); [`Error::Parameter`](crate::error::Error::Parameter) for a
    /// penalty, ratio or tolerance out of its range; [`Error::NotConverged`](crate::error::Error::NotConverged) if the
    /// visits did not suffice.
    pub fn fit(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<FittedLinear> {
        self.fit_with(x, y, None)
    }

    /// The same, where each example counts as much as its weight says; only the proportions of weights matter, as in
    /// scikit-learn: n becomes the sum of the weights.
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
        self.check()?;
        let data = center(x, y, weights, self.fit_intercept)?;
        let mut descent = Descent::new(&data);
        descent
            .run(&self.penalties(self.alpha, weights.map_or(x.nrows() as f64, |w| sum::sum(&w.to_vec()))))?;
        data.fitted(descent.weights())
    }

    /// Fits a path: `count` penalties, evenly spaced on a logarithmic scale from the least one that makes all weights 0
    /// down to `ratio` of it. Each fit starts from the one before.
    ///
    /// # Errors
    /// As [`ElasticNet::fit`]; [`Error::Parameter`](crate::error::Error::Parameter) also for a `ratio` outside of 0 to 1 or
    /// an L1 ratio of 0, which makes no weight 0.
    pub fn path(&self, x: &Array2<f64>, y: &Array1<f64>, count: usize, ratio: f64) -> Result<ElasticNetPath> {
        self.check()?;
        check_setting("ratio", ratio, ratio > 0.0 && ratio < 1.0, "more than 0 and less than 1")?;
        check_setting("l1_ratio", self.l1_ratio, self.l1_ratio > 0.0, "more than 0 for a path")?;
        let data = center(x, y, None, self.fit_intercept)?;
        let mut descent = Descent::new(&data);
        let greatest = descent.greatest_pull();
        // A target that no feature says anything about has no path; any small penalty will do.
        let first = if greatest > 0.0 { greatest / (x.nrows() as f64 * self.l1_ratio) } else { f64::EPSILON };
        let share = |at: usize| if count > 1 { at as f64 / (count - 1) as f64 } else { 0.0 };
        let alphas: Array1<f64> = (0..count).map(|at| first * math::pow(ratio, share(at))).collect();
        let mut coefs = Array2::zeros((count, x.ncols()));
        let mut intercepts = Array1::zeros(count);
        for (at, &alpha) in alphas.iter().enumerate() {
            descent.run(&self.penalties(alpha, x.nrows() as f64))?;
            let fitted = data.fitted(descent.weights())?;
            coefs.row_mut(at).assign(&fitted.coef);
            intercepts[at] = fitted.intercept;
        }
        Ok(ElasticNetPath { alphas, coefs, intercepts })
    }

    /// The penalties of a fit to examples of this weight in all.
    fn penalties(&self, alpha: f64, weight: f64) -> Penalties {
        let whole = alpha * weight;
        let (l1, l2) = (whole * self.l1_ratio, whole * (1.0 - self.l1_ratio));
        Penalties { l1, l2, tol: self.tol, max_iter: self.max_iter }
    }

    fn check(&self) -> Result<()> {
        let (alpha, ratio, tol) = (self.alpha, self.l1_ratio, self.tol);
        check_setting("alpha", alpha, alpha >= 0.0 && alpha.is_finite(), "0 or more")?;
        check_setting("l1_ratio", ratio, (0.0..=1.0).contains(&ratio), "from 0 to 1")?;
        check_setting("tol", tol, tol > 0.0 && tol.is_finite(), "more than 0")
    }
}

/// The lasso path with `count` penalties down to a thousandth of the first. See [`ElasticNet::path`].
///
/// # Errors
/// As [`ElasticNet::path`].
pub fn lasso_path(x: &Array2<f64>, y: &Array1<f64>, count: usize) -> Result<ElasticNetPath> {
    ElasticNet::new(1.0).l1_ratio(1.0).path(x, y, count, 1e-3)
}

#[cfg(test)]
mod tests {
    use super::{ElasticNet, Lasso, lasso_path};
    use crate::data::diabetes;
    use crate::linear::Ridge;
    use crate::preprocessing::StandardScaler;
    use ndarray::{Array1, Array2, array};

    fn scaled() -> (Array2<f64>, Array1<f64>) {
        let data = diabetes().expect("the file is whole");
        let x = StandardScaler::new()
            .fit(&data.x)
            .and_then(|scaler| scaler.transform(&data.x))
            .expect("finite data");
        (x, data.y)
    }

    #[test]
    fn a_path_begins_with_no_weights_and_ends_with_nearly_all() {
        let (x, y) = scaled();
        let path = lasso_path(&x, &y, 50).expect("the path converges");
        assert!(path.coefs.row(0).iter().all(|weight| *weight == 0.0));
        assert!(path.coefs.row(49).iter().filter(|weight| **weight != 0.0).count() >= 9);
        assert!(path.alphas.windows(2).into_iter().all(|pair| pair[0] > pair[1]));
    }

    #[test]
    fn without_sizes_the_elastic_net_is_ridge() {
        let (x, y) = scaled();
        let alpha = 0.3;
        let net = ElasticNet::new(alpha)
            .l1_ratio(0.0)
            .tol(1e-12)
            .max_iter(20_000)
            .fit(&x, &y)
            .expect("it converges");
        let ridge = Ridge::new(alpha * x.nrows() as f64).fit(&x, &y).expect("it is regular");
        for (a, b) in net.coef.iter().zip(&ridge.coef) {
            assert!((a - b).abs() < 1e-6 * b.abs().max(1.0), "{a} {b}");
        }
    }

    #[test]
    fn more_features_than_examples_and_more_examples_than_features_are_one_problem() {
        let (x, y) = scaled();
        let few = [0, 50, 100, 150, 200, 250, 300, 350];
        let (x, y) = (x.select(ndarray::Axis(0), &few), y.select(ndarray::Axis(0), &few));
        let wide = Lasso::new(5.0).tol(1e-10).max_iter(100_000).fit(&x, &y).expect("an answer");
        // Doubling every example changes nothing about the best weights, but which way they are found.
        let twice = |at: usize| [at, at];
        let doubled: Vec<usize> = (0..8).flat_map(twice).collect();
        let (x2, y2) = (x.select(ndarray::Axis(0), &doubled), y.select(ndarray::Axis(0), &doubled));
        let tall = Lasso::new(5.0).tol(1e-10).max_iter(100_000).fit(&x2, &y2).expect("an answer");
        for (wide, tall) in wide.predict(&x).expect("ten features").iter().zip(tall.predict(&x).expect("ten"))
        {
            assert!((wide - tall).abs() < 1e-2, "{wide} {tall}");
        }
    }

    #[test]
    fn odd_data_is_met_with_an_error_or_an_answer() {
        let constant = array![[1.0], [1.0]];
        assert_eq!(Lasso::new(0.1).fit(&constant, &array![1.0, 2.0]).expect("an answer").coef[0], 0.0);
        assert!(Lasso::new(-1.0).fit(&constant, &array![1.0, 2.0]).is_err());
        assert!(Lasso::new(f64::NAN).fit(&constant, &array![1.0, 2.0]).is_err());
        assert!(Lasso::new(1.0).fit(&constant, &array![1.0]).is_err());
        assert!(Lasso::new(1.0).fit(&Array2::zeros((0, 1)), &Array1::zeros(0)).is_err());
        assert!(Lasso::new(1.0).fit(&array![[f64::INFINITY]], &array![1.0]).is_err());
        let single = Lasso::new(1.0).fit(&array![[3.0]], &array![2.0]).expect("an answer");
        assert_eq!(single.intercept, 2.0);
    }
}
