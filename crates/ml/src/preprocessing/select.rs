//! Keeping the features that say most about the target.

use crate::error::{Error, Result, check_finite_1, check_finite_2, check_not_empty, check_same_len};
use crate::estimator::{FittedTransformer, Target, Transformer};
use crate::sum;
use ndarray::{Array1, Array2, ArrayView1, Axis};
use serde::{Deserialize, Serialize};

/// Keeps the `k` features with the highest F statistic: that of a regression on the feature alone for a number, that of
/// an analysis of variance (R. A. Fisher, 1925) for classes. Since it looks at the target, it must be fitted to training
/// data only; in a pipeline it is.
///
/// ```
/// use ml::estimator::Target;
/// use ml::data::iris;
/// use ml::preprocessing::SelectKBest;
/// let data = iris()?;
/// let chosen = SelectKBest::new(2).fit(&data.x, Target::Class(&data.y))?;
/// assert_eq!(chosen.support, [2, 3], "length and width of the petals");
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SelectKBest {
    k: usize,
}

/// A choice of features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedSelectKBest {
    /// The F statistic of each feature; infinite for a feature that tells all, 0 for one that is always the same.
    pub scores: Array1<f64>,
    /// The features that are kept, in their order.
    pub support: Vec<usize>,
}

impl SelectKBest {
    /// Keeps this many features, of equals the first.
    pub fn new(k: usize) -> Self {
        Self { k }
    }

    /// Chooses features of `x`, an example a row, by the target `y`.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` and `y` don't fit, [`Error::Empty`] without rows, [`Error::NotFinite`]; [`Error::Parameter`]
    /// for no features or more than there are; [`Error::OneClass`] if there is nothing to tell apart.
    pub fn fit(&self, x: &Array2<f64>, y: Target<'_>) -> Result<FittedSelectKBest> {
        check_not_empty("x", x.nrows())?;
        check_finite_2(x, "x")?;
        if !(1..=x.ncols()).contains(&self.k) {
            let expected = format!("1 to {}, the number of features", x.ncols());
            return Err(Error::Parameter { name: "k", value: self.k.to_string(), expected });
        }
        let scores = match y {
            Target::Number(y) => regression_scores(x, y)?,
            Target::Class(y) => variance_scores(x, y)?,
        };
        let mut order: Vec<usize> = (0..x.ncols()).collect();
        order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
        order.truncate(self.k);
        order.sort_unstable();
        Ok(FittedSelectKBest { scores, support: order })
    }
}

impl FittedSelectKBest {
    /// The features that are kept.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` has another number of features.
    pub fn transform(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_same_len("features", self.scores.len(), x.ncols())?;
        Ok(x.select(Axis(1), &self.support))
    }
}

impl Transformer for SelectKBest {
    fn fit_transformer(&self, _: &Array2<f64>) -> Result<Box<dyn FittedTransformer>> {
        Err(Error::State { what: "SelectKBest needs a target to choose by".to_owned() })
    }

    fn fit_transformer_to(&self, x: &Array2<f64>, y: Target<'_>) -> Result<Box<dyn FittedTransformer>> {
        Ok(Box::new(self.fit(x, y)?))
    }
}

impl FittedTransformer for FittedSelectKBest {
    fn transform(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        FittedSelectKBest::transform(self, x)
    }
}

/// F = r² / (1 − r²) · (n − 2) for each feature, with r its correlation with the target.
fn regression_scores(x: &Array2<f64>, y: &Array1<f64>) -> Result<Array1<f64>> {
    check_same_len("y", x.nrows(), y.len())?;
    check_finite_1(y, "y")?;
    let target = centered(y.view());
    let freedom = x.nrows().saturating_sub(2) as f64;
    let score = |column: ArrayView1<'_, f64>| {
        let feature = centered(column);
        let size = sum::sum_squares(&feature).sqrt() * sum::sum_squares(&target).sqrt();
        if size == 0.0 {
            return 0.0;
        }
        let correlation = sum::dot(&feature, &target) / size;
        statistic(correlation * correlation * freedom, 1.0 - correlation * correlation)
    };
    Ok(x.columns().into_iter().map(score).collect())
}

/// F = variance between the classes over variance within them, for each feature.
fn variance_scores(x: &Array2<f64>, y: &Array1<usize>) -> Result<Array1<f64>> {
    check_same_len("y", x.nrows(), y.len())?;
    let mut classes = y.to_vec();
    classes.sort_unstable();
    classes.dedup();
    if let [class] = classes[..] {
        return Err(Error::OneClass { what: "y".to_owned(), class: class.to_string() });
    }
    let (between, within) = (classes.len() as f64 - 1.0, x.nrows() as f64 - classes.len() as f64);
    let score = |column: ArrayView1<'_, f64>| {
        let feature = centered(column);
        let of = |class: &usize| -> Vec<f64> {
            feature.iter().zip(y).filter(|(_, of)| *of == class).map(|(value, _)| *value).collect()
        };
        let whole = sum::sum_squares(&feature);
        let explained = classes.iter().map(of).fold(0.0, |explained, values| {
            let total = sum::sum(&values);
            explained + total * total / values.len() as f64
        });
        statistic(explained * within, (whole - explained) * between)
    };
    Ok(x.columns().into_iter().map(score).collect())
}

/// A ratio in which rounding can leave a little less than nothing.
fn statistic(explained: f64, left: f64) -> f64 {
    if explained <= 0.0 { 0.0 } else { explained / left.max(0.0) }
}

fn centered(values: ArrayView1<'_, f64>) -> Vec<f64> {
    let values = values.to_vec();
    let mean = sum::sum(&values) / values.len() as f64;
    values.iter().map(|value| value - mean).collect()
}

#[cfg(test)]
mod tests {
    use super::SelectKBest;
    use crate::estimator::{Target, Transformer};
    use ndarray::array;

    #[test]
    fn features_that_tell_all_or_nothing_have_a_place() {
        let x = array![[5.0, 1.0, 0.0], [5.0, 2.0, 1.0], [5.0, 3.0, 0.0], [5.0, 4.0, 1.0]];
        let chosen =
            SelectKBest::new(1).fit(&x, Target::Number(&array![2.0, 4.0, 6.0, 8.0])).expect("finite data");
        assert_eq!((chosen.scores[0], chosen.support.as_slice()), (0.0, &[1][..]));
        let chosen = SelectKBest::new(1).fit(&x, Target::Class(&array![0, 1, 0, 1])).expect("finite data");
        assert_eq!((chosen.scores[2], chosen.support.as_slice()), (f64::INFINITY, &[2][..]));
    }

    #[test]
    fn what_can_not_be_chosen_from_is_refused() {
        let x = array![[1.0], [2.0]];
        assert!(SelectKBest::new(2).fit(&x, Target::Class(&array![0, 1])).is_err());
        assert!(SelectKBest::new(0).fit(&x, Target::Class(&array![0, 1])).is_err());
        assert!(SelectKBest::new(1).fit(&x, Target::Class(&array![1, 1])).is_err());
        assert!(SelectKBest::new(1).fit(&x, Target::Number(&array![1.0])).is_err());
        assert!(SelectKBest::new(1).fit_transformer(&x).is_err(), "without a target");
    }
}
