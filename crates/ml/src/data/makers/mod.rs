//! Data made to order, where the truth is known.

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
