//! The lines of charts over seeds: a mean with a band around it, which differs a little with every draw.

use super::tolerance::Tolerance;
use crate::entry::Seeds;
use crate::seeds::Statistics;
use cell::{Chart, Layer, Number};

/// The rule by which [`Difference`]s are found, for findings.
pub(super) const RULE: &str = "along the line, means within 2 standard errors of their difference in the root mean square, and log standard deviations within 2 of theirs (over seeds)";

/// A line that is of another distribution than the recorded one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Difference {
    /// The series, and its point that is furthest from the recorded one; both from 1.
    pub(super) series: usize,
    pub(super) point: usize,
    pub(super) recorded: Statistics,
    pub(super) now: Statistics,
}

/// Holds the lines over seeds of two charts against each other. Gives those that differ, and the new chart with the recorded
/// lines in the place of all of them, for whatever else is to be compared.
pub(super) fn compare(
    old: &Chart,
    new: &Chart,
    seeds: &Seeds,
    tolerance: &Tolerance,
) -> (Vec<Difference>, Chart) {
    let mut rest = new.clone();
    let mut differences = Vec::new();
    for at in 1..old.layers.len().min(new.layers.len()) {
        let (Some(olds), Some(news)) = (line_at(old, at, seeds), line_at(new, at, seeds)) else { continue };
        let (olds, news) = match (olds.name == news.name, olds.xs == news.xs) {
            (true, true) => (olds.statistics, news.statistics),
            _ => continue,
        };
        differences.extend(furthest(&olds, &news, tolerance).map(|point| Difference {
            series: at + 1,
            point: point + 1,
            recorded: olds[point],
            now: news[point],
        }));
        rest.layers[at - 1] = old.layers[at - 1].clone();
        rest.layers[at] = old.layers[at].clone();
    }
    (differences, rest)
}

/// A line over seeds.
struct SeedLine<'a> {
    name: &'a str,
    xs: &'a [Number],
    statistics: Vec<Statistics>,
}

/// The line that is layer `at`, if the layer before it is its band.
fn line_at<'a>(chart: &'a Chart, at: usize, seeds: &Seeds) -> Option<SeedLine<'a>> {
    let (Layer::Band { name: band, xs, high, .. }, Layer::Line { name, points }) =
        (&chart.layers[at - 1], &chart.layers[at])
    else {
        return None;
    };
    let is_band = *band == format!("{name} ± {}", seeds.interval) && *xs == points.xs;
    let n = seeds.list.len();
    let unit = Statistics { n, mean: 0.0, sd: 1.0 }.plus_minus(seeds.interval);
    let statistics = points
        .ys
        .iter()
        .zip(high)
        // On a logarithmic axis the lower end may be cut.
        .map(|(mean, high)| Statistics { n, mean: mean.0, sd: (high.0 - mean.0) / unit })
        .collect();
    (is_band && n > 1).then_some(SeedLine { name, xs: &points.xs, statistics })
}

/// The point that lies furthest from the recorded one, if the line as a whole lies too far: one point in twenty would by
/// itself, and the points of a line go along with each other.
fn furthest(olds: &[Statistics], news: &[Statistics], tolerance: &Tolerance) -> Option<usize> {
    let distance = |(old, new): (&Statistics, &Statistics)| {
        let same = tolerance.accepts(old.mean, new.mean) && tolerance.accepts(old.sd, new.sd);
        if same { (0.0, 0.0) } else { old.distances(new) }
    };
    let distances: Vec<(f64, f64)> = olds.iter().zip(news).map(distance).collect();
    let square = |part: fn(&(f64, f64)) -> f64| {
        distances.iter().map(|both| part(both) * part(both)).sum::<f64>() / distances.len() as f64
    };
    let is_close = square(|both| both.0) <= 4.0 && square(|both| both.1) <= 4.0;
    let far = |both: &(f64, f64)| if both.0.is_nan() { f64::INFINITY } else { both.0.max(both.1) };
    let furthest = (0..distances.len()).max_by(|&a, &b| far(&distances[a]).total_cmp(&far(&distances[b])));
    furthest.filter(|_| !is_close)
}

#[cfg(test)]
mod tests {
    use super::{Difference, Tolerance};
    use crate::entry::{Interval, Seeds};
    use cell::Chart;

    fn compare(old: &Chart, new: &Chart, seeds: &Seeds) -> (Vec<Difference>, Chart) {
        let tolerance = Tolerance { relative: 1e-9, single: 1e-5, absolute: 1e-12, source: String::new() };
        super::compare(old, new, seeds, &tolerance)
    }

    fn seeds() -> Seeds {
        Seeds { list: (1..=16).collect(), interval: Interval::Se, cell: None }
    }

    /// A line whose standard deviation is 0.4 everywhere.
    fn chart(ys: &[f64]) -> Chart {
        let xs: Vec<f64> = (0..ys.len()).map(|at| at as f64).collect();
        let shifted = |by: f64| ys.iter().map(|y| y + by).collect::<Vec<f64>>();
        Chart::new().band("loss ± se", &xs, &shifted(-0.1), &shifted(0.1)).line("loss", ys)
    }

    #[test]
    fn another_draw_of_the_same_is_no_difference() {
        let (old, new) = (chart(&[3.0, 2.0, 1.0, 1.0]), chart(&[3.1, 1.9, 1.1, 1.3]));
        let (differences, rest) = compare(&old, &new, &seeds());
        assert_eq!((differences, rest), (Vec::new(), old), "though one point lies 2.1 standard errors off");
    }

    #[test]
    fn a_line_that_moved_is_told_where_it_moved_most() {
        let (old, new) = (chart(&[3.0, 2.0, 1.0]), chart(&[3.0, 2.4, 1.6]));
        let (differences, _) = compare(&old, &new, &seeds());
        assert_eq!(differences.len(), 1);
        assert_eq!((differences[0].series, differences[0].point), (2, 3));
        let rounded = |of: f64| chart(&[of, of]).band("flat ± se", &[0.0], &[of], &[of]).line("flat", &[of]);
        assert!(compare(&rounded(1.0), &rounded(1.0 + 1e-15), &seeds()).0.is_empty());
        assert_eq!(compare(&rounded(1.0), &rounded(1.0 + 1e-6), &seeds()).0.len(), 1, "no spread at all");
        let of = |chart: &Chart| compare(&old, chart, &seeds()).0.len();
        assert_eq!(of(&chart(&[3.0, f64::NAN, 1.0])), 1, "NaN is close to nothing");
        let wide = Chart::new().band("loss ± se", &[0.0, 1.0, 2.0], &[2.0, 1.0, 0.0], &[4.0, 3.0, 2.0]);
        assert_eq!(of(&wide.line("loss", &[3.0, 2.0, 1.0])), 1, "another spread");
    }

    #[test]
    fn other_lines_are_left_for_the_usual_comparison() {
        let (old, new) = (chart(&[3.0, 2.0]), chart(&[3.0, 2.0, 1.0]));
        assert_eq!(compare(&old, &new, &seeds()), (Vec::new(), new.clone()));
        let own = Chart::new().band("mine", &[0.0], &[0.0], &[1.0]).line("loss", &[0.5]);
        assert_eq!(compare(&own, &chart(&[9.0]), &seeds()).1, chart(&[9.0]));
    }
}
