//! What a model is judged by.

use crate::error::{Error, Result};
use crate::metrics::{self, Average};
use ndarray::{Array1, Array2};

/// What a regression is judged by. Errors are given as they are, not negated: the search knows that less is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RegressionScore {
    /// [`r2_score`](metrics::r2_score).
    #[default]
    R2,
    /// [`explained_variance_score`](metrics::explained_variance_score).
    ExplainedVariance,
    /// [`mean_squared_error`](metrics::mean_squared_error).
    MeanSquaredError,
    /// [`root_mean_squared_error`](metrics::root_mean_squared_error).
    RootMeanSquaredError,
    /// [`mean_absolute_error`](metrics::mean_absolute_error).
    MeanAbsoluteError,
    /// [`median_absolute_error`](metrics::median_absolute_error).
    MedianAbsoluteError,
}

/// What a classification is judged by. Losses are given as they are, not negated: the search knows that less is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClassificationScore {
    /// [`accuracy_score`](metrics::accuracy_score).
    #[default]
    Accuracy,
    /// [`balanced_accuracy_score`](metrics::balanced_accuracy_score).
    BalancedAccuracy,
    /// [`precision_score`](metrics::precision_score).
    Precision(Average),
    /// [`recall_score`](metrics::recall_score).
    Recall(Average),
    /// [`f1_score`](metrics::f1_score).
    F1(Average),
    /// [`matthews_corrcoef`](metrics::matthews_corrcoef).
    Matthews,
    /// [`roc_auc_score`](metrics::roc_auc_score) of the probability of class 1, or for more than two classes
    /// [`roc_auc_ovr_score`](metrics::roc_auc_ovr_score).
    RocAuc,
    /// [`average_precision_score`](metrics::average_precision_score) of the probability of class 1.
    AveragePrecision,
    /// [`log_loss`](metrics::log_loss).
    LogLoss,
    /// [`brier_score_loss`](metrics::brier_score_loss).
    Brier,
}

/// What a classifier says about rows, as far as the score needs it.
pub(super) enum Said {
    Classes(Array1<usize>),
    Probabilities(Array2<f64>),
}

impl RegressionScore {
    /// Whether more is better.
    pub fn greater_is_better(self) -> bool {
        matches!(self, Self::R2 | Self::ExplainedVariance)
    }

    /// The score of predictions.
    ///
    /// # Errors
    /// Those of the metric.
    pub fn of(self, y_true: &Array1<f64>, y_pred: &Array1<f64>) -> Result<f64> {
        match self {
            Self::R2 => metrics::r2_score(y_true, y_pred),
            Self::ExplainedVariance => metrics::explained_variance_score(y_true, y_pred),
            Self::MeanSquaredError => metrics::mean_squared_error(y_true, y_pred),
            Self::RootMeanSquaredError => metrics::root_mean_squared_error(y_true, y_pred),
            Self::MeanAbsoluteError => metrics::mean_absolute_error(y_true, y_pred),
            Self::MedianAbsoluteError => metrics::median_absolute_error(y_true, y_pred),
        }
    }
}

impl ClassificationScore {
    /// Whether more is better.
    pub fn greater_is_better(self) -> bool {
        !matches!(self, Self::LogLoss | Self::Brier)
    }

    /// Whether it judges probabilities rather than classes.
    pub fn needs_probabilities(self) -> bool {
        matches!(self, Self::RocAuc | Self::AveragePrecision | Self::LogLoss | Self::Brier)
    }

    /// The score of predicted classes.
    ///
    /// # Errors
    /// Those of the metric; [`Error::State`] if the score [needs probabilities](Self::needs_probabilities).
    pub fn of(self, y_true: &Array1<usize>, y_pred: &Array1<usize>) -> Result<f64> {
        match self {
            Self::Accuracy => metrics::accuracy_score(y_true, y_pred),
            Self::BalancedAccuracy => metrics::balanced_accuracy_score(y_true, y_pred),
            Self::Precision(average) => metrics::precision_score(y_true, y_pred, average),
            Self::Recall(average) => metrics::recall_score(y_true, y_pred, average),
            Self::F1(average) => metrics::f1_score(y_true, y_pred, average),
            Self::Matthews => metrics::matthews_corrcoef(y_true, y_pred),
            Self::RocAuc | Self::AveragePrecision | Self::LogLoss | Self::Brier => {
                Err(Error::State { what: format!("{self:?} judges probabilities, not classes") })
            }
        }
    }

    /// The score of predicted probabilities, a column a class.
    ///
    /// # Errors
    /// Those of the metric; [`Error::State`] if the score judges classes.
    pub fn of_probabilities(self, y_true: &Array1<usize>, y_proba: &Array2<f64>) -> Result<f64> {
        let of_one = |metric: fn(&Array1<usize>, &Array1<f64>) -> Result<f64>| match y_proba.ncols() {
            2 => metric(y_true, &y_proba.column(1).to_owned()),
            found => Err(Error::Shape {
                what: "columns of y_proba".to_owned(),
                expected: "2".to_owned(),
                found: found.to_string(),
            }),
        };
        match self {
            Self::RocAuc if y_proba.ncols() > 2 => metrics::roc_auc_ovr_score(y_true, y_proba),
            Self::RocAuc => of_one(metrics::roc_auc_score),
            Self::AveragePrecision => of_one(metrics::average_precision_score),
            Self::LogLoss => metrics::log_loss(y_true, y_proba),
            Self::Brier => metrics::brier_score_loss(y_true, y_proba),
            _ => Err(Error::State { what: format!("{self:?} judges classes, not probabilities") }),
        }
    }

    pub(super) fn of_said(self, y_true: &Array1<usize>, said: &Said) -> Result<f64> {
        match said {
            Said::Classes(classes) => self.of(y_true, classes),
            Said::Probabilities(probabilities) => self.of_probabilities(y_true, probabilities),
        }
    }
}
