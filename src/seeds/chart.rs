//! One chart of the charts that each seed drew: lines become their mean with a band around it.

use super::Statistics;
use crate::entry::Interval;
use cell::{Chart, Grid, Layer, Number, POINT_LIMIT, Points};

/// The chart over all seeds, or nothing if they drew things that can't be laid over each other.
pub(super) fn merge(charts: &[&Chart], interval: Interval) -> Option<Chart> {
    let (first, others) = charts.split_first()?;
    let alike = others
        .iter()
        .all(|other| other.layers.len() == first.layers.len() && other.categories == first.categories);
    if !alike {
        return None;
    }
    let mut layers = Vec::new();
    for at in 0..first.layers.len() {
        let of_seeds: Vec<&Layer> = charts.iter().map(|chart| &chart.layers[at]).collect();
        layers.extend(merge_layers(&of_seeds, interval, first.y.log)?);
    }
    Some(Chart { layers, ..(*first).clone() })
}

fn merge_layers(layers: &[&Layer], interval: Interval, log: bool) -> Option<Vec<Layer>> {
    let first = *layers.first()?;
    if layers.iter().all(|layer| *layer == first) {
        return Some(vec![first.clone()]);
    }
    match first {
        Layer::Line { name, .. } => line(name, &all(layers, line_points)?, interval, log),
        Layer::Scatter { name, .. } => scatter(name, &all(layers, scatter_points)?),
        Layer::Bar { name, .. } => {
            let ys = all(layers, |layer| match layer {
                Layer::Bar { ys, .. } => Some(ys),
                _ => None,
            })?;
            Some(vec![Layer::Bar { name: format!("{name} (mean)"), ys: means(&ys)? }])
        }
        Layer::Histogram { name, edges, .. } => {
            let counts = all(layers, |layer| match layer {
                Layer::Histogram { edges: own, counts, .. } if own == edges => Some(counts),
                _ => None,
            })?;
            let (name, edges) = (format!("{name} (mean)"), edges.clone());
            Some(vec![Layer::Histogram { name, edges, counts: means(&counts)? }])
        }
        Layer::Band { name, xs, .. } => {
            let ends = all(layers, |layer| match layer {
                Layer::Band { xs: own, low, high, .. } if own == xs => Some((low, high)),
                _ => None,
            })?;
            let (low, high): (Vec<_>, Vec<_>) = ends.into_iter().unzip();
            let (low, high) = (means(&low)?, means(&high)?);
            Some(vec![Layer::Band { name: name.clone(), xs: xs.clone(), low, high }])
        }
        Layer::Heatmap { .. } => {
            let grids = all(layers, |layer| match layer {
                Layer::Heatmap { grid } => Some(grid),
                _ => None,
            })?;
            Some(vec![Layer::Heatmap { grid: mean_grid(&grids)? }])
        }
        Layer::Contour { levels, .. } => {
            let grids = all(layers, |layer| match layer {
                Layer::Contour { grid, levels: own } if own == levels => Some(grid),
                _ => None,
            })?;
            Some(vec![Layer::Contour { grid: mean_grid(&grids)?, levels: levels.clone() }])
        }
        Layer::HorizontalLine { name, .. } => {
            let places = all(layers, |layer| match layer {
                Layer::HorizontalLine { at, .. } => Some(at.0),
                _ => None,
            })?;
            Some(vec![Layer::HorizontalLine { at: Number(Statistics::of(&places).mean), name: name.clone() }])
        }
        Layer::VerticalLine { name, .. } => {
            let places = all(layers, |layer| match layer {
                Layer::VerticalLine { at, .. } => Some(at.0),
                _ => None,
            })?;
            Some(vec![Layer::VerticalLine { at: Number(Statistics::of(&places).mean), name: name.clone() }])
        }
    }
}

/// What `part` finds in each of the layers, if it finds it in all.
fn all<'a, T>(layers: &[&'a Layer], part: impl Fn(&'a Layer) -> Option<T>) -> Option<Vec<T>> {
    layers.iter().map(|layer| part(layer)).collect()
}

fn line_points(layer: &Layer) -> Option<&Points> {
    match layer {
        Layer::Line { points, .. } => Some(points),
        _ => None,
    }
}

fn scatter_points(layer: &Layer) -> Option<&Points> {
    match layer {
        Layer::Scatter { points, .. } => Some(points),
        _ => None,
    }
}

/// The mean of lines, in front of a band as wide as their spread.
fn line(name: &str, points: &[&Points], interval: Interval, log: bool) -> Option<Vec<Layer>> {
    let xs = common_places(points)?;
    let (mut ys, mut low, mut high) = (Vec::new(), Vec::new(), Vec::new());
    for (at, x) in xs.iter().enumerate() {
        let values: Option<Vec<f64>> = points.iter().map(|points| value_at(points, at, x.0)).collect();
        let values = values?;
        let statistics = Statistics::of(&values);
        let half = statistics.plus_minus(interval);
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        // On a logarithmic axis a band that reaches to 0 or below would be a gap.
        let lower = statistics.mean - half;
        ys.push(Number(statistics.mean));
        low.push(Number(if log && lower <= 0.0 { least } else { lower }));
        high.push(Number(statistics.mean + half));
    }
    let band = Layer::Band { name: format!("{name} ± {interval}"), xs: xs.clone(), low, high };
    let thinned_from = points.first()?.thinned_from;
    Some(vec![band, Layer::Line { name: name.to_owned(), points: Points { xs, ys, thinned_from } }])
}

/// The places at which all lines have a value: those of the first, as far as all of them reach.
fn common_places(points: &[&Points]) -> Option<Vec<Number>> {
    let (first, others) = points.split_first()?;
    if others.iter().all(|other| other.xs == first.xs) {
        return Some(first.xs.clone());
    }
    if !points.iter().all(|points| points.xs.windows(2).all(|two| two[0].0 < two[1].0)) {
        return None;
    }
    let start = points.iter().filter_map(|points| points.xs.first()).map(|x| x.0).fold(f64::MIN, f64::max);
    let end = points.iter().filter_map(|points| points.xs.last()).map(|x| x.0).fold(f64::MAX, f64::min);
    let xs: Vec<Number> = first.xs.iter().copied().filter(|x| (start..=end).contains(&x.0)).collect();
    (xs.len() >= 2 && points.iter().all(|points| !points.xs.is_empty())).then_some(xs)
}

/// A line's value at `x`, which is its point number `at` if its places are those of the others; between two points it is
/// on the straight line.
fn value_at(points: &Points, at: usize, x: f64) -> Option<f64> {
    if let (Some(place), Some(y)) = (points.xs.get(at), points.ys.get(at))
        && place.0 == x
    {
        return Some(y.0);
    }
    let right = points.xs.partition_point(|place| place.0 < x);
    let (x1, y1) = (points.xs.get(right)?.0, points.ys.get(right)?.0);
    if x1 == x {
        return Some(y1);
    }
    let left = right.checked_sub(1)?;
    let (x0, y0) = (points.xs.get(left)?.0, points.ys.get(left)?.0);
    Some(y0 + (y1 - y0) * (x - x0) / (x1 - x0))
}

/// The points of all seeds, if they are not too many.
fn scatter(name: &str, points: &[&Points]) -> Option<Vec<Layer>> {
    let xs: Vec<Number> = points.iter().flat_map(|points| points.xs.iter().copied()).collect();
    let ys = points.iter().flat_map(|points| points.ys.iter().copied()).collect();
    let points = Points { thinned_from: None, ys, xs };
    (points.xs.len() <= POINT_LIMIT).then(|| vec![Layer::Scatter { name: name.to_owned(), points }])
}

/// The means of rows, which have to be as long as each other.
fn means(rows: &[&Vec<Number>]) -> Option<Vec<Number>> {
    let length = rows.first()?.len();
    if rows.iter().any(|row| row.len() != length) {
        return None;
    }
    let mean = |at: usize| {
        let values: Vec<f64> = rows.iter().map(|row| row[at].0).collect();
        Number(Statistics::of(&values).mean)
    };
    Some((0..length).map(mean).collect())
}

fn mean_grid(grids: &[&Grid]) -> Option<Grid> {
    let first = *grids.first()?;
    let alike = |grid: &&&Grid| grid.x == first.x && grid.y == first.y && grid.columns == first.columns;
    if grids.iter().filter(alike).count() < grids.len() {
        return None;
    }
    let values: Vec<&Vec<Number>> = grids.iter().map(|grid| &grid.values).collect();
    Some(Grid { values: means(&values)?, ..first.clone() })
}

#[cfg(test)]
mod tests {
    use super::merge;
    use crate::entry::Interval;
    use cell::{Chart, Layer, Number};

    #[test]
    fn lines_become_a_mean_with_a_band() {
        let (one, other) =
            (Chart::new().line("loss", &[1.0, 2.0, 3.0]), Chart::new().line("loss", &[3.0, 2.0]));
        let merged = merge(&[&one, &other], Interval::Se).expect("they lie over each other");
        let wanted =
            Chart::new().band("loss ± se", &[0.0, 1.0], &[1.0, 2.0], &[3.0, 2.0]).line("loss", &[2.0, 2.0]);
        let rounded = |chart: &Chart| format!("{chart:.6?}");
        assert_eq!(rounded(&merged), rounded(&wanted), "as far as both reach");
    }

    #[test]
    fn other_places_are_reached_along_the_line() {
        let one = Chart::new().xy("a", &[0.0, 2.0, 3.0, 4.0], &[0.0, 2.0, 3.0, 4.0]);
        let other = Chart::new().xy("a", &[1.0, 3.0], &[3.0, 5.0]);
        let merged = merge(&[&one, &other], Interval::Sd).expect("they overlap");
        let Some(Layer::Line { points, .. }) = merged.layers.last() else { panic!("{merged:?}") };
        assert_eq!(points.xs, [Number(2.0), Number(3.0)]);
        assert_eq!(points.ys, [Number(3.0), Number(4.0)]);
        let none = Chart::new().xy("a", &[9.0, 10.0], &[3.0, 5.0]);
        assert_eq!(merge(&[&one, &none], Interval::Sd), None, "they share no place");
    }

    #[test]
    fn charts_of_other_shapes_are_not_mixed() {
        let line = Chart::new().line("a", &[1.0, 2.0]);
        assert_eq!(merge(&[&line, &Chart::new().scatter("a", &[1.0], &[2.0])], Interval::Sd), None);
        assert_eq!(merge(&[&line, &Chart::new()], Interval::Sd), None);
    }
}
