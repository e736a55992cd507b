//! How much a score suffers when a feature is shuffled.

use crate::error::{Result, parameter};
use crate::rng::Rng;
use crate::{parallel, stats};
use ndarray::{Array1, Array2};

/// How much worse a score gets without each feature.
#[derive(Debug, Clone, PartialEq)]
pub struct Importance {
    /// The score with all features as they are.
    pub baseline: f64,
    /// How much worse the score gets: a row a feature, a column a shuffle. Positive means that the feature is of use,
    /// whether more of the score is better or less.
    pub importances: Array2<f64>,
    /// The mean over the shuffles, one a feature.
    pub mean: Array1<f64>,
    /// The standard deviation over the shuffles, one a feature.
    pub sd: Array1<f64>,
}

/// Shuffles one feature of `x` after the other and scores each time. The shuffle depends on the seed, the feature and
/// the repeat alone.
pub(super) fn permute(
    x: &Array2<f64>,
    score: &(dyn Fn(&Array2<f64>) -> Result<f64> + Sync),
    greater_is_better: bool,
    repeats: usize,
    seed: u64,
) -> Result<Importance> {
    if repeats == 0 {
        return Err(parameter("repeats", repeats, "1 or more"));
    }
    let baseline = score(x)?;
    let scored: Vec<Vec<f64>> = parallel::map(x.ncols(), |feature| {
        let mut rng = Rng::new(seed).fork(feature as u64);
        let mut shuffled = x.clone();
        (0..repeats)
            .map(|_| {
                for (row, from) in rng.permutation(x.nrows()).into_iter().enumerate() {
                    shuffled[[row, feature]] = x[[from, feature]];
                }
                score(&shuffled)
            })
            .collect::<Result<Vec<f64>>>()
    })
    .into_iter()
    .collect::<Result<_>>()?;
    let sign = if greater_is_better { 1.0 } else { -1.0 };
    let importances =
        Array2::from_shape_fn((x.ncols(), repeats), |(feature, at)| sign * (baseline - scored[feature][at]));
    let by_feature = |of: &dyn Fn(&[f64]) -> f64| -> Array1<f64> {
        importances.rows().into_iter().map(|row| of(&row.to_vec())).collect()
    };
    Ok(Importance {
        baseline,
        mean: by_feature(&stats::mean_of),
        sd: by_feature(&|values| stats::deviation_of(values, 0)),
        importances,
    })
}
