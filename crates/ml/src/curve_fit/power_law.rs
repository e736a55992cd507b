//! Power laws, which learning curves and compute curves follow.

use super::fit::{Curve, CurveFit, check_points, levenberg_marquardt};
use super::qr::Qr;
use crate::error::{Error, Result, parameter};
use crate::stats::{self, Interval};
use crate::{math, sum};
use ndarray::{Array1, Array2};

/// y = a n^−b + c: what is left falls to 1 / 2ᵇ with every doubling of n, down to a floor c.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PowerLaw {
    floor: Option<f64>,
}

/// A fitted power law.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedPowerLaw {
    /// What there is to lose at n = 1, in the unit of `y`.
    pub a: f64,
    /// The exponent.
    pub b: f64,
    /// The floor, in the unit of `y`.
    pub c: f64,
    /// The parameters a, b and, unless it was given, c; how certain they are, and how the points scatter.
    pub fit: CurveFit,
    /// The fit of a' (n / middle)^−b + c, in which a' and b hardly depend on each other.
    inner: CurveFit,
    middle: f64,
}

impl PowerLaw {
    /// With a floor that is fitted.
    pub fn new() -> Self {
        Self::default()
    }

    /// With a floor that is known, such as 0.
    pub fn floor(mut self, c: f64) -> Self {
        self.floor = Some(c);
        self
    }

    /// Fits the law to the values `y` at sizes `n`. The first guess is the best of a row of exponents, each with the best
    /// a and c; from there the method of Levenberg and Marquardt goes on.
    ///
    /// # Errors
    /// [`Error::Shape`] if `n` and `y` differ in length or there are no more points than parameters,
    /// [`Error::NotFinite`], [`Error::Parameter`] for an `n` of 0 or less or a floor that is not finite;
    /// [`Error::Singular`] or [`Error::NotConverged`] if the points have too little bend to tell a floor: give it then.
    pub fn fit(&self, n: &Array1<f64>, y: &Array1<f64>) -> Result<FittedPowerLaw> {
        let floor = self.floor.unwrap_or(0.0);
        if !floor.is_finite() {
            return Err(parameter("floor", floor, "a finite number"));
        }
        check_points(n, y, if self.floor.is_some() { 2 } else { 3 })?;
        if let Some(n) = n.iter().find(|n| **n <= 0.0) {
            return Err(parameter("n", n, "more than 0"));
        }
        let logs: Vec<f64> = n.iter().map(|n| math::ln(*n)).collect();
        let center = stats::mean_of(&logs);
        let sizes: Array1<f64> = logs.iter().map(|log| log - center).collect();
        let targets = y.mapv(|y| y - floor);
        let value = |log: f64, p: &[f64]| p[0] * math::exp(-p[1] * log) + p.get(2).unwrap_or(&0.0);
        let slopes = |log: f64, p: &[f64]| {
            let power = math::exp(-p[1] * log);
            [power, -p[0] * power * log, 1.0][..p.len()].to_vec()
        };
        let guess = self.guess(&sizes, &targets)?;
        let curve = Curve { value: &value, slopes: &slopes };
        let inner = levenberg_marquardt(&curve, &sizes, &targets, &guess)?;
        Ok(self.outward(inner, center, floor))
    }

    /// The best of a row of exponents.
    fn guess(&self, logs: &Array1<f64>, y: &Array1<f64>) -> Result<Vec<f64>> {
        let y = y.to_vec();
        let mut best: Option<(f64, Vec<f64>)> = None;
        for at in 0..=60 {
            let b = 0.01 * math::pow(500.0, f64::from(at) / 60.0);
            let mut columns = vec![logs.iter().map(|log| math::exp(-b * log)).collect::<Vec<f64>>()];
            if self.floor.is_none() {
                columns.push(vec![1.0; y.len()]);
            }
            // Sizes that are all the same, or span more than numbers do, tell no exponent.
            let Ok(qr) = Qr::new(&columns) else { continue };
            let factors = qr.solve(&y);
            let left: Vec<f64> = (y.iter().enumerate())
                .map(|(row, y)| y - factors.iter().zip(&columns).fold(0.0, |sum, (f, c)| sum + f * c[row]))
                .collect();
            let error = sum::sum_squares(&left);
            if best.as_ref().is_none_or(|(least, _)| error < *least) {
                let mut params = vec![factors[0], b];
                params.extend(factors.get(1));
                best = Some((error, params));
            }
        }
        best.map(|(_, params)| params).ok_or_else(|| Error::Singular {
            what: "the power law".to_owned(),
            hint: "it takes different sizes".to_owned(),
        })
    }

    /// Turns the fit about the middle into one about n = 1.
    fn outward(self, inner: CurveFit, center: f64, floor: f64) -> FittedPowerLaw {
        let (b, scale) = (inner.params[1], math::exp(inner.params[1] * center));
        let a = inner.params[0] * scale;
        let count = inner.params.len();
        let mut turn: Array2<f64> = Array2::eye(count);
        turn[[0, 0]] = scale;
        turn[[0, 1]] = a * center;
        let covariance = crate::matmul::matmul(turn.view(), inner.covariance.view());
        let mut params = inner.params.clone();
        params[0] = a;
        let c = params.get(2).copied().unwrap_or(floor);
        let fit = CurveFit {
            covariance: crate::matmul::matmul_nt(covariance.view(), turn.view()),
            params,
            ..inner.clone()
        };
        FittedPowerLaw { a, b, c, fit, inner, middle: center }
    }
}

impl FittedPowerLaw {
    /// The value at each size; NaN for a size of 0 or less.
    pub fn predict(&self, n: &Array1<f64>) -> Array1<f64> {
        n.mapv(|n| self.at(n).map_or(f64::NAN, |(value, _)| value))
    }

    /// Where the law itself is at size `n` with a probability of `level`.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a level that is not between 0 and 1 or an `n` of 0 or less.
    pub fn confidence_interval(&self, n: f64, level: f64) -> Result<Interval> {
        let (value, slopes) = self.at(n)?;
        self.inner.interval_at(value, &slopes, level, false)
    }

    /// Where a new point at size `n` is with a probability of `level`.
    ///
    /// # Errors
    /// As [`Self::confidence_interval`].
    pub fn prediction_interval(&self, n: f64, level: f64) -> Result<Interval> {
        let (value, slopes) = self.at(n)?;
        self.inner.interval_at(value, &slopes, level, true)
    }

    /// Where each of a, b and, unless it was given, c lies with a probability of `level`.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a level that is not between 0 and 1.
    pub fn parameter_intervals(&self, level: f64) -> Result<Vec<Interval>> {
        self.fit.parameter_intervals(level)
    }

    /// The value at a size, and its slopes in the inner parameters.
    fn at(&self, n: f64) -> Result<(f64, Vec<f64>)> {
        if !(n > 0.0 && n.is_finite()) {
            return Err(parameter("n", n, "more than 0"));
        }
        let log = math::ln(n) - self.middle;
        let power = math::exp(-self.b * log);
        let slopes = [power, -self.inner.params[0] * power * log, 1.0];
        Ok((self.inner.params[0] * power + self.c, slopes[..self.inner.params.len()].to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_law_gives_itself_back_up_and_down() {
        let n = array![10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0];
        for (a, b, c) in [(2.0, 0.5, 0.1), (-0.8, 0.3, 0.95), (50.0, 1.7, 0.0)] {
            let y = n.mapv(|n: f64| a * math::pow(n, -b) + c);
            let law = PowerLaw::new().fit(&n, &y).expect("it converges");
            assert!((law.a - a).abs() < 1e-6 * a.abs() && (law.b - b).abs() < 1e-7, "{law:?}");
            assert!((law.c - c).abs() < 1e-8, "{law:?}");
            let known = PowerLaw::new().floor(c).fit(&n, &y).expect("it converges");
            assert!((known.b - b).abs() < 1e-8 && known.c == c && known.fit.params.len() == 2);
            assert!((known.predict(&array![1e4])[0] - (a * math::pow(1e4, -b) + c)).abs() < 1e-9);
        }
    }

    #[test]
    fn what_is_no_size_is_refused() {
        let y = array![4.0, 3.0, 2.0, 1.0];
        assert!(PowerLaw::new().fit(&array![0.0, 1.0, 2.0, 3.0], &y).is_err());
        assert!(PowerLaw::new().fit(&array![1.0, 1.0, 1.0, 1.0], &y).is_err());
        assert!(PowerLaw::new().fit(&array![1.0, 2.0, 3.0], &array![3.0, 2.0, 1.5]).is_err());
        assert!(PowerLaw::new().floor(f64::NAN).fit(&array![1.0, 2.0, 3.0, 4.0], &y).is_err());
        let law = PowerLaw::new().floor(0.0).fit(&array![1.0, 2.0, 4.0, 8.0], &y).expect("it converges");
        assert!(law.prediction_interval(0.0, 0.9).is_err());
        assert!(law.confidence_interval(2.0, 0.0).is_err());
        assert!(law.predict(&array![-1.0])[0].is_nan());
    }
}
