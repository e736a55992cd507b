//! The metrics with a weight for each row: the same names, and one argument more.
//!
//! A row of weight 2 counts as if it were there twice, one of weight 0 as if it were not there. Weights are finite, 0 or
//! more, and not all 0.
//!
//! ```
//! use ml::metrics::weighted;
//! use ml::ndarray::array;
//! let (y, guess) = (array![0, 1, 1], array![0, 1, 0]);
//! assert_eq!(weighted::accuracy_score(&y, &guess, &array![1.0, 1.0, 2.0])?, 0.5);
//! # Ok::<(), ml::error::Error>(())
//! ```

use super::counts::Counts;
use super::{
    Average, ClassificationReport, ConfusionMatrix, PrecisionRecallCurve, RocCurve, classification,
    precision_recall, probability, ranking, regression,
};
use crate::error::Result;
use ndarray::{Array1, Array2};

/// [`mean_squared_error`](super::mean_squared_error()) with a weight for each row.
///
/// # Errors
/// As there; [`Error::Parameter`](crate::error::Error::Parameter) also for a weight below 0,
/// [`Error::Empty`](crate::error::Error::Empty) if all are 0.
pub fn mean_squared_error(
    y_true: &Array1<f64>,
    y_pred: &Array1<f64>,
    sample_weight: &Array1<f64>,
) -> Result<f64> {
    regression::squared(y_true, y_pred, Some(sample_weight))
}

/// [`root_mean_squared_error`](super::root_mean_squared_error()) with a weight for each row.
///
/// # Errors
/// As there; [`Error::Parameter`](crate::error::Error::Parameter) also for a weight below 0,
/// [`Error::Empty`](crate::error::Error::Empty) if all are 0.
pub fn root_mean_squared_error(
    y_true: &Array1<f64>,
    y_pred: &Array1<f64>,
    sample_weight: &Array1<f64>,
) -> Result<f64> {
    regression::squared(y_true, y_pred, Some(sample_weight)).map(f64::sqrt)
}

/// [`mean_absolute_error`](super::mean_absolute_error()) with a weight for each row.
///
/// # Errors
/// As there; [`Error::Parameter`](crate::error::Error::Parameter) also for a weight below 0,
/// [`Error::Empty`](crate::error::Error::Empty) if all are 0.
pub fn mean_absolute_error(
    y_true: &Array1<f64>,
    y_pred: &Array1<f64>,
    sample_weight: &Array1<f64>,
) -> Result<f64> {
    regression::absolute(y_true, y_pred, Some(sample_weight))
}

/// [`median_absolute_error`](super::median_absolute_error()) with a weight for each row.
///
/// # Errors
/// As there; [`Error::Parameter`](crate::error::Error::Parameter) also for a weight below 0,
/// [`Error::Empty`](crate::error::Error::Empty) if all are 0.
pub fn median_absolute_error(
    y_true: &Array1<f64>,
    y_pred: &Array1<f64>,
    sample_weight: &Array1<f64>,
) -> Result<f64> {
    regression::median_absolute(y_true, y_pred, Some(sample_weight))
}

/// [`r2_score`](super::r2_score()) with a weight for each row.
///
/// # Errors
/// As there; [`Error::Parameter`](crate::error::Error::Parameter) also for a weight below 0,
/// [`Error::Empty`](crate::error::Error::Empty) if all are 0.
pub fn r2_score(y_true: &Array1<f64>, y_pred: &Array1<f64>, sample_weight: &Array1<f64>) -> Result<f64> {
    regression::r2(y_true, y_pred, Some(sample_weight))
}

/// [`explained_variance_score`](super::explained_variance_score()) with a weight for each row.
///
/// # Errors
/// As there; [`Error::Parameter`](crate::error::Error::Parameter) also for a weight below 0,
/// [`Error::Empty`](crate::error::Error::Empty) if all are 0.
pub fn explained_variance_score(
    y_true: &Array1<f64>,
    y_pred: &Array1<f64>,
    sample_weight: &Array1<f64>,
) -> Result<f64> {
    regression::explained_variance(y_true, y_pred, Some(sample_weight))
}

/// [`accuracy_score`](super::accuracy_score()) with a weight for each row.
///
/// # Errors
/// As there; [`Error::Parameter`](crate::error::Error::Parameter) also for a weight below 0,
/// [`Error::Empty`](crate::error::Error::Empty) if all are 0.
pub fn accuracy_score(
    y_true: &Array1<usize>,
    y_pred: &Array1<usize>,
    sample_weight: &Array1<f64>,
) -> Result<f64> {
    Ok(Counts::new(y_true, y_pred, Some(sample_weight))?.accuracy())
}

/// [`balanced_accuracy_score`](super::balanced_accuracy_score()) with a weight for each row.
///
/// # Errors
/// As there; [`Error::Parameter`](crate::error::Error::Parameter) also for a weight below 0,
/// [`Error::Empty`](crate::error::Error::Empty) if all are 0.
pub fn balanced_accuracy_score(
    y_true: &Array1<usize>,
    y_pred: &Array1<usize>,
    sample_weight: &Array1<f64>,
) -> Result<f64> {
    Ok(Counts::new(y_true, y_pred, Some(sample_weight))?.balanced_accuracy())
}

/// [`matthews_corrcoef`](super::matthews_corrcoef()) with a weight for each row.
///
/// # Errors
/// As there; [`Error::Parameter`](crate::error::Error::Parameter) also for a weight below 0,
/// [`Error::Empty`](crate::error::Error::Empty) if all are 0.
pub fn matthews_corrcoef(
    y_true: &Array1<usize>,
    y_pred: &Array1<usize>,
    sample_weight: &Array1<f64>,
) -> Result<f64> {
    Ok(Counts::new(y_true, y_pred, Some(sample_weight))?.matthews())
}

/// [`confusion_matrix`](super::confusion_matrix()) with a weight for each row.
///
/// # Errors
/// As there; [`Error::Parameter`](crate::error::Error::Parameter) also for a weight below 0,
/// [`Error::Empty`](crate::error::Error::Empty) if all are 0.
pub fn confusion_matrix(
    y_true: &Array1<usize>,
    y_pred: &Array1<usize>,
    sample_weight: &Array1<f64>,
) -> Result<ConfusionMatrix> {
    classification::confusion(y_true, y_pred, Some(sample_weight))
}

/// [`precision_score`](super::precision_score()) with a weight for each row.
///
/// # Errors
/// As there; [`Error::Parameter`](crate::error::Error::Parameter) also for a weight below 0,
/// [`Error::Empty`](crate::error::Error::Empty) if all are 0.
pub fn precision_score(
    y_true: &Array1<usize>,
    y_pred: &Array1<usize>,
    average: Average,
    sample_weight: &Array1<f64>,
) -> Result<f64> {
    Counts::new(y_true, y_pred, Some(sample_weight))?.average(average, precision_recall::precision)
}

/// [`recall_score`](super::recall_score()) with a weight for each row.
///
/// # Errors
/// As there; [`Error::Parameter`](crate::error::Error::Parameter) also for a weight below 0,
/// [`Error::Empty`](crate::error::Error::Empty) if all are 0.
pub fn recall_score(
    y_true: &Array1<usize>,
    y_pred: &Array1<usize>,
    average: Average,
    sample_weight: &Array1<f64>,
) -> Result<f64> {
    Counts::new(y_true, y_pred, Some(sample_weight))?.average(average, precision_recall::recall)
}

/// [`f1_score`](super::f1_score()) with a weight for each row.
///
/// # Errors
/// As there; [`Error::Parameter`](crate::error::Error::Parameter) also for a weight below 0,
/// [`Error::Empty`](crate::error::Error::Empty) if all are 0.
pub fn f1_score(
    y_true: &Array1<usize>,
    y_pred: &Array1<usize>,
    average: Average,
    sample_weight: &Array1<f64>,
) -> Result<f64> {
    precision_recall::f_beta(y_true, y_pred, 1.0, average, Some(sample_weight))
}

/// [`fbeta_score`](super::fbeta_score()) with a weight for each row.
///
/// # Errors
/// As there; [`Error::Parameter`](crate::error::Error::Parameter) also for a weight below 0,
/// [`Error::Empty`](crate::error::Error::Empty) if all are 0.
pub fn fbeta_score(
    y_true: &Array1<usize>,
    y_pred: &Array1<usize>,
    beta: f64,
    average: Average,
    sample_weight: &Array1<f64>,
) -> Result<f64> {
    precision_recall::f_beta(y_true, y_pred, beta, average, Some(sample_weight))
}

/// [`classification_report`](super::classification_report()) with a weight for each row.
///
/// # Errors
/// As there; [`Error::Parameter`](crate::error::Error::Parameter) also for a weight below 0,
/// [`Error::Empty`](crate::error::Error::Empty) if all are 0.
pub fn classification_report(
    y_true: &Array1<usize>,
    y_pred: &Array1<usize>,
    sample_weight: &Array1<f64>,
) -> Result<ClassificationReport> {
    precision_recall::report(y_true, y_pred, Some(sample_weight))
}

/// [`roc_curve`](super::roc_curve()) with a weight for each row.
///
/// # Errors
/// As there; [`Error::Parameter`](crate::error::Error::Parameter) also for a weight below 0,
/// [`Error::Empty`](crate::error::Error::Empty) if all are 0.
pub fn roc_curve(
    y_true: &Array1<usize>,
    y_score: &Array1<f64>,
    sample_weight: &Array1<f64>,
) -> Result<RocCurve> {
    ranking::roc(y_true, y_score, Some(sample_weight))
}

/// [`roc_auc_score`](super::roc_auc_score()) with a weight for each row.
///
/// # Errors
/// As there; [`Error::Parameter`](crate::error::Error::Parameter) also for a weight below 0,
/// [`Error::Empty`](crate::error::Error::Empty) if all are 0.
pub fn roc_auc_score(
    y_true: &Array1<usize>,
    y_score: &Array1<f64>,
    sample_weight: &Array1<f64>,
) -> Result<f64> {
    ranking::roc_area(y_true, y_score, Some(sample_weight))
}

/// [`precision_recall_curve`](super::precision_recall_curve()) with a weight for each row.
///
/// # Errors
/// As there; [`Error::Parameter`](crate::error::Error::Parameter) also for a weight below 0,
/// [`Error::Empty`](crate::error::Error::Empty) if all are 0.
pub fn precision_recall_curve(
    y_true: &Array1<usize>,
    y_score: &Array1<f64>,
    sample_weight: &Array1<f64>,
) -> Result<PrecisionRecallCurve> {
    ranking::precision_recall(y_true, y_score, Some(sample_weight))
}

/// [`average_precision_score`](super::average_precision_score()) with a weight for each row.
///
/// # Errors
/// As there; [`Error::Parameter`](crate::error::Error::Parameter) also for a weight below 0,
/// [`Error::Empty`](crate::error::Error::Empty) if all are 0.
pub fn average_precision_score(
    y_true: &Array1<usize>,
    y_score: &Array1<f64>,
    sample_weight: &Array1<f64>,
) -> Result<f64> {
    ranking::average_precision(y_true, y_score, Some(sample_weight))
}

/// [`log_loss`](super::log_loss()) with a weight for each row.
///
/// # Errors
/// As there; [`Error::Parameter`](crate::error::Error::Parameter) also for a weight below 0,
/// [`Error::Empty`](crate::error::Error::Empty) if all are 0.
pub fn log_loss(y_true: &Array1<usize>, y_proba: &Array2<f64>, sample_weight: &Array1<f64>) -> Result<f64> {
    probability::log(y_true, y_proba, Some(sample_weight))
}

/// [`brier_score_loss`](super::brier_score_loss()) with a weight for each row.
///
/// # Errors
/// As there; [`Error::Parameter`](crate::error::Error::Parameter) also for a weight below 0,
/// [`Error::Empty`](crate::error::Error::Empty) if all are 0.
pub fn brier_score_loss(
    y_true: &Array1<usize>,
    y_proba: &Array2<f64>,
    sample_weight: &Array1<f64>,
) -> Result<f64> {
    probability::brier(y_true, y_proba, Some(sample_weight))
}
