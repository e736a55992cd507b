//! A chart in words and as a table, for those who don't see it and for those who want the numbers.

use super::{Chart, Grid, Layer, Points};
use crate::{Number, Table};
use std::fmt;

/// The most rows that the table beside a chart has; a longer series is shown by evenly spaced rows.
const ROW_LIMIT: usize = 200;

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
            Layer::Line { name, points } => format!("{}{}", named(name), course(points)),
            Layer::Scatter { name, points } => {
                format!(
                    "{}{} points, x {}, y {}",
                    named(name),
                    count_of(points),
                    extent(&points.xs),
                    extent(&points.ys)
                )
            }
            Layer::Bar { name, ys } => self.describe_bars(name, ys),
            Layer::Histogram { name, edges, counts } => describe_histogram(name, edges, counts),
            Layer::Band { name, low, high, .. } => {
                format!(
                    "{}a band, {} at its lower and {} at its upper edge",
                    named(name),
                    extent(low),
                    extent(high)
                )
            }
            Layer::Heatmap { grid } => {
                format!("{} by {} values, {}", grid.columns, grid.rows(), describe_grid(grid))
            }
            Layer::Contour { grid, levels } => {
                format!("{} contour lines of a surface, {}", levels.len(), describe_grid(grid))
            }
            Layer::HorizontalLine { at, name } => {
                format!("{}a line at y {}", named(name), short_number(at.0))
            }
            Layer::VerticalLine { at, name } => format!("{}a line at x {}", named(name), short_number(at.0)),
        }
    }

    fn describe_bars(&self, name: &str, ys: &[Number]) -> String {
        let highest = ys
            .iter()
            .enumerate()
            .filter(|(_, y)| y.0.is_finite())
            .max_by(|(_, a), (_, b)| a.0.total_cmp(&b.0));
        let most = highest.map(|(at, y)| {
            format!(
                ", highest {} with {}",
                self.categories.get(at).map_or("?", String::as_str),
                short_number(y.0)
            )
        });
        format!("{}{} bars, {}{}", named(name), ys.len(), extent(ys), most.unwrap_or_default())
    }

    /// The numbers of the chart.
    pub fn data_table(&self) -> Table {
        let on_x = |layer: &&Layer| !matches!(layer, Layer::Heatmap { .. } | Layer::Contour { .. });
        let layers: Vec<&Layer> = self.layers.iter().filter(on_x).collect();
        if layers.is_empty() {
            return self.layers.first().map_or_else(|| Table::new([""; 0]), grid_table);
        }
        match same_places(&layers) {
            Some(xs) => self.wide_table(&layers, &xs),
            None => self.long_table(&layers),
        }
    }

    /// One row a place along the axis, one column a series.
    fn wide_table(&self, layers: &[&Layer], xs: &[Number]) -> Table {
        let x_name = self.x.label.clone().unwrap_or_else(|| "x".to_owned());
        let columns: Vec<(String, &[Number])> = layers.iter().flat_map(|layer| columns_of(layer)).collect();
        let mut table =
            Table::new(std::iter::once(x_name).chain(columns.iter().map(|(name, _)| name.clone())));
        for at in spaced(xs.len()) {
            let place = self.categories.get(at).filter(|_| matches!(layers[0], Layer::Bar { .. }));
            let first =
                place.map_or_else(|| number_cell(xs[at]), |name| crate::table::TableCell::Text(name.clone()));
            let rest = columns.iter().map(|(_, ys)| {
                ys.get(at).map_or_else(|| crate::table::TableCell::Text(String::new()), |y| number_cell(*y))
            });
            table.push(std::iter::once(first).chain(rest).collect::<Vec<_>>());
        }
        table
    }

    /// One row a point, for series that do not share their places.
    fn long_table(&self, layers: &[&Layer]) -> Table {
        let label = |axis: &Option<String>, name: &str| axis.clone().unwrap_or_else(|| name.to_owned());
        let mut table =
            Table::new(["series".to_owned(), label(&self.x.label, "x"), label(&self.y.label, "y")]);
        let share = ROW_LIMIT / layers.len().max(1);
        for layer in layers {
            let xs = places_of(layer);
            for (name, ys) in columns_of(layer) {
                let count = xs.len().min(ys.len());
                for at in spaced_to(count, share.max(2)) {
                    let cells = [
                        crate::table::TableCell::Text(name.clone()),
                        number_cell(xs[at]),
                        number_cell(ys[at]),
                    ];
                    table.push(cells);
                }
            }
        }
        table
    }

    /// The numbers of the chart as comma-separated values.
    pub fn to_csv(&self) -> String {
        self.data_table().to_csv()
    }
}

fn number_cell(number: Number) -> crate::table::TableCell {
    crate::table::TableCell::Float(number)
}

fn spaced(count: usize) -> Vec<usize> {
    spaced_to(count, ROW_LIMIT)
}

/// At most `most` places from the first to the last, evenly spaced.
fn spaced_to(count: usize, most: usize) -> Vec<usize> {
    if count <= most {
        return (0..count).collect();
    }
    (0..most).map(|at| at * (count - 1) / (most - 1)).collect()
}

/// The places that all layers share, if they do.
fn same_places(layers: &[&Layer]) -> Option<Vec<Number>> {
    let mut with_places = layers
        .iter()
        .filter(|layer| !matches!(layer, Layer::HorizontalLine { .. } | Layer::VerticalLine { .. }));
    let first = places_of(with_places.next()?);
    let alike = with_places.all(|layer| places_of(layer) == first)
        && layers.iter().all(|layer| !matches!(layer, Layer::Scatter { .. }) || layers.len() == 1);
    alike.then_some(first)
}

fn places_of(layer: &Layer) -> Vec<Number> {
    match layer {
        Layer::Line { points, .. } | Layer::Scatter { points, .. } => points.xs.clone(),
        Layer::Bar { ys, .. } => (0..ys.len()).map(|at| Number(at as f64)).collect(),
        Layer::Histogram { edges, .. } => edges.iter().take(edges.len().saturating_sub(1)).copied().collect(),
        Layer::Band { xs, .. } => xs.clone(),
        Layer::Heatmap { .. }
        | Layer::Contour { .. }
        | Layer::HorizontalLine { .. }
        | Layer::VerticalLine { .. } => Vec::new(),
    }
}

fn columns_of(layer: &Layer) -> Vec<(String, &[Number])> {
    match layer {
        Layer::Line { name, points } | Layer::Scatter { name, points } => vec![(name.clone(), &points.ys)],
        Layer::Bar { name, ys } => vec![(name.clone(), ys)],
        Layer::Histogram { name, counts, .. } => vec![(format!("{name} (count)"), counts)],
        Layer::Band { name, low, high, .. } => {
            vec![(format!("{name} (low)"), low), (format!("{name} (high)"), high)]
        }
        Layer::Heatmap { .. }
        | Layer::Contour { .. }
        | Layer::HorizontalLine { .. }
        | Layer::VerticalLine { .. } => Vec::new(),
    }
}

/// A grid as a table of at most 20 × 20 evenly spaced values, since more can't be read.
fn grid_table(layer: &Layer) -> Table {
    let (Layer::Heatmap { grid } | Layer::Contour { grid, .. }) = layer else { return Table::new([""; 0]) };
    let place = |(low, high): (Number, Number), at: usize, count: usize| {
        low.0 + (high.0 - low.0) * at as f64 / (count.max(2) - 1) as f64
    };
    let columns = spaced_to(grid.columns, 20);
    let names =
        columns.iter().map(|&column| format!("x = {}", short_number(place(grid.x, column, grid.columns))));
    let mut table = Table::new(std::iter::once("y".to_owned()).chain(names));
    for row in spaced_to(grid.rows(), 20) {
        let first = number_cell(Number(place(grid.y, row, grid.rows())));
        let rest = columns.iter().map(|&column| number_cell(Number(grid.value(column, row))));
        table.push(std::iter::once(first).chain(rest).collect::<Vec<_>>());
    }
    table
}

fn named(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("{name}: ") }
}

fn count_of(points: &Points) -> usize {
    points.thinned_from.unwrap_or(points.xs.len())
}

/// The course of a line: where it begins and ends, and its extremes if they lie between.
fn course(points: &Points) -> String {
    let finite: Vec<(f64, f64)> = points
        .xs
        .iter()
        .zip(&points.ys)
        .map(|(x, y)| (x.0, y.0))
        .filter(|(x, y)| x.is_finite() && y.is_finite())
        .collect();
    let (Some(&(x0, first)), Some(&(x1, last))) = (finite.first(), finite.last()) else {
        return "no points".to_owned();
    };
    if finite.len() == 1 {
        return format!("one point, {} at {}", short_number(first), short_number(x0));
    }
    let verb = if last < first {
        "falls"
    } else if last > first {
        "rises"
    } else {
        "goes"
    };
    let mut text = format!(
        "{verb} from {} to {} between {} and {}",
        short_number(first),
        short_number(last),
        short_number(x0),
        short_number(x1)
    );
    let lowest = finite.iter().min_by(|a, b| a.1.total_cmp(&b.1));
    let highest = finite.iter().max_by(|a, b| a.1.total_cmp(&b.1));
    if let Some(&(x, y)) = lowest.filter(|(_, y)| *y < first.min(last)) {
        text.push_str(&format!(", lowest {} at {}", short_number(y), short_number(x)));
    }
    if let Some(&(x, y)) = highest.filter(|(_, y)| *y > first.max(last)) {
        text.push_str(&format!(", highest {} at {}", short_number(y), short_number(x)));
    }
    text
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
    let most = fullest.and_then(|(at, count)| {
        let (from, to) = (edges.get(at)?, edges.get(at + 1)?);
        Some(format!(", most of them ({}) from {} to {}", count.0, short_number(from.0), short_number(to.0)))
    });
    format!("{}{total} values {}{}", named(name), extent(edges), most.unwrap_or_default())
}

fn describe_grid(grid: &Grid) -> String {
    format!(
        "{} over x {} to {} and y {} to {}",
        extent(&grid.values),
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
        let chart = Chart::new().line("loss", &[2.3, 0.5, 0.01, 0.04]).x_label("step").y_label("loss");
        assert_eq!(
            chart.alt_text(),
            "Line chart of loss against step: loss: falls from 2.3 to 0.04 between 0 and 3, lowest 0.01 at 2."
        );
        assert_eq!(Chart::new().line("", &[0.0; 0]).alt_text(), "Line chart: no points.");
    }

    #[test]
    fn series_that_share_their_places_share_a_table() {
        let chart = Chart::new().line("a", &[1.0, 2.0]).line("b", &[3.0, 4.0]).x_label("step");
        assert_eq!(chart.to_csv(), "step,a,b\n0,1,3\n1,2,4\n");
        let chart = Chart::new().line("a", &[1.0]).scatter("b", &[5.0], &[6.0]);
        assert_eq!(chart.to_csv(), "series,x,y\na,0,1\nb,5,6\n");
        let bars = Chart::new().bar("n", &["x", "y"], &[1, 2]);
        assert_eq!(bars.to_csv(), "x,n\nx,1\ny,2\n");
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
