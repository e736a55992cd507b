//! How well scores rank: what is found and what is taken wrongly at every threshold.

use super::weights::Weights;
use crate::error::{Error, Result, check_finite_1, check_not_empty, check_same_len, parameter};
use ndarray::{Array1, Array2};

/// What is found at every threshold, against what is taken wrongly.
#[derive(Debug, Clone, PartialEq)]
pub struct RocCurve {
    /// The share of the rows of class 0 with a score at or above each threshold, ascending from 0 to 1.
    pub fpr: Array1<f64>,
    /// The share of the rows of class 1 with a score at or above each threshold, ascending from 0 to 1.
    pub tpr: Array1<f64>,
    /// The thresholds, descending; the first is infinite, where nothing is found.
    pub thresholds: Array1<f64>,
}

/// How pure what is found is at every threshold, against how much is found.
#[derive(Debug, Clone, PartialEq)]
pub struct PrecisionRecallCurve {
    /// The precision at each threshold, and 1 at the end, where nothing is found.
    pub precision: Array1<f64>,
    /// The recall at each threshold, descending, and 0 at the end.
    pub recall: Array1<f64>,
    /// The thresholds, ascending: one fewer than there are points.
    pub thresholds: Array1<f64>,
}

/// The receiver operating characteristic of scores for class 1 against class 0. As in scikit-learn, thresholds between
/// which the curve goes straight on are left out.
///
/// # Errors
/// [`Error::Shape`] if the lengths differ, [`Error::Empty`] without rows, [`Error::NotFinite`] for NaN and infinite
/// scores, [`Error::Parameter`] for other classes than 0 and 1, [`Error::OneClass`] if one of them is missing.
pub fn roc_curve(y_true: &Array1<usize>, y_score: &Array1<f64>) -> Result<RocCurve> {
    roc(y_true, y_score, None)
}

/// The area under the [`roc_curve`]: the chance that a row of class 1 has a higher score than one of class 0, where a
/// tie counts half (J. A. Hanley and B. J. McNeil, 1982).
///
/// # Errors
/// As [`roc_curve`].
pub fn roc_auc_score(y_true: &Array1<usize>, y_score: &Array1<f64>) -> Result<f64> {
    roc_area(y_true, y_score, None)
}

/// The mean of the areas under the curves of each class against the rest; `y_score` has a column a class. Every class
/// counts the same.
///
/// # Errors
/// As [`roc_curve`], for every class; [`Error::Shape`] also for fewer than two columns or a class without a column.
pub fn roc_auc_ovr_score(y_true: &Array1<usize>, y_score: &Array2<f64>) -> Result<f64> {
    let classes = y_score.ncols();
    if classes < 2 {
        let (expected, found) = ("2 or more".to_owned(), classes.to_string());
        return Err(Error::Shape { what: "columns of y_score".to_owned(), expected, found });
    }
    if let Some(class) = y_true.iter().find(|class| **class >= classes) {
        let (expected, found) = (format!("less than {classes}"), class.to_string());
        return Err(Error::Shape { what: "class in y_true".to_owned(), expected, found });
    }
    let mut total = 0.0;
    for class in 0..classes {
        let one = y_true.mapv(|truth| usize::from(truth == class));
        total += roc_area(&one, &y_score.column(class).to_owned(), None)?;
    }
    Ok(total / classes as f64)
}

/// Precision and recall at every threshold, from the lowest one up.
///
/// # Errors
/// As [`roc_curve`], but rows of class 0 may be missing.
pub fn precision_recall_curve(y_true: &Array1<usize>, y_score: &Array1<f64>) -> Result<PrecisionRecallCurve> {
    precision_recall(y_true, y_score, None)
}

/// The area under the precision-recall curve as a sum of steps, Σ (Rₙ − Rₙ₋₁) Pₙ, which does not flatter as straight
/// lines between the points would.
///
/// # Errors
/// As [`precision_recall_curve`].
pub fn average_precision_score(y_true: &Array1<usize>, y_score: &Array1<f64>) -> Result<f64> {
    average_precision(y_true, y_score, None)
}

/// The area under a curve of straight lines through points, for `x` that only goes up or only goes down.
///
/// # Errors
/// [`Error::Shape`] if the lengths differ or there are fewer than two points, [`Error::NotFinite`],
/// [`Error::Parameter`] if `x` turns around.
pub fn auc(x: &Array1<f64>, y: &Array1<f64>) -> Result<f64> {
    check_same_len("y", x.len(), y.len())?;
    if x.len() < 2 {
        let (expected, found) = ("2 or more".to_owned(), x.len().to_string());
        return Err(Error::Shape { what: "points".to_owned(), expected, found });
    }
    check_finite_1(x, "x")?;
    check_finite_1(y, "y")?;
    let steps: Vec<f64> = x.iter().zip(x.iter().skip(1)).map(|(a, b)| b - a).collect();
    if steps.iter().any(|step| *step < 0.0) && steps.iter().any(|step| *step > 0.0) {
        return Err(parameter("x", "a curve that turns around", "x that only goes up or only goes down"));
    }
    let heights = y.iter().zip(y.iter().skip(1)).map(|(a, b)| a / 2.0 + b / 2.0);
    Ok(steps.iter().zip(heights).fold(0.0, |area, (step, height)| area + step.abs() * height))
}

/// What is at or above each different score: rows of class 1, rows of class 0.
pub(super) struct Cumulated {
    /// The different scores, descending.
    pub(super) thresholds: Vec<f64>,
    pub(super) hits: Vec<f64>,
    pub(super) false_alarms: Vec<f64>,
}

impl Cumulated {
    pub(super) fn new(
        y_true: &Array1<usize>,
        y_score: &Array1<f64>,
        weights: Option<&Array1<f64>>,
    ) -> Result<Self> {
        check_not_empty("y_true", y_true.len())?;
        check_same_len("y_score", y_true.len(), y_score.len())?;
        check_finite_1(y_score, "y_score")?;
        check_binary(y_true)?;
        let weights = Weights::checked(weights, y_true.len())?;
        // Adding 0 makes one zero of the two, so that they tie.
        let mut rows: Vec<(f64, bool, f64)> = (y_true.iter().zip(y_score).enumerate())
            .map(|(row, (truth, score))| (score + 0.0, *truth == 1, weights.at(row)))
            .filter(|(_, _, weight)| *weight > 0.0)
            .collect();
        rows.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (mut hits, mut false_alarms) = (0.0, 0.0);
        let mut all = Self { thresholds: Vec::new(), hits: Vec::new(), false_alarms: Vec::new() };
        for (at, (score, is_one, weight)) in rows.iter().enumerate() {
            if *is_one {
                hits += weight;
            } else {
                false_alarms += weight;
            }
            if rows.get(at + 1).is_none_or(|next| next.0 != *score) {
                all.thresholds.push(*score);
                all.hits.push(hits);
                all.false_alarms.push(false_alarms);
            }
        }
        Ok(all)
    }

    /// The rows of class 1; refuses a set without any.
    pub(super) fn positives(&self) -> Result<f64> {
        self.hits.last().copied().filter(|count| *count > 0.0).ok_or_else(|| one_class(0))
    }

    /// The rows of class 0; refuses a set without any.
    pub(super) fn negatives(&self) -> Result<f64> {
        self.false_alarms.last().copied().filter(|count| *count > 0.0).ok_or_else(|| one_class(1))
    }
}

fn one_class(class: usize) -> Error {
    Error::OneClass { what: "y_true".to_owned(), class: class.to_string() }
}

/// Refuses other classes than 0 and 1.
pub(super) fn check_binary(y_true: &Array1<usize>) -> Result<()> {
    match y_true.iter().find(|class| **class > 1) {
        Some(class) => Err(parameter("y_true", format!("class {class}"), "0 or 1")),
        None => Ok(()),
    }
}

pub(super) fn roc(
    y_true: &Array1<usize>,
    y_score: &Array1<f64>,
    weights: Option<&Array1<f64>>,
) -> Result<RocCurve> {
    let all = Cumulated::new(y_true, y_score, weights)?;
    let (positives, negatives) = (all.positives()?, all.negatives()?);
    let bend = |values: &[f64], at: usize| values[at] - values[at - 1] != values[at + 1] - values[at];
    let last = all.thresholds.len() - 1;
    let kept: Vec<usize> = (0..=last)
        .filter(|at| *at == 0 || *at == last || bend(&all.hits, *at) || bend(&all.false_alarms, *at))
        .collect();
    let from = |first: f64, values: &[f64], whole: f64| -> Array1<f64> {
        std::iter::once(first).chain(kept.iter().map(|at| values[*at] / whole)).collect()
    };
    Ok(RocCurve {
        fpr: from(0.0, &all.false_alarms, negatives),
        tpr: from(0.0, &all.hits, positives),
        thresholds: from(f64::INFINITY, &all.thresholds, 1.0),
    })
}

pub(super) fn roc_area(
    y_true: &Array1<usize>,
    y_score: &Array1<f64>,
    weights: Option<&Array1<f64>>,
) -> Result<f64> {
    let all = Cumulated::new(y_true, y_score, weights)?;
    let (positives, negatives) = (all.positives()?, all.negatives()?);
    // Counts first and one division at the end: without weights every step but that is exact.
    let (mut area, mut before) = (0.0, (0.0, 0.0));
    for (hits, false_alarms) in all.hits.iter().zip(&all.false_alarms) {
        area += (false_alarms - before.0) * (hits + before.1);
        before = (*false_alarms, *hits);
    }
    Ok(area / 2.0 / (positives * negatives))
}

pub(super) fn precision_recall(
    y_true: &Array1<usize>,
    y_score: &Array1<f64>,
    weights: Option<&Array1<f64>>,
) -> Result<PrecisionRecallCurve> {
    let all = Cumulated::new(y_true, y_score, weights)?;
    let positives = all.positives()?;
    let precision = all.hits.iter().zip(&all.false_alarms).map(|(hits, wrong)| hits / (hits + wrong));
    Ok(PrecisionRecallCurve {
        precision: precision.rev().chain([1.0]).collect(),
        recall: all.hits.iter().rev().map(|hits| hits / positives).chain([0.0]).collect(),
        thresholds: all.thresholds.iter().rev().copied().collect(),
    })
}

pub(super) fn average_precision(
    y_true: &Array1<usize>,
    y_score: &Array1<f64>,
    weights: Option<&Array1<f64>>,
) -> Result<f64> {
    let curve = precision_recall(y_true, y_score, weights)?;
    let steps = curve.recall.iter().zip(curve.recall.iter().skip(1)).zip(&curve.precision);
    Ok(steps.fold(0.0, |area, ((recall, next), precision)| area + (recall - next) * precision))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn ties_count_half() {
        let y = array![0, 1, 0, 1];
        assert_eq!(roc_auc_score(&y, &array![0.5, 0.5, 0.5, 0.5]), Ok(0.5));
        assert_eq!(roc_auc_score(&y, &array![-0.0, 0.0, 0.0, -0.0]), Ok(0.5), "zeros of both signs tie");
        assert_eq!(roc_auc_score(&y, &array![1.0, 1.0, 0.0, 2.0]), Ok(0.875));
        assert_eq!(average_precision_score(&y, &array![0.5, 0.5, 0.5, 0.5]), Ok(0.5));
    }

    #[test]
    fn a_curve_needs_both_classes_and_numbers() {
        let scores = array![0.1, 0.2];
        assert!(
            matches!(roc_curve(&array![1, 1], &scores), Err(Error::OneClass { class, .. }) if class == "1")
        );
        assert!(
            matches!(roc_auc_score(&array![0, 0], &scores), Err(Error::OneClass { class, .. }) if class == "0")
        );
        assert!(matches!(average_precision_score(&array![0, 0], &scores), Err(Error::OneClass { .. })));
        assert_eq!(average_precision_score(&array![1, 1], &scores), Ok(1.0));
        assert!(matches!(roc_curve(&array![0, 2], &scores), Err(Error::Parameter { .. })));
        assert!(matches!(roc_curve(&array![0, 1], &array![0.0, f64::NAN]), Err(Error::NotFinite { .. })));
        assert!(matches!(roc_curve(&array![], &array![]), Err(Error::Empty { .. })));
        assert!(matches!(roc_curve(&array![0], &scores), Err(Error::Shape { .. })));
    }

    #[test]
    fn the_area_under_a_curve_goes_both_ways_but_not_back() {
        assert_eq!(auc(&array![0.0, 1.0, 3.0], &array![0.0, 1.0, 1.0]), Ok(2.5));
        assert_eq!(auc(&array![3.0, 1.0, 0.0], &array![1.0, 1.0, 0.0]), Ok(2.5));
        assert!(auc(&array![0.0, 1.0, 0.5], &array![0.0, 1.0, 1.0]).is_err());
        assert!(auc(&array![0.0], &array![0.0]).is_err());
    }

    #[test]
    fn the_mean_area_of_classes_needs_all_of_them() {
        let scores = array![[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.3, 0.1, 0.6]];
        assert_eq!(roc_auc_ovr_score(&array![0, 1, 2], &scores), Ok(1.0));
        assert!(matches!(roc_auc_ovr_score(&array![0, 1, 1], &scores), Err(Error::OneClass { .. })));
        assert!(matches!(roc_auc_ovr_score(&array![0, 1, 3], &scores), Err(Error::Shape { .. })));
    }
}
