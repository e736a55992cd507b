//! Straight lines and polynomials through points.

use super::fit::{CurveFit, check_points, settled};
use super::qr::Qr;
use crate::error::{Result, parameter};
use crate::math;
use crate::stats::Interval;
use ndarray::{Array1, Array2};

/// A polynomial to be fitted by least squares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Polynomial {
    degree: usize,
}

/// A fitted polynomial.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedPolynomial {
    /// The factors of 1, x, x² and so on, how certain they are, and how the points scatter.
    pub fit: CurveFit,
    /// The fit in powers of (x − center) / spread, in which numbers keep their digits.
    inner: CurveFit,
    center: f64,
    spread: f64,
}

/// A higher degree is a mistake.
const GREATEST_DEGREE: usize = 50;

impl Polynomial {
    /// Of this degree.
    pub fn new(degree: usize) -> Self {
        Self { degree }
    }

    /// A straight line: degree 1.
    pub fn line() -> Self {
        Self::new(1)
    }

    /// Fits the polynomial to points.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape) if `x` and `y` differ in length or there are not at least two points
    /// more than the degree, [`Error::NotFinite`](crate::error::Error::NotFinite),
    /// [`Error::Singular`](crate::error::Error::Singular) if too many points have the same `x`,
    /// [`Error::Parameter`](crate::error::Error::Parameter) for a degree above 50.
    pub fn fit(&self, x: &Array1<f64>, y: &Array1<f64>) -> Result<FittedPolynomial> {
        if self.degree > GREATEST_DEGREE {
            return Err(parameter("degree", self.degree, "at most 50"));
        }
        check_points(x, y, self.degree + 1)?;
        let (low, high) =
            x.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(*x), h.max(*x)));
        let center = low / 2.0 + high / 2.0;
        let half = high / 2.0 - low / 2.0;
        let spread = if half > 0.0 { half } else { 1.0 };
        let columns: Vec<Vec<f64>> = (0..=self.degree)
            .map(|power| x.iter().map(|x| math::powi((x - center) / spread, power as i32)).collect())
            .collect();
        let factors = Qr::new(&columns)?.solve(&y.to_vec());
        let left: Vec<f64> = (y.iter().enumerate())
            .map(|(row, y)| y - factors.iter().zip(&columns).fold(0.0, |sum, (f, c)| sum + f * c[row]))
            .collect();
        let inner = settled(factors, &columns, &left)?;
        let turn = in_powers_of_x(self.degree, center, spread);
        let covariance = crate::matmul::matmul(turn.view(), inner.covariance.view());
        let fit = CurveFit {
            params: crate::matmul::matvec(turn.view(), inner.params.view()),
            covariance: crate::matmul::matmul_nt(covariance.view(), turn.view()),
            ..inner.clone()
        };
        Ok(FittedPolynomial { fit, inner, center, spread })
    }
}

/// The matrix that takes factors of ((x − center) / spread)ᵏ to those of xᵏ: a column is a power, multiplied out.
fn in_powers_of_x(degree: usize, center: f64, spread: f64) -> Array2<f64> {
    let mut turn = Array2::zeros((degree + 1, degree + 1));
    turn[[0, 0]] = 1.0;
    for power in 1..=degree {
        for at in 0..power {
            let factor = turn[[at, power - 1]] / spread;
            turn[[at + 1, power]] += factor;
            turn[[at, power]] -= factor * center;
        }
    }
    turn
}

impl FittedPolynomial {
    /// The value at each `x`.
    pub fn predict(&self, x: &Array1<f64>) -> Array1<f64> {
        x.mapv(|x| self.value(x))
    }

    /// Where the polynomial itself is at `x` with a probability of `level`.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::error::Error::Parameter) for a level that is not between 0 and 1.
    pub fn confidence_interval(&self, x: f64, level: f64) -> Result<Interval> {
        self.inner.interval_at(self.value(x), &self.powers(x), level, false)
    }

    /// Where a new point at `x` is with a probability of `level`.
    ///
    /// # Errors
    /// As [`Self::confidence_interval`].
    pub fn prediction_interval(&self, x: f64, level: f64) -> Result<Interval> {
        self.inner.interval_at(self.value(x), &self.powers(x), level, true)
    }

    /// Where each factor lies with a probability of `level`.
    ///
    /// # Errors
    /// As [`Self::confidence_interval`].
    pub fn parameter_intervals(&self, level: f64) -> Result<Vec<Interval>> {
        self.fit.parameter_intervals(level)
    }

    fn value(&self, x: f64) -> f64 {
        let t = (x - self.center) / self.spread;
        self.inner.params.iter().rev().fold(0.0, |value, factor| value * t + factor)
    }

    fn powers(&self, x: f64) -> Vec<f64> {
        let t = (x - self.center) / self.spread;
        (0..self.inner.params.len()).map(|power| math::powi(t, power as i32)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_polynomial_gives_itself_back() {
        let x: Array1<f64> = (0..9).map(|at| 1000.0 + f64::from(at)).collect();
        let y = x.mapv(|x| 3.0 - 2.0 * x + 0.5 * x * x);
        let fitted = Polynomial::new(2).fit(&x, &y).expect("nine points");
        let params = &fitted.fit.params;
        assert!((params[2] - 0.5).abs() < 1e-9 && (params[1] + 2.0).abs() < 1e-6, "{params}");
        assert!(fitted.predict(&x).iter().zip(&y).all(|(p, y)| (p - y).abs() < 1e-8));
    }

    #[test]
    fn points_that_do_not_tell_are_refused() {
        assert!(Polynomial::line().fit(&array![1.0, 2.0], &array![1.0, 2.0]).is_err());
        assert!(Polynomial::line().fit(&array![1.0, 1.0, 1.0], &array![1.0, 2.0, 3.0]).is_err());
        assert!(Polynomial::line().fit(&array![1.0, f64::NAN, 1.0], &array![1.0, 2.0, 3.0]).is_err());
        assert!(Polynomial::new(usize::MAX).fit(&array![1.0], &array![1.0]).is_err());
        let flat = Polynomial::new(0).fit(&array![1.0, 1.0], &array![2.0, 4.0]).expect("a mean");
        assert!((flat.fit.params[0] - 3.0).abs() < 1e-14);
    }
}
