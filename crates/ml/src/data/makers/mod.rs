//! Data made to order, where the truth is known.
//!
//! ```
//! use ml::data::{DriftingStream, MakeBlobs, MakeClassification, MakeRegression, make_moons};
//! assert_eq!(MakeBlobs::new(90).centers(3).make(1)?.class_counts(), [30, 30, 30]);
//! assert_eq!(make_moons(100, 0.1, 1)?.x.dim(), (100, 2));
//! let hard = MakeClassification::new(200, 10).informative(3).redundant(2).make(1)?;
//! assert_eq!(hard.x.ncols(), 10);
//! let (line, truth) = MakeRegression::new(50, 5).informative(2).noise(0.1).make(1)?;
//! assert_eq!((line.x.nrows(), truth.iter().filter(|weight| **weight != 0.0).count()), (50, 2));
//! let stream = DriftingStream::new(1000, 3).concept_drift(500, 2.0).make(1)?;
//! assert_eq!(stream.window(500, 600)?.x.dim(), (100, 3));
//! # Ok::<(), ml::error::Error>(())
//! ```

mod classes;
mod linear;
mod shapes;
mod stream;

pub use classes::MakeClassification;
pub use linear::{MakeRegression, noisy_function};
pub use shapes::{MakeBlobs, make_circles, make_moons};
pub use stream::{DriftingStream, Stream};

use crate::error::{Error, Result, check_not_empty};

/// Refuses no samples, and more numbers than memory should be asked for by mistake.
fn check_size(samples: usize, features: usize) -> Result<()> {
    const MOST: usize = 1 << 28;
    check_not_empty("samples", samples)?;
    if samples.saturating_mul(features.max(1)) <= MOST {
        return Ok(());
    }
    let value = format!("{samples} x {features}");
    Err(Error::Parameter { name: "samples", value, expected: format!("at most {MOST} numbers in all") })
}

/// Refuses a standard deviation, or another size, that is negative or not finite.
fn check_noise(name: &'static str, std: f64) -> Result<()> {
    if std >= 0.0 && std.is_finite() {
        return Ok(());
    }
    Err(Error::Parameter { name, value: std.to_string(), expected: "0 or more".to_owned() })
}
