//! A chart in words, for those who don't see it: made of its data, in the words of the page's language.

use crate::words::{ChartWords, Library, fill};
use cell::{Axis, Chart, Grid, Layer, Number, Points, short_number};
use std::sync::LazyLock;

/// The chart in words: the author's own, or made of its data.
pub(super) fn description(chart: &Chart, words: &ChartWords) -> String {
    chart.alt.clone().unwrap_or_else(|| Teller { chart, words }.whole())
}

/// The same in English, for terminals and reports.
pub(crate) fn english_description(chart: &Chart) -> String {
    static LIBRARY: LazyLock<Option<Library>> = LazyLock::new(|| Library::built_in().ok());
    let words = LIBRARY.as_ref().map(|library| &library.english().chart);
    words.map(|words| description(chart, words)).unwrap_or_default()
}

struct Teller<'a> {
    chart: &'a Chart,
    words: &'a ChartWords,
}

impl Teller<'_> {
    fn whole(&self) -> String {
        let (chart, words) = (self.chart, self.words);
        let mut kind = self.kind().to_owned();
        if let (Some(x), Some(y)) = (&chart.x.label, &chart.y.label) {
            kind = fill(&words.of_axes, &[("chart", &kind), ("x", x), ("y", y)]);
        }
        if chart.x.log || chart.y.log {
            kind = fill(&words.logarithmic, &[("chart", &kind)]);
        }
        let layers: Vec<String> = chart.layers.iter().map(|layer| self.layer(layer)).collect();
        let text = if layers.is_empty() {
            fill(&words.empty, &[("chart", &kind)])
        } else {
            fill(&words.whole, &[("chart", &kind), ("layers", &layers.join(&words.between_layers))])
        };
        match &chart.title {
            Some(title) => fill(&words.titled, &[("title", title), ("chart", &text)]),
            None => text,
        }
    }

    fn kind(&self) -> &str {
        match self.chart.layers.first() {
            Some(Layer::Line { .. } | Layer::Band { .. }) => &self.words.line_chart,
            Some(Layer::Scatter { .. }) => &self.words.scatter_chart,
            Some(Layer::Bar { .. }) => &self.words.bar_chart,
            Some(Layer::Histogram { .. }) => &self.words.histogram,
            Some(Layer::Heatmap { .. }) => &self.words.heat_map,
            Some(Layer::Contour { .. }) => &self.words.contour_chart,
            Some(Layer::HorizontalLine { .. } | Layer::VerticalLine { .. }) | None => &self.words.chart,
        }
    }

    fn layer(&self, layer: &Layer) -> String {
        let words = self.words;
        let (name, told) = match layer {
            Layer::Line { name, points } => (name.as_str(), self.course(points)),
            Layer::Scatter { name, points } => (name.as_str(), self.cloud(points)),
            Layer::Bar { name, ys } => (name.as_str(), self.bars(ys)),
            Layer::Histogram { name, edges, counts } => (name.as_str(), self.histogram(edges, counts)),
            Layer::Band { name, xs, low, high } => (name.as_str(), self.band(xs, low, high)),
            Layer::Heatmap { grid } => {
                let (columns, rows) = (grid.columns.to_string(), grid.rows().to_string());
                let values = [("columns", columns.as_str()), ("rows", &rows), ("surface", &self.grid(grid))];
                ("", fill(&words.cells, &values))
            }
            Layer::Contour { grid, levels } => {
                let levels: Vec<String> = levels.iter().map(|level| short_number(level.0)).collect();
                let levels = levels.join(&words.between_values);
                ("", fill(&words.contours, &[("levels", &levels), ("surface", &self.grid(grid))]))
            }
            Layer::HorizontalLine { at, name } => {
                (name.as_str(), fill(&words.line_at_y, &[("y", &short_number(at.0))]))
            }
            Layer::VerticalLine { at, name } => {
                (name.as_str(), fill(&words.line_at_x, &[("x", &short_number(at.0))]))
            }
        };
        if name.is_empty() { told } else { fill(&words.named, &[("name", name), ("told", &told)]) }
    }

    /// The course of a line: where it begins and ends, and its extremes if they lie between.
    fn course(&self, points: &Points) -> String {
        let words = self.words;
        let finite = finite(points);
        let (Some(&(x0, first)), Some(&(x1, last))) = (finite.first(), finite.last()) else {
            return words.no_points.clone();
        };
        let at = |pattern: &str, (x, y): (f64, f64)| {
            fill(pattern, &[("x", &short_number(x)), ("y", &short_number(y))])
        };
        if finite.len() == 1 {
            return at(&words.one_point, (x0, first));
        }
        if finite.windows(2).any(|pair| pair[1].0 < pair[0].0) {
            return self.path(&finite);
        }
        let lowest = finite.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((x0, first));
        let highest = finite.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((x0, first));
        let course = if last < first {
            &words.falls
        } else if last > first {
            &words.rises
        } else if lowest.1 == highest.1 {
            &words.stays
        } else {
            &words.returns
        };
        let stretch = self.stretch(&finite, x0, x1);
        let mut text = filled(
            course,
            [("first", short_number(first)), ("last", short_number(last)), ("stretch", stretch)],
        );
        if lowest.1 < first.min(last) {
            text.push_str(&at(&words.lowest, lowest));
        }
        if highest.1 > first.max(last) {
            text.push_str(&at(&words.highest, highest));
        }
        let missing = points.ys.len().min(points.xs.len()) - finite.len();
        if missing > 0 {
            text.push_str(&words.not_finite.fill(missing, &[]));
        }
        text
    }

    /// How far a line goes: over so many steps where the axis counts them, else between two places.
    fn stretch(&self, finite: &[(f64, f64)], x0: f64, x1: f64) -> String {
        let counts = (x0 == 0.0 || x0 == 1.0) && finite.iter().all(|(x, _)| x.fract() == 0.0);
        match unit(&self.chart.x).filter(|_| counts) {
            Some(unit) => self.words.over.fill((x1 - x0) as usize, &[("unit", unit)]),
            None => fill(&self.words.between, &[("from", &short_number(x0)), ("to", &short_number(x1))]),
        }
    }

    /// A line that turns back on itself, such as a walk.
    fn path(&self, finite: &[(f64, f64)]) -> String {
        let place = |(x, y): (f64, f64)| format!("({}, {})", short_number(x), short_number(y));
        let xs: Vec<Number> = finite.iter().map(|point| Number(point.0)).collect();
        let ys: Vec<Number> = finite.iter().map(|point| Number(point.1)).collect();
        let values = [
            ("n", finite.len().to_string()),
            ("first", place(finite[0])),
            ("last", place(finite[finite.len() - 1])),
            ("x", self.extent(&xs)),
            ("y", self.extent(&ys)),
        ];
        filled(self.words.path.form(finite.len()), values)
    }

    /// Points by themselves: how many, where, and whether they lie along a line.
    fn cloud(&self, points: &Points) -> String {
        let count = points.thinned_from.unwrap_or(points.xs.len());
        let (x, y) = (self.extent(&points.xs), self.extent(&points.ys));
        let mut text = self.words.points.fill(count, &[("x", &x), ("y", &y)]);
        // Of thinned points the extremes were kept, so that they tell nothing of the others.
        if points.thinned_from.is_none()
            && let Some(correlation) = correlation(&finite(points))
        {
            let hundredths = short_number((correlation * 100.0).round() / 100.0);
            text.push_str(&fill(&self.words.correlation, &[("r", &hundredths)]));
        }
        text
    }

    fn bars(&self, ys: &[Number]) -> String {
        let finite: Vec<(usize, f64)> =
            ys.iter().map(|y| y.0).enumerate().filter(|(_, y)| y.is_finite()).collect();
        let bar = |bar: Option<&(usize, f64)>| {
            let (at, y) = bar?;
            let name = self.chart.categories.get(*at).map_or("?", String::as_str);
            Some(fill(&self.words.bar, &[("name", name), ("y", &short_number(*y))]))
        };
        let highest = bar(finite.iter().max_by(|a, b| a.1.total_cmp(&b.1)));
        let lowest = bar(finite.iter().min_by(|a, b| a.1.total_cmp(&b.1)));
        let values = match (lowest, highest) {
            (Some(lowest), Some(highest)) if lowest != highest => {
                fill(&self.words.highest_and_lowest, &[("highest", &highest), ("lowest", &lowest)])
            }
            (Some(only), _) => only,
            _ => self.words.none_finite.clone(),
        };
        self.words.bars.fill(ys.len(), &[("values", &values)])
    }

    fn histogram(&self, edges: &[Number], counts: &[Number]) -> String {
        let total: f64 = counts.iter().map(|count| count.0).sum();
        let mut text = self.words.values.fill(total as usize, &[("range", &self.extent(edges))]);
        let fullest = counts.iter().enumerate().max_by(|(_, a), (_, b)| a.0.total_cmp(&b.0));
        if let Some((at, count)) = fullest.filter(|_| counts.len() > 1)
            && let (Some(from), Some(to)) = (edges.get(at), edges.get(at + 1))
        {
            let values = [
                ("bins", counts.len().to_string()),
                ("from", short_number(from.0)),
                ("to", short_number(to.0)),
                ("count", count.0.to_string()),
            ];
            text.push_str(&filled(&self.words.fullest, values));
        }
        text
    }

    fn band(&self, xs: &[Number], low: &[Number], high: &[Number]) -> String {
        let widths: Vec<(f64, f64)> = xs
            .iter()
            .zip(low.iter().zip(high))
            .map(|(x, (low, high))| (x.0, high.0 - low.0))
            .filter(|(x, width)| x.is_finite() && width.is_finite())
            .collect();
        let (Some(first), Some(last)) = (widths.first(), widths.last()) else {
            return self.words.empty_band.clone();
        };
        let values = [
            ("first", short_number(first.1)),
            ("from", short_number(first.0)),
            ("last", short_number(last.1)),
            ("to", short_number(last.0)),
            ("low", self.extent(low)),
            ("high", self.extent(high)),
        ];
        filled(&self.words.band, values)
    }

    fn grid(&self, grid: &Grid) -> String {
        let place = |(low, high): (Number, Number), at: usize, count: usize| {
            short_number(low.0 + (high.0 - low.0) * at as f64 / (count.max(2) - 1) as f64)
        };
        let at = |(at, value): (usize, &Number)| {
            let (column, row) = (at % grid.columns.max(1), at / grid.columns.max(1));
            let (x, y) = (place(grid.x, column, grid.columns), place(grid.y, row, grid.rows()));
            fill(&self.words.value_at, &[("value", &short_number(value.0)), ("x", &x), ("y", &y)])
        };
        let finite = || grid.values.iter().enumerate().filter(|(_, value)| value.0.is_finite());
        let least = finite().min_by(|a, b| a.1.0.total_cmp(&b.1.0));
        let most = finite().max_by(|a, b| a.1.0.total_cmp(&b.1.0));
        let values = match (least, most) {
            (Some(least), Some(most)) if least.1.0 < most.1.0 => {
                fill(&self.words.from_to, &[("low", &at(least)), ("high", &at(most))])
            }
            (Some(least), _) => fill(&self.words.all, &[("value", &short_number(least.1.0))]),
            _ => self.words.none_finite.clone(),
        };
        let ends = [
            ("values", values),
            ("x0", short_number(grid.x.0.0)),
            ("x1", short_number(grid.x.1.0)),
            ("y0", short_number(grid.y.0.0)),
            ("y1", short_number(grid.y.1.0)),
        ];
        filled(&self.words.surface, ends)
    }

    fn extent(&self, values: &[Number]) -> String {
        let finite = || values.iter().map(|value| value.0).filter(|value| value.is_finite());
        match (finite().reduce(f64::min), finite().reduce(f64::max)) {
            (Some(low), Some(high)) if low == high => fill(&self.words.all, &[("value", &short_number(low))]),
            (Some(low), Some(high)) => {
                fill(&self.words.from_to, &[("low", &short_number(low)), ("high", &short_number(high))])
            }
            _ => self.words.none_finite.clone(),
        }
    }
}

fn filled<const N: usize>(pattern: &str, values: [(&str, String); N]) -> String {
    fill(pattern, &values.each_ref().map(|(name, value)| (*name, value.as_str())))
}

/// What an axis counts, if its label is one plain word for one of it.
fn unit(axis: &Axis) -> Option<&str> {
    axis.label.as_deref().filter(|label| {
        label.len() > 2 && !label.ends_with('s') && label.bytes().all(|byte| byte.is_ascii_lowercase())
    })
}

/// The points that are finite.
fn finite(points: &Points) -> Vec<(f64, f64)> {
    let all = points.xs.iter().zip(&points.ys).map(|(x, y)| (x.0, y.0));
    all.filter(|(x, y)| x.is_finite() && y.is_finite()).collect()
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

#[cfg(test)]
mod tests;
