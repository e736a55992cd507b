//! The values of a chart for the script that shows them where a reader points: few digits, and of long series some points
//! that are evenly spaced. All values stand in the file beside the page.
//!
//! `x` and `y` are the axes: label, low end, high end, whether it is logarithmic. `series` are names, colours and values,
//! those of a band as pairs, with places of their own unless all share `xs` (numbers, ends of steps or names). A chart that
//! is a grid alone has `grid` in the place of series.

use cell::svg::{Plot, PlotScale, Rgb, Theme};
use cell::{Axis, Chart, Grid, Layer, Number};
use serde_json::{Map, Value, json};

/// The most points that all series of a chart have together.
const POINTS: usize = 1600;
/// The most columns and rows of a grid.
const GRID: usize = 36;

/// The values as JSON that can stand in a page's script element; nothing if there are none to show.
pub(super) fn json(chart: &Chart, plot: &Plot) -> Option<String> {
    let mut values = Map::new();
    values.insert("x".to_owned(), axis(&chart.x, plot.x));
    values.insert("y".to_owned(), axis(&chart.y, plot.y));
    let series: Vec<Series<'_>> =
        chart.layers.iter().zip(&plot.series).filter_map(|(layer, at)| Series::of(layer, *at)).collect();
    if series.is_empty() {
        let grid = chart.layers.iter().find_map(|layer| match layer {
            Layer::Heatmap { grid } | Layer::Contour { grid, .. } => Some(grid),
            _ => None,
        })?;
        values.insert("grid".to_owned(), grid_json(grid));
    } else {
        let share = (POINTS / series.len()).max(2);
        let shared = shared_places(chart, &series);
        let count = series.iter().map(|series| series.ys.len()).max().unwrap_or_default();
        let kept = spaced(count, share);
        if let Some(places) = &shared {
            let places: Vec<&Value> = kept.iter().filter_map(|&at| places.get(at)).collect();
            values.insert("xs".to_owned(), json!(places));
        }
        let all = series.iter().map(|one| one.json(shared.is_none(), share));
        values.insert("series".to_owned(), all.collect());
    }
    // Nothing within may end the element.
    Some(Value::Object(values).to_string().replace('<', "\\u003c"))
}

fn axis(axis: &Axis, scale: PlotScale) -> Value {
    let label = axis.label.as_deref().unwrap_or_default();
    json!([label, scale.low, scale.high, u8::from(scale.log)])
}

/// What is drawn along the horizontal axis.
struct Series<'a> {
    name: &'a str,
    number: usize,
    xs: Places<'a>,
    ys: &'a [Number],
    /// The upper ends of a band.
    high: Option<&'a [Number]>,
}

/// Where the values of a series stand.
#[derive(Clone, Copy, PartialEq)]
enum Places<'a> {
    Numbers(&'a [Number]),
    /// Between these edges.
    Steps(&'a [Number]),
    /// At the chart's categories.
    Categories,
}

impl<'a> Series<'a> {
    fn of(layer: &'a Layer, number: usize) -> Option<Self> {
        let (name, xs, ys, high) = match layer {
            Layer::Line { name, points } | Layer::Scatter { name, points } => {
                (name, Places::Numbers(&points.xs), &points.ys, None)
            }
            Layer::Bar { name, ys } => (name, Places::Categories, ys, None),
            Layer::Histogram { name, edges, counts } => (name, Places::Steps(edges), counts, None),
            Layer::Band { name, xs, low, high } => (name, Places::Numbers(xs), low, Some(high.as_slice())),
            Layer::Heatmap { .. }
            | Layer::Contour { .. }
            | Layer::HorizontalLine { .. }
            | Layer::VerticalLine { .. } => return None,
        };
        Some(Series { name, number, xs, ys, high })
    }

    fn json(&self, with_places: bool, share: usize) -> Value {
        let kept = spaced(self.ys.len(), share);
        let value = |at: usize| match self.high {
            None => short(self.ys[at].0),
            Some(high) => json!([short(self.ys[at].0), high.get(at).map(|high| short(high.0))]),
        };
        let values: Vec<Value> = kept.iter().map(|&at| value(at)).collect();
        let mut series = vec![json!(self.name), json!(color(self.number)), json!(values)];
        if with_places && let Places::Numbers(xs) = self.xs {
            series.push(kept.iter().filter_map(|&at| xs.get(at)).map(|x| short(x.0)).collect());
        }
        Value::Array(series)
    }
}

/// The places that all series share, if they do and run from left to right: readers then go from place to place and see all
/// series there.
fn shared_places(chart: &Chart, series: &[Series<'_>]) -> Option<Vec<Value>> {
    let first = series.first()?;
    if series.iter().any(|other| other.xs != first.xs)
        || chart.layers.iter().any(|layer| matches!(layer, Layer::Scatter { .. }))
    {
        return None;
    }
    match first.xs {
        Places::Numbers(xs) => {
            let runs = xs.windows(2).all(|pair| pair[0].0 < pair[1].0);
            runs.then(|| xs.iter().map(|x| short(x.0)).collect())
        }
        Places::Steps(edges) => {
            Some(edges.windows(2).map(|pair| json!([short(pair[0].0), short(pair[1].0)])).collect())
        }
        Places::Categories => Some(chart.categories.iter().map(|name| json!(name)).collect()),
    }
}

fn grid_json(grid: &Grid) -> Value {
    let (columns, rows) = (spaced(grid.columns, GRID), spaced(grid.rows(), GRID));
    let place = |(low, high): (Number, Number), at: usize, count: usize| {
        short(low.0 + (high.0 - low.0) * at as f64 / (count.max(2) - 1) as f64)
    };
    let xs: Vec<Value> = columns.iter().map(|&at| place(grid.x, at, grid.columns)).collect();
    let ys: Vec<Value> = rows.iter().map(|&at| place(grid.y, at, grid.rows())).collect();
    let values: Vec<Value> = rows
        .iter()
        .flat_map(|&row| columns.iter().map(move |&column| short(grid.value(column, row))))
        .collect();
    json!({ "xs": xs, "ys": ys, "values": values })
}

/// At most `most` places from the first to the last, evenly spaced.
fn spaced(count: usize, most: usize) -> Vec<usize> {
    if count <= most {
        return (0..count).collect();
    }
    (0..most).map(|at| at * (count - 1) / (most - 1)).collect()
}

/// A number in five significant digits, or all of a whole one's; what is not finite is none.
fn short(value: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < EXACT {
        return json!(value as i64);
    }
    let short: f64 = format!("{value:.4e}").parse().unwrap_or(value);
    json!(short)
}

fn color(series: usize) -> String {
    let of = |theme: Theme| {
        let Rgb(r, g, b) = theme.series[series % theme.series.len()];
        format!("#{r:02x}{g:02x}{b:02x}")
    };
    format!("light-dark({},{})", of(Theme::light()), of(Theme::dark()))
}

#[cfg(test)]
mod tests {
    use cell::{Chart, Grid};
    use serde_json::Value;

    fn points(chart: &Chart) -> Value {
        let json = super::json(chart, &cell::svg::plot(chart, cell::svg::SIZE)).expect("it has values");
        serde_json::from_str(&json).expect("it is JSON")
    }

    #[test]
    fn series_that_share_their_places_name_them_once() {
        let chart = Chart::new().line("a", &[1.0, f64::NAN]).line("b", &[0.123_456_78, 1e-9]).x_label("step");
        let points = points(&chart);
        assert_eq!(points["xs"].to_string(), "[0,1]");
        assert_eq!(points["x"][0], "step");
        assert_eq!(points["series"][0][2].to_string(), "[1,null]");
        assert_eq!(points["series"][1][2].to_string(), "[0.12346,1e-9]");
        assert_eq!(points["series"][1].as_array().map(Vec::len), Some(3));
    }

    #[test]
    fn paths_and_scattered_points_have_places_of_their_own() {
        let walk = Chart::new().xy("walk", &[0.0, 2.0, 1.0], &[1.0, 2.0, 3.0]);
        for chart in [walk, Chart::new().scatter("dots", &[0.0, 2.0, 1.0], &[1.0, 2.0, 3.0])] {
            let points = points(&chart);
            assert_eq!(points["xs"], Value::Null);
            assert_eq!(points["series"][0][3].to_string(), "[0,2,1]");
        }
    }

    #[test]
    fn bars_steps_bands_and_grids_have_their_values() {
        let bars = points(&Chart::new().bar("n", &["x</script>", "y"], &[1, 2]));
        assert_eq!(bars["xs"].to_string(), "[\"x</script>\",\"y\"]");
        let counts = points(&Chart::new().histogram("h", &[0.0, 0.2, 1.0], 2));
        assert_eq!(counts["xs"].to_string(), "[[0,0.5],[0.5,1]]");
        let band = points(&Chart::new().band("b", &[0.0, 1.0], &[1.0, 2.0], &[3.0, 4.0]));
        assert_eq!(band["series"][0][2].to_string(), "[[1,3],[2,4]]");
        let grid = points(&Chart::new().heatmap(Grid::from_fn((0.0, 1.0), (0.0, 2.0), 100, 2, |x, y| x + y)));
        assert_eq!(grid["grid"]["xs"].as_array().map(Vec::len), Some(36));
        assert_eq!(grid["grid"]["values"].as_array().map(Vec::len), Some(72));
        assert_eq!(grid["grid"]["values"][71], 3);
    }

    #[test]
    fn long_series_stay_small_and_nothing_ends_the_element() {
        let many: Vec<f64> = (0..2000).map(f64::from).collect();
        let long = points(&Chart::new().line("a", &many).line("b", &many));
        assert_eq!(long["xs"].as_array().map(Vec::len), Some(800));
        assert_eq!(long["series"][1][2][799], 1999);
        let chart = Chart::new().line("</script>", &[1.0]);
        let json = super::json(&chart, &cell::svg::plot(&chart, cell::svg::SIZE)).expect("it has values");
        assert!(!json.contains('<'), "{json}");
        let empty = Chart::new().h_line(1.0, "goal");
        assert_eq!(super::json(&empty, &cell::svg::plot(&empty, cell::svg::SIZE)), None);
    }
}
