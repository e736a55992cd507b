//! Whether two samples are of one distribution, whatever it is.

use crate::error::{Result, check_finite_1, check_not_empty};
use crate::math;
use ndarray::Array1;

/// The result of [`ks_2samp`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KsTest {
    /// The greatest distance of the shares of both samples that lie at or below a value, from 0 to 1.
    pub statistic: f64,
    /// How often two samples of one distribution are at least as far apart.
    pub p_value: f64,
    /// Where they are the farthest apart.
    pub at: f64,
}

/// Samples of up to this size have their p-value counted out.
const EXACT: usize = 10_000;

/// The two-sided test of A. N. Kolmogorov (1933) and N. V. Smirnov (1939) for two samples. For up to 10 000 values in each,
/// the p-value is exact (J. L. Hodges, 1958), beyond that it is Kolmogorov's limit.
///
/// # Errors
/// [`Error::Empty`](crate::error::Error::Empty) if one of the samples is,
/// [`Error::NotFinite`](crate::error::Error::NotFinite) for NaN and infinities.
pub fn ks_2samp(a: &Array1<f64>, b: &Array1<f64>) -> Result<KsTest> {
    for (values, what) in [(a, "a"), (b, "b")] {
        check_not_empty(what, values.len())?;
        check_finite_1(values, what)?;
    }
    let sorted = |values: &Array1<f64>| {
        // Adding 0 makes one zero of the two.
        let mut values: Vec<f64> = values.iter().map(|value| value + 0.0).collect();
        values.sort_by(f64::total_cmp);
        values
    };
    let (a, b) = (sorted(a), sorted(b));
    let (m, n) = (a.len(), b.len());
    let (distance, at) = greatest_distance(&a, &b);
    let statistic = distance as f64 / (m as f64 * n as f64);
    let p_value = if m.max(n) <= EXACT {
        outside(m, n, distance)
    } else {
        kolmogorov(statistic * (m as f64 * (n as f64 / (m + n) as f64)).sqrt())
    };
    Ok(KsTest { statistic, p_value: p_value.clamp(0.0, 1.0), at })
}

/// The greatest |i n − j m| with i values of `a` and j of `b` at or below a value, and that value.
fn greatest_distance(a: &[f64], b: &[f64]) -> (u128, f64) {
    let (mut i, mut j, mut greatest, mut at) = (0, 0, 0, a[0].min(b[0]));
    while i < a.len() && j < b.len() {
        let value = a[i].min(b[j]);
        while i < a.len() && a[i] == value {
            i += 1;
        }
        while j < b.len() && b[j] == value {
            j += 1;
        }
        let distance = (i as u128 * b.len() as u128).abs_diff(j as u128 * a.len() as u128);
        if distance > greatest {
            (greatest, at) = (distance, value);
        }
    }
    (greatest, at)
}

/// The probability that a random walk of m steps one way and n the other, in any order, ever has |i n − j m| at least
/// `distance`. What has walked so far is pushed on step by step, row by row; what gets there is taken out.
fn outside(m: usize, n: usize, distance: u128) -> f64 {
    if distance == 0 {
        return 1.0;
    }
    let (wide_m, wide_n) = (m as u128, n as u128);
    // The least and the greatest j that are near in row i.
    let least =
        |i: usize| (i as u128 * wide_n).checked_sub(distance).map_or(0, |over| (over / wide_m) as usize + 1);
    let greatest =
        |i: usize| ((i as u128 * wide_n + distance).saturating_sub(1) / wide_m).min(wide_n) as usize;
    let mut walks = vec![0.0; n + 1];
    walks[0] = 1.0;
    let mut out = 0.0;
    for i in 0..=m {
        let (first, last) = (least(i), greatest(i));
        let mut from_below = 0.0;
        for (j, walk) in walks.iter_mut().enumerate().take(last + 1).skip(first) {
            let here = *walk + from_below;
            let share = here / (m - i + n - j).max(1) as f64;
            *walk = share * (m - i) as f64;
            from_below = share * (n - j) as f64;
        }
        out += from_below;
        for walk in walks.iter_mut().take(least(i + 1)).skip(first) {
            out += *walk;
            *walk = 0.0;
        }
    }
    out
}

/// The limit of the probability of a distance of at least x / √(m n / (m + n)), by whichever of its two series converges
/// fast.
fn kolmogorov(x: f64) -> f64 {
    use std::f64::consts::PI;
    if x <= 0.0 {
        return 1.0;
    }
    if x < 1.0 {
        let terms = (1..20).map(|k| {
            let odd = f64::from(2 * k - 1);
            math::exp(-odd * odd * PI * PI / (8.0 * x * x))
        });
        return 1.0 - (2.0 * PI).sqrt() / x * terms.fold(0.0, |sum, term| sum + term);
    }
    let terms = (1..20).map(|k| {
        let (sign, k) = (if k % 2 == 1 { 1.0 } else { -1.0 }, f64::from(k));
        sign * math::exp(-2.0 * k * k * x * x)
    });
    2.0 * terms.fold(0.0, |sum, term| sum + term)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_same_sample_is_no_surprise_and_a_far_one_is() {
        let values = array![1.0, 2.0, 3.0];
        let same = ks_2samp(&values, &values).expect("numbers");
        assert_eq!((same.statistic, same.p_value), (0.0, 1.0));
        let far = ks_2samp(&values, &array![7.0, 8.0, 9.0]).expect("numbers");
        assert_eq!((far.statistic, far.at), (1.0, 3.0));
        assert!((far.p_value - 0.1).abs() < 1e-15, "two of twenty orders: {}", far.p_value);
    }

    #[test]
    fn both_series_meet() {
        assert!((kolmogorov(1.0 - 1e-12) - kolmogorov(1.0)).abs() < 1e-11);
        assert_eq!((kolmogorov(0.0), kolmogorov(100.0)), (1.0, 0.0));
        assert!((kolmogorov(1e-3) - 1.0).abs() < 1e-15);
    }

    #[test]
    fn great_samples_take_the_limit() {
        let a: Array1<f64> = (0..10_001).map(|i| f64::from(i) / 10_001.0).collect();
        let test = ks_2samp(&a, &(&a + 0.02)).expect("numbers");
        assert!((0.01..0.05).contains(&test.p_value), "{test:?}");
    }

    #[test]
    fn odd_samples_are_refused() {
        assert!(ks_2samp(&array![], &array![1.0]).is_err());
        assert!(ks_2samp(&array![1.0], &array![f64::INFINITY]).is_err());
        let zeros = ks_2samp(&array![0.0, -0.0], &array![-0.0]).expect("numbers");
        assert_eq!(zeros.statistic, 0.0);
    }
}
