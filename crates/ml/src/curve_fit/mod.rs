//! Curves through noisy points, with what they leave uncertain: straight lines, polynomials, power laws, any function.
//!
//! ```
//! use ml::curve_fit::PowerLaw;
//! use ml::ndarray::array;
//! let rows = array![50.0, 100.0, 200.0, 400.0, 800.0, 1600.0];
//! let error = array![0.405, 0.302, 0.238, 0.182, 0.152, 0.121];
//! let law = PowerLaw::new().fit(&rows, &error)?;
//! let next = law.prediction_interval(3200.0, 0.95)?;
//! assert!(next.contains(0.103) && next.width() < 0.06, "{next:?}");
//! assert!(law.parameter_intervals(0.95)?[1].contains(0.5), "the exponent");
//! # Ok::<(), ml::error::Error>(())
//! ```

mod fit;
mod polynomial;
mod power_law;
mod qr;

pub use fit::{CurveFit, curve_fit};
pub use polynomial::{FittedPolynomial, Polynomial};
pub use power_law::{FittedPowerLaw, PowerLaw};
