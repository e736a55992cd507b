//! Charts as data: what is drawn, not how it looks. The generator draws them; readers get the numbers as well.

mod data;
mod series;
mod short_number;
mod thin;

use crate::Number;
use serde::{Deserialize, Serialize};
use std::fmt;

pub use series::{IntoNumber, Series};
pub use short_number::short_number;
pub use thin::POINT_LIMIT;

/// A chart on its way to the page.
///
/// ```
/// use cell::Chart;
/// let plain = [1.0, 0.6, 0.4, 0.3];
/// let heavy = [1.0, 0.4, 0.1, 0.05];
/// let chart = Chart::new().line("plain", &plain).line("momentum", &heavy).x_label("step").y_label("loss").log_y();
/// assert_eq!(chart.layers.len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Chart {
    /// What stands above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The horizontal axis.
    #[serde(default, skip_serializing_if = "Axis::is_plain")]
    pub x: Axis,
    /// The vertical axis.
    #[serde(default, skip_serializing_if = "Axis::is_plain")]
    pub y: Axis,
    /// The names of the places along the horizontal axis, where these are no numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// What is drawn, from the back to the front.
    pub layers: Vec<Layer>,
    /// Its text alternative, if the author wrote one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
}

/// An axis.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Axis {
    /// Its label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Whether it is logarithmic.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub log: bool,
    /// Its ends, where they are not those of the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<(Number, Number)>,
}

impl Axis {
    fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}

/// One thing that is drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "mark", rename_all = "kebab-case")]
pub enum Layer {
    /// Points joined by a line; a point that is not finite is a gap.
    Line {
        /// What it is called.
        name: String,
        /// The points.
        #[serde(flatten)]
        points: Points,
    },
    /// Points by themselves.
    Scatter {
        /// What they are called.
        name: String,
        /// The points.
        #[serde(flatten)]
        points: Points,
    },
    /// A bar for each category.
    Bar {
        /// What they are called.
        name: String,
        /// Their heights.
        ys: Vec<Number>,
    },
    /// Counts of values between edges.
    Histogram {
        /// What is counted.
        name: String,
        /// The edges, one more than counts.
        edges: Vec<Number>,
        /// How many values lie from one edge to the next.
        counts: Vec<Number>,
    },
    /// The area between two lines.
    Band {
        /// What it is called.
        name: String,
        /// Where along the horizontal axis.
        xs: Vec<Number>,
        /// Its lower ends.
        low: Vec<Number>,
        /// Its upper ends.
        high: Vec<Number>,
    },
    /// A grid of values as colours.
    Heatmap {
        /// The grid.
        grid: Grid,
    },
    /// Lines of equal value in a grid.
    Contour {
        /// The grid.
        grid: Grid,
        /// The values that lines are drawn at.
        levels: Vec<Number>,
    },
    /// A horizontal line across the chart.
    HorizontalLine {
        /// Where.
        at: Number,
        /// What it means.
        name: String,
    },
    /// A vertical line across the chart.
    VerticalLine {
        /// Where.
        at: Number,
        /// What it means.
        name: String,
    },
}

impl Layer {
    /// What it is called, if it has a name.
    pub fn name(&self) -> Option<&str> {
        let name = match self {
            Self::Line { name, .. }
            | Self::Scatter { name, .. }
            | Self::Bar { name, .. }
            | Self::Histogram { name, .. }
            | Self::Band { name, .. }
            | Self::HorizontalLine { name, .. }
            | Self::VerticalLine { name, .. } => name,
            Self::Heatmap { .. } | Self::Contour { .. } => return None,
        };
        Some(name.as_str()).filter(|name| !name.is_empty())
    }
}

/// Points of a line or a scatter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Points {
    /// Their places along the horizontal axis.
    pub xs: Vec<Number>,
    /// Their places along the vertical axis.
    pub ys: Vec<Number>,
    /// How many there were, if only some of them are kept. See [`POINT_LIMIT`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thinned_from: Option<usize>,
}

/// Values on a regular grid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// The first and the last place along the horizontal axis.
    pub x: (Number, Number),
    /// The first and the last place along the vertical axis.
    pub y: (Number, Number),
    /// How many values a row has.
    pub columns: usize,
    /// The values, row by row from the lowest `y` on.
    pub values: Vec<Number>,
}

impl Grid {
    /// The values of `f` at `columns` × `rows` places, the ends of both ranges among them. At least 2 × 2 and at most
    /// 200 × 200 places are taken.
    pub fn from_fn(
        x: (f64, f64),
        y: (f64, f64),
        columns: usize,
        rows: usize,
        f: impl Fn(f64, f64) -> f64,
    ) -> Self {
        let (columns, rows) = (columns.clamp(2, 200), rows.clamp(2, 200));
        let place = |(low, high): (f64, f64), at: usize, count: usize| {
            low + (high - low) * at as f64 / (count - 1) as f64
        };
        let mut values = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                values.push(Number(f(place(x, column, columns), place(y, row, rows))));
            }
        }
        Self { x: (Number(x.0), Number(x.1)), y: (Number(y.0), Number(y.1)), columns, values }
    }

    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.values.len() / self.columns.max(1)
    }

    /// The value at a place, or NaN outside.
    pub fn value(&self, column: usize, row: usize) -> f64 {
        if column >= self.columns {
            f64::NAN
        } else {
            self.values.get(row * self.columns + column).map_or(f64::NAN, |value| value.0)
        }
    }
}

// What takes a series only walks it; the rest is compiled with this crate, once, and not again with each cell that draws.
impl Chart {
    /// An empty chart.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with a title above it. A caption (`//| fig-cap:`) often serves better.
    pub fn title(mut self, title: &str) -> Self {
        self.title = Some(title.to_owned());
        self
    }

    /// The same with the horizontal axis labelled.
    pub fn x_label(mut self, label: &str) -> Self {
        self.x.label = Some(label.to_owned());
        self
    }

    /// The same with the vertical axis labelled.
    pub fn y_label(mut self, label: &str) -> Self {
        self.y.label = Some(label.to_owned());
        self
    }

    /// The same with a logarithmic horizontal axis; points at 0 or below are left out.
    pub fn log_x(mut self) -> Self {
        self.x.log = true;
        self
    }

    /// The same with a logarithmic vertical axis; points at 0 or below are left out.
    pub fn log_y(mut self) -> Self {
        self.y.log = true;
        self
    }

    /// The same with the horizontal axis from `low` to `high`.
    pub fn x_range(mut self, low: f64, high: f64) -> Self {
        self.x.range = Some((Number(low), Number(high)));
        self
    }

    /// The same with the vertical axis from `low` to `high`.
    pub fn y_range(mut self, low: f64, high: f64) -> Self {
        self.y.range = Some((Number(low), Number(high)));
        self
    }

    /// The same with a text alternative of the author's in place of the one made from the data.
    pub fn alt(mut self, alt: &str) -> Self {
        self.alt = Some(alt.to_owned());
        self
    }

    /// A line through `ys` at 0, 1, 2, ….
    pub fn line<S: Series + ?Sized>(self, name: &str, ys: &S) -> Self {
        self.with_steps(name, ys.numbers())
    }

    /// A line through the points (`xs`, `ys`); the longer of the two is cut to the shorter.
    pub fn xy<X: Series + ?Sized, Y: Series + ?Sized>(self, name: &str, xs: &X, ys: &Y) -> Self {
        self.with_line(name, xs.numbers(), ys.numbers())
    }

    fn with_steps(self, name: &str, ys: Vec<f64>) -> Self {
        let xs = (0..ys.len()).map(|at| at as f64).collect();
        self.with_line(name, xs, ys)
    }

    fn with_line(self, name: &str, xs: Vec<f64>, ys: Vec<f64>) -> Self {
        self.layer(Layer::Line { name: name.to_owned(), points: thin::points(xs, ys) })
    }

    /// The points (`xs`, `ys`) by themselves; the longer of the two is cut to the shorter.
    pub fn scatter<X: Series + ?Sized, Y: Series + ?Sized>(self, name: &str, xs: &X, ys: &Y) -> Self {
        self.with_points(name, xs.numbers(), ys.numbers())
    }

    fn with_points(self, name: &str, xs: Vec<f64>, ys: Vec<f64>) -> Self {
        self.layer(Layer::Scatter { name: name.to_owned(), points: thin::points(xs, ys) })
    }

    /// A bar for each label. Bars of further calls stand beside the first ones; their labels must be the same.
    pub fn bar<L: AsRef<str>, S: Series + ?Sized>(self, name: &str, labels: &[L], ys: &S) -> Self {
        let labels: Vec<&str> = labels.iter().map(AsRef::as_ref).collect();
        self.with_bars(name, &labels, ys.numbers())
    }

    fn with_bars(mut self, name: &str, labels: &[&str], ys: Vec<f64>) -> Self {
        if labels.len() > self.categories.len() {
            self.categories = labels.iter().map(|&label| label.to_owned()).collect();
        }
        self.layer(Layer::Bar { name: name.to_owned(), ys: ys.into_iter().map(Number).collect() })
    }

    /// How many of `values` lie in each of `bins` steps of the same width from the least to the greatest. Values that are
    /// not finite are not counted.
    pub fn histogram<S: Series + ?Sized>(self, name: &str, values: &S, bins: usize) -> Self {
        self.with_histogram(name, &values.numbers(), bins)
    }

    fn with_histogram(self, name: &str, values: &[f64], bins: usize) -> Self {
        let (edges, counts) = series::histogram(values, bins);
        self.layer(Layer::Histogram { name: name.to_owned(), edges, counts })
    }

    /// The area between `low` and `high`, such as a mean ± its spread; all three are cut to the shortest.
    pub fn band<X: Series + ?Sized, L: Series + ?Sized, H: Series + ?Sized>(
        self,
        name: &str,
        xs: &X,
        low: &L,
        high: &H,
    ) -> Self {
        self.with_band(name, xs.numbers(), low.numbers(), high.numbers())
    }

    fn with_band(self, name: &str, xs: Vec<f64>, low: Vec<f64>, high: Vec<f64>) -> Self {
        let (xs, low, high) = thin::band(xs, low, high);
        self.layer(Layer::Band { name: name.to_owned(), xs, low, high })
    }

    /// A grid of values as colours.
    pub fn heatmap(self, grid: Grid) -> Self {
        self.layer(Layer::Heatmap { grid })
    }

    /// Lines of equal value at `levels`.
    pub fn contour<S: Series + ?Sized>(self, grid: Grid, levels: &S) -> Self {
        self.with_contour(grid, levels.numbers())
    }

    fn with_contour(self, grid: Grid, levels: Vec<f64>) -> Self {
        self.layer(Layer::Contour { grid, levels: levels.into_iter().map(Number).collect() })
    }

    /// A horizontal line across the chart, with its meaning.
    pub fn h_line(self, at: f64, name: &str) -> Self {
        self.layer(Layer::HorizontalLine { at: Number(at), name: name.to_owned() })
    }

    /// A vertical line across the chart, with its meaning.
    pub fn v_line(self, at: f64, name: &str) -> Self {
        self.layer(Layer::VerticalLine { at: Number(at), name: name.to_owned() })
    }

    fn layer(mut self, layer: Layer) -> Self {
        self.layers.push(layer);
        self
    }
}

/// What a chart is of, in a line: a terminal can't draw it.
impl fmt::Display for Chart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(alt) = &self.alt {
            return write!(f, "[{alt}]");
        }
        f.write_str("[chart")?;
        if let (Some(x), Some(y)) = (&self.x.label, &self.y.label) {
            write!(f, " of {y} against {x}")?;
        }
        let names: Vec<&str> = self.layers.iter().filter_map(Layer::name).collect();
        let told = self.title.iter().map(String::as_str).chain(names).collect::<Vec<_>>().join(", ");
        if told.is_empty() { f.write_str("]") } else { write!(f, ": {told}]") }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Chart, Grid};

    #[test]
    fn a_chart_is_a_line_in_a_terminal() {
        let chart = Chart::new().line("plain", &[1.0]).line("", &[1.0]).line("heavy", &[2.0]);
        assert_eq!(chart.to_string(), "[chart: plain, heavy]");
        let labelled = Chart::new().line("", &[1.0]).x_label("step").y_label("loss");
        assert_eq!(labelled.to_string(), "[chart of loss against step]");
        assert_eq!(labelled.alt("Nothing new").to_string(), "[Nothing new]");
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
