//! Optimisers: they walk downhill on any function whose gradient is known.
//!
//! ```
//! use ml::optim::{Adam, Optimizer};
//! let mut x = [3.0, -2.0]; // minimise x² + 10 y²
//! let mut optimizer = Adam::new(0.1);
//! for _ in 0..300 {
//!     let gradient = [2.0 * x[0], 20.0 * x[1]];
//!     optimizer.step(&mut x, &gradient);
//! }
//! assert!(x[0].abs() < 1e-3 && x[1].abs() < 1e-3);
//! ```

mod descent;
mod first_order;
mod lbfgs;
mod line_search;
mod proximal;
mod schedule;

pub use descent::{Descent, Walk, numeric_gradient};
pub use first_order::{Adam, AdamW, Momentum, Nesterov, RmsProp, Sgd};
pub use lbfgs::{Lbfgs, Minimum};
pub use proximal::ProximalGradient;
pub use schedule::Schedule;

/// A function that gives its value and its gradient at a point.
pub type Smooth<'f> = dyn Fn(&[f64]) -> (f64, Vec<f64>) + 'f;

/// One way of stepping downhill. It remembers what it needs between steps, so keep one for each walk; a walk with
/// another number of coordinates starts the memory anew.
pub trait Optimizer: std::fmt::Debug + Send + Sync {
    /// Moves `x` one step, given the gradient there. Where the lengths differ, the rest stays as it is.
    fn step(&mut self, x: &mut [f64], gradient: &[f64]);

    /// Multiplies the learning rate of the steps that follow by `scale`: what a [`Schedule`] says.
    fn set_scale(&mut self, scale: f64);

    /// A copy, memory included.
    fn boxed(&self) -> Box<dyn Optimizer>;
}

impl Clone for Box<dyn Optimizer> {
    fn clone(&self) -> Self {
        (**self).boxed()
    }
}
