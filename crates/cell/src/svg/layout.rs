//! Sharing out the room: where the plot stands between labels, legend and colour bar.

use super::canvas::text_width;
use super::legend::{self, Entry};
use super::scale::{self, Scale};
use super::ticks::{Tick, ticks};
use crate::chart::short_number;
use crate::{Chart, Layer, Number};

/// The size of tick labels and the legend.
pub(super) const SMALL: f64 = 12.5;
/// The size of axis labels.
pub(super) const LABEL: f64 = 13.5;
/// The size of a title.
pub(super) const TITLE: f64 = 15.0;

/// The room of a colour bar between the plot and its labels.
pub(super) const BAR: f64 = 29.0;

/// Where everything stands, in pixels.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// The plot's left, top, right and bottom.
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
    /// The height that the title takes.
    pub(super) title: f64,
    pub(super) x: Scale,
    pub(super) y: Scale,
    pub(super) x_ticks: Vec<Tick>,
    pub(super) y_ticks: Vec<Tick>,
    /// Whether the labels along the horizontal axis run upwards.
    pub(super) upright: bool,
    /// How wide the widest label of the vertical axis is.
    pub(super) y_label_width: f64,
    /// From the least to the greatest value of a field, if there is one.
    pub(super) field: Option<Scale>,
    /// What its colour bar says.
    pub(super) field_ticks: Vec<Tick>,
    pub(super) size: (f64, f64),
}

/// Lays a chart out.
pub(super) fn frame(chart: &Chart, entries: &[Entry], size: (u32, u32)) -> Frame {
    let (width, height) = (f64::from(size.0), f64::from(size.1));
    let (x, y) = (scale::horizontal(chart), scale::vertical(chart));
    let title = if chart.title.is_some() { TITLE + 14.0 } else { 0.0 };
    let top = title + legend::height(entries, width) + 10.0;
    let y_ticks = ticks(&y, ((height - top - 60.0) / 52.0).clamp(3.0, 8.0) as usize);
    let y_label_width = widest(&y_ticks);
    let axis_label = |label: &Option<String>| if label.is_some() { LABEL + 9.0 } else { 0.0 };
    let left = 10.0 + axis_label(&chart.y.label) + y_label_width + 6.0;
    let field = field_scale(chart);
    let field_ticks = field.map(|field| field_ticks(&field, height - top)).unwrap_or_default();
    let right = width - if field.is_some() { BAR + widest(&field_ticks) + 6.0 } else { 14.0 };
    let room = right - left;
    let (x_ticks, upright) = horizontal_ticks(chart, &x, room);
    let tick_height = if upright { widest(&x_ticks) + 10.0 } else { SMALL + 10.0 };
    let bottom = (height - tick_height - axis_label(&chart.x.label) - 6.0).max(top + 20.0);
    Frame {
        left,
        top,
        right,
        bottom,
        title,
        x,
        y,
        x_ticks,
        y_ticks,
        upright,
        y_label_width,
        field,
        field_ticks,
        size: (width, height),
    }
}

/// How wide the widest label is.
fn widest(ticks: &[Tick]) -> f64 {
    ticks.iter().map(|tick| text_width(&tick.label, SMALL)).fold(0.0, f64::max)
}

/// What stands beside a colour bar about so high: round values, or both ends where there are none between them.
fn field_ticks(field: &Scale, height: f64) -> Vec<Tick> {
    let wanted = (height / 70.0).clamp(2.0, 6.0) as usize;
    let end = |value| Tick { value, label: short_number(value).replace('-', "−") };
    let round = ticks(field, wanted);
    if round.len() > 1 { round } else { vec![end(field.low), end(field.high)] }
}

/// As many ticks as have room beside one another.
fn horizontal_ticks(chart: &Chart, scale: &Scale, room: f64) -> (Vec<Tick>, bool) {
    if !chart.categories.is_empty() && chart.layers.iter().any(|layer| matches!(layer, Layer::Bar { .. })) {
        return category_ticks(&chart.categories, room);
    }
    for count in (2..=10).rev() {
        let found = ticks(scale, count);
        if found.len() as f64 * (widest(&found) + 16.0) <= room {
            return (found, false);
        }
    }
    (ticks(scale, 2), false)
}

/// The names of categories: side by side if they fit, else upwards and shortened, and not all of them if there are many.
fn category_ticks(categories: &[String], room: f64) -> (Vec<Tick>, bool) {
    let slot = room / categories.len().max(1) as f64;
    let upright = categories.iter().any(|name| text_width(name, SMALL) + 8.0 > slot);
    let every = if upright { ((SMALL + 4.0) / slot).ceil().max(1.0) as usize } else { 1 };
    let named = categories.iter().enumerate().step_by(every);
    let label = |name: &String| if upright { shortened(name, 110.0) } else { name.clone() };
    (named.map(|(at, name)| Tick { value: at as f64, label: label(name) }).collect(), upright)
}

/// A text that takes at most `most` pixels.
pub(super) fn shortened(text: &str, most: f64) -> String {
    if text_width(text, SMALL) <= most {
        return text.to_owned();
    }
    let mut short = String::new();
    for c in text.chars() {
        if text_width(&short, SMALL) + 14.0 > most {
            break;
        }
        short.push(c);
    }
    short + "…"
}

fn field_scale(chart: &Chart) -> Option<Scale> {
    let finite = |values: &[Number]| -> Vec<f64> {
        values.iter().map(|value| value.0).filter(|value| value.is_finite()).collect()
    };
    let values: Vec<f64> = chart
        .layers
        .iter()
        .flat_map(|layer| match layer {
            Layer::Heatmap { grid } => finite(&grid.values),
            Layer::Contour { levels, .. } => finite(levels),
            _ => Vec::new(),
        })
        .collect();
    let (low, high) = (values.iter().copied().reduce(f64::min)?, values.iter().copied().reduce(f64::max)?);
    // Where all values are the same, as far apart as numbers of that size can be told from one another.
    let half = if low < high { 0.0 } else { (low.abs() * 4.0 * f64::EPSILON).max(0.5) };
    Some(Scale { low: (low - half).max(f64::MIN), high: (high + half).min(f64::MAX), log: false })
}

impl Frame {
    /// The pixel that a point lies at, also outside of the plot; nothing if it can't lie anywhere.
    pub(super) fn point(&self, x: f64, y: f64) -> Option<(f64, f64)> {
        Some((self.across(x)?, self.up(y)?))
    }

    /// The pixel of a place along the horizontal axis.
    pub(super) fn across(&self, x: f64) -> Option<f64> {
        self.x.part(x).map(|part| self.left + (self.right - self.left) * part.clamp(-1e3, 1e3))
    }

    /// The pixel of a place along the vertical axis.
    pub(super) fn up(&self, y: f64) -> Option<f64> {
        self.y.part(y).map(|part| self.bottom - (self.bottom - self.top) * part.clamp(-1e3, 1e3))
    }

    /// Whether a pixel lies in the plot.
    pub(super) fn holds(&self, (x, y): (f64, f64)) -> bool {
        (self.left - 0.5..=self.right + 0.5).contains(&x) && (self.top - 0.5..=self.bottom + 0.5).contains(&y)
    }

    /// The part of a straight line that lies in the plot.
    pub(super) fn clip(&self, from: (f64, f64), to: (f64, f64)) -> Option<((f64, f64), (f64, f64))> {
        clip([self.left, self.top, self.right, self.bottom], from, to)
    }
}

/// The part of a straight line that lies between the left, the top, the right and the bottom edge of a box.
pub(super) fn clip(
    [left, top, right, bottom]: [f64; 4],
    from: (f64, f64),
    to: (f64, f64),
) -> Option<((f64, f64), (f64, f64))> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    let edges = [(-dx, from.0 - left), (dx, right - from.0), (-dy, from.1 - top), (dy, bottom - from.1)];
    for (slope, room) in edges {
        if slope == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if slope < 0.0 {
            enter = enter.max(room / slope);
        } else {
            leave = leave.min(room / slope);
        }
    }
    let at = |part: f64| (from.0 + dx * part, from.1 + dy * part);
    (enter <= leave).then(|| (at(enter), at(leave)))
}
