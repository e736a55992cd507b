//! How much each row counts.

use crate::error::{Error, Result, check_finite_1, check_same_len, parameter};
use crate::sum;
use ndarray::Array1;

/// A weight for each row, or 1 for all of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weights<'w>(Option<&'w Array1<f64>>);

impl<'w> Weights<'w> {
    /// Checks that there is a finite weight of 0 or more for each of `rows` rows, and that they don't all vanish.
    pub(super) fn checked(weights: Option<&'w Array1<f64>>, rows: usize) -> Result<Self> {
        if let Some(weights) = weights {
            check_same_len("sample_weight", rows, weights.len())?;
            check_finite_1(weights, "sample_weight")?;
            if let Some(weight) = weights.iter().find(|weight| **weight < 0.0) {
                return Err(parameter("sample_weight", weight, "0 or more"));
            }
            if weights.iter().all(|weight| *weight == 0.0) {
                return Err(Error::Empty { what: "rows with a weight above 0".to_owned() });
            }
        }
        Ok(Self(weights))
    }

    /// The weight of a row.
    pub(super) fn at(self, row: usize) -> f64 {
        self.0.and_then(|weights| weights.get(row)).copied().unwrap_or(1.0)
    }

    /// The weighted mean of a value for each row; there is at least one row.
    pub(super) fn mean(self, values: &[f64]) -> f64 {
        match self.0 {
            Some(weights) => {
                let weights = weights.to_vec();
                sum::dot(values, &weights) / sum::sum(&weights)
            }
            None => sum::sum(values) / values.len() as f64,
        }
    }
}
