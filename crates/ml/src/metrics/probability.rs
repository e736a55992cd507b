//! How good stated probabilities are.

use super::weights::Weights;
use crate::error::{Error, Result, check_finite_2, check_not_empty, check_same_len, parameter};
use crate::math;
use ndarray::{Array1, Array2};

/// How far the probabilities of a row may be from a sum of 1.
const SUM_TOLERANCE: f64 = 1e-4;

/// The mean of −ln p over the rows, with p the probability that was stated for the true class: the cross-entropy, in
/// nats. e to its power is the perplexity. `y_proba` has a row an example and a column a class. Probabilities of 0 and 1
/// are taken for ε and 1 − ε with ε = 2⁻⁵², as in scikit-learn, so that one wrong certainty does not make all infinite.
///
/// # Errors
/// [`Error::Shape`] if the rows differ in number or a class has no column, [`Error::Empty`] without rows,
/// [`Error::NotFinite`], [`Error::Parameter`] for rows that are not probabilities with a sum of 1.
pub fn log_loss(y_true: &Array1<usize>, y_proba: &Array2<f64>) -> Result<f64> {
    log(y_true, y_proba, None)
}

/// The mean of the squared differences between what was stated and what came true (G. W. Brier, 1950); `y_proba` has a
/// row an example and a column a class. From 0 to 1 for two classes, of which only one is counted, as is usual; from 0 to
/// 2 for more.
///
/// # Errors
/// As [`log_loss`].
pub fn brier_score_loss(y_true: &Array1<usize>, y_proba: &Array2<f64>) -> Result<f64> {
    brier(y_true, y_proba, None)
}

pub(super) fn log(
    y_true: &Array1<usize>,
    y_proba: &Array2<f64>,
    weights: Option<&Array1<f64>>,
) -> Result<f64> {
    let weights = check(y_true, y_proba, weights)?;
    let losses: Vec<f64> = (y_proba.rows().into_iter().zip(y_true))
        .map(|(row, class)| -math::ln(row[*class].clamp(f64::EPSILON, 1.0 - f64::EPSILON)))
        .collect();
    Ok(weights.mean(&losses))
}

pub(super) fn brier(
    y_true: &Array1<usize>,
    y_proba: &Array2<f64>,
    weights: Option<&Array1<f64>>,
) -> Result<f64> {
    let weights = check(y_true, y_proba, weights)?;
    let square = |stated: f64, came: bool| {
        let difference = stated - f64::from(u8::from(came));
        difference * difference
    };
    let losses: Vec<f64> = (y_proba.rows().into_iter().zip(y_true))
        .map(|(row, class)| match row.len() {
            2 => square(row[1], *class == 1),
            _ => row.iter().enumerate().fold(0.0, |sum, (at, stated)| sum + square(*stated, at == *class)),
        })
        .collect();
    Ok(weights.mean(&losses))
}

fn check<'w>(
    y_true: &Array1<usize>,
    y_proba: &Array2<f64>,
    weights: Option<&'w Array1<f64>>,
) -> Result<Weights<'w>> {
    check_not_empty("y_true", y_true.len())?;
    check_same_len("rows of y_proba", y_true.len(), y_proba.nrows())?;
    check_finite_2(y_proba, "y_proba")?;
    let classes = y_proba.ncols();
    let shape = |what: &str, expected: String, found: usize| {
        Err(Error::Shape { what: what.to_owned(), expected, found: found.to_string() })
    };
    if classes < 2 {
        return shape("columns of y_proba", "2 or more".to_owned(), classes);
    }
    if let Some(class) = y_true.iter().find(|class| **class >= classes) {
        return shape("class in y_true", format!("less than {classes}"), *class);
    }
    for (at, row) in y_proba.rows().into_iter().enumerate() {
        let total = row.iter().fold(0.0, |sum, p| sum + p);
        if row.iter().any(|p| !(0.0..=1.0).contains(p)) || (total - 1.0).abs() > SUM_TOLERANCE {
            let row = format!("{:?} in row {at}", row.to_vec());
            return Err(parameter("y_proba", row, "values from 0 to 1 with a sum of 1"));
        }
    }
    Weights::checked(weights, y_true.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_wrong_certainty_costs_much_but_not_all() {
        let sure = array![[0.0, 1.0], [1.0, 0.0]];
        let wrong = log_loss(&array![0, 0], &sure).expect("probabilities");
        assert!((17.0..19.0).contains(&wrong), "half of -ln 2^-52: {wrong}");
        assert!(log_loss(&array![1, 0], &sure).expect("probabilities") < 1e-15);
        assert_eq!(brier_score_loss(&array![0, 0], &sure), Ok(0.5));
    }

    #[test]
    fn what_is_no_probability_is_refused() {
        let y = array![0];
        assert!(matches!(log_loss(&y, &array![[0.5, 0.6]]), Err(Error::Parameter { .. })));
        assert!(matches!(log_loss(&y, &array![[-0.5, 1.5]]), Err(Error::Parameter { .. })));
        assert!(matches!(log_loss(&y, &array![[1.0]]), Err(Error::Shape { .. })));
        assert!(matches!(log_loss(&array![2], &array![[0.5, 0.5]]), Err(Error::Shape { .. })));
        assert!(matches!(log_loss(&y, &array![[0.5, f64::NAN]]), Err(Error::NotFinite { .. })));
        assert!(matches!(brier_score_loss(&array![], &Array2::zeros((0, 2))), Err(Error::Empty { .. })));
    }
}
