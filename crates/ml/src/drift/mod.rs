//! Noticing that the world has moved on: tests of two samples, detectors for streams, metrics of the last rows.
//!
//! ```
//! use ml::drift::{PageHinkley, ks_2samp, population_stability_index};
//! use ml::ndarray::Array1;
//! use ml::rng::Rng;
//! let mut rng = Rng::new(1);
//! let before: Array1<f64> = (0..500).map(|_| rng.normal()).collect();
//! let after: Array1<f64> = (0..500).map(|_| rng.normal() + 0.8).collect();
//! assert!(population_stability_index(&before, &after, 10)?.value > 0.25);
//! assert!(ks_2samp(&before, &after)?.p_value < 0.001);
//! let mut detector = PageHinkley::new(20.0).delta(0.3);
//! let alarm = before.iter().chain(&after).position(|x| detector.update(*x).unwrap_or(false));
//! assert!(alarm.is_some_and(|at| (500..600).contains(&at)));
//! # Ok::<(), ml::error::Error>(())
//! ```

mod adwin;
mod kolmogorov_smirnov;
mod page_hinkley;
mod psi;
mod rolling;

pub use adwin::Adwin;
pub use kolmogorov_smirnov::{KsTest, ks_2samp};
pub use page_hinkley::PageHinkley;
pub use psi::{Psi, population_stability_index};
pub use rolling::{Rolling, RollingAccuracy, RollingErrors};

use crate::error::{Error, Result};

/// Refuses NaN and infinities in a stream.
fn check_value(value: f64) -> Result<()> {
    if value.is_finite() {
        Ok(())
    } else {
        Err(Error::NotFinite { what: "value of the stream".to_owned(), index: Vec::new(), value })
    }
}
