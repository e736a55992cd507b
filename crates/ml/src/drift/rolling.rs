//! Metrics of the last values of a stream.

use super::check_value;
use crate::error::{Result, check_not_empty, parameter};
use crate::stats;
use std::collections::VecDeque;

/// The last values of a stream.
///
/// What it tells is computed from the values anew each time, so that no rounding is carried along.
///
/// ```
/// use ml::drift::Rolling;
/// let mut last = Rolling::new(3)?;
/// for value in [1.0, 2.0, 3.0, 10.0] {
///     last.push(value)?;
/// }
/// assert_eq!((last.mean()?, last.quantile(0.5)?), (5.0, 3.0));
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Rolling {
    window: usize,
    values: VecDeque<f64>,
}

/// How far the last predictions of a stream were from the numbers that came true.
#[derive(Debug, Clone, PartialEq)]
pub struct RollingErrors(Rolling);

/// How many of the last classes of a stream were predicted rightly.
#[derive(Debug, Clone, PartialEq)]
pub struct RollingAccuracy(Rolling);

impl Rolling {
    /// Of so many values.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::error::Error::Parameter) for 0.
    pub fn new(window: usize) -> Result<Self> {
        if window == 0 {
            return Err(parameter("window", window, "1 or more"));
        }
        Ok(Self { window, values: VecDeque::new() })
    }

    /// Takes the next value; the oldest one goes when the window is full.
    ///
    /// # Errors
    /// [`Error::NotFinite`](crate::error::Error::NotFinite) for NaN and infinities.
    pub fn push(&mut self, value: f64) -> Result<()> {
        check_value(value)?;
        if self.values.len() == self.window {
            self.values.pop_front();
        }
        self.values.push_back(value);
        Ok(())
    }

    /// How many values it holds.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Whether it holds as many as it can.
    pub fn is_full(&self) -> bool {
        self.values.len() == self.window
    }

    /// The values, the oldest one first.
    pub fn values(&self) -> Vec<f64> {
        self.values.iter().copied().collect()
    }

    /// Their mean.
    ///
    /// # Errors
    /// [`Error::Empty`](crate::error::Error::Empty) before the first value.
    pub fn mean(&self) -> Result<f64> {
        self.mean_of(|value| value)
    }

    /// Their standard deviation, divided by their number.
    ///
    /// # Errors
    /// As [`Self::mean`].
    pub fn sd(&self) -> Result<f64> {
        check_not_empty("window", self.len())?;
        Ok(stats::deviation_of(&self.values(), 0))
    }

    /// The value below which a share of them lies; see [`stats::quantile`].
    ///
    /// # Errors
    /// As [`Self::mean`]; [`Error::Parameter`](crate::error::Error::Parameter) for a share that is not from 0 to 1.
    pub fn quantile(&self, share: f64) -> Result<f64> {
        stats::quantile(&self.values().into(), share)
    }

    fn mean_of(&self, f: impl Fn(f64) -> f64) -> Result<f64> {
        check_not_empty("window", self.len())?;
        Ok(stats::mean_of(&self.values.iter().map(|value| f(*value)).collect::<Vec<f64>>()))
    }
}

impl RollingErrors {
    /// Of so many predictions.
    ///
    /// # Errors
    /// As [`Rolling::new`].
    pub fn new(window: usize) -> Result<Self> {
        Rolling::new(window).map(Self)
    }

    /// Takes the next number and what had been predicted.
    ///
    /// # Errors
    /// As [`Rolling::push`].
    pub fn push(&mut self, y_true: f64, y_pred: f64) -> Result<()> {
        self.0.push(y_true - y_pred)
    }

    /// The mean size of the errors.
    ///
    /// # Errors
    /// As [`Rolling::mean`].
    pub fn mean_absolute_error(&self) -> Result<f64> {
        self.0.mean_of(f64::abs)
    }

    /// The square root of the mean squared error.
    ///
    /// # Errors
    /// As [`Rolling::mean`].
    pub fn root_mean_squared_error(&self) -> Result<f64> {
        self.0.mean_of(|error| error * error).map(f64::sqrt)
    }

    /// The mean of truth less prediction: which way the predictions are off.
    ///
    /// # Errors
    /// As [`Rolling::mean`].
    pub fn bias(&self) -> Result<f64> {
        self.0.mean()
    }

    /// Whether the window is full.
    pub fn is_full(&self) -> bool {
        self.0.is_full()
    }
}

impl RollingAccuracy {
    /// Of so many predictions.
    ///
    /// # Errors
    /// As [`Rolling::new`].
    pub fn new(window: usize) -> Result<Self> {
        Rolling::new(window).map(Self)
    }

    /// Takes the next class and what had been predicted.
    ///
    /// # Errors
    /// As [`Rolling::push`], though two classes are always finite.
    pub fn push(&mut self, y_true: usize, y_pred: usize) -> Result<()> {
        self.0.push(f64::from(u8::from(y_true == y_pred)))
    }

    /// The share that was predicted rightly.
    ///
    /// # Errors
    /// As [`Rolling::mean`].
    pub fn accuracy(&self) -> Result<f64> {
        self.0.mean()
    }

    /// Whether the window is full.
    pub fn is_full(&self) -> bool {
        self.0.is_full()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_values_count_and_no_others() {
        let mut errors = RollingErrors::new(2).expect("a window");
        for (y, p) in [(100.0, 0.0), (1.0, 2.0), (5.0, 2.0)] {
            errors.push(y, p).expect("numbers");
        }
        assert_eq!((errors.mean_absolute_error(), errors.bias()), (Ok(2.0), Ok(1.0)));
        assert_eq!((errors.root_mean_squared_error(), errors.is_full()), (Ok(5.0_f64.sqrt()), true));
        let mut accuracy = RollingAccuracy::new(4).expect("a window");
        for (y, p) in [(0, 1), (1, 1), (2, 2)] {
            accuracy.push(y, p).expect("classes");
        }
        assert_eq!((accuracy.accuracy(), accuracy.is_full()), (Ok(2.0 / 3.0), false));
    }

    #[test]
    fn empty_windows_and_odd_values_are_refused() {
        assert!(Rolling::new(0).is_err());
        let mut last = Rolling::new(2).expect("a window");
        assert!(last.is_empty() && last.mean().is_err() && last.sd().is_err() && last.quantile(0.5).is_err());
        assert!(last.push(f64::NAN).is_err() && last.is_empty());
        last.push(1.0).expect("a number");
        assert_eq!((last.len(), last.sd(), last.values()), (1, Ok(0.0), vec![1.0]));
    }
}
