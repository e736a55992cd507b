//! Scaling features.

use crate::error::{Error, Result, check_finite_2, check_not_empty};
use crate::sum;
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

/// Brings each feature to mean 0 and standard deviation 1; the deviation is that of the whole (divided by n), as in
/// scikit-learn. A feature that is always the same is only moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StandardScaler;

/// A scaler that knows its data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedStandardScaler {
    /// The mean of each feature.
    pub mean: Array1<f64>,
    /// What each feature is divided by: its standard deviation, or 1 if that is 0.
    pub scale: Array1<f64>,
}

impl StandardScaler {
    /// A scaler.
    pub fn new() -> Self {
        Self
    }

    /// Learns means and deviations from `x`, an example a row.
    ///
    /// # Errors
    /// [`Error::Empty`] without rows, [`Error::NotFinite`] for NaN and infinities.
    pub fn fit(&self, x: &Array2<f64>) -> Result<FittedStandardScaler> {
        check_not_empty("x", x.nrows())?;
        check_finite_2(x, "x")?;
        let count = x.nrows() as f64;
        let mut mean = Array1::zeros(x.ncols());
        let mut scale = Array1::zeros(x.ncols());
        for (at, column) in x.columns().into_iter().enumerate() {
            let values = column.to_vec();
            mean[at] = sum::sum(&values) / count;
            let centered: Vec<f64> = values.iter().map(|value| value - mean[at]).collect();
            let deviation = (sum::sum_squares(&centered) / count).sqrt();
            // Rounding alone can leave a constant feature a deviation of a few units in the last place.
            let negligible = 10.0 * f64::EPSILON * mean[at].abs().max(f64::MIN_POSITIVE);
            scale[at] = if deviation <= negligible { 1.0 } else { deviation };
        }
        Ok(FittedStandardScaler { mean, scale })
    }
}

impl FittedStandardScaler {
    /// The scaled data.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` has another number of features.
    pub fn transform(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        self.check(x)?;
        Ok((x - &self.mean) / &self.scale)
    }

    /// The data that `x` was before it was scaled.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` has another number of features.
    pub fn inverse_transform(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        self.check(x)?;
        Ok(x * &self.scale + &self.mean)
    }

    fn check(&self, x: &Array2<f64>) -> Result<()> {
        if x.ncols() == self.mean.len() {
            return Ok(());
        }
        Err(Error::Shape {
            what: "features".to_owned(),
            expected: self.mean.len().to_string(),
            found: x.ncols().to_string(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::StandardScaler;
    use ndarray::{Array2, array};

    #[test]
    fn features_come_to_mean_zero_and_deviation_one() {
        let x = array![[1.0, 5.0], [2.0, 5.0], [3.0, 5.0]];
        let scaler = StandardScaler::new().fit(&x).expect("the data is finite");
        assert_eq!(scaler.mean, array![2.0, 5.0]);
        assert_eq!(scaler.scale, array![(2.0_f64 / 3.0).sqrt(), 1.0]);
        let scaled = scaler.transform(&x).expect("two features");
        assert_eq!(scaled.column(1).to_vec(), [0.0; 3]);
        assert_eq!(scaler.inverse_transform(&scaled).expect("two features"), x);
    }

    #[test]
    fn what_can_not_be_scaled_is_refused() {
        assert!(StandardScaler.fit(&Array2::zeros((0, 2))).is_err());
        assert!(StandardScaler.fit(&array![[f64::NAN]]).is_err());
        let scaler = StandardScaler.fit(&array![[1.0]]).expect("one value");
        assert!(scaler.transform(&array![[1.0, 2.0]]).is_err());
    }
}
