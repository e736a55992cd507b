//! The legend, above the plot where it hides nothing, and the colour bar of a field.

use super::axes::small;
use super::canvas::{Align, Canvas, Lift, text_width};
use super::layout::{BAR, Frame, SMALL};
use super::marks;
use super::scale::Scale;
use super::theme::{Paint, dashes};
use crate::{Chart, Layer};

const ROW: f64 = SMALL + 9.0;
const SWATCH: f64 = 26.0;

/// A line of the legend.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    name: String,
    series: usize,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Line,
    Points,
    Area,
}

/// The number of the series that each layer belongs to, which its colour tells. A band that is named after a line (`loss ±
/// sd`) shows that line's spread and has its colour.
pub(super) fn series(chart: &Chart) -> Vec<usize> {
    let mut next = 0;
    let mut series: Vec<usize> = Vec::new();
    for layer in &chart.layers {
        series.push(next);
        next += usize::from(kind_of(layer).is_some() && line_of(chart, layer).is_none());
    }
    let shared = chart.layers.iter().enumerate().filter_map(|(at, layer)| Some((at, line_of(chart, layer)?)));
    for (band, line) in shared {
        series[band] = series[line];
    }
    series
}

/// The line whose spread a band shows.
fn line_of(chart: &Chart, layer: &Layer) -> Option<usize> {
    let Layer::Band { name: band, .. } = layer else { return None };
    chart.layers.iter().position(|other| match other {
        Layer::Line { name, .. } => {
            band.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with(" ± "))
        }
        _ => false,
    })
}

fn kind_of(layer: &Layer) -> Option<(&String, Kind)> {
    match layer {
        Layer::Line { name, .. } => Some((name, Kind::Line)),
        Layer::Scatter { name, .. } => Some((name, Kind::Points)),
        Layer::Bar { name, .. } | Layer::Histogram { name, .. } | Layer::Band { name, .. } => {
            Some((name, Kind::Area))
        }
        Layer::Heatmap { .. }
        | Layer::Contour { .. }
        | Layer::HorizontalLine { .. }
        | Layer::VerticalLine { .. } => None,
    }
}

/// The names of the series; none for a single one on a chart without a field, since there is nothing to tell apart.
pub(super) fn entries(chart: &Chart) -> Vec<Entry> {
    let layers = chart.layers.iter().zip(series(chart));
    let named: Vec<Entry> = layers
        .filter_map(|(layer, series)| {
            let (name, kind) = kind_of(layer)?;
            (!name.is_empty()).then(|| Entry { name: name.clone(), series, kind })
        })
        .collect();
    if named.len() > 1 || chart.layers.len() > 1 { named } else { Vec::new() }
}

/// The height that the legend takes on a chart of this width.
pub(super) fn height(entries: &[Entry], width: f64) -> f64 {
    rows(entries, width).len() as f64 * ROW
}

/// The height of all rows of the legend but the first: a chart grows by it, so that a long legend takes nothing from the
/// plot. A legend of more rows than a chart is likely to need takes from it all the same.
pub(super) fn growth(entries: &[Entry], width: f64) -> f64 {
    const MOST: usize = 6;
    rows(entries, width).len().clamp(1, MOST).saturating_sub(1) as f64 * ROW
}

/// The entries that stand in each row.
fn rows(entries: &[Entry], width: f64) -> Vec<Vec<&Entry>> {
    let mut rows: Vec<Vec<&Entry>> = Vec::new();
    let mut used = f64::INFINITY;
    for entry in entries {
        let needs = SWATCH + 6.0 + text_width(&entry.name, SMALL) + 18.0;
        if used + needs > width - 20.0 {
            rows.push(Vec::new());
            used = 0.0;
        }
        used += needs;
        if let Some(row) = rows.last_mut() {
            row.push(entry);
        }
    }
    rows
}

/// Draws the legend and the colour bar.
pub(super) fn legend(canvas: &mut Canvas, frame: &Frame, entries: &[Entry]) {
    let mut y = frame.title + 4.0 + ROW / 2.0;
    for row in rows(entries, frame.size.0) {
        let mut x = 12.0;
        for entry in row {
            swatch(canvas, entry, (x, y));
            x += SWATCH + 6.0;
            let name = super::layout::shortened(&entry.name, frame.size.0 - SWATCH - 40.0);
            canvas.text(&name, (x, y), small(Paint::Ink, Align::Left, Lift::Middle));
            x += text_width(&name, SMALL) + 18.0;
        }
        y += ROW;
    }
    if let Some(field) = frame.field {
        color_bar(canvas, frame, field);
    }
}

fn swatch(canvas: &mut Canvas, entry: &Entry, (x, y): (f64, f64)) {
    let color = Paint::Series(entry.series);
    match entry.kind {
        Kind::Line => canvas.path(&[(x, y), (x + SWATCH, y)], color, 1.0, 2.0, dashes(entry.series)),
        Kind::Points => marks::marker(canvas, (x + SWATCH / 2.0, y), 4.0, color, entry.series),
        Kind::Area => canvas.rectangle((x + 4.0, y - 5.0), (x + SWATCH - 4.0, y + 5.0), color, 0.8),
    }
}

fn color_bar(canvas: &mut Canvas, frame: &Frame, field: Scale) {
    const STEPS: usize = 24;
    let (left, right) = (frame.right + BAR - 17.0, frame.right + BAR - 5.0);
    let height = frame.bottom - frame.top;
    for step in 0..STEPS {
        let from = frame.bottom - height * step as f64 / STEPS as f64;
        let to = frame.bottom - height * (step + 1) as f64 / STEPS as f64;
        let value = (step as f64 + 0.5) / STEPS as f64;
        canvas.rectangles(&[((left, to), (right, from))], Paint::of_value(value));
    }
    for (tick, part) in frame.field_ticks.iter().filter_map(|tick| Some((tick, field.part(tick.value)?))) {
        let at = (frame.right + BAR, frame.bottom - height * part);
        canvas.text(&tick.label, at, small(Paint::Muted, Align::Left, Lift::Middle));
    }
}
