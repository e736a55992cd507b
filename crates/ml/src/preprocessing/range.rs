//! Scalers that go by the order of values.

use super::quantile::{quantile, sorted};
use crate::error::{Error, Result, check_finite_2, check_not_empty, check_same_len};
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

/// Brings each feature to a range: its least value to the lower end, its greatest to the upper one. A feature that is
/// always the same comes to the lower end.
///
/// ```
/// use ml::ndarray::array;
/// use ml::preprocessing::MinMaxScaler;
/// let x = array![[1.0], [2.0], [5.0]];
/// assert_eq!(MinMaxScaler::new().fit(&x)?.transform(&x)?, array![[0.0], [0.25], [1.0]]);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MinMaxScaler {
    low: f64,
    high: f64,
    clip: bool,
}

/// A scaler to a range that knows its data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedMinMaxScaler {
    /// The least value of each feature.
    pub data_min: Array1<f64>,
    /// The greatest value of each feature.
    pub data_max: Array1<f64>,
    /// What each feature is multiplied by.
    pub scale: Array1<f64>,
    /// What is added to each feature after that.
    pub min: Array1<f64>,
    settings: MinMaxScaler,
}

/// Brings each feature to median 0 and its middle half (from the first to the third quartile) to length 1, so that a few wild values
/// change little. A feature whose middle half is all the same is only moved.
///
/// ```
/// use ml::ndarray::array;
/// use ml::preprocessing::RobustScaler;
/// let x = array![[1.0], [2.0], [3.0], [4.0], [1000.0]];
/// let scaler = RobustScaler::new().fit(&x)?;
/// assert_eq!((scaler.center[0], scaler.scale[0]), (3.0, 2.0));
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RobustScaler {
    low: f64,
    high: f64,
}

/// A robust scaler that knows its data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedRobustScaler {
    /// The median of each feature.
    pub center: Array1<f64>,
    /// What each feature is divided by: the distance between its quantiles, or 1 if that is 0.
    pub scale: Array1<f64>,
}

impl Default for MinMaxScaler {
    fn default() -> Self {
        Self::new()
    }
}

impl MinMaxScaler {
    /// To the range from 0 to 1.
    pub fn new() -> Self {
        Self { low: 0.0, high: 1.0, clip: false }
    }

    /// To this range.
    pub fn range(mut self, low: f64, high: f64) -> Self {
        (self.low, self.high) = (low, high);
        self
    }

    /// Whether values beyond those learnt from are cut off at the ends of the range.
    pub fn clip(mut self, clip: bool) -> Self {
        self.clip = clip;
        self
    }

    /// Learns the least and greatest values of `x`, an example a row.
    ///
    /// # Errors
    /// [`Error::Empty`] without rows, [`Error::NotFinite`] for NaN and infinities, [`Error::Parameter`] for a range that
    /// does not go up.
    pub fn fit(&self, x: &Array2<f64>) -> Result<FittedMinMaxScaler> {
        check_not_empty("x", x.nrows())?;
        check_finite_2(x, "x")?;
        if !(self.low < self.high && self.low.is_finite() && self.high.is_finite()) {
            return Err(Error::Parameter {
                name: "range",
                value: format!("{} to {}", self.low, self.high),
                expected: "two finite numbers, the second one greater".to_owned(),
            });
        }
        let columns = |start: f64, pick: fn(f64, f64) -> f64| -> Array1<f64> {
            x.columns().into_iter().map(|column| column.iter().copied().fold(start, pick)).collect()
        };
        let (data_min, data_max) = (columns(f64::INFINITY, f64::min), columns(f64::NEG_INFINITY, f64::max));
        let scale = (&data_max - &data_min).mapv(|range| (self.high - self.low) / spread_or_one(range));
        let min = self.low - &data_min * &scale;
        Ok(FittedMinMaxScaler { data_min, data_max, scale, min, settings: *self })
    }
}

impl FittedMinMaxScaler {
    /// The scaled data.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` has another number of features.
    pub fn transform(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_same_len("features", self.scale.len(), x.ncols())?;
        let scaled = x * &self.scale + &self.min;
        let MinMaxScaler { low, high, clip } = self.settings;
        Ok(if clip { scaled.mapv_into(|value| value.clamp(low, high)) } else { scaled })
    }

    /// The data that `x` was before it was scaled.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` has another number of features.
    pub fn inverse_transform(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_same_len("features", self.scale.len(), x.ncols())?;
        Ok((x - &self.min) / &self.scale)
    }
}

impl Default for RobustScaler {
    fn default() -> Self {
        Self::new()
    }
}

impl RobustScaler {
    /// By the quartiles.
    pub fn new() -> Self {
        Self { low: 0.25, high: 0.75 }
    }

    /// By these quantiles, from 0 to 1.
    pub fn quantiles(mut self, low: f64, high: f64) -> Self {
        (self.low, self.high) = (low, high);
        self
    }

    /// Learns medians and quantiles of `x`, an example a row.
    ///
    /// # Errors
    /// [`Error::Empty`] without rows, [`Error::NotFinite`] for NaN and infinities, [`Error::Parameter`] for quantiles that
    /// are not between 0 and 1 or don't go up.
    pub fn fit(&self, x: &Array2<f64>) -> Result<FittedRobustScaler> {
        check_not_empty("x", x.nrows())?;
        check_finite_2(x, "x")?;
        if !(0.0 <= self.low && self.low < self.high && self.high <= 1.0) {
            return Err(Error::Parameter {
                name: "quantiles",
                value: format!("{} and {}", self.low, self.high),
                expected: "two numbers between 0 and 1, the second one greater".to_owned(),
            });
        }
        let columns: Vec<Vec<f64>> = x.columns().into_iter().map(|column| sorted(column.to_vec())).collect();
        let spread = |column: &Vec<f64>| quantile(column, self.high) - quantile(column, self.low);
        Ok(FittedRobustScaler {
            center: columns.iter().map(|column| quantile(column, 0.5)).collect(),
            scale: columns.iter().map(|column| spread_or_one(spread(column))).collect(),
        })
    }
}

impl FittedRobustScaler {
    /// The scaled data.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` has another number of features.
    pub fn transform(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_same_len("features", self.scale.len(), x.ncols())?;
        Ok((x - &self.center) / &self.scale)
    }

    /// The data that `x` was before it was scaled.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` has another number of features.
    pub fn inverse_transform(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_same_len("features", self.scale.len(), x.ncols())?;
        Ok(x * &self.scale + &self.center)
    }
}

/// As scikit-learn, a spread of next to nothing counts as none.
fn spread_or_one(spread: f64) -> f64 {
    if spread < 10.0 * f64::EPSILON { 1.0 } else { spread }
}

#[cfg(test)]
mod tests {
    use super::{MinMaxScaler, RobustScaler};
    use ndarray::{Array2, array};

    #[test]
    fn ranges_are_met_and_constants_stay_put() {
        let x = array![[1.0, 7.0], [3.0, 7.0]];
        let scaler = MinMaxScaler::new().range(-1.0, 1.0).clip(true).fit(&x).expect("finite data");
        assert_eq!(scaler.transform(&x).expect("two features"), array![[-1.0, -1.0], [1.0, -1.0]]);
        let beyond = scaler.transform(&array![[100.0, 0.0]]).expect("two features");
        assert_eq!(beyond, array![[1.0, -1.0]], "cut off");
        let robust = RobustScaler::new().fit(&x).expect("finite data");
        assert_eq!(robust.scale, array![1.0, 1.0]);
        let back =
            robust.inverse_transform(&robust.transform(&x).expect("two features")).expect("two features");
        assert_eq!(back, x);
    }

    #[test]
    fn what_can_not_be_scaled_is_refused() {
        for x in [Array2::zeros((0, 1)), array![[f64::NAN]], array![[f64::INFINITY]]] {
            assert!(MinMaxScaler::new().fit(&x).is_err());
            assert!(RobustScaler::new().fit(&x).is_err());
        }
        let x = array![[1.0], [2.0]];
        assert!(MinMaxScaler::new().range(1.0, 1.0).fit(&x).is_err());
        assert!(RobustScaler::new().quantiles(0.5, f64::NAN).fit(&x).is_err());
        assert!(RobustScaler::new().fit(&x).expect("finite").transform(&array![[1.0, 2.0]]).is_err());
    }
}
