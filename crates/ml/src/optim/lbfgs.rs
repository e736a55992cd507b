//! L-BFGS: Newton's method with a memory of the last steps instead of second derivatives.

use super::Smooth;
use super::line_search::{Point, line_search};
use crate::error::{Error, Result, check_not_empty, check_same_len};
use crate::sum;

/// Steps without a gain beyond rounding that are waited through.
const IDLE: usize = 5;

/// Minimises a smooth function by L-BFGS (D. C. Liu and J. Nocedal, 1989).
///
/// ```
/// use ml::optim::Lbfgs;
/// // Rosenbrock's valley and its gradient.
/// let valley = |x: &[f64]| {
///     let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
///     (a * a + 100.0 * b * b, vec![-2.0 * a - 400.0 * x[0] * b, 200.0 * b])
/// };
/// let minimum = Lbfgs::new().minimize(&[-1.2, 1.0], &valley)?;
/// assert!((minimum.point[0] - 1.0).abs() < 1e-4 && minimum.iterations < 60);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lbfgs {
    memory: usize,
    max_iter: usize,
    tol: f64,
}

/// Where a minimiser came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Minimum {
    /// The point.
    pub point: Vec<f64>,
    /// The function's value at the start and after each iteration.
    pub values: Vec<f64>,
    /// How many steps were taken.
    pub iterations: usize,
    /// The greatest slope along any coordinate at the point.
    pub slope: f64,
}

impl Default for Lbfgs {
    fn default() -> Self {
        Self::new()
    }
}

impl Lbfgs {
    /// With a memory of 10 steps, at most 1000 of them, and an end where no slope is steeper than 1e-6.
    pub fn new() -> Self {
        Self { memory: 10, max_iter: 1000, tol: 1e-6 }
    }

    /// How many steps are remembered.
    pub fn memory(mut self, steps: usize) -> Self {
        self.memory = steps;
        self
    }

    /// How many steps are taken at most.
    pub fn max_iter(mut self, steps: usize) -> Self {
        self.max_iter = steps;
        self
    }

    /// The end: no slope along any coordinate is steeper than this.
    pub fn tol(mut self, tol: f64) -> Self {
        self.tol = tol;
        self
    }

    /// Walks from `start` down `function`, which gives its value and its gradient at a point. Where rounding leaves no step
    /// that goes further down, the walk has come as far as the numbers allow, and ends.
    ///
    /// # Errors
    /// [`Error::Empty`] without coordinates; [`Error::Shape`] if a gradient has another length than the start;
    /// [`Error::NotFinite`] if value or gradient at the start are no numbers; [`Error::NotConverged`] if the steps did not
    /// suffice.
    pub fn minimize(&self, start: &[f64], function: &Smooth<'_>) -> Result<Minimum> {
        check_not_empty("start", start.len())?;
        let (value, gradient) = function(start);
        check_same_len("gradient", start.len(), gradient.len())?;
        if let Some(value) = gradient.iter().chain([&value]).find(|value| !value.is_finite()) {
            let what = "the function at the start".to_owned();
            return Err(Error::NotFinite { what, index: Vec::new(), value: *value });
        }
        let mut here = Point { x: start.to_vec(), value, gradient };
        let mut values = vec![value];
        let mut memory = Memory { steps: Vec::new(), size: self.memory };
        let mut idle = 0;
        for iterations in 0..=self.max_iter {
            let slope = greatest(&here.gradient);
            let ended = |here: Point, values| Ok(Minimum { point: here.x, values, iterations, slope });
            if slope <= self.tol {
                return ended(here, values);
            }
            if iterations == self.max_iter {
                break;
            }
            let mut direction = memory.direction(&here.gradient);
            if sum::dot(&direction, &here.gradient) >= 0.0 {
                memory.steps.clear();
                direction = memory.direction(&here.gradient);
            }
            let Some(next) = line_search(&here, &direction, function) else {
                return ended(here, values);
            };
            // A few steps that gain nothing are rounding at work.
            let gained = here.value - next.value > f64::EPSILON * here.value.abs();
            idle = if gained { 0 } else { idle + 1 };
            if idle > IDLE {
                return ended(here, values);
            }
            memory.remember(&here, &next);
            values.push(next.value);
            here = next;
        }
        let what = "L-BFGS".to_owned();
        Err(Error::NotConverged { what, iterations: self.max_iter, residual: greatest(&here.gradient) })
    }
}

fn greatest(gradient: &[f64]) -> f64 {
    gradient.iter().fold(0.0, |most, slope| most.max(slope.abs()))
}

/// The last steps, from the oldest to the newest.
struct Memory {
    steps: Vec<Step>,
    size: usize,
}

/// A step, how the gradient changed along it, and the product of both.
struct Step {
    moved: Vec<f64>,
    turned: Vec<f64>,
    product: f64,
}

impl Memory {
    /// The direction in which Newton's method would go, as far as the remembered steps tell (J. Nocedal and S. J. Wright,
    /// *Numerical Optimization*, algorithm 7.4).
    fn direction(&self, gradient: &[f64]) -> Vec<f64> {
        let mut direction: Vec<f64> = gradient.iter().map(|slope| -slope).collect();
        let Some(last) = self.steps.last() else {
            // Nothing is known about the scale yet: go a length of 1 at most.
            let shrink = 1.0 / sum::sum_squares(gradient).sqrt().max(1.0);
            direction.iter_mut().for_each(|value| *value *= shrink);
            return direction;
        };
        let mut taken = Vec::with_capacity(self.steps.len());
        for step in self.steps.iter().rev() {
            let share = sum::dot(&step.moved, &direction) / step.product;
            add(&mut direction, -share, &step.turned);
            taken.push(share);
        }
        let scale = last.product / sum::sum_squares(&last.turned);
        direction.iter_mut().for_each(|value| *value *= scale);
        for (step, share) in self.steps.iter().zip(taken.iter().rev()) {
            let back = sum::dot(&step.turned, &direction) / step.product;
            add(&mut direction, share - back, &step.moved);
        }
        direction
    }

    /// Keeps the step from `here` to `next` if the function curves upwards along it.
    fn remember(&mut self, here: &Point, next: &Point) {
        let moved: Vec<f64> = next.x.iter().zip(&here.x).map(|(next, here)| next - here).collect();
        let turned: Vec<f64> = next.gradient.iter().zip(&here.gradient).map(|(n, h)| n - h).collect();
        let product = sum::dot(&moved, &turned);
        if self.size == 0 || product <= f64::EPSILON * sum::sum_squares(&turned) {
            return;
        }
        if self.steps.len() == self.size {
            self.steps.remove(0);
        }
        self.steps.push(Step { moved, turned, product });
    }
}

fn add(to: &mut [f64], times: f64, values: &[f64]) {
    to.iter_mut().zip(values).for_each(|(to, value)| *to += times * value);
}

#[cfg(test)]
mod tests {
    use super::Lbfgs;
    use crate::error::Error;

    fn bowl(x: &[f64]) -> (f64, Vec<f64>) {
        let slopes: Vec<f64> = x.iter().enumerate().map(|(at, x)| (at + 1) as f64 * (x - 1.0)).collect();
        (0.5 * x.iter().zip(&slopes).map(|(x, slope)| (x - 1.0) * slope).sum::<f64>(), slopes)
    }

    #[test]
    fn a_bowl_of_many_dimensions_is_descended_step_by_step() {
        let minimum = Lbfgs::new().tol(1e-10).minimize(&[5.0; 30], &bowl).expect("a bowl");
        assert!(minimum.point.iter().all(|x| (x - 1.0).abs() < 1e-9));
        assert!(minimum.values.windows(2).all(|pair| pair[1] <= pair[0]));
        assert_eq!(minimum.values.len(), minimum.iterations + 1);
    }

    #[test]
    fn without_memory_it_is_steepest_descent_and_still_arrives() {
        let minimum = Lbfgs::new().memory(0).minimize(&[3.0, -2.0], &bowl).expect("a bowl");
        assert!(minimum.slope <= 1e-6);
    }

    #[test]
    fn a_start_at_the_end_takes_no_step_and_odd_functions_are_met() {
        assert_eq!(Lbfgs::new().minimize(&[1.0, 1.0], &bowl).expect("a bowl").iterations, 0);
        assert!(Lbfgs::new().minimize(&[], &bowl).is_err());
        assert!(Lbfgs::new().minimize(&[1.0], &|_| (f64::NAN, vec![0.0])).is_err());
        assert!(Lbfgs::new().minimize(&[1.0], &|_| (0.0, vec![])).is_err());
        let bottomless = Lbfgs::new().max_iter(20).minimize(&[0.0], &|x| (-x[0], vec![-1.0]));
        assert!(matches!(bottomless, Err(Error::NotConverged { .. })), "{bottomless:?}");
        let wall = |x: &[f64]| if x[0] < -2.0 { (f64::NAN, vec![f64::NAN]) } else { (x[0], vec![1.0]) };
        assert!(Lbfgs::new().max_iter(200).minimize(&[0.0], &wall).is_ok(), "it ends before the wall");
    }
}
