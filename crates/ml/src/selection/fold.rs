//! Fitting on some rows and judging on others, as often as it takes.

use crate::data::Fold;
use crate::error::{Error, Result, check_not_empty};
use crate::{parallel, stats};
use ndarray::{Array1, Array2};

/// The scores of one fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Judged {
    pub(super) train: f64,
    pub(super) test: f64,
}

/// Fits on the first rows and judges on the second; on the first too if it is asked to, else that score is NaN.
pub(super) type Judge<'j> = dyn Fn(&[usize], &[usize], bool) -> Result<Judged> + Sync + 'j;

/// The scores of a model, one a fold.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossValidation {
    /// On the rows that each fit did not see.
    pub test_scores: Array1<f64>,
    /// On the rows that each fit learnt from.
    pub train_scores: Array1<f64>,
    /// How many rows all fits learnt from together: what it cost.
    pub rows_fitted: usize,
}

impl CrossValidation {
    /// The mean of the test scores.
    pub fn mean(&self) -> f64 {
        stats::mean_of(&self.test_scores.to_vec())
    }

    /// The standard deviation of the test scores over the folds (divided by their number, as in scikit-learn).
    pub fn sd(&self) -> f64 {
        stats::deviation_of(&self.test_scores.to_vec(), 0)
    }
}

/// Scores at several settings: a row a setting, a column a fold.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreCurve {
    /// The settings: how many rows each fit learnt from, or the values of a parameter.
    pub at: Array1<f64>,
    /// On the rows that each fit learnt from.
    pub train_scores: Array2<f64>,
    /// On the rows that each fit did not see.
    pub test_scores: Array2<f64>,
}

impl ScoreCurve {
    /// The mean training score at each setting.
    pub fn train_mean(&self) -> Array1<f64> {
        self.train_scores.rows().into_iter().map(|row| stats::mean_of(&row.to_vec())).collect()
    }

    /// The mean test score at each setting.
    pub fn test_mean(&self) -> Array1<f64> {
        self.test_scores.rows().into_iter().map(|row| stats::mean_of(&row.to_vec())).collect()
    }

    /// The standard deviation of the training score over the folds at each setting.
    pub fn train_sd(&self) -> Array1<f64> {
        self.train_scores.rows().into_iter().map(|row| stats::deviation_of(&row.to_vec(), 0)).collect()
    }

    /// The standard deviation of the test score over the folds at each setting.
    pub fn test_sd(&self) -> Array1<f64> {
        self.test_scores.rows().into_iter().map(|row| stats::deviation_of(&row.to_vec(), 0)).collect()
    }
}

/// Refuses folds without rows, and rows that are not there.
pub(super) fn check_folds(folds: &[Fold], rows: usize) -> Result<()> {
    check_not_empty("folds", folds.len())?;
    for (at, Fold { train, test }) in folds.iter().enumerate() {
        check_not_empty(&format!("training rows of fold {at}"), train.len())?;
        check_not_empty(&format!("test rows of fold {at}"), test.len())?;
        if let Some(row) = train.iter().chain(test).find(|row| **row >= rows) {
            return Err(Error::Shape {
                what: format!("row in fold {at}"),
                expected: format!("less than {rows}"),
                found: row.to_string(),
            });
        }
    }
    Ok(())
}

/// Refuses folds that don't test each row exactly once.
pub(super) fn check_partition(folds: &[Fold], rows: usize) -> Result<()> {
    check_folds(folds, rows)?;
    let mut tested = vec![0_usize; rows];
    folds.iter().flat_map(|fold| &fold.test).for_each(|row| tested[*row] += 1);
    match tested.iter().position(|times| *times != 1) {
        Some(row) => Err(Error::Shape {
            what: format!("times that row {row} is tested"),
            expected: "1".to_owned(),
            found: tested[row].to_string(),
        }),
        None => Ok(()),
    }
}

/// Judges once a fold; the folds are checked.
pub(super) fn cross_validate(judge: &Judge<'_>, folds: &[Fold]) -> Result<CrossValidation> {
    let judged = judge_all(judge, folds, true)?;
    Ok(CrossValidation {
        test_scores: judged.iter().map(|judged| judged.test).collect(),
        train_scores: judged.iter().map(|judged| judged.train).collect(),
        rows_fitted: folds.iter().map(|fold| fold.train.len()).sum(),
    })
}

/// Judges once a fold, threads taking folds in turn; the first fold that fails decides the error.
pub(super) fn judge_all(judge: &Judge<'_>, folds: &[Fold], with_train: bool) -> Result<Vec<Judged>> {
    parallel::map(folds.len(), |at| judge(&folds[at].train, &folds[at].test, with_train))
        .into_iter()
        .collect()
}

/// Judges on growing parts of each fold's training rows. `orders` has those rows in the order in which they come in.
pub(super) fn learning_curve(
    judge: &Judge<'_>,
    orders: &[Vec<usize>],
    folds: &[Fold],
    sizes: &[usize],
) -> Result<ScoreCurve> {
    check_not_empty("sizes", sizes.len())?;
    let most = orders.iter().map(Vec::len).min().unwrap_or(0);
    if let Some(size) = sizes.iter().find(|size| **size == 0 || **size > most) {
        return Err(Error::Parameter {
            name: "sizes",
            value: size.to_string(),
            expected: format!("from 1 to {most}, the rows of the smallest training part"),
        });
    }
    let all = parallel::map(sizes.len() * folds.len(), |job| {
        let (size, fold) = (sizes[job / folds.len()], job % folds.len());
        judge(&orders[fold][..size], &folds[fold].test, true)
    });
    let all: Vec<Judged> = all.into_iter().collect::<Result<_>>()?;
    Ok(curve(sizes.iter().map(|size| *size as f64).collect(), folds.len(), &all))
}

/// Scores by setting and fold, as a table.
pub(super) fn curve(at: Array1<f64>, folds: usize, judged: &[Judged]) -> ScoreCurve {
    let shape = (at.len(), folds);
    ScoreCurve {
        train_scores: Array2::from_shape_fn(shape, |(row, fold)| judged[row * folds + fold].train),
        test_scores: Array2::from_shape_fn(shape, |(row, fold)| judged[row * folds + fold].test),
        at,
    }
}
