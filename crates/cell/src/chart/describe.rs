//! A chart in words, for those who don't see it.

use super::{Axis, Chart, Grid, Layer, Points};
use crate::Number;
use std::fmt;

/// A number in at most four significant digits, as people write it: `0.042`, `1234`, `1.2e-7`.
pub fn short_number(value: f64) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-4..1e7).contains(&magnitude) {
        let text = format!("{value:.3e}");
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        return format!("{}e{exponent}", trimmed(digits));
    }
    let before = if magnitude < 1.0 { 0 } else { magnitude.log10().floor() as usize + 1 };
    let leading_zeros =
        if magnitude > 0.0 && magnitude < 0.1 { (-magnitude.log10()).ceil() as usize - 1 } else { 0 };
    let decimals = (4_usize.saturating_sub(before) + leading_zeros).min(8);
    trimmed(&format!("{value:.decimals$}")).to_owned()
}

fn trimmed(text: &str) -> &str {
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    if text == "-0" { "0" } else { text }
}

impl Chart {
    /// The chart in words: the author's own, or made from the data.
    pub fn alt_text(&self) -> String {
        if let Some(alt) = &self.alt {
            return alt.clone();
        }
        let parts: Vec<String> = self.layers.iter().map(|layer| self.describe(layer)).collect();
        let mut text = self.title.as_ref().map(|title| format!("{title}. ")).unwrap_or_default();
        text.push_str(self.kind());
        if let (Some(x), Some(y)) = (&self.x.label, &self.y.label) {
            text.push_str(&format!(" of {y} against {x}"));
        }
        if self.x.log || self.y.log {
            text.push_str(" on a logarithmic scale");
        }
        text.push_str(if parts.is_empty() { " without data." } else { ": " });
        text.push_str(&parts.join("; "));
        if !parts.is_empty() {
            text.push('.');
        }
        text
    }

    fn kind(&self) -> &'static str {
        match self.layers.first() {
            Some(Layer::Line { .. } | Layer::Band { .. }) => "Line chart",
            Some(Layer::Scatter { .. }) => "Scatter chart",
            Some(Layer::Bar { .. }) => "Bar chart",
            Some(Layer::Histogram { .. }) => "Histogram",
            Some(Layer::Heatmap { .. }) => "Heat map",
            Some(Layer::Contour { .. }) => "Contour chart",
            Some(Layer::HorizontalLine { .. } | Layer::VerticalLine { .. }) | None => "Chart",
        }
    }

    fn describe(&self, layer: &Layer) -> String {
        match layer {
            Layer::Line { name, points } => format!("{}{}", named(name), course(points, &self.x)),
            Layer::Scatter { name, points } => format!("{}{}", named(name), cloud(points)),
            Layer::Bar { name, ys } => self.describe_bars(name, ys),
            Layer::Histogram { name, edges, counts } => describe_histogram(name, edges, counts),
            Layer::Band { name, xs, low, high } => format!("{}{}", named(name), describe_band(xs, low, high)),
            Layer::Heatmap { grid } => {
                format!("{} by {} values, {}", grid.columns, grid.rows(), describe_grid(grid))
            }
            Layer::Contour { grid, levels } => {
                let at: Vec<String> = levels.iter().map(|level| short_number(level.0)).collect();
                format!("lines at the heights {} of a surface, {}", at.join(", "), describe_grid(grid))
            }
            Layer::HorizontalLine { at, name } => {
                format!("{}a line at y {}", named(name), short_number(at.0))
            }
            Layer::VerticalLine { at, name } => format!("{}a line at x {}", named(name), short_number(at.0)),
        }
    }

    fn describe_bars(&self, name: &str, ys: &[Number]) -> String {
        let finite: Vec<(usize, f64)> =
            ys.iter().map(|y| y.0).enumerate().filter(|(_, y)| y.is_finite()).collect();
        let at = |bar: Option<&(usize, f64)>| {
            let (at, y) = bar?;
            let place = self.categories.get(*at).map_or("?", String::as_str);
            Some(format!("{place} with {}", short_number(*y)))
        };
        let highest = at(finite.iter().max_by(|a, b| a.1.total_cmp(&b.1)));
        let lowest = at(finite.iter().min_by(|a, b| a.1.total_cmp(&b.1)));
        let bars = if ys.len() == 1 { "1 bar".to_owned() } else { format!("{} bars", ys.len()) };
        let values = match (lowest, highest) {
            (Some(lowest), Some(highest)) if lowest != highest => {
                format!(", highest {highest}, lowest {lowest}")
            }
            (Some(only), _) => format!(", {only}"),
            _ => ", none finite".to_owned(),
        };
        format!("{}{bars}{values}", named(name))
    }
}

fn named(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("{name}: ") }
}

/// The points that are finite.
fn finite(points: &Points) -> Vec<(f64, f64)> {
    let all = points.xs.iter().zip(&points.ys).map(|(x, y)| (x.0, y.0));
    all.filter(|(x, y)| x.is_finite() && y.is_finite()).collect()
}

/// The course of a line: where it begins and ends, and its extremes if they lie between.
fn course(points: &Points, axis: &Axis) -> String {
    let finite = finite(points);
    let (Some(&(x0, first)), Some(&(x1, last))) = (finite.first(), finite.last()) else {
        return "no points".to_owned();
    };
    if finite.len() == 1 {
        return format!("one point, {} at {}", short_number(first), short_number(x0));
    }
    if finite.windows(2).any(|pair| pair[1].0 < pair[0].0) {
        return path(&finite);
    }
    let lowest = finite.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((x0, first));
    let highest = finite.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((x0, first));
    let ends = if last < first {
        format!("falls from {} to {}", short_number(first), short_number(last))
    } else if last > first {
        format!("rises from {} to {}", short_number(first), short_number(last))
    } else if lowest.1 == highest.1 {
        format!("stays at {}", short_number(first))
    } else {
        format!("begins and ends at {}", short_number(first))
    };
    let mut text = format!("{ends} {}", stretch(&finite, axis, x0, x1));
    if lowest.1 < first.min(last) {
        text.push_str(&format!(", lowest {} at {}", short_number(lowest.1), short_number(lowest.0)));
    }
    if highest.1 > first.max(last) {
        text.push_str(&format!(", highest {} at {}", short_number(highest.1), short_number(highest.0)));
    }
    let missing = points.ys.len().min(points.xs.len()) - finite.len();
    if missing > 0 {
        text.push_str(&format!(", {missing} of its points not finite"));
    }
    text
}

/// How far a line goes: over so many steps where the axis counts them, else between two places.
fn stretch(finite: &[(f64, f64)], axis: &Axis, x0: f64, x1: f64) -> String {
    let one = axis.label.as_deref().filter(|label| {
        label.len() > 2 && !label.ends_with('s') && label.bytes().all(|byte| byte.is_ascii_lowercase())
    });
    let counts = (x0 == 0.0 || x0 == 1.0) && finite.iter().all(|(x, _)| x.fract() == 0.0);
    match one.filter(|_| counts) {
        Some(one) if x1 - x0 == 1.0 => format!("over 1 {one}"),
        Some(one) => format!("over {} {one}s", short_number(x1 - x0)),
        None => format!("between {} and {}", short_number(x0), short_number(x1)),
    }
}

/// A line that turns back on itself, such as a walk.
fn path(finite: &[(f64, f64)]) -> String {
    let place = |(x, y): (f64, f64)| format!("({}, {})", short_number(x), short_number(y));
    let xs: Vec<Number> = finite.iter().map(|point| Number(point.0)).collect();
    let ys: Vec<Number> = finite.iter().map(|point| Number(point.1)).collect();
    format!(
        "leads from {} to {} through {} points, x {}, y {}",
        place(finite[0]),
        place(finite[finite.len() - 1]),
        finite.len(),
        extent(&xs),
        extent(&ys)
    )
}

/// Points by themselves: how many, where, and whether they lie along a line.
fn cloud(points: &Points) -> String {
    let finite = finite(points);
    let count = points.thinned_from.unwrap_or(points.xs.len());
    let noun = if count == 1 { "point" } else { "points" };
    let mut text = format!("{count} {noun}, x {}, y {}", extent(&points.xs), extent(&points.ys));
    // Of thinned points the extremes were kept, so that they tell nothing of the others.
    if points.thinned_from.is_none()
        && let Some(correlation) = correlation(&finite)
    {
        text.push_str(&format!(", correlation {}", trimmed(&format!("{correlation:.2}"))));
    }
    text
}

/// Pearson's correlation of at least three points that do not lie on an axis' parallel.
fn correlation(points: &[(f64, f64)]) -> Option<f64> {
    let n = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / n;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let sum =
        |of: &dyn Fn(f64, f64) -> f64| points.iter().map(|point| of(point.0 - x, point.1 - y)).sum::<f64>();
    let (xx, yy, xy) = (sum(&|x, _| x * x), sum(&|_, y| y * y), sum(&|x, y| x * y));
    let correlation = xy / (xx * yy).sqrt();
    (points.len() > 2 && correlation.is_finite()).then_some(correlation)
}

fn extent(values: &[Number]) -> String {
    let finite = || values.iter().map(|value| value.0).filter(|value| value.is_finite());
    match (finite().reduce(f64::min), finite().reduce(f64::max)) {
        (Some(low), Some(high)) if low == high => format!("all {}", short_number(low)),
        (Some(low), Some(high)) => format!("from {} to {}", short_number(low), short_number(high)),
        _ => "none finite".to_owned(),
    }
}

fn describe_histogram(name: &str, edges: &[Number], counts: &[Number]) -> String {
    let total: f64 = counts.iter().map(|count| count.0).sum();
    let fullest = counts.iter().enumerate().max_by(|(_, a), (_, b)| a.0.total_cmp(&b.0));
    let most = fullest.filter(|_| counts.len() > 1).and_then(|(at, count)| {
        let (from, to) = (edges.get(at)?, edges.get(at + 1)?);
        Some(format!(
            "; the fullest of {} steps, {} to {}, holds {}",
            counts.len(),
            short_number(from.0),
            short_number(to.0),
            count.0
        ))
    });
    format!("{}{total} values {}{}", named(name), extent(edges), most.unwrap_or_default())
}

fn describe_band(xs: &[Number], low: &[Number], high: &[Number]) -> String {
    let widths: Vec<(f64, f64)> = xs
        .iter()
        .zip(low.iter().zip(high))
        .map(|(x, (low, high))| (x.0, high.0 - low.0))
        .filter(|(x, width)| x.is_finite() && width.is_finite())
        .collect();
    let (Some(first), Some(last)) = (widths.first(), widths.last()) else {
        return "an empty band".to_owned();
    };
    format!(
        "a band, {} wide at {} and {} wide at {}, its lower edge {}, its upper edge {}",
        short_number(first.1),
        short_number(first.0),
        short_number(last.1),
        short_number(last.0),
        extent(low),
        extent(high)
    )
}

fn describe_grid(grid: &Grid) -> String {
    let place = |(low, high): (Number, Number), at: usize, count: usize| {
        short_number(low.0 + (high.0 - low.0) * at as f64 / (count.max(2) - 1) as f64)
    };
    let at = |(at, value): (usize, &Number)| {
        let (column, row) = (at % grid.columns.max(1), at / grid.columns.max(1));
        let (x, y) = (place(grid.x, column, grid.columns), place(grid.y, row, grid.rows()));
        format!("{} at ({x}, {y})", short_number(value.0))
    };
    let finite = || grid.values.iter().enumerate().filter(|(_, value)| value.0.is_finite());
    let values = match (
        finite().min_by(|a, b| a.1.0.total_cmp(&b.1.0)),
        finite().max_by(|a, b| a.1.0.total_cmp(&b.1.0)),
    ) {
        (Some(least), Some(most)) if least.1.0 < most.1.0 => format!("from {} to {}", at(least), at(most)),
        (Some(least), _) => format!("all {}", short_number(least.1.0)),
        _ => "none finite".to_owned(),
    };
    format!(
        "{values}, over x {} to {} and y {} to {}",
        short_number(grid.x.0.0),
        short_number(grid.x.1.0),
        short_number(grid.y.0.0),
        short_number(grid.y.1.0)
    )
}

impl fmt::Display for Chart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}]", self.alt_text())
    }
}

#[cfg(test)]
mod tests {
    use super::short_number;
    use crate::{Chart, Grid};

    #[test]
    fn numbers_are_short_but_not_too_short() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (0.04217, "0.04217"),
            (0.1, "0.1"),
            (123.456, "123.5"),
            (123456.0, "123456"),
            (1.234e-7, "1.234e-7"),
            (5e12, "5e12"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(short_number(value), text);
        }
    }

    #[test]
    fn a_line_is_told_by_its_course() {
        let told = |ys: &[f64]| Chart::new().line("", ys).x_label("step").alt_text();
        assert_eq!(
            Chart::new().line("loss", &[2.3, 0.5, 0.01, 0.04]).x_label("step").y_label("loss").alt_text(),
            "Line chart of loss against step: loss: falls from 2.3 to 0.04 over 3 steps, lowest 0.01 at 2."
        );
        assert_eq!(told(&[1.0, 1.0]), "Line chart: stays at 1 over 1 step.");
        assert_eq!(told(&[1.0, 3.0, 1.0]), "Line chart: begins and ends at 1 over 2 steps, highest 3 at 1.");
        assert_eq!(
            told(&[1.0, f64::NAN, 2.0]),
            "Line chart: rises from 1 to 2 over 2 steps, 1 of its points not finite."
        );
        assert_eq!(told(&[]), "Line chart: no points.");
        let halves = Chart::new().xy("", &[0.0, 0.5], &[1.0, 2.0]).x_label("step");
        assert_eq!(halves.alt_text(), "Line chart: rises from 1 to 2 between 0 and 0.5.");
        let walk = Chart::new().xy("", &[0.0, 2.0, 1.0], &[0.0, 1.0, 5.0]);
        assert_eq!(
            walk.alt_text(),
            "Line chart: leads from (0, 0) to (1, 5) through 3 points, x from 0 to 2, y from 0 to 5."
        );
    }

    #[test]
    fn every_other_chart_is_told_by_what_it_holds() {
        for (chart, text) in [
            (
                Chart::new().scatter("a", &[1.0, 2.0, 3.0], &[2.0, 4.0, 6.5]),
                "Scatter chart: a: 3 points, x from 1 to 3, y from 2 to 6.5, correlation 1.",
            ),
            (Chart::new().scatter("", &[1.0], &[2.0]), "Scatter chart: 1 point, x all 1, y all 2."),
            (
                Chart::new().bar("n", &["x", "y", "z"], &[3, 1, 2]),
                "Bar chart: n: 3 bars, highest x with 3, lowest y with 1.",
            ),
            (
                Chart::new().histogram("h", &[0.0, 0.5, 0.6, 1.0], 2),
                "Histogram: h: 4 values from 0 to 1; the fullest of 2 steps, 0.5 to 1, holds 3.",
            ),
            (
                Chart::new().band("b", &[0.0, 1.0], &[1.0, 1.0], &[2.0, 4.0]),
                "Line chart: b: a band, 1 wide at 0 and 3 wide at 1, its lower edge all 1, its upper edge from 2 to 4.",
            ),
            (
                Chart::new().heatmap(Grid::from_fn((0.0, 2.0), (0.0, 1.0), 3, 2, |x, y| x + 10.0 * y)),
                "Heat map: 3 by 2 values, from 0 at (0, 0) to 12 at (2, 1), over x 0 to 2 and y 0 to 1.",
            ),
            (
                Chart::new().contour(Grid::from_fn((0.0, 1.0), (0.0, 1.0), 2, 2, |x, _| x), &[0.25, 0.5]),
                "Contour chart: lines at the heights 0.25, 0.5 of a surface, from 0 at (0, 0) to 1 at (1, 1), over x 0 to 1 and y 0 to 1.",
            ),
        ] {
            assert_eq!(chart.alt_text(), text);
        }
    }

    #[test]
    fn every_chart_reads_back_from_its_record() {
        let chart = Chart::new()
            .xy("line", &[0.0, 1.0], &[f64::NAN, f64::INFINITY])
            .bar("bars", &["a"], &[1.0])
            .histogram("h", &[1.0, 2.0], 3)
            .band("b", &[0.0], &[1.0], &[2.0])
            .contour(Grid::from_fn((0.0, 1.0), (0.0, 1.0), 3, 3, |x, y| x * y), &[0.1])
            .heatmap(Grid::from_fn((0.0, 1.0), (0.0, 1.0), 2, 2, |x, _| x))
            .h_line(0.5, "half")
            .log_x()
            .y_range(0.0, 1.0);
        let json = serde_json::to_string(&chart).expect("charts serialise");
        let back: Chart = serde_json::from_str(&json).expect("charts read back");
        assert_eq!(back, chart);
    }
}
