//! What every supervised model does with its examples: check them, number their classes, turn evidence into probabilities.

use crate::error::{Error, Result, check_finite_1, check_finite_2, check_not_empty, check_same_len};
use crate::math;
use ndarray::{Array1, Array2};

/// Classes are counted from 0, so a great one would make wide tables of mostly nothing.
const MOST_CLASSES: usize = 1 << 16;

/// Classes numbered without gaps.
pub(crate) struct Labels {
    /// The classes that occur, from the least to the greatest.
    pub(crate) classes: Vec<usize>,
    /// For each example the place of its class in `classes`.
    pub(crate) codes: Vec<usize>,
}

/// Checks the features of training data.
pub(crate) fn check_training(x: &Array2<f64>) -> Result<()> {
    check_not_empty("x", x.nrows())?;
    check_not_empty("features of x", x.ncols())?;
    check_finite_2(x, "x")
}

/// Checks the training data of a regression.
pub(crate) fn check_regression(x: &Array2<f64>, y: &Array1<f64>) -> Result<()> {
    check_training(x)?;
    check_same_len("y", x.nrows(), y.len())?;
    check_finite_1(y, "y")
}

/// Checks the training data of a classification and numbers its classes, of which there may be one alone.
pub(crate) fn check_labels(x: &Array2<f64>, y: &Array1<usize>) -> Result<Labels> {
    check_training(x)?;
    check_same_len("y", x.nrows(), y.len())?;
    let greatest = y.iter().copied().max().unwrap_or(0);
    if greatest >= MOST_CLASSES {
        return Err(Error::Parameter {
            name: "class",
            value: greatest.to_string(),
            expected: format!("a number from 0 to {}", MOST_CLASSES - 1),
        });
    }
    let mut code_of = vec![usize::MAX; greatest + 1];
    y.iter().for_each(|&class| code_of[class] = 0);
    let classes: Vec<usize> = (0..=greatest).filter(|&class| code_of[class] == 0).collect();
    classes.iter().enumerate().for_each(|(code, &class)| code_of[class] = code);
    Ok(Labels { codes: y.iter().map(|&class| code_of[class]).collect(), classes })
}

/// The same, for models that need at least two classes.
pub(crate) fn check_two_classes(x: &Array2<f64>, y: &Array1<usize>) -> Result<Labels> {
    let labels = check_labels(x, y)?;
    match labels.classes[..] {
        [class] => Err(Error::OneClass { what: "y".to_owned(), class: class.to_string() }),
        _ => Ok(labels),
    }
}

/// Checks features to predict from.
pub(crate) fn check_features(x: &Array2<f64>, features: usize) -> Result<()> {
    check_same_len("features", features, x.ncols())?;
    check_finite_2(x, "x")
}

/// The class with the greatest value in each row; the first one among equals.
pub(crate) fn best_classes(classes: &[usize], values: &Array2<f64>) -> Array1<usize> {
    let best = |row: ndarray::ArrayView1<'_, f64>| {
        let mut best = (0, f64::NEG_INFINITY);
        for (code, &value) in row.iter().enumerate() {
            if value > best.1 {
                best = (code, value);
            }
        }
        classes.get(best.0).copied().unwrap_or(0)
    };
    values.rows().into_iter().map(best).collect()
}

/// Puts probabilities in place of scores. Gives ln Σ exp(score).
pub(crate) fn softmax(scores: &mut [f64]) -> f64 {
    let greatest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    scores.iter_mut().for_each(|score| *score = math::exp(*score - greatest));
    let total = scores.iter().fold(0.0, |sum, value| sum + value);
    scores.iter_mut().for_each(|value| *value /= total);
    greatest + math::ln(total)
}

/// Puts probabilities in place of the evidence for classes: one column for the second of two, else one a class.
pub(crate) fn probabilities(mut evidence: Array2<f64>) -> Array2<f64> {
    if evidence.ncols() == 1 {
        let sides = |(row, side): (usize, usize)| {
            math::sigmoid(if side == 1 { evidence[[row, 0]] } else { -evidence[[row, 0]] })
        };
        return Array2::from_shape_fn((evidence.nrows(), 2), sides);
    }
    for mut row in evidence.rows_mut() {
        if let Some(row) = row.as_slice_mut() {
            softmax(row);
        }
    }
    evidence
}

/// Puts a column for each class that occurred where that class stands, with zeros for the classes between.
pub(crate) fn spread_classes(classes: &[usize], values: Array2<f64>) -> Array2<f64> {
    let width = classes.last().map_or(0, |last| last + 1);
    if width == values.ncols() {
        return values;
    }
    let mut spread = Array2::zeros((values.nrows(), width));
    for (column, &class) in values.columns().into_iter().zip(classes) {
        spread.column_mut(class).assign(&column);
    }
    spread
}

/// Checks a setting that is a number.
pub(crate) fn check_setting(name: &'static str, value: f64, fits: bool, expected: &str) -> Result<()> {
    if fits && !value.is_nan() {
        return Ok(());
    }
    Err(Error::Parameter { name, value: value.to_string(), expected: expected.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::{best_classes, check_labels, check_two_classes, spread_classes};
    use ndarray::{Array2, array};

    #[test]
    fn classes_are_numbered_without_gaps_and_put_back_in_their_places() {
        let x = Array2::zeros((4, 1));
        let labels = check_labels(&x, &array![5, 2, 5, 2]).expect("two classes");
        assert_eq!((labels.classes.as_slice(), labels.codes.as_slice()), (&[2, 5][..], &[1, 0, 1, 0][..]));
        let spread = spread_classes(&labels.classes, array![[0.25, 0.75]]);
        assert_eq!(spread, array![[0.0, 0.0, 0.25, 0.0, 0.0, 0.75]]);
        assert_eq!(best_classes(&labels.classes, &array![[0.5, 0.5], [0.1, 0.9]]), array![2, 5]);
    }

    #[test]
    fn odd_classes_are_refused() {
        let x = Array2::zeros((2, 1));
        assert!(check_labels(&x, &array![0, usize::MAX]).is_err());
        assert!(check_labels(&x, &array![0]).is_err());
        assert!(check_two_classes(&x, &array![3, 3]).is_err());
        assert!(check_labels(&Array2::zeros((0, 1)), &array![]).is_err());
        assert!(check_labels(&Array2::zeros((2, 0)), &array![0, 1]).is_err());
    }
}
