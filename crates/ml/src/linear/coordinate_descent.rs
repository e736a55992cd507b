//! Lasso and elastic net by coordinate descent, alone and along a path of penalties.

use super::fitted::{Centered, FittedLinear, center};
use crate::error::{Error, Result};
use crate::math;
use crate::sum;
use ndarray::{Array1, Array2};

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
#[derive(Debug, Clone, PartialEq)]
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
    /// [`Error::Shape`], [`Error::Empty`], [`Error::NotFinite`]; [`Error::Parameter`] for a penalty, ratio or tolerance
    /// out of its range; [`Error::NotConverged`] if the visits did not suffice.
    pub fn fit(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<FittedLinear> {
        self.check()?;
        let data = center(x, y, self.fit_intercept)?;
        let mut descent = Descent::new(&data);
        descent.run(self, self.alpha)?;
        Ok(data.fitted(descent.coef))
    }

    /// Fits a path: `count` penalties, evenly spaced on a logarithmic scale from the least one that makes all weights 0
    /// down to `ratio` of it. Each fit starts from the one before.
    ///
    /// # Errors
    /// As [`ElasticNet::fit`]; [`Error::Parameter`] also for a `ratio` outside of 0 to 1 or an L1 ratio of 0, which makes
    /// no weight 0.
    pub fn path(&self, x: &Array2<f64>, y: &Array1<f64>, count: usize, ratio: f64) -> Result<ElasticNetPath> {
        self.check()?;
        if !(ratio > 0.0 && ratio < 1.0) {
            return Err(parameter("ratio", ratio, "more than 0 and less than 1"));
        }
        if self.l1_ratio <= 0.0 {
            return Err(parameter("l1_ratio", self.l1_ratio, "more than 0 for a path"));
        }
        let data = center(x, y, self.fit_intercept)?;
        let rows = data.y.len() as f64;
        let greatest = data.columns.iter().map(|column| sum::dot(column, &data.y).abs()).fold(0.0, f64::max);
        // A target that no feature says anything about has no path; any small penalty will do.
        let first = if greatest > 0.0 { greatest / (rows * self.l1_ratio) } else { f64::EPSILON };
        let mut descent = Descent::new(&data);
        let mut alphas = Vec::with_capacity(count);
        let mut coefs = Array2::zeros((count, data.columns.len()));
        let mut intercepts = Vec::with_capacity(count);
        for at in 0..count {
            let part = if count > 1 { at as f64 / (count - 1) as f64 } else { 0.0 };
            let alpha = first * math::pow(ratio, part);
            descent.run(self, alpha)?;
            alphas.push(alpha);
            coefs.row_mut(at).assign(&Array1::from_vec(descent.coef.clone()));
            intercepts.push(data.fitted(descent.coef.clone()).intercept);
        }
        Ok(ElasticNetPath {
            alphas: Array1::from_vec(alphas),
            coefs,
            intercepts: Array1::from_vec(intercepts),
        })
    }

    fn check(&self) -> Result<()> {
        if !(self.alpha >= 0.0 && self.alpha.is_finite()) {
            return Err(parameter("alpha", self.alpha, "0 or more"));
        }
        if !(0.0..=1.0).contains(&self.l1_ratio) {
            return Err(parameter("l1_ratio", self.l1_ratio, "from 0 to 1"));
        }
        if !(self.tol > 0.0 && self.tol.is_finite()) {
            return Err(parameter("tol", self.tol, "more than 0"));
        }
        Ok(())
    }
}

fn parameter(name: &'static str, value: f64, expected: &str) -> Error {
    Error::Parameter { name, value: value.to_string(), expected: expected.to_owned() }
}

/// The lasso path with `count` penalties down to a thousandth of the first. See [`ElasticNet::path`].
///
/// # Errors
/// As [`ElasticNet::path`].
pub fn lasso_path(x: &Array2<f64>, y: &Array1<f64>, count: usize) -> Result<ElasticNetPath> {
    ElasticNet::new(1.0).l1_ratio(1.0).path(x, y, count, 1e-3)
}

/// The state of a descent: weights, and what they leave unexplained.
struct Descent<'a> {
    data: &'a Centered,
    /// ‖x_j‖² for each feature.
    squares: Vec<f64>,
    coef: Vec<f64>,
    residual: Vec<f64>,
}

impl<'a> Descent<'a> {
    fn new(data: &'a Centered) -> Self {
        let squares = data.columns.iter().map(|column| sum::sum_squares(column)).collect();
        Self { data, squares, coef: vec![0.0; data.columns.len()], residual: data.y.clone() }
    }

    /// Visits the weights in turn until the duality gap is small enough, as scikit-learn does.
    fn run(&mut self, settings: &ElasticNet, alpha: f64) -> Result<()> {
        let rows = self.data.y.len() as f64;
        let l1 = alpha * settings.l1_ratio * rows;
        let l2 = alpha * (1.0 - settings.l1_ratio) * rows;
        let wanted = settings.tol * sum::sum_squares(&self.data.y);
        let mut gap = f64::INFINITY;
        for _ in 0..settings.max_iter {
            let (greatest_change, greatest) = self.sweep(l1, l2);
            if greatest == 0.0 || greatest_change <= settings.tol * greatest {
                gap = self.duality_gap(l1, l2);
                if gap <= wanted {
                    return Ok(());
                }
            }
        }
        Err(Error::NotConverged {
            what: "coordinate descent".to_owned(),
            iterations: settings.max_iter,
            residual: gap,
        })
    }

    /// One visit to every weight. Gives the greatest change and the greatest weight.
    fn sweep(&mut self, l1: f64, l2: f64) -> (f64, f64) {
        let (mut greatest_change, mut greatest) = (0.0_f64, 0.0_f64);
        for at in 0..self.coef.len() {
            if self.squares[at] == 0.0 {
                continue;
            }
            let column = &self.data.columns[at];
            let old = self.coef[at];
            let pull = sum::dot(column, &self.residual) + old * self.squares[at];
            let new = soft_threshold(pull, l1) / (self.squares[at] + l2);
            if new != old {
                let change = new - old;
                for (residual, value) in self.residual.iter_mut().zip(column) {
                    *residual -= change * value;
                }
                self.coef[at] = new;
            }
            greatest_change = greatest_change.max((new - old).abs());
            greatest = greatest.max(new.abs());
        }
        (greatest_change, greatest)
    }

    /// How far the fit is from the best at most.
    fn duality_gap(&self, l1: f64, l2: f64) -> f64 {
        let pulls: Vec<f64> = self
            .data
            .columns
            .iter()
            .zip(&self.coef)
            .map(|(column, weight)| sum::dot(column, &self.residual) - l2 * weight)
            .collect();
        if l1 == 0.0 {
            // Without a penalty on sizes the dual says nothing. Where the squares curve the problem by `l2`, the slope
            // bounds the distance to the best instead; without either, the change of the weights must do.
            return if l2 > 0.0 { sum::sum_squares(&pulls) / (2.0 * l2) } else { 0.0 };
        }
        let strongest = pulls.iter().fold(0.0_f64, |most, pull| most.max(pull.abs()));
        let residual = sum::sum_squares(&self.residual);
        let (scale, mut gap) = if strongest > l1 {
            let scale = l1 / strongest;
            (scale, 0.5 * (residual + residual * scale * scale))
        } else {
            (1.0, residual)
        };
        let sizes: Vec<f64> = self.coef.iter().map(|weight| weight.abs()).collect();
        gap += l1 * sum::sum(&sizes) - scale * sum::dot(&self.residual, &self.data.y);
        gap + 0.5 * l2 * (1.0 + scale * scale) * sum::sum_squares(&self.coef)
    }
}

/// Draws a value towards 0 by `by`, and holds it there.
fn soft_threshold(value: f64, by: f64) -> f64 {
    if value > by {
        value - by
    } else if value < -by {
        value + by
    } else {
        0.0
    }
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
