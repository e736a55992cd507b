//! Why a model errs: it is too simple, too easily moved, or the world is noisy.

use crate::error::{Result, check_finite_1, check_finite_2, check_not_empty, check_same_len, parameter};
use crate::estimator::Regressor;
use crate::rng::Rng;
use crate::{parallel, stats};
use ndarray::{Array1, Array2, Axis};

/// The mean squared error of a way to learn, taken apart (S. Geman, E. Bienenstock and R. Doursat, 1992):
/// error = bias² + variance + noise + cross, up to rounding.
#[derive(Debug, Clone, PartialEq)]
pub struct BiasVariance {
    /// The mean of (y − ŷ)² over all test rows and all models.
    pub error: f64,
    /// How far the mean of all models is from the truth: what is wrong however much one resamples.
    pub bias_squared: f64,
    /// How far single models are from their mean: what is due to the sample at hand.
    pub variance: f64,
    /// How far the test values are from the truth: what no model can know. 0 where the truth is not given; then the
    /// bias holds it.
    pub noise: f64,
    /// 2 · mean of (y − f)(f − mean prediction): what chance leaves in a test set of finite size, since its noise is not
    /// quite unrelated to the bias. It goes to 0 as the test set grows, and may be negative.
    pub cross: f64,
    /// The mean prediction of all models, one a test row.
    pub mean_prediction: Array1<f64>,
}

/// Takes the error of many models apart. `predictions` has a row a model and a column a test row, `y` the test values, and
/// `truth` the same without noise, where it is known.
///
/// ```
/// use ml::ndarray::array;
/// use ml::selection::bias_variance;
/// let two_models = array![[1.0, 2.0], [3.0, 2.0]];
/// let parts = bias_variance(&two_models, &array![2.5, 2.0], Some(&array![2.0, 1.5]))?;
/// assert_eq!((parts.bias_squared, parts.variance, parts.noise), (0.125, 0.5, 0.25));
/// assert_eq!(parts.error, parts.bias_squared + parts.variance + parts.noise + parts.cross);
/// # Ok::<(), ml::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Empty`](crate::error::Error::Empty) without models or test rows, [`Error::Shape`](crate::error::Error::Shape)
/// if lengths differ, [`Error::NotFinite`](crate::error::Error::NotFinite).
pub fn bias_variance(
    predictions: &Array2<f64>,
    y: &Array1<f64>,
    truth: Option<&Array1<f64>>,
) -> Result<BiasVariance> {
    check_not_empty("models", predictions.nrows())?;
    check_not_empty("test rows", predictions.ncols())?;
    check_same_len("y", predictions.ncols(), y.len())?;
    check_finite_2(predictions, "predictions")?;
    check_finite_1(y, "y")?;
    let truth = truth.unwrap_or(y);
    check_same_len("truth", y.len(), truth.len())?;
    check_finite_1(truth, "truth")?;
    let columns = || predictions.columns().into_iter().map(|column| column.to_vec());
    let mean_prediction: Array1<f64> = columns().map(|said| stats::mean_of(&said)).collect();
    let mean_over_rows = |values: Vec<f64>| stats::mean_of(&values);
    let square = |value: f64| value * value;
    let errors = columns().zip(y).map(|(said, y)| {
        let squares: Vec<f64> = said.iter().map(|said| square(y - said)).collect();
        stats::mean_of(&squares)
    });
    let variances = columns().map(|said| square(stats::deviation_of(&said, 0)));
    let pairs = || y.iter().zip(truth).zip(&mean_prediction);
    Ok(BiasVariance {
        error: mean_over_rows(errors.collect()),
        bias_squared: mean_over_rows(pairs().map(|((_, f), mean)| square(f - mean)).collect()),
        variance: mean_over_rows(variances.collect()),
        noise: mean_over_rows(pairs().map(|((y, f), _)| square(y - f)).collect()),
        cross: 2.0 * mean_over_rows(pairs().map(|((y, f), mean)| (y - f) * (f - mean)).collect()),
        mean_prediction,
    })
}

/// What models learnt from `rounds` bootstrap samples of `x` and `y` say about `x_test`: a row a model, for
/// [`bias_variance`]. Each sample has as many rows as `x`, drawn with replacement from its own stream of `seed`
/// (B. Efron, 1979).
///
/// # Errors
/// [`Error::Parameter`](crate::error::Error::Parameter) for no rounds, [`Error::Shape`](crate::error::Error::Shape) or
/// [`Error::Empty`](crate::error::Error::Empty) if `x` and `y` don't fit or have no rows; those of the model.
pub fn bootstrap_predictions(
    model: &dyn Regressor,
    x: &Array2<f64>,
    y: &Array1<f64>,
    x_test: &Array2<f64>,
    rounds: usize,
    seed: u64,
) -> Result<Array2<f64>> {
    check_not_empty("x", x.nrows())?;
    check_same_len("y", x.nrows(), y.len())?;
    if rounds == 0 {
        return Err(parameter("rounds", rounds, "1 or more"));
    }
    let said: Vec<Array1<f64>> = parallel::map(rounds, |round| {
        let mut rng = Rng::new(seed).fork(round as u64);
        let rows: Vec<usize> = (0..x.nrows()).map(|_| rng.below(x.nrows())).collect();
        let fitted = model.fit_regressor(&x.select(Axis(0), &rows), &y.select(Axis(0), &rows))?;
        let said = fitted.predict(x_test)?;
        check_same_len("predictions", x_test.nrows(), said.len())?;
        Ok(said)
    })
    .into_iter()
    .collect::<Result<_>>()?;
    Ok(Array2::from_shape_fn((rounds, x_test.nrows()), |(round, row)| said[round][row]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linear::Ridge;
    use ndarray::array;

    #[test]
    fn the_parts_sum_to_the_error() {
        let mut rng = Rng::new(3);
        let x = Array2::from_shape_simple_fn((40, 2), || rng.normal());
        let truth: Array1<f64> = x.rows().into_iter().map(|row| row[0] + row[1] * row[1]).collect();
        let y: Array1<f64> = truth.iter().map(|f| f + 0.3 * rng.normal()).collect();
        let said = bootstrap_predictions(&Ridge::new(1.0), &x, &y, &x, 30, 5).expect("it fits");
        for truth in [None, Some(&truth)] {
            let parts = bias_variance(&said, &y, truth).expect("sizes fit");
            let sum = parts.bias_squared + parts.variance + parts.noise + parts.cross;
            assert!((parts.error - sum).abs() < 1e-12 * parts.error, "{parts:?}");
            assert!(parts.variance > 0.0 && parts.bias_squared > 0.5, "{parts:?}");
            assert_eq!(parts.noise == 0.0, truth.is_none());
        }
        assert_eq!(bootstrap_predictions(&Ridge::new(1.0), &x, &y, &x, 30, 5), Ok(said));
    }

    #[test]
    fn sizes_that_do_not_fit_are_refused() {
        let (x, y) = (array![[1.0], [2.0]], array![1.0, 2.0]);
        let model = Ridge::new(1.0);
        assert!(bootstrap_predictions(&model, &x, &array![1.0], &x, 3, 1).is_err());
        assert!(bootstrap_predictions(&model, &x, &y, &x, 0, 1).is_err());
        assert!(bootstrap_predictions(&model, &x, &y, &array![[1.0, 2.0]], 3, 1).is_err());
        assert!(bias_variance(&array![[1.0]], &y, None).is_err());
        assert!(bias_variance(&array![[1.0, f64::NAN]], &y, None).is_err());
        assert!(bias_variance(&Array2::zeros((0, 2)), &y, None).is_err());
        assert!(bias_variance(&Array2::zeros((1, 2)), &y, Some(&array![1.0])).is_err());
    }
}
