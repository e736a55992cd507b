//! A chart as a table and as comma-separated values, for those who want the numbers.

use super::short_number;
use super::{Chart, Grid, Layer};
use crate::{Number, Table, TableCell};

/// The most rows that the table beside a chart has; a longer series is shown by evenly spaced rows.
const ROW_LIMIT: usize = 200;

impl Chart {
    /// The numbers of the chart; of long series some that are evenly spaced.
    pub fn data_table(&self) -> Table {
        self.table(ROW_LIMIT)
    }

    /// All numbers of the chart as comma-separated values; those of a grid with a line a value.
    pub fn to_csv(&self) -> String {
        match self.layers.as_slice() {
            [Layer::Heatmap { grid } | Layer::Contour { grid, .. }] => self.values_of(grid).to_csv(),
            _ => self.table(usize::MAX).to_csv(),
        }
    }

    fn table(&self, limit: usize) -> Table {
        let on_x = |layer: &&Layer| !matches!(layer, Layer::Heatmap { .. } | Layer::Contour { .. });
        let layers: Vec<&Layer> = self.layers.iter().filter(on_x).collect();
        if layers.is_empty() {
            return self.layers.first().map_or_else(|| Table::new([""; 0]), grid_table);
        }
        match same_places(&layers) {
            Some(xs) => self.wide_table(&layers, &xs, limit),
            None => self.long_table(&layers, limit),
        }
    }

    /// One row a place along the axis, one column a series.
    fn wide_table(&self, layers: &[&Layer], xs: &[Number], limit: usize) -> Table {
        let x_name = self.x.label.clone().unwrap_or_else(|| "x".to_owned());
        let columns: Vec<(String, &[Number])> = layers.iter().flat_map(|layer| columns_of(layer)).collect();
        // Counts lie between two edges.
        let ends = layers.iter().find_map(|layer| match layer {
            Layer::Histogram { edges, .. } => edges.get(1..),
            _ => None,
        });
        let mut names = vec![x_name.clone()];
        if ends.is_some() {
            names = vec![format!("{x_name} from"), format!("{x_name} to")];
        }
        let mut table = Table::new(names.into_iter().chain(columns.iter().map(|(name, _)| name.clone())));
        let has_bars = layers.iter().any(|layer| matches!(layer, Layer::Bar { .. }));
        for at in spaced_to(xs.len(), limit) {
            let place = self.categories.get(at).filter(|_| has_bars);
            let first = place.map_or_else(|| number_cell(xs[at]), |name| TableCell::Text(name.clone()));
            let end = ends.and_then(|ends| ends.get(at)).map(|end| number_cell(*end));
            let rest = columns.iter().map(|(_, ys)| {
                ys.get(at).map_or_else(|| TableCell::Text(String::new()), |y| number_cell(*y))
            });
            table.push(std::iter::once(first).chain(end).chain(rest).collect::<Vec<_>>());
        }
        table
    }

    /// One row a point, for series that do not share their places.
    fn long_table(&self, layers: &[&Layer], limit: usize) -> Table {
        let label = |axis: &Option<String>, name: &str| axis.clone().unwrap_or_else(|| name.to_owned());
        let mut table =
            Table::new(["series".to_owned(), label(&self.x.label, "x"), label(&self.y.label, "y")]);
        let share = limit / layers.len().max(1);
        for layer in layers {
            let xs = places_of(layer);
            for (name, ys) in columns_of(layer) {
                let count = xs.len().min(ys.len());
                for at in spaced_to(count, share.max(2)) {
                    let cells = [TableCell::Text(name.clone()), number_cell(xs[at]), number_cell(ys[at])];
                    table.push(cells);
                }
            }
        }
        table
    }

    /// A grid's values with their places.
    fn values_of(&self, grid: &Grid) -> Table {
        let label = |axis: &Option<String>, name: &str| axis.clone().unwrap_or_else(|| name.to_owned());
        let mut table =
            Table::new([label(&self.x.label, "x"), label(&self.y.label, "y"), "value".to_owned()]);
        for row in 0..grid.rows() {
            for column in 0..grid.columns {
                let (x, y) = (place(grid.x, column, grid.columns), place(grid.y, row, grid.rows()));
                table.push([x, y, grid.value(column, row)].map(|value| number_cell(Number(value))));
            }
        }
        table
    }
}

fn number_cell(number: Number) -> TableCell {
    TableCell::Float(number)
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

/// Where a row or a column of a grid lies.
fn place((low, high): (Number, Number), at: usize, count: usize) -> f64 {
    low.0 + (high.0 - low.0) * at as f64 / (count.max(2) - 1) as f64
}

/// A grid as a table of at most 20 × 20 evenly spaced values, since more can't be read.
fn grid_table(layer: &Layer) -> Table {
    let (Layer::Heatmap { grid } | Layer::Contour { grid, .. }) = layer else { return Table::new([""; 0]) };
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

#[cfg(test)]
mod tests {
    use crate::{Chart, Grid};

    #[test]
    fn series_that_share_their_places_share_a_table() {
        let chart = Chart::new().line("a", &[1.0, 2.0]).line("b", &[3.0, 4.0]).x_label("step");
        assert_eq!(chart.to_csv(), "step,a,b\n0,1,3\n1,2,4\n");
        let chart = Chart::new().line("a", &[1.0]).scatter("b", &[5.0], &[6.0]);
        assert_eq!(chart.to_csv(), "series,x,y\na,0,1\nb,5,6\n");
        let bars = Chart::new().bar("n", &["x", "y"], &[1, 2]);
        assert_eq!(bars.to_csv(), "x,n\nx,1\ny,2\n");
        let counts = Chart::new().histogram("h", &[0.0, 0.2, 1.0], 2).x_label("t");
        assert_eq!(counts.to_csv(), "t from,t to,h (count)\n0,0.5,2\n0.5,1,1\n");
    }

    #[test]
    fn nothing_is_left_out_of_the_values() {
        let ys: Vec<f64> = (0..1500).map(f64::from).collect();
        let chart = Chart::new().line("y", &ys);
        assert_eq!(chart.data_table().row_count(), 200);
        assert_eq!(chart.to_csv().lines().count(), 1501);
        let chart = Chart::new().heatmap(Grid::from_fn((0.0, 1.0), (0.0, 2.0), 40, 30, |x, y| x + y));
        assert_eq!(chart.to_csv().lines().count(), 1201);
        assert!(chart.to_csv().ends_with("\n1,2,3\n"), "{}", chart.to_csv());
    }
}
