//! How far predicted numbers are from the true ones.

use super::weights::Weights;
use crate::error::{Error, Result, check_finite_1, check_not_empty, check_same_len};
use ndarray::Array1;

/// The mean of the squared errors, in the square of the unit of `y`.
///
/// # Errors
/// [`Error::Shape`] if the lengths differ, [`Error::Empty`] without rows, [`Error::NotFinite`] for NaN and infinities.
pub fn mean_squared_error(y_true: &Array1<f64>, y_pred: &Array1<f64>) -> Result<f64> {
    squared(y_true, y_pred, None)
}

/// The square root of the mean squared error, in the unit of `y`.
///
/// # Errors
/// As [`mean_squared_error`].
pub fn root_mean_squared_error(y_true: &Array1<f64>, y_pred: &Array1<f64>) -> Result<f64> {
    squared(y_true, y_pred, None).map(f64::sqrt)
}

/// The mean size of the errors, in the unit of `y`.
///
/// # Errors
/// As [`mean_squared_error`].
pub fn mean_absolute_error(y_true: &Array1<f64>, y_pred: &Array1<f64>) -> Result<f64> {
    absolute(y_true, y_pred, None)
}

/// The median size of the errors, in the unit of `y`: a few wild errors don't move it.
///
/// # Errors
/// As [`mean_squared_error`].
pub fn median_absolute_error(y_true: &Array1<f64>, y_pred: &Array1<f64>) -> Result<f64> {
    median_absolute(y_true, y_pred, None)
}

/// The coefficient of determination R² = 1 − Σ (y − ŷ)² / Σ (y − ȳ)²: 1 is perfect, 0 is no better than the mean, and
/// less than 0 is worse. As in scikit-learn, a `y` that is always the same gives 1 if it is met exactly, else 0.
///
/// # Errors
/// As [`mean_squared_error`]; [`Error::Shape`] also for a single row, whose variance says nothing.
pub fn r2_score(y_true: &Array1<f64>, y_pred: &Array1<f64>) -> Result<f64> {
    r2(y_true, y_pred, None)
}

/// The share of the variance that the predictions explain, 1 − Var(y − ŷ) / Var(y): like R², but an error that is
/// always the same costs nothing.
///
/// # Errors
/// As [`mean_squared_error`].
pub fn explained_variance_score(y_true: &Array1<f64>, y_pred: &Array1<f64>) -> Result<f64> {
    explained_variance(y_true, y_pred, None)
}

/// Numbers and predictions after all checks.
struct Errors<'w> {
    /// y − ŷ.
    errors: Vec<f64>,
    weights: Weights<'w>,
}

impl<'w> Errors<'w> {
    fn checked(y_true: &Array1<f64>, y_pred: &Array1<f64>, weights: Option<&'w Array1<f64>>) -> Result<Self> {
        check_not_empty("y_true", y_true.len())?;
        check_same_len("y_pred", y_true.len(), y_pred.len())?;
        check_finite_1(y_true, "y_true")?;
        check_finite_1(y_pred, "y_pred")?;
        let weights = Weights::checked(weights, y_true.len())?;
        Ok(Self { errors: y_true.iter().zip(y_pred).map(|(y, p)| y - p).collect(), weights })
    }

    fn mean_of(&self, f: impl Fn(f64) -> f64) -> f64 {
        self.weights.mean(&self.errors.iter().map(|error| f(*error)).collect::<Vec<f64>>())
    }
}

pub(super) fn squared(
    y_true: &Array1<f64>,
    y_pred: &Array1<f64>,
    weights: Option<&Array1<f64>>,
) -> Result<f64> {
    Ok(Errors::checked(y_true, y_pred, weights)?.mean_of(|error| error * error))
}

pub(super) fn absolute(
    y_true: &Array1<f64>,
    y_pred: &Array1<f64>,
    weights: Option<&Array1<f64>>,
) -> Result<f64> {
    Ok(Errors::checked(y_true, y_pred, weights)?.mean_of(f64::abs))
}

/// The median of the sizes; with weights, the size at which half of the whole weight is reached, and the mean with the
/// next one where it is reached exactly.
pub(super) fn median_absolute(
    y_true: &Array1<f64>,
    y_pred: &Array1<f64>,
    weights: Option<&Array1<f64>>,
) -> Result<f64> {
    let Errors { errors, weights } = Errors::checked(y_true, y_pred, weights)?;
    let mut sizes: Vec<(f64, f64)> =
        errors.iter().enumerate().map(|(row, error)| (error.abs(), weights.at(row))).collect();
    sizes.retain(|(_, weight)| *weight > 0.0);
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = sizes.iter().fold(0.0, |total, (_, weight)| total + weight) / 2.0;
    let mut reached = 0.0;
    for (at, (size, weight)) in sizes.iter().enumerate() {
        reached += weight;
        if reached >= half {
            let next = sizes.get(at + 1).filter(|_| reached == half).map_or(*size, |next| next.0);
            return Ok(size + (next - size) / 2.0);
        }
    }
    Err(Error::Empty { what: "y_true".to_owned() })
}

pub(super) fn r2(y_true: &Array1<f64>, y_pred: &Array1<f64>, weights: Option<&Array1<f64>>) -> Result<f64> {
    let errors = Errors::checked(y_true, y_pred, weights)?;
    if y_true.len() < 2 {
        let (expected, found) = ("2 or more".to_owned(), "1".to_owned());
        return Err(Error::Shape { what: "rows for R²".to_owned(), expected, found });
    }
    let left = errors.mean_of(|error| error * error);
    Ok(share_explained(left, variance(&y_true.to_vec(), errors.weights)))
}

pub(super) fn explained_variance(
    y_true: &Array1<f64>,
    y_pred: &Array1<f64>,
    weights: Option<&Array1<f64>>,
) -> Result<f64> {
    let Errors { errors, weights } = Errors::checked(y_true, y_pred, weights)?;
    Ok(share_explained(variance(&errors, weights), variance(&y_true.to_vec(), weights)))
}

fn variance(values: &[f64], weights: Weights<'_>) -> f64 {
    let mean = weights.mean(values);
    weights.mean(&values.iter().map(|value| (value - mean) * (value - mean)).collect::<Vec<f64>>())
}

fn share_explained(left: f64, whole: f64) -> f64 {
    if left == 0.0 {
        1.0
    } else if whole == 0.0 {
        0.0
    } else {
        1.0 - left / whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_constant_target_is_met_or_missed() {
        let y = array![2.0, 2.0, 2.0];
        assert_eq!(r2_score(&y, &y), Ok(1.0));
        assert_eq!(r2_score(&y, &array![2.0, 2.0, 3.0]), Ok(0.0));
        assert_eq!(explained_variance_score(&y, &array![1.0, 1.0, 1.0]), Ok(1.0));
        assert_eq!(
            explained_variance_score(&array![1.0], &array![5.0]),
            Ok(1.0),
            "an error of one kind only"
        );
    }

    #[test]
    fn what_can_not_be_measured_is_refused() {
        let none = Array1::zeros(0);
        assert!(matches!(mean_squared_error(&none, &none), Err(Error::Empty { .. })));
        assert!(matches!(mean_absolute_error(&array![1.0], &none), Err(Error::Shape { .. })));
        let nan = median_absolute_error(&array![1.0, f64::NAN], &array![1.0, 1.0]);
        assert!(matches!(nan, Err(Error::NotFinite { index, .. }) if index == [1]));
        assert!(matches!(r2_score(&array![1.0], &array![1.0]), Err(Error::Shape { .. })));
    }

    #[test]
    fn weights_must_weigh_something() {
        let (y, p) = (array![1.0, 2.0], array![1.0, 4.0]);
        assert_eq!(squared(&y, &p, Some(&array![3.0, 1.0])), Ok(1.0));
        assert_eq!(median_absolute(&y, &p, Some(&array![1.0, 0.0])), Ok(0.0));
        assert!(squared(&y, &p, Some(&array![0.0, 0.0])).is_err());
        assert!(squared(&y, &p, Some(&array![-1.0, 2.0])).is_err());
        assert!(squared(&y, &p, Some(&array![1.0])).is_err());
        assert!(squared(&y, &p, Some(&array![1.0, f64::INFINITY])).is_err());
    }
}
