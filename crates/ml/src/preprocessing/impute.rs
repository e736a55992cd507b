//! Filling gaps.

use super::quantile::{quantile, sorted};
use crate::error::{Error, Result, check_not_empty, check_same_len};
use crate::sum;
use ndarray::{Array1, Array2, Axis, concatenate};
use serde::{Deserialize, Serialize};

/// Fills missing values, which are NaN, feature by feature with what the others have in common.
///
/// ```
/// use ml::ndarray::array;
/// use ml::preprocessing::SimpleImputer;
/// let x = array![[1.0], [f64::NAN], [3.0]];
/// let imputer = SimpleImputer::mean().add_indicator(true).fit(&x)?;
/// assert_eq!(imputer.transform(&x)?, array![[1.0, 0.0], [2.0, 1.0], [3.0, 0.0]]);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SimpleImputer {
    strategy: Strategy,
    indicator: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Strategy {
    Mean,
    Median,
    MostFrequent,
    Constant(f64),
}

/// An imputer that knows its data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedSimpleImputer {
    /// What each feature's gaps are filled with.
    pub statistics: Array1<f64>,
    /// The features that had gaps, each of which gets an indicator if indicators are asked for.
    pub with_gaps: Vec<usize>,
    indicator: bool,
}

impl Default for SimpleImputer {
    fn default() -> Self {
        Self::mean()
    }
}

impl SimpleImputer {
    /// With the mean.
    pub fn mean() -> Self {
        Self { strategy: Strategy::Mean, indicator: false }
    }

    /// With the median, which a few wild values don't move.
    pub fn median() -> Self {
        Self { strategy: Strategy::Median, indicator: false }
    }

    /// With the most frequent value, the least one of several.
    pub fn most_frequent() -> Self {
        Self { strategy: Strategy::MostFrequent, indicator: false }
    }

    /// With this value.
    pub fn constant(value: f64) -> Self {
        Self { strategy: Strategy::Constant(value), indicator: false }
    }

    /// Whether each feature that has gaps when it is learnt from gets a further column that says where (1) they were: that
    /// a value is missing may say something by itself.
    pub fn add_indicator(mut self, add: bool) -> Self {
        self.indicator = add;
        self
    }

    /// Learns what to fill the gaps of `x` with, an example a row.
    ///
    /// # Errors
    /// [`Error::Empty`] without rows, or for a feature without any value, unless it is filled with a constant (scikit-learn
    /// drops such a feature without a word); [`Error::NotFinite`] for infinities, or a constant that is not finite.
    pub fn fit(&self, x: &Array2<f64>) -> Result<FittedSimpleImputer> {
        check_not_empty("x", x.nrows())?;
        if let Some(((row, column), &value)) = x.indexed_iter().find(|(_, value)| value.is_infinite()) {
            return Err(Error::NotFinite { what: "x".to_owned(), index: vec![row, column], value });
        }
        let statistics = x.columns().into_iter().enumerate().map(|(at, column)| {
            let known: Vec<f64> = column.iter().copied().filter(|value| !value.is_nan()).collect();
            self.strategy.value(known, at)
        });
        let gaps = |at: &usize| x.column(*at).iter().any(|value| value.is_nan());
        Ok(FittedSimpleImputer {
            statistics: statistics.collect::<Result<_>>()?,
            with_gaps: (0..x.ncols()).filter(gaps).collect(),
            indicator: self.indicator,
        })
    }
}

impl Strategy {
    fn value(self, known: Vec<f64>, feature: usize) -> Result<f64> {
        if let Self::Constant(value) = self {
            let what = "the constant to fill gaps with".to_owned();
            return if value.is_finite() {
                Ok(value)
            } else {
                Err(Error::NotFinite { what, index: vec![], value })
            };
        }
        check_not_empty(&format!("values of feature {feature}"), known.len())?;
        Ok(match self {
            Self::Mean => sum::sum(&known) / known.len() as f64,
            Self::Median => quantile(&sorted(known), 0.5),
            _ => most_frequent(&sorted(known)),
        })
    }
}

/// The longest run in values that are in order.
fn most_frequent(sorted: &[f64]) -> f64 {
    let mut best = (0, f64::NAN);
    for run in sorted.chunk_by(|a, b| a == b) {
        if run.len() > best.0 {
            best = (run.len(), run[0]);
        }
    }
    best.1
}

impl FittedSimpleImputer {
    /// The data without gaps, with the indicators as last columns if they are asked for.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` has another number of features.
    pub fn transform(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_same_len("features", self.statistics.len(), x.ncols())?;
        let mut filled = x.clone();
        for ((_, column), value) in filled.indexed_iter_mut() {
            if value.is_nan() {
                *value = self.statistics[column];
            }
        }
        if !self.indicator {
            return Ok(filled);
        }
        let indicators = x.select(Axis(1), &self.with_gaps).mapv(|value| f64::from(u8::from(value.is_nan())));
        concatenate(Axis(1), &[filled.view(), indicators.view()])
            .map_err(|error| Error::State { what: error.to_string() })
    }
}

#[cfg(test)]
mod tests {
    use super::SimpleImputer;
    use ndarray::{Array2, array};

    #[test]
    fn gaps_are_filled_by_what_the_others_have_in_common() {
        let x = array![[1.0], [9.0], [f64::NAN], [2.0], [9.0], [4.0]];
        let value = |imputer: SimpleImputer| imputer.fit(&x).expect("values").statistics[0];
        assert_eq!(value(SimpleImputer::mean()), 5.0);
        assert_eq!(value(SimpleImputer::median()), 4.0);
        assert_eq!(value(SimpleImputer::most_frequent()), 9.0);
        assert_eq!(value(SimpleImputer::constant(-1.0)), -1.0);
    }

    #[test]
    fn indicators_are_those_of_the_data_learnt_from() {
        let imputer = SimpleImputer::mean().add_indicator(true).fit(&array![[1.0, f64::NAN], [1.0, 2.0]]);
        let found =
            imputer.and_then(|imputer| imputer.transform(&array![[f64::NAN, 5.0]])).expect("two features");
        assert_eq!(found, array![[1.0, 5.0, 0.0]], "only the second feature had gaps");
    }

    #[test]
    fn what_can_not_be_filled_is_refused() {
        let gap = array![[f64::NAN]];
        assert!(SimpleImputer::mean().fit(&gap).is_err(), "no value to learn from");
        assert!(SimpleImputer::constant(0.0).fit(&gap).is_ok());
        assert!(SimpleImputer::constant(f64::NAN).fit(&gap).is_err());
        assert!(SimpleImputer::mean().fit(&array![[f64::INFINITY]]).is_err());
        assert!(SimpleImputer::mean().fit(&Array2::zeros((0, 1))).is_err());
    }
}
