//! How good predictions are: of numbers, of classes, of rankings and of probabilities.
//!
//! All take the truth first. Classes are whole numbers; scores and probabilities are for class 1 or have a column a
//! class. The same with a weight for each row is in [`weighted`]. The perplexity of a language model is
//! [`lm::perplexity`](crate::lm::perplexity()).
//!
//! ```
//! use ml::metrics::{Average, accuracy_score, f1_score, mean_absolute_error, roc_auc_score};
//! use ml::ndarray::array;
//! let (y, score) = (array![0, 0, 1, 1], array![0.1, 0.4, 0.35, 0.8]);
//! let found = score.mapv(|score: f64| usize::from(score >= 0.5));
//! assert_eq!(accuracy_score(&y, &found)?, 0.75);
//! assert_eq!(f1_score(&y, &found, Average::Binary)?, 2.0 / 3.0);
//! assert_eq!(roc_auc_score(&y, &score)?, 0.75);
//! assert_eq!(mean_absolute_error(&array![1.0, 2.0], &array![1.5, 2.0])?, 0.25);
//! # Ok::<(), ml::error::Error>(())
//! ```

mod classification;
mod counts;
mod precision_recall;
mod probability;
mod ranking;
mod regression;
mod threshold;
pub mod weighted;
mod weights;

pub use classification::{
    ConfusionMatrix, accuracy_score, balanced_accuracy_score, confusion_matrix, matthews_corrcoef,
};
pub use precision_recall::{
    Average, ClassificationReport, ReportRow, classification_report, f1_score, fbeta_score, precision_score,
    recall_score,
};
pub use probability::{brier_score_loss, log_loss};
pub use ranking::{
    PrecisionRecallCurve, RocCurve, auc, average_precision_score, precision_recall_curve, roc_auc_ovr_score,
    roc_auc_score, roc_curve,
};
pub use regression::{
    explained_variance_score, mean_absolute_error, mean_squared_error, median_absolute_error, r2_score,
    root_mean_squared_error,
};
pub use threshold::{ChosenThreshold, ThresholdRule, apply_threshold, choose_threshold};
