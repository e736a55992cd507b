//! The population stability index.

use crate::error::{Result, check_finite_1, check_not_empty, parameter};
use crate::math;
use crate::stats::quantile_of_sorted;
use ndarray::Array1;

/// How far the shares of bins have moved.
#[derive(Debug, Clone, PartialEq)]
pub struct Psi {
    /// Σ (current − reference) ln (current / reference) over the bins, 0 or more. By a rule of thumb less than 0.1 is
    /// nothing, and more than 0.25 is much.
    pub value: f64,
    /// Where one bin ends (inclusive) and the next begins, ascending: one fewer than there are bins.
    pub edges: Vec<f64>,
    /// The share of each bin in the reference.
    pub reference: Vec<f64>,
    /// The share of each bin in the current data.
    pub current: Vec<f64>,
}

/// Compares two samples by the shares that fall into bins, whose edges are quantiles of the reference (N. Siddiqi,
/// *Credit Risk Scorecards*, 2006). Quantiles that are equal make one bin. Each bin of each sample counts half a row more
/// than it has, so that an empty one does not make the index infinite.
///
/// # Errors
/// [`Error::Empty`](crate::error::Error::Empty) if one of the samples is, [`Error::NotFinite`](crate::error::Error::NotFinite),
/// [`Error::Parameter`](crate::error::Error::Parameter) for fewer than 2 bins or more than 10 000.
pub fn population_stability_index(
    reference: &Array1<f64>,
    current: &Array1<f64>,
    bins: usize,
) -> Result<Psi> {
    for (values, what) in [(reference, "reference"), (current, "current")] {
        check_not_empty(what, values.len())?;
        check_finite_1(values, what)?;
    }
    if !(2..=10_000).contains(&bins) {
        return Err(parameter("bins", bins, "from 2 to 10000"));
    }
    let mut sorted = reference.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut edges: Vec<f64> =
        (1..bins).map(|bin| quantile_of_sorted(&sorted, bin as f64 / bins as f64)).collect();
    edges.dedup();
    let (reference, current) = (shares(reference, &edges), shares(current, &edges));
    let value = reference.iter().zip(&current).fold(0.0, |sum, (r, c)| sum + (c - r) * math::ln(c / r));
    Ok(Psi { value, edges, reference, current })
}

fn shares(values: &Array1<f64>, edges: &[f64]) -> Vec<f64> {
    let mut counts = vec![0.5; edges.len() + 1];
    for value in values {
        counts[edges.partition_point(|edge| edge < value)] += 1.0;
    }
    let total = values.len() as f64 + 0.5 * counts.len() as f64;
    counts.iter().map(|count| count / total).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_same_data_has_not_moved_and_other_data_has() {
        let values: Array1<f64> = (0..100).map(f64::from).collect();
        let same = population_stability_index(&values, &values, 10).expect("numbers");
        assert_eq!((same.value, same.edges.len()), (0.0, 9));
        assert!(same.reference.iter().all(|share| (share - 0.1).abs() < 1e-12));
        let far = population_stability_index(&values, &(&values + 1000.0), 10).expect("numbers");
        assert!(far.value > 4.0 && far.value.is_finite());
    }

    #[test]
    fn a_bin_by_hand() {
        let psi = population_stability_index(&array![0.0, 0.0, 1.0, 1.0], &array![0.0, 1.0, 1.0, 1.0], 2)
            .expect("numbers");
        assert_eq!((psi.reference.as_slice(), psi.current.as_slice()), (&[0.5, 0.5][..], &[0.3, 0.7][..]));
        let by_hand = -0.2 * math::ln(0.6) + 0.2 * math::ln(1.4);
        assert!((psi.value - by_hand).abs() < 1e-15);
    }

    #[test]
    fn constant_data_is_one_bin_and_odd_data_is_refused() {
        let same = array![2.0, 2.0, 2.0];
        assert_eq!(population_stability_index(&same, &same, 10).expect("numbers").edges, [2.0]);
        assert!(population_stability_index(&same, &array![], 10).is_err());
        assert!(population_stability_index(&array![f64::NAN], &same, 10).is_err());
        assert!(population_stability_index(&same, &same, 1).is_err());
        assert!(population_stability_index(&same, &same, usize::MAX).is_err());
    }
}
