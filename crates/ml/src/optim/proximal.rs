//! Proximal gradient descent: a smooth function plus a price on the sizes of its coordinates.

use super::{Minimum, Smooth};
use crate::error::{Error, Result, check_not_empty, check_same_len};
use crate::sum;

/// Minimises f(x) + Σ pᵢ |xᵢ| for a smooth convex f by FISTA (A. Beck and M. Teboulle, 2009), whose momentum starts anew
/// whenever it points uphill (B. O'Donoghue and E. Candès, 2015). Coordinates that do not pay for themselves become
/// exactly 0.
///
/// ```
/// use ml::optim::ProximalGradient;
/// // (x − 3)² + (y − 0.1)² with a price of 1 on |x| and on |y|.
/// let bowl = |v: &[f64]| {
///     let (a, b) = (v[0] - 3.0, v[1] - 0.1);
///     (a * a + b * b, vec![2.0 * a, 2.0 * b])
/// };
/// let minimum = ProximalGradient::new().minimize(&[0.0, 0.0], &[1.0, 1.0], &bowl)?;
/// assert!((minimum.point[0] - 2.5).abs() < 1e-5 && minimum.point[1] == 0.0);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProximalGradient {
    max_iter: usize,
    tol: f64,
}

impl Default for ProximalGradient {
    fn default() -> Self {
        Self::new()
    }
}

impl ProximalGradient {
    /// With at most 10,000 steps, and an end where no slope is steeper than 1e-6.
    pub fn new() -> Self {
        Self { max_iter: 10_000, tol: 1e-6 }
    }

    /// How many steps are taken at most.
    pub fn max_iter(mut self, steps: usize) -> Self {
        self.max_iter = steps;
        self
    }

    /// The end: no slope along any coordinate, prices included, is steeper than this.
    pub fn tol(mut self, tol: f64) -> Self {
        self.tol = tol;
        self
    }

    /// Walks from `start`; `function` gives the value and the gradient of f at a point, and `prices` are the pᵢ, none of
    /// them negative.
    ///
    /// # Errors
    /// [`Error::Empty`] without coordinates; [`Error::Shape`] if prices or gradient have another length than the start;
    /// [`Error::Parameter`] for a negative price; [`Error::NotFinite`] if f is no number at the start;
    /// [`Error::NotConverged`] if the steps did not suffice.
    pub fn minimize(&self, start: &[f64], prices: &[f64], function: &Smooth<'_>) -> Result<Minimum> {
        check_not_empty("start", start.len())?;
        check_same_len("prices", start.len(), prices.len())?;
        if let Some(price) = prices.iter().find(|price| price.is_nan() || **price < 0.0) {
            let expected = "0 or more".to_owned();
            return Err(Error::Parameter { name: "price", value: price.to_string(), expected });
        }
        let paid = |x: &[f64]| x.iter().zip(prices).fold(0.0, |sum, (x, price)| sum + price * x.abs());
        // `ahead` runs before `here` by the momentum.
        let (mut here, mut ahead, mut pace) = (start.to_vec(), start.to_vec(), 1.0_f64);
        let (mut value, mut gradient) = function(&ahead);
        check_same_len("gradient", start.len(), gradient.len())?;
        if let Some(value) = gradient.iter().chain([&value]).find(|value| !value.is_finite()) {
            let what = "the function at the start".to_owned();
            return Err(Error::NotFinite { what, index: Vec::new(), value: *value });
        }
        let mut values = vec![value + paid(start)];
        let (mut curvature, mut slope) = (1.0, f64::INFINITY);
        for iterations in 0..self.max_iter {
            let (next, next_value) = step(&ahead, value, &gradient, prices, &mut curvature, function);
            let moved: Vec<f64> = next.iter().zip(&ahead).map(|(next, ahead)| next - ahead).collect();
            slope = moved.iter().fold(0.0, |most: f64, moved| most.max(curvature * moved.abs()));
            values.push(next_value + paid(&next));
            if slope <= self.tol {
                return Ok(Minimum { point: next, values, iterations: iterations + 1, slope });
            }
            let onward: Vec<f64> = next.iter().zip(&here).map(|(next, here)| next - here).collect();
            let uphill = sum::dot(&moved, &onward) < 0.0;
            let next_pace = if uphill { 1.0 } else { 0.5 * (1.0 + (1.0 + 4.0 * pace * pace).sqrt()) };
            let momentum = if uphill { 0.0 } else { (pace - 1.0) / next_pace };
            ahead = next.iter().zip(&onward).map(|(next, onward)| next + momentum * onward).collect();
            (here, pace) = (next, next_pace);
            (value, gradient) = function(&ahead);
            // A little shorter than what sufficed, so that the steps grow where the function becomes flatter.
            curvature *= 0.9;
        }
        let what = "proximal gradient descent".to_owned();
        Err(Error::NotConverged { what, iterations: self.max_iter, residual: slope })
    }
}

/// A step from `x`, short enough that the function lies below a parabola of this `curvature`; and the value there.
fn step(
    x: &[f64],
    value: f64,
    gradient: &[f64],
    prices: &[f64],
    curvature: &mut f64,
    function: &Smooth<'_>,
) -> (Vec<f64>, f64) {
    loop {
        let towards = |((x, slope), price): ((&f64, &f64), &f64)| {
            let aim = x - slope / *curvature;
            // Draws the aim towards 0 by the price, and holds it there.
            (aim.abs() - price / *curvature).max(0.0) * aim.signum()
        };
        let next: Vec<f64> = x.iter().zip(gradient).zip(prices).map(towards).collect();
        let moved: Vec<f64> = next.iter().zip(x).map(|(next, x)| next - x).collect();
        let (next_value, _) = function(&next);
        let parabola = value + sum::dot(gradient, &moved) + 0.5 * *curvature * sum::sum_squares(&moved);
        // Where the values differ by rounding only, the parabola can no longer be told from the function.
        let rounding = 16.0 * f64::EPSILON * value.abs();
        if next_value <= parabola + rounding || *curvature > 1e300 {
            return (next, next_value);
        }
        *curvature *= 2.0;
    }
}

#[cfg(test)]
mod tests {
    use super::ProximalGradient;

    #[test]
    fn prices_draw_to_zero_and_no_price_leaves_the_minimum_alone() {
        let narrow = |v: &[f64]| {
            let (a, b) = (v[0] - 1.0, v[1] - v[0]);
            (0.5 * a * a + 50.0 * b * b, vec![a - 100.0 * b, 100.0 * b])
        };
        let minimize =
            |prices: &[f64]| ProximalGradient::new().tol(1e-9).minimize(&[4.0, -2.0], prices, &narrow);
        let free = minimize(&[0.0, 0.0]).expect("convex").point;
        assert!(free.iter().all(|x| (x - 1.0).abs() < 1e-6), "{free:?}");
        assert_eq!(minimize(&[9.0, 9.0]).expect("convex").point, [0.0, 0.0]);
    }

    #[test]
    fn what_cannot_be_minimised_is_refused() {
        let line = |v: &[f64]| (-v[0], vec![-1.0]);
        let some = ProximalGradient::new().max_iter(30);
        assert!(some.minimize(&[], &[], &line).is_err());
        assert!(some.minimize(&[0.0], &[], &line).is_err());
        assert!(some.minimize(&[0.0], &[-1.0], &line).is_err());
        assert!(some.minimize(&[0.0], &[0.0], &line).is_err(), "it has no minimum");
        assert!(some.minimize(&[0.0], &[0.0], &|_| (f64::NAN, vec![0.0])).is_err());
    }
}
