//! Thinning of long series before they are sent.

use super::Points;
use crate::Number;

/// The most points of a series that are kept. Of a longer one, the points are cut into runs of the same length, and of
/// each run the first, the lowest, the highest and the last point stay, so that no peak is lost. The record says how many
/// points there were.
pub const POINT_LIMIT: usize = 2000;

/// The points, cut to the shorter of the two and thinned.
pub(super) fn points(mut xs: Vec<f64>, mut ys: Vec<f64>) -> Points {
    let count = xs.len().min(ys.len());
    xs.truncate(count);
    ys.truncate(count);
    let kept = kept(&ys, &ys);
    let take = |values: &[f64]| kept.iter().map(|&at| Number(values[at])).collect();
    Points { xs: take(&xs), ys: take(&ys), thinned_from: (kept.len() < count).then_some(count) }
}

/// The same for a band, by its lower and its upper ends.
pub(super) fn band(
    mut xs: Vec<f64>,
    mut low: Vec<f64>,
    mut high: Vec<f64>,
) -> (Vec<Number>, Vec<Number>, Vec<Number>) {
    let count = xs.len().min(low.len()).min(high.len());
    for values in [&mut xs, &mut low, &mut high] {
        values.truncate(count);
    }
    let kept = kept(&low, &high);
    let take = |values: &[f64]| kept.iter().map(|&at| Number(values[at])).collect();
    (take(&xs), take(&low), take(&high))
}

/// The places that stay: the ends of each run, its lowest `low` and its highest `high`.
fn kept(low: &[f64], high: &[f64]) -> Vec<usize> {
    let count = low.len();
    if count <= POINT_LIMIT {
        return (0..count).collect();
    }
    let runs = POINT_LIMIT / 4;
    let mut kept = Vec::with_capacity(POINT_LIMIT);
    for run in 0..runs {
        let (from, to) = (run * count / runs, (run + 1) * count / runs);
        let places = from..to;
        let lowest = places.clone().min_by(|&a, &b| low[a].total_cmp(&low[b]));
        let highest = places.max_by(|&a, &b| high[a].total_cmp(&high[b]));
        let mut of_run = [Some(from), lowest, highest, Some(to - 1)];
        of_run.sort();
        kept.extend(of_run.into_iter().flatten());
    }
    kept.dedup();
    kept
}

#[cfg(test)]
mod tests {
    use super::{POINT_LIMIT, points};

    #[test]
    fn a_long_series_keeps_its_ends_and_its_peak() {
        let count = 100_000;
        let xs: Vec<f64> = (0..count).map(f64::from).collect();
        let mut ys = vec![0.0; xs.len()];
        ys[54_321] = 7.0;
        let points = points(xs, ys);
        assert!(points.xs.len() <= POINT_LIMIT);
        assert_eq!(points.thinned_from, Some(100_000));
        assert_eq!(points.xs[0].0, 0.0);
        assert_eq!(points.xs.last().map(|x| x.0), Some(99_999.0));
        assert!(points.xs.iter().zip(&points.ys).any(|(x, y)| x.0 == 54_321.0 && y.0 == 7.0));
    }

    #[test]
    fn a_short_series_is_kept_as_it_is() {
        let points = points(vec![0.0, 1.0, 2.0], vec![5.0, f64::NAN]);
        assert_eq!(points.xs.len(), 2);
        assert_eq!(points.thinned_from, None);
    }
}
