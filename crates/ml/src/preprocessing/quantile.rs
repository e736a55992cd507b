//! Quantiles of numbers.

/// The value below which a share `q` (0 to 1) of the values lies, interpolated between neighbours as numpy and
/// scikit-learn do (R. J. Hyndman and Y. Fan, 1996, definition 7). `sorted` must be in order; without values it is NaN.
pub(super) fn quantile(sorted: &[f64], q: f64) -> f64 {
    let place = q * sorted.len().saturating_sub(1) as f64;
    let below = place.floor() as usize;
    match (sorted.get(below), sorted.get(below + 1)) {
        (Some(&low), Some(&high)) => {
            let part = place - below as f64;
            // From the nearer end, so that equal neighbours give themselves.
            if part < 0.5 { low + (high - low) * part } else { high - (high - low) * (1.0 - part) }
        }
        (Some(&last), None) => last,
        (None, _) => f64::NAN,
    }
}

/// The values in order.
pub(super) fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn quantiles_lie_between_their_neighbours() {
        let values = [1.0, 2.0, 4.0, 8.0];
        assert_eq!([0.0, 0.5, 1.0].map(|q| quantile(&values, q)), [1.0, 3.0, 8.0]);
        assert_eq!(quantile(&values, 0.25), 1.75);
        assert_eq!(quantile(&[5.0], 0.3), 5.0);
        assert!(quantile(&[], 0.5).is_nan());
    }
}
