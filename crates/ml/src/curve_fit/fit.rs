//! Fitting any function of a number to points, and what the fit leaves uncertain.

use super::qr::Qr;
use crate::error::{Error, Result, check_finite_1, check_same_len};
use crate::stats::{Interval, check_level, student_t_quantile};
use crate::sum;
use ndarray::{Array1, Array2};

/// A fitted curve: its parameters, and how certain they are.
#[derive(Debug, Clone, PartialEq)]
pub struct CurveFit {
    /// The parameters.
    pub params: Array1<f64>,
    /// Their covariance: the variance of the residuals times (JᵀJ)⁻¹, with J the slopes of the curve at the points.
    pub covariance: Array2<f64>,
    /// The standard deviation of the points about the curve, in the unit of `y`.
    pub residual_sd: f64,
    /// Points less parameters.
    pub freedom: usize,
}

/// Fits `model(x, params)` to the points by least squares, from a first guess, by the method of Levenberg (1944) and
/// Marquardt (1963). Slopes are measured by central differences.
///
/// ```
/// use ml::curve_fit::curve_fit;
/// use ml::ndarray::array;
/// let (x, y) = (array![0.0, 1.0, 2.0, 3.0], array![2.0, 1.1, 0.45, 0.3]);
/// let decay = |x: f64, p: &[f64]| p[0] / (1.0 + p[1] * x * x);
/// let fit = curve_fit(&decay, &x, &y, &[1.0, 1.0])?;
/// assert!((fit.params[0] - 2.0).abs() < 0.1);
/// # Ok::<(), ml::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Shape`] if `x` and `y` differ in length or there are no more points than parameters, [`Error::Empty`]
/// without parameters, [`Error::NotFinite`] for NaN and infinities in the points or of the model at the guess,
/// [`Error::Singular`] if the points don't tell the parameters apart, [`Error::NotConverged`].
pub fn curve_fit(
    model: &dyn Fn(f64, &[f64]) -> f64,
    x: &Array1<f64>,
    y: &Array1<f64>,
    guess: &[f64],
) -> Result<CurveFit> {
    levenberg_marquardt(&Curve { value: model, slopes: &|x, params| measured(model, x, params) }, x, y, guess)
}

impl CurveFit {
    /// Where each parameter lies with a probability of `level`, if the curve is of the right kind and the points scatter
    /// about it evenly.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a level that is not between 0 and 1.
    pub fn parameter_intervals(&self, level: f64) -> Result<Vec<Interval>> {
        let reach = self.reach(level)?;
        let around = |(at, value): (usize, &f64)| interval(*value, reach * self.covariance[[at, at]].sqrt());
        Ok(self.params.iter().enumerate().map(around).collect())
    }

    /// Where the curve itself is at `x` with a probability of `level`; `model` is that of the fit.
    ///
    /// # Errors
    /// As [`Self::parameter_intervals`].
    pub fn confidence_interval(
        &self,
        model: &dyn Fn(f64, &[f64]) -> f64,
        x: f64,
        level: f64,
    ) -> Result<Interval> {
        let params = self.params.to_vec();
        self.interval_at(model(x, &params), &measured(model, x, &params), level, false)
    }

    /// Where a new point at `x` is with a probability of `level`; `model` is that of the fit.
    ///
    /// # Errors
    /// As [`Self::parameter_intervals`].
    pub fn prediction_interval(
        &self,
        model: &dyn Fn(f64, &[f64]) -> f64,
        x: f64,
        level: f64,
    ) -> Result<Interval> {
        let params = self.params.to_vec();
        self.interval_at(model(x, &params), &measured(model, x, &params), level, true)
    }

    /// The interval about a value whose slopes in the parameters are known; of a new point, or else of the curve.
    pub(super) fn interval_at(
        &self,
        value: f64,
        slopes: &[f64],
        level: f64,
        new_point: bool,
    ) -> Result<Interval> {
        let reach = self.reach(level)?;
        let mut variance = if new_point { self.residual_sd * self.residual_sd } else { 0.0 };
        for ((row, column), covariance) in self.covariance.indexed_iter() {
            variance += slopes[row] * covariance * slopes[column];
        }
        Ok(interval(value, reach * variance.max(0.0).sqrt()))
    }

    /// How many standard deviations an interval reaches.
    fn reach(&self, level: f64) -> Result<f64> {
        check_level(level)?;
        student_t_quantile(0.5 + level / 2.0, self.freedom as f64)
    }
}

fn interval(value: f64, reach: f64) -> Interval {
    Interval { low: value - reach, high: value + reach }
}

/// A function of a number and some parameters, and its slopes in the parameters.
pub(super) struct Curve<'c> {
    pub(super) value: &'c dyn Fn(f64, &[f64]) -> f64,
    pub(super) slopes: &'c dyn Fn(f64, &[f64]) -> Vec<f64>,
}

/// Refuses points that can not be fitted with so many parameters.
pub(super) fn check_points(x: &Array1<f64>, y: &Array1<f64>, parameters: usize) -> Result<()> {
    check_same_len("y", x.len(), y.len())?;
    if x.len() <= parameters {
        return Err(Error::Shape {
            what: "points".to_owned(),
            expected: format!("more than the {parameters} parameters"),
            found: x.len().to_string(),
        });
    }
    check_finite_1(x, "x")?;
    check_finite_1(y, "y")
}

/// The fit of parameters that are the best already, given the slopes at the points and what is left of them.
pub(super) fn settled(params: Vec<f64>, slopes: &[Vec<f64>], left: &[f64]) -> Result<CurveFit> {
    let freedom = left.len() - params.len();
    let variance = sum::sum_squares(left) / freedom as f64;
    let covariance = Qr::new(slopes)?.inverse_gram() * variance;
    Ok(CurveFit { params: Array1::from_vec(params), covariance, residual_sd: variance.sqrt(), freedom })
}

/// Steps at most.
const MOST_STEPS: usize = 500;
/// How square the residuals must be to the slopes, as a cosine, or how little a step may change, as a share.
const TOLERANCE: f64 = 1e-11;

pub(super) fn levenberg_marquardt(
    curve: &Curve<'_>,
    x: &Array1<f64>,
    y: &Array1<f64>,
    guess: &[f64],
) -> Result<CurveFit> {
    crate::error::check_not_empty("parameters", guess.len())?;
    check_points(x, y, guess.len())?;
    let residuals = |params: &[f64]| -> Vec<f64> {
        x.iter().zip(y).map(|(x, y)| y - (curve.value)(*x, params)).collect()
    };
    let mut params = guess.to_vec();
    let mut left = residuals(&params);
    check_finite_1(&left.iter().copied().collect(), "residuals at the first guess")?;
    // Less than this is left by rounding alone.
    let nothing = 1e-13 * sum::sum_squares(&y.to_vec()).sqrt();
    let mut damping = 1e-3;
    let mut angle = f64::INFINITY;
    for _ in 0..MOST_STEPS {
        let slopes = columns(curve, x, &params)?;
        let error = sum::sum_squares(&left);
        angle = cosine(&slopes, &left);
        if angle <= TOLERANCE {
            return settled(params, &slopes, &left);
        }
        loop {
            let step = damped_step(&slopes, &left, damping)?;
            let tried: Vec<f64> = params.iter().zip(&step).map(|(p, s)| p + s).collect();
            let tried_left = residuals(&tried);
            let tried_error = sum::sum_squares(&tried_left);
            if tried_error < error {
                (params, left) = (tried, tried_left);
                damping = (damping / 10.0).max(1e-15);
                break;
            }
            let small = step.iter().zip(&params).all(|(s, p)| s.abs() <= TOLERANCE * p.abs().max(1e-300));
            if small || damping > 1e15 {
                // Nothing nearer can be told from this: it is the end if that is due to rounding.
                let done = angle < 1e-6 || error.sqrt() <= nothing;
                return if done { settled(params, &slopes, &left) } else { Err(stuck(angle)) };
            }
            damping *= 10.0;
        }
    }
    Err(stuck(angle))
}

fn stuck(residual: f64) -> Error {
    Error::NotConverged { what: "curve fit".to_owned(), iterations: MOST_STEPS, residual }
}

/// The slopes at all points, a column a parameter.
fn columns(curve: &Curve<'_>, x: &Array1<f64>, params: &[f64]) -> Result<Vec<Vec<f64>>> {
    let mut columns = vec![Vec::with_capacity(x.len()); params.len()];
    for (at, x) in x.iter().enumerate() {
        for (column, slope) in columns.iter_mut().zip((curve.slopes)(*x, params)) {
            if !slope.is_finite() {
                return Err(Error::NotFinite {
                    what: "slope of the curve".to_owned(),
                    index: vec![at],
                    value: slope,
                });
            }
            column.push(slope);
        }
    }
    Ok(columns)
}

/// The greatest cosine between the residuals and a column of slopes.
fn cosine(slopes: &[Vec<f64>], left: &[f64]) -> f64 {
    let size = sum::sum_squares(left).sqrt();
    if size == 0.0 {
        return 0.0;
    }
    let of = |column: &Vec<f64>| {
        let length = sum::sum_squares(column).sqrt();
        if length == 0.0 { 0.0 } else { (sum::dot(column, left) / length / size).abs() }
    };
    slopes.iter().map(of).fold(0.0, f64::max)
}

/// The step that comes nearest to what is left, drawn towards 0 by the damping in units of each column's length.
fn damped_step(slopes: &[Vec<f64>], left: &[f64], damping: f64) -> Result<Vec<f64>> {
    let count = slopes.len();
    let longer: Vec<Vec<f64>> = (slopes.iter().enumerate())
        .map(|(at, column)| {
            let mut longer = column.clone();
            longer.resize(column.len() + count, 0.0);
            longer[column.len() + at] = damping.sqrt() * sum::sum_squares(column).sqrt();
            longer
        })
        .collect();
    let mut target = left.to_vec();
    target.resize(left.len() + count, 0.0);
    Ok(Qr::new(&longer)?.solve(&target))
}

/// Slopes by central differences with the step that balances rounding and curvature, the cube root of 2⁻⁵².
fn measured(model: &dyn Fn(f64, &[f64]) -> f64, x: f64, params: &[f64]) -> Vec<f64> {
    const STEP: f64 = 6.055_454_452_393_343e-6;
    let mut moved = params.to_vec();
    (0..params.len())
        .map(|at| {
            let reach = STEP * if params[at] == 0.0 { 1.0 } else { params[at].abs() };
            moved[at] = params[at] + reach;
            let (up, above) = (moved[at], model(x, &moved));
            moved[at] = params[at] - reach;
            let slope = (above - model(x, &moved)) / (up - moved[at]);
            moved[at] = params[at];
            slope
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math;
    use crate::rng::Rng;
    use ndarray::array;

    #[test]
    fn points_on_a_curve_give_it_back() {
        let model = |x: f64, p: &[f64]| p[0] * math::exp(-p[1] * x) + p[2];
        let x: Array1<f64> = (0..12).map(f64::from).collect();
        let y = x.mapv(|x| model(x, &[5.0, 0.4, 1.0]));
        let fit = curve_fit(&model, &x, &y, &[1.0, 1.0, 0.0]).expect("it converges");
        for (found, true_value) in fit.params.iter().zip([5.0, 0.4, 1.0]) {
            assert!((found - true_value).abs() < 1e-8, "{}", fit.params);
        }
    }

    #[test]
    fn intervals_cover_as_often_as_they_say() {
        let model = |x: f64, p: &[f64]| p[0] + p[1] * x;
        let x: Array1<f64> = (0..8).map(f64::from).collect();
        let (mut rng, mut parameter, mut curve, mut point) = (Rng::new(3), 0, 0, 0);
        for _ in 0..400 {
            let y = x.mapv(|x| 1.0 + 2.0 * x + 0.3 * rng.normal());
            let fit = curve_fit(&model, &x, &y, &[0.0, 0.0]).expect("it converges");
            let slope = fit.parameter_intervals(0.9).expect("a level")[1];
            parameter += usize::from(slope.contains(2.0));
            curve += usize::from(fit.confidence_interval(&model, 9.0, 0.9).expect("a level").contains(19.0));
            let new = 19.0 + 0.3 * rng.normal();
            point += usize::from(fit.prediction_interval(&model, 9.0, 0.9).expect("a level").contains(new));
        }
        for count in [parameter, curve, point] {
            assert!((340..=380).contains(&count), "{parameter} {curve} {point} of 400");
        }
    }

    #[test]
    fn what_can_not_be_fitted_is_refused() {
        let line = |x: f64, p: &[f64]| p[0] + p[1] * x;
        let (x, y) = (array![0.0, 1.0, 2.0], array![1.0, 2.0, 2.5]);
        assert!(matches!(curve_fit(&line, &x, &array![1.0], &[0.0, 0.0]), Err(Error::Shape { .. })));
        assert!(matches!(curve_fit(&line, &x, &y, &[0.0, 0.0, 0.0]), Err(Error::Shape { .. })));
        assert!(matches!(curve_fit(&line, &x, &y, &[]), Err(Error::Empty { .. })));
        assert!(matches!(curve_fit(&line, &x, &y, &[f64::NAN, 0.0]), Err(Error::NotFinite { .. })));
        let same = array![1.0, 1.0, 1.0];
        assert!(matches!(curve_fit(&line, &same, &y, &[0.0, 0.0]), Err(Error::Singular { .. })));
        let bad = array![1.0, f64::INFINITY, 1.0];
        assert!(matches!(curve_fit(&line, &x, &bad, &[0.0, 0.0]), Err(Error::NotFinite { .. })));
        let nan = |x: f64, p: &[f64]| if x > 1.0 { f64::NAN } else { p[0] };
        assert!(matches!(curve_fit(&nan, &x, &y, &[0.0]), Err(Error::NotFinite { .. })));
        let fit = curve_fit(&line, &x, &y, &[0.0, 0.0]).expect("it converges");
        assert!(fit.parameter_intervals(1.0).is_err());
    }
}
