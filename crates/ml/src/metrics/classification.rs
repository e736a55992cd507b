//! How many classes were told rightly, and which was taken for which.

use super::counts::{self, Counts, in_order, place};
use crate::error::{Result, parameter};
use ndarray::{Array1, Array2};

/// The share of rows whose class was told rightly, from 0 to 1.
///
/// # Errors
/// [`Error::Shape`](crate::error::Error::Shape) if the lengths differ, [`Error::Empty`](crate::error::Error::Empty)
/// without rows.
pub fn accuracy_score(y_true: &Array1<usize>, y_pred: &Array1<usize>) -> Result<f64> {
    Ok(Counts::new(y_true, y_pred, None)?.accuracy())
}

/// The mean of the classes' recalls: the accuracy as it were if all classes were equally common. Classes that are never
/// the truth don't count.
///
/// # Errors
/// As [`accuracy_score`].
pub fn balanced_accuracy_score(y_true: &Array1<usize>, y_pred: &Array1<usize>) -> Result<f64> {
    Ok(Counts::new(y_true, y_pred, None)?.balanced_accuracy())
}

/// The correlation of truth and prediction, from −1 to 1 (B. W. Matthews, 1975; for many classes J. Gorodkin, 2004). It
/// is 0 for guessing, and where one of the two is always the same class.
///
/// # Errors
/// As [`accuracy_score`].
pub fn matthews_corrcoef(y_true: &Array1<usize>, y_pred: &Array1<usize>) -> Result<f64> {
    Ok(Counts::new(y_true, y_pred, None)?.matthews())
}

/// Which class was taken for which.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfusionMatrix {
    /// The classes that occur in truth or prediction, ascending: those of the rows and the columns.
    pub classes: Vec<usize>,
    /// How many rows (or how much weight) of the class of the row were taken for the class of the column.
    pub counts: Array2<f64>,
}

/// The most classes that a confusion matrix is made for; more are a mistake, such as row numbers taken for classes.
const MOST_CLASSES: usize = 4096;

/// Counts which class was taken for which: a row for each true class, a column for each predicted one.
///
/// ```
/// use ml::metrics::confusion_matrix;
/// use ml::ndarray::array;
/// let matrix = confusion_matrix(&array![0, 0, 1, 1], &array![0, 1, 1, 1])?;
/// assert_eq!(matrix.counts, array![[1.0, 1.0], [0.0, 2.0]]);
/// # Ok::<(), ml::error::Error>(())
/// ```
///
/// # Errors
/// As [`accuracy_score`]; [`Error::Parameter`](crate::error::Error::Parameter) for more than 4096 classes.
pub fn confusion_matrix(y_true: &Array1<usize>, y_pred: &Array1<usize>) -> Result<ConfusionMatrix> {
    confusion(y_true, y_pred, None)
}

pub(super) fn confusion(
    y_true: &Array1<usize>,
    y_pred: &Array1<usize>,
    weights: Option<&Array1<f64>>,
) -> Result<ConfusionMatrix> {
    let weights = counts::check(y_true, y_pred, weights)?;
    let classes = counts::classes_of(y_true, y_pred);
    if classes.len() > MOST_CLASSES {
        return Err(parameter("classes", classes.len(), "at most 4096 different ones"));
    }
    let mut counts = Array2::zeros((classes.len(), classes.len()));
    for (row, (truth, guess)) in y_true.iter().zip(y_pred).enumerate() {
        counts[[place(&classes, *truth), place(&classes, *guess)]] += weights.at(row);
    }
    Ok(ConfusionMatrix { classes, counts })
}

impl ConfusionMatrix {
    /// The counts as shares of their row: of all that was of a class, how much was taken for which. A class that is
    /// never the truth has a row of zeros.
    pub fn by_truth(&self) -> Array2<f64> {
        shares(&self.counts)
    }

    /// The counts as shares of their column: of all that was taken for a class, how much was which. A class that is
    /// never predicted has a column of zeros.
    pub fn by_prediction(&self) -> Array2<f64> {
        shares(&self.counts.t().to_owned()).reversed_axes()
    }
}

/// Each row, divided by its sum.
fn shares(counts: &Array2<f64>) -> Array2<f64> {
    let mut shares = counts.clone();
    for mut row in shares.rows_mut() {
        let total = in_order(&row.to_vec());
        if total > 0.0 {
            row.mapv_inplace(|count| count / total);
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use ndarray::array;

    #[test]
    fn a_matrix_counts_in_both_directions() {
        let matrix = confusion_matrix(&array![7, 7, 2, 2, 2], &array![7, 2, 2, 2, 9]).expect("five rows");
        assert_eq!(matrix.classes, [2, 7, 9]);
        assert_eq!(matrix.counts, array![[2.0, 0.0, 1.0], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0]]);
        assert_eq!(matrix.by_truth().row(1).to_vec(), [0.5, 0.5, 0.0]);
        assert_eq!(matrix.by_truth().row(2).to_vec(), [0.0; 3]);
        assert_eq!(matrix.by_prediction().column(0).to_vec(), [2.0 / 3.0, 1.0 / 3.0, 0.0]);
    }

    #[test]
    fn odd_labels_are_met_with_an_answer_or_an_error() {
        let huge = array![usize::MAX, 0];
        assert_eq!(accuracy_score(&huge, &huge), Ok(1.0));
        assert_eq!(matthews_corrcoef(&array![3], &array![3]), Ok(0.0), "one class has no correlation");
        assert_eq!(balanced_accuracy_score(&array![1, 1], &array![1, 0]), Ok(0.5));
        let rows: Array1<usize> = (0..5000).collect();
        assert_eq!(accuracy_score(&rows, &rows), Ok(1.0));
        assert!(matches!(confusion_matrix(&rows, &rows), Err(Error::Parameter { .. })));
        assert!(matches!(accuracy_score(&array![1], &array![1, 1]), Err(Error::Shape { .. })));
        assert!(matches!(accuracy_score(&array![], &array![]), Err(Error::Empty { .. })));
    }
}
