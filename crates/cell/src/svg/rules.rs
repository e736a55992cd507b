//! Lines across the chart, whose meaning stands at that end where it lies on least of the data.

use super::axes::small;
use super::canvas::{Align, Canvas, Lift, text_width};
use super::layout::{Frame, SMALL, clip};
use super::theme::Paint;
use crate::{Chart, Layer, Number};

/// From a line to its name, along it and away from it.
const GAP: f64 = 4.0;
/// The height of a line of small text.
const HEIGHT: f64 = 1.2 * SMALL;

/// A place for a name.
struct Place {
    at: (f64, f64),
    align: Align,
    lift: Lift,
}

impl Place {
    /// The left, the top, the right and the bottom edge of a text there.
    fn edges(&self, width: f64) -> [f64; 4] {
        let left = match self.align {
            Align::Left => self.at.0,
            Align::Center => self.at.0 - width / 2.0,
            Align::Right => self.at.0 - width,
        };
        let top = match self.lift {
            Lift::Below => self.at.1,
            Lift::Middle => self.at.1 - HEIGHT / 2.0,
            Lift::Above => self.at.1 - HEIGHT,
        };
        [left, top, left + width, top + HEIGHT]
    }
}

/// A horizontal line with its meaning at one of its ends.
pub(super) fn horizontal_line(canvas: &mut Canvas, frame: &Frame, chart: &Chart, at: f64, name: &str) {
    let Some(y) = frame.up(at).filter(|y| (frame.top - 0.5..=frame.bottom + 0.5).contains(y)) else { return };
    canvas.path(&[(frame.left, y), (frame.right, y)], Paint::Muted, 1.0, 1.2, &[5.0, 4.0]);
    let ends = [(frame.right - GAP, Align::Right), (frame.left + GAP, Align::Left)];
    let sides = [(y - GAP + 1.0, Lift::Above), (y + GAP, Lift::Below)];
    let places =
        ends.into_iter().flat_map(|(x, align)| sides.map(|(y, lift)| Place { at: (x, y), align, lift }));
    name_at_best(canvas, frame, chart, name, places);
}

/// A vertical line with its meaning at one of its ends.
pub(super) fn vertical_line(canvas: &mut Canvas, frame: &Frame, chart: &Chart, at: f64, name: &str) {
    let Some(x) = frame.across(at).filter(|x| (frame.left - 0.5..=frame.right + 0.5).contains(x)) else {
        return;
    };
    canvas.path(&[(x, frame.top), (x, frame.bottom)], Paint::Muted, 1.0, 1.2, &[5.0, 4.0]);
    let ends = [(frame.top + GAP - 1.0, Lift::Below), (frame.bottom - GAP, Lift::Above)];
    let sides = [(x + GAP + 1.0, Align::Left), (x - GAP - 1.0, Align::Right)];
    let places =
        ends.into_iter().flat_map(|(y, lift)| sides.map(|(x, align)| Place { at: (x, y), align, lift }));
    name_at_best(canvas, frame, chart, name, places);
}

/// Writes a name at the first of the places that lie in the plot and on the least of the data.
fn name_at_best(
    canvas: &mut Canvas,
    frame: &Frame,
    chart: &Chart,
    name: &str,
    places: impl Iterator<Item = Place>,
) {
    let width = text_width(name, SMALL);
    let drawn: Vec<Drawn> = chart.layers.iter().flat_map(|layer| drawn(frame, layer)).collect();
    let cost = |place: &Place| {
        let edges = place.edges(width);
        let [left, top, right, bottom] = edges;
        let outside = left < frame.left || top < frame.top || right > frame.right || bottom > frame.bottom;
        (outside, drawn.iter().filter(|one| one.crosses(edges)).count())
    };
    if let Some(Place { at, align, lift }) = places.min_by_key(cost) {
        canvas.text(name, at, small(Paint::Muted, align, lift));
    }
}

/// Something that a text should not lie on: a point, or a straight line.
struct Drawn((f64, f64), (f64, f64));

impl Drawn {
    fn crosses(&self, edges: [f64; 4]) -> bool {
        clip(edges, self.0, self.1).is_some()
    }
}

/// What of a layer has edges: not so the fields of colour, on which text can be read.
fn drawn(frame: &Frame, layer: &Layer) -> Vec<Drawn> {
    let points = |xs: &[Number], ys: &[Number]| -> Vec<Option<(f64, f64)>> {
        xs.iter().zip(ys).map(|(x, y)| frame.point(x.0, y.0)).collect()
    };
    let lines = |points: &[Option<(f64, f64)>]| -> Vec<Drawn> {
        points.windows(2).filter_map(|pair| Some(Drawn(pair[0]?, pair[1]?))).collect()
    };
    match layer {
        Layer::Line { points: of, .. } => lines(&points(&of.xs, &of.ys)),
        Layer::Scatter { points: of, .. } => {
            points(&of.xs, &of.ys).into_iter().flatten().map(|point| Drawn(point, point)).collect()
        }
        Layer::Band { xs, low, high, .. } => {
            [low, high].into_iter().flat_map(|edge| lines(&points(xs, edge))).collect()
        }
        Layer::HorizontalLine { at, .. } => {
            frame.up(at.0).map(|y| Drawn((frame.left, y), (frame.right, y))).into_iter().collect()
        }
        Layer::VerticalLine { at, .. } => {
            frame.across(at.0).map(|x| Drawn((x, frame.top), (x, frame.bottom))).into_iter().collect()
        }
        Layer::Bar { .. } | Layer::Histogram { .. } | Layer::Heatmap { .. } | Layer::Contour { .. } => {
            Vec::new()
        }
    }
}
