//! Walking downhill on a function of a few numbers, with every step kept.

use super::Optimizer;
use crate::error::{Error, Result, check_not_empty};
use crate::math;
use crate::rng::Rng;

/// A walk downhill: how many steps, and how much it is shaken on the way.
///
/// ```
/// use ml::optim::{Descent, Sgd};
/// let bowl = |x: &[f64]| x[0] * x[0] + 4.0 * x[1] * x[1];
/// let slope = |x: &[f64]| vec![2.0 * x[0], 8.0 * x[1]];
/// let walk = Descent::new(50).run(Sgd::new(0.1), &[3.0, -1.0], &bowl, &slope)?;
/// assert!(walk.last_value() < 1e-6);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Descent {
    steps: usize,
    noise: f64,
    cooling: f64,
    seed: u64,
}

/// Where a walk came through.
#[derive(Debug, Clone, PartialEq)]
pub struct Walk {
    /// The points, the start among them.
    pub points: Vec<Vec<f64>>,
    /// The function's value at each point.
    pub values: Vec<f64>,
}

impl Descent {
    /// A walk of so many steps that nothing shakes.
    pub fn new(steps: usize) -> Self {
        Self { steps, noise: 0.0, cooling: 1.0, seed: 0 }
    }

    /// Shakes every coordinate after each step by a normal number with this standard deviation, drawn from `seed`
    /// (Langevin dynamics with a step of 1).
    pub fn noise(mut self, deviation: f64, seed: u64) -> Self {
        self.noise = deviation;
        self.seed = seed;
        self
    }

    /// Lets the shaking die down: after each step its deviation is multiplied by `factor` (S. Kirkpatrick et al.,
    /// *Optimization by Simulated Annealing*, 1983, with geometric cooling).
    pub fn cooling(mut self, factor: f64) -> Self {
        self.cooling = factor;
        self
    }

    /// Walks from `start` down `function`, whose gradient at a point is `gradient`.
    ///
    /// # Errors
    /// [`Error::Empty`] without coordinates, [`Error::Parameter`] for a noise or cooling that is negative or not finite,
    /// [`Error::Shape`] if the gradient has another length than the start, [`Error::NotFinite`] at the step where the
    /// walk leaves the numbers.
    pub fn run(
        &self,
        mut optimizer: impl Optimizer,
        start: &[f64],
        function: &dyn Fn(&[f64]) -> f64,
        gradient: &dyn Fn(&[f64]) -> Vec<f64>,
    ) -> Result<Walk> {
        self.walk(&mut optimizer, start, function, gradient)
    }

    fn walk(
        &self,
        optimizer: &mut dyn Optimizer,
        start: &[f64],
        function: &dyn Fn(&[f64]) -> f64,
        gradient: &dyn Fn(&[f64]) -> Vec<f64>,
    ) -> Result<Walk> {
        check_not_empty("start", start.len())?;
        for (name, value) in [("noise", self.noise), ("cooling", self.cooling)] {
            if !(value >= 0.0 && value.is_finite()) {
                return Err(Error::Parameter {
                    name,
                    value: value.to_string(),
                    expected: "0 or more".to_owned(),
                });
            }
        }
        let mut rng = Rng::new(self.seed);
        let mut x = start.to_vec();
        let mut walk = Walk { points: vec![x.clone()], values: vec![function(&x)] };
        for step in 0..self.steps {
            let slope = gradient(&x);
            crate::error::check_same_len("gradient", x.len(), slope.len())?;
            optimizer.step(&mut x, &slope);
            if self.noise > 0.0 {
                let deviation = self.noise * math::pow(self.cooling, step as f64);
                x.iter_mut().for_each(|x| *x += deviation * rng.normal());
            }
            if let Some(at) = x.iter().position(|x| !x.is_finite()) {
                return Err(Error::NotFinite {
                    what: "the walk".to_owned(),
                    index: vec![step + 1, at],
                    value: x[at],
                });
            }
            walk.values.push(function(&x));
            walk.points.push(x.clone());
        }
        Ok(walk)
    }
}

impl Walk {
    /// Coordinate number `at` of every point, from 0; NaN where a point has no such coordinate.
    pub fn coordinate(&self, at: usize) -> Vec<f64> {
        self.points.iter().map(|point| point.get(at).copied().unwrap_or(f64::NAN)).collect()
    }

    /// The last point.
    pub fn last_point(&self) -> &[f64] {
        self.points.last().map_or(&[], Vec::as_slice)
    }

    /// The function's value at the last point.
    pub fn last_value(&self) -> f64 {
        self.values.last().copied().unwrap_or(f64::NAN)
    }

    /// The least value on the way.
    pub fn best_value(&self) -> f64 {
        self.values.iter().copied().fold(f64::INFINITY, f64::min)
    }
}

/// The gradient of `function` at `x` by central differences with steps of about the cube root of the machine's precision,
/// which is right to about ten digits: a check for gradients made by hand.
pub fn numeric_gradient(function: &dyn Fn(&[f64]) -> f64, x: &[f64]) -> Vec<f64> {
    let mut point = x.to_vec();
    (0..x.len())
        .map(|at| {
            let step = 6e-6 * x[at].abs().max(1.0);
            point[at] = x[at] + step;
            let above = function(&point);
            point[at] = x[at] - step;
            let below = function(&point);
            point[at] = x[at];
            (above - below) / (2.0 * step)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Descent, numeric_gradient};
    use crate::optim::{Adam, Sgd};

    fn valley(x: &[f64]) -> f64 {
        (1.0 - x[0]) * (1.0 - x[0]) + 100.0 * (x[1] - x[0] * x[0]) * (x[1] - x[0] * x[0])
    }

    fn slope(x: &[f64]) -> Vec<f64> {
        let bend = x[1] - x[0] * x[0];
        vec![-2.0 * (1.0 - x[0]) - 400.0 * x[0] * bend, 200.0 * bend]
    }

    #[test]
    fn the_gradient_by_hand_is_the_numeric_one() {
        for point in [[-1.2, 1.0], [0.3, 0.7], [1.0, 1.0]] {
            for (by_hand, numeric) in slope(&point).iter().zip(numeric_gradient(&valley, &point)) {
                assert!((by_hand - numeric).abs() < 1e-6 * by_hand.abs().max(1.0), "{by_hand} {numeric}");
            }
        }
    }

    #[test]
    fn adam_finds_the_end_of_rosenbrocks_valley() {
        let walk =
            Descent::new(4000).run(Adam::new(0.02), &[-1.2, 1.0], &valley, &slope).expect("it stays finite");
        assert!(walk.last_value() < 1e-6, "{}", walk.last_value());
    }

    #[test]
    fn the_same_seed_walks_the_same_way_and_another_does_not() {
        let walk = |seed| {
            Descent::new(20).noise(0.1, seed).cooling(0.9).run(Sgd::new(0.001), &[0.0, 0.0], &valley, &slope)
        };
        assert_eq!(walk(1), walk(1));
        assert_ne!(walk(1), walk(2));
    }

    #[test]
    fn a_walk_that_leaves_the_numbers_says_where() {
        let error =
            Descent::new(100).run(Sgd::new(10.0), &[-1.2, 1.0], &valley, &slope).expect_err("it overshoots");
        assert!(matches!(error, crate::error::Error::NotFinite { .. }), "{error}");
        assert!(Descent::new(1).run(Sgd::new(0.1), &[], &valley, &slope).is_err());
        assert!(Descent::new(1).noise(f64::NAN, 0).run(Sgd::new(0.1), &[0.0, 0.0], &valley, &slope).is_err());
        assert!(Descent::new(1).run(Sgd::new(0.1), &[0.0, 0.0], &valley, &|_| vec![1.0]).is_err());
    }
}
