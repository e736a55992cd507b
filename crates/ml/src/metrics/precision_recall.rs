//! Of what was found, how much was right; of what was there, how much was found.

use super::counts::{Counts, in_order, place};
use crate::error::{Result, parameter};
use ndarray::Array1;

/// How the scores of several classes become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Average {
    /// The score of class 1, where there are only classes 0 and 1.
    Binary,
    /// The score of one class against the rest.
    Class(usize),
    /// The mean over the classes that occur, each counting the same.
    Macro,
    /// The score of all rows together; with every class counted it is the accuracy.
    Micro,
    /// The mean over the classes, each counting by how often it is the truth.
    Weighted,
}

/// The greatest β: far below it recall counts alone, and far above it squares leave the numbers.
pub(super) const GREATEST_BETA: f64 = 1e6;

/// The share of rows predicted to be of a class that are: how far "found" can be believed. 0 where nothing is predicted.
///
/// # Errors
/// [`Error::Shape`](crate::error::Error::Shape) if the lengths differ, [`Error::Empty`](crate::error::Error::Empty)
/// without rows, [`Error::Parameter`](crate::error::Error::Parameter) for [`Average::Binary`] with other classes than 0
/// and 1.
pub fn precision_score(y_true: &Array1<usize>, y_pred: &Array1<usize>, average: Average) -> Result<f64> {
    Counts::new(y_true, y_pred, None)?.average(average, precision)
}

/// The share of rows of a class that were found. 0 where the class is never the truth.
///
/// # Errors
/// As [`precision_score`].
pub fn recall_score(y_true: &Array1<usize>, y_pred: &Array1<usize>, average: Average) -> Result<f64> {
    Counts::new(y_true, y_pred, None)?.average(average, recall)
}

/// The harmonic mean of precision and recall.
///
/// # Errors
/// As [`precision_score`].
pub fn f1_score(y_true: &Array1<usize>, y_pred: &Array1<usize>, average: Average) -> Result<f64> {
    f_beta(y_true, y_pred, 1.0, average, None)
}

/// The weighted harmonic mean of precision and recall, (1 + β²) P R / (β² P + R), in which recall counts β times as
/// much as precision (C. J. van Rijsbergen, *Information Retrieval*, 1979).
///
/// # Errors
/// As [`precision_score`]; [`Error::Parameter`](crate::error::Error::Parameter) also for a `beta` that is not from 0 to a
/// million.
pub fn fbeta_score(
    y_true: &Array1<usize>,
    y_pred: &Array1<usize>,
    beta: f64,
    average: Average,
) -> Result<f64> {
    f_beta(y_true, y_pred, beta, average, None)
}

pub(super) fn f_beta(
    y_true: &Array1<usize>,
    y_pred: &Array1<usize>,
    beta: f64,
    average: Average,
    weights: Option<&Array1<f64>>,
) -> Result<f64> {
    if !(0.0..=GREATEST_BETA).contains(&beta) {
        return Err(parameter("beta", beta, "from 0 to a million"));
    }
    Counts::new(y_true, y_pred, weights)?
        .average(average, |hits, predicted, actual| f_of(beta, hits, predicted, actual))
}

/// Precision, recall and F1 of a class or of a mean over classes.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportRow {
    /// The class as text, "macro avg" or "weighted avg".
    pub name: String,
    /// See [`precision_score`].
    pub precision: f64,
    /// See [`recall_score`].
    pub recall: f64,
    /// See [`f1_score`].
    pub f1: f64,
    /// How many rows (or how much weight) are of the class.
    pub support: f64,
}

/// The scores of every class, and their means.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassificationReport {
    /// A row for each class that occurs in truth or prediction, ascending.
    pub classes: Vec<ReportRow>,
    /// The share of all rows whose class was told rightly.
    pub accuracy: f64,
    /// The means over the classes, each counting the same.
    pub macro_avg: ReportRow,
    /// The means over the classes, each counting by its support.
    pub weighted_avg: ReportRow,
}

/// The scores of every class, and their means.
///
/// # Errors
/// [`Error::Shape`](crate::error::Error::Shape) if the lengths differ, [`Error::Empty`](crate::error::Error::Empty)
/// without rows.
pub fn classification_report(y_true: &Array1<usize>, y_pred: &Array1<usize>) -> Result<ClassificationReport> {
    report(y_true, y_pred, None)
}

pub(super) fn report(
    y_true: &Array1<usize>,
    y_pred: &Array1<usize>,
    weights: Option<&Array1<f64>>,
) -> Result<ClassificationReport> {
    let counts = Counts::new(y_true, y_pred, weights)?;
    let row = |name: String, average: Average, support: f64| -> Result<ReportRow> {
        Ok(ReportRow {
            name,
            precision: counts.average(average, precision)?,
            recall: counts.average(average, recall)?,
            f1: counts.average(average, |hits, predicted, actual| f_of(1.0, hits, predicted, actual))?,
            support,
        })
    };
    let classes = (counts.classes.iter().zip(&counts.actual))
        .map(|(class, support)| row(class.to_string(), Average::Class(*class), *support))
        .collect::<Result<Vec<ReportRow>>>()?;
    Ok(ClassificationReport {
        classes,
        accuracy: counts.accuracy(),
        macro_avg: row("macro avg".to_owned(), Average::Macro, counts.total)?,
        weighted_avg: row("weighted avg".to_owned(), Average::Weighted, counts.total)?,
    })
}

pub(super) fn precision(hits: f64, predicted: f64, _actual: f64) -> f64 {
    share(hits, predicted)
}

pub(super) fn recall(hits: f64, _predicted: f64, actual: f64) -> f64 {
    share(hits, actual)
}

pub(super) fn f_of(beta: f64, hits: f64, predicted: f64, actual: f64) -> f64 {
    let square = beta * beta;
    share((1.0 + square) * hits, square * actual + predicted)
}

/// A part of a whole; 0 of nothing, as scikit-learn has it.
fn share(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 0.0 } else { part / whole }
}

impl Counts {
    /// Puts the classes' scores together. `score` takes hits, predictions and true rows of a class.
    pub(super) fn average(&self, average: Average, score: impl Fn(f64, f64, f64) -> f64) -> Result<f64> {
        let of = |at: usize| score(self.hits[at], self.predicted[at], self.actual[at]);
        let scores = || -> Vec<f64> { (0..self.classes.len()).map(of).collect() };
        match average {
            Average::Binary => match self.classes.iter().find(|class| **class > 1) {
                Some(class) => Err(parameter(
                    "average",
                    format!("Binary, with class {class}"),
                    "classes 0 and 1 only, or Class, Macro, Micro or Weighted",
                )),
                None => self.average(Average::Class(1), score),
            },
            Average::Class(class) => {
                let at = place(&self.classes, class);
                Ok(if self.classes.get(at) == Some(&class) { of(at) } else { score(0.0, 0.0, 0.0) })
            }
            Average::Macro => Ok(in_order(&scores()) / self.classes.len() as f64),
            Average::Micro => {
                Ok(score(in_order(&self.hits), in_order(&self.predicted), in_order(&self.actual)))
            }
            Average::Weighted => {
                let weighted = scores().iter().zip(&self.actual).fold(0.0, |sum, (s, n)| sum + s * n);
                Ok(weighted / self.total)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use ndarray::array;

    #[test]
    fn nothing_found_and_nothing_there_score_zero() {
        let (y, none) = (array![1, 1, 0], array![0, 0, 0]);
        assert_eq!(precision_score(&y, &none, Average::Binary), Ok(0.0));
        assert_eq!(recall_score(&none, &y, Average::Binary), Ok(0.0));
        assert_eq!(f1_score(&none, &none, Average::Binary), Ok(0.0), "class 1 does not occur at all");
        assert_eq!(f1_score(&none, &none, Average::Class(0)), Ok(1.0));
    }

    #[test]
    fn binary_means_classes_zero_and_one() {
        let y = array![0, 1, 2];
        assert!(matches!(precision_score(&y, &y, Average::Binary), Err(Error::Parameter { .. })));
        assert_eq!(precision_score(&y, &y, Average::Micro), Ok(1.0));
        assert!(fbeta_score(&y, &y, -1.0, Average::Macro).is_err());
        assert!(fbeta_score(&y, &y, f64::NAN, Average::Macro).is_err());
    }

    #[test]
    fn a_report_has_a_row_a_class() {
        let report = classification_report(&array![0, 0, 5], &array![0, 5, 5]).expect("three rows");
        assert_eq!(report.classes[1].name, "5");
        assert_eq!((report.classes[1].precision, report.classes[1].recall), (0.5, 1.0));
        assert_eq!((report.classes[0].support, report.macro_avg.support), (2.0, 3.0));
    }
}
