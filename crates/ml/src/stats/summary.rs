//! What a few numbers say about many.

use crate::error::{Error, Result, check_finite_1, check_not_empty, parameter};
use crate::rng::Rng;
use crate::{parallel, sum};
use ndarray::Array1;

/// From a lower to an upper end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// Whether a value lies within, ends included.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Upper end less lower end.
    pub fn width(&self) -> f64 {
        self.high - self.low
    }
}

/// The arithmetic mean.
///
/// # Errors
/// [`Error::Empty`] without values, [`Error::NotFinite`] for NaN and infinities.
pub fn mean(values: &Array1<f64>) -> Result<f64> {
    checked(values).map(|values| mean_of(&values))
}

/// The variance of the population that the values are a sample of: the sum of squares is divided by n − 1.
///
/// # Errors
/// As [`mean`]; [`Error::Shape`] also for a single value.
pub fn variance(values: &Array1<f64>) -> Result<f64> {
    sd(values).map(|sd| sd * sd)
}

/// The standard deviation of the population that the values are a sample of: the root of [`variance`].
///
/// # Errors
/// As [`variance`].
pub fn sd(values: &Array1<f64>) -> Result<f64> {
    let values = checked(values)?;
    if values.len() < 2 {
        let (expected, found) = ("2 or more".to_owned(), "1".to_owned());
        return Err(Error::Shape { what: "values for a deviation".to_owned(), expected, found });
    }
    Ok(deviation_of(&values, 1))
}

/// The value in the middle; of an even number, the mean of both.
///
/// # Errors
/// As [`mean`].
pub fn median(values: &Array1<f64>) -> Result<f64> {
    quantile(values, 0.5)
}

/// The value below which a share of the values lies, on straight lines between them, as numpy has it (type 7 of
/// R. J. Hyndman and Y. Fan, 1996).
///
/// # Errors
/// As [`mean`]; [`Error::Parameter`] for a share that is not from 0 to 1.
pub fn quantile(values: &Array1<f64>, share: f64) -> Result<f64> {
    let mut values = checked(values)?;
    if !(0.0..=1.0).contains(&share) {
        return Err(parameter("share", share, "from 0 to 1"));
    }
    values.sort_by(f64::total_cmp);
    Ok(quantile_of_sorted(&values, share))
}

/// Where a statistic lies with a probability of `level`, from its quantiles over `resamples` samples drawn from the
/// values with replacement (the percentile method of B. Efron, 1979).
///
/// # Errors
/// As [`mean`]; [`Error::Parameter`] for a level that is not between 0 and 1 or no resamples; [`Error::NotFinite`] also
/// if the statistic is not finite for a sample.
pub fn bootstrap_ci(
    values: &Array1<f64>,
    statistic: &(dyn Fn(&[f64]) -> f64 + Sync),
    level: f64,
    resamples: usize,
    seed: u64,
) -> Result<Interval> {
    let values = checked(values)?;
    check_level(level)?;
    if resamples == 0 {
        return Err(parameter("resamples", resamples, "1 or more"));
    }
    let mut found = parallel::map(resamples, |at| {
        let mut rng = Rng::new(seed).fork(at as u64);
        let sample: Vec<f64> = values.iter().map(|_| values[rng.below(values.len())]).collect();
        statistic(&sample)
    });
    if let Some(at) = found.iter().position(|found| !found.is_finite()) {
        return Err(Error::NotFinite { what: "statistic".to_owned(), index: vec![at], value: found[at] });
    }
    found.sort_by(f64::total_cmp);
    let beyond = (1.0 - level) / 2.0;
    Ok(Interval { low: quantile_of_sorted(&found, beyond), high: quantile_of_sorted(&found, 1.0 - beyond) })
}

/// Refuses a probability that leaves nothing inside or outside.
pub(crate) fn check_level(level: f64) -> Result<()> {
    if level > 0.0 && level < 1.0 { Ok(()) } else { Err(parameter("level", level, "between 0 and 1")) }
}

/// The mean; NaN of nothing.
pub(crate) fn mean_of(values: &[f64]) -> f64 {
    sum::sum(values) / values.len() as f64
}

/// The root of the squares' sum divided by n less `freedom`; NaN where that is 0.
pub(crate) fn deviation_of(values: &[f64], freedom: usize) -> f64 {
    let mean = mean_of(values);
    let deviations: Vec<f64> = values.iter().map(|value| value - mean).collect();
    (sum::sum_squares(&deviations) / values.len().saturating_sub(freedom) as f64).sqrt()
}

/// The quantile of ascending values, of which there is at least one.
pub(crate) fn quantile_of_sorted(values: &[f64], share: f64) -> f64 {
    let last = values.len() - 1;
    let place = share * last as f64;
    let below = (place as usize).min(last);
    let (low, high) = (values[below], values[(below + 1).min(last)]);
    let part = place - below as f64;
    // From the nearer end, so that the ends themselves are met exactly.
    if part < 0.5 { low + (high - low) * part } else { high - (high - low) * (1.0 - part) }
}

fn checked(values: &Array1<f64>) -> Result<Vec<f64>> {
    check_not_empty("values", values.len())?;
    check_finite_1(values, "values")?;
    Ok(values.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_ends_and_the_middle_are_met() {
        let values = array![3.0, 1.0, 2.0, 10.0];
        assert_eq!((quantile(&values, 0.0), quantile(&values, 1.0)), (Ok(1.0), Ok(10.0)));
        assert_eq!(median(&values), Ok(2.5));
        assert_eq!((mean(&values), median(&array![7.0])), (Ok(4.0), Ok(7.0)));
        assert!((variance(&values).expect("four values") - 50.0 / 3.0).abs() < 1e-13);
    }

    #[test]
    fn an_interval_covers_the_mean_about_as_often_as_it_says() {
        let mut rng = Rng::new(8);
        let covered = (0..200)
            .filter(|seed| {
                let values: Array1<f64> = (0..40).map(|_| rng.normal()).collect();
                let interval = bootstrap_ci(&values, &mean_of, 0.9, 200, *seed).expect("an interval");
                interval.contains(0.0)
            })
            .count();
        assert!((160..=195).contains(&covered), "{covered} of 200");
    }

    #[test]
    fn what_says_nothing_is_refused() {
        assert!(mean(&array![]).is_err());
        assert!(sd(&array![1.0]).is_err());
        assert!(quantile(&array![1.0], 1.5).is_err());
        assert!(quantile(&array![1.0], f64::NAN).is_err());
        assert!(median(&array![f64::NAN]).is_err());
        assert!(bootstrap_ci(&array![1.0], &mean_of, 1.0, 10, 1).is_err());
        assert!(bootstrap_ci(&array![1.0], &mean_of, 0.9, 0, 1).is_err());
        assert!(bootstrap_ci(&array![1.0], &|_| f64::NAN, 0.9, 5, 1).is_err());
    }
}
