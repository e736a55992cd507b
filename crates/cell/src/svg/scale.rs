//! From data to pixels.

use crate::{Axis, Chart, Layer, Number};

/// The ends of an axis and how places lie between them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) log: bool,
}

impl Scale {
    /// Where a value lies: 0 at the low end, 1 at the high end. Nothing if it can't lie anywhere.
    pub(super) fn part(&self, value: f64) -> Option<f64> {
        let part = if self.log {
            if value <= 0.0 {
                return None;
            }
            (value.log10() - self.low.log10()) / (self.high.log10() - self.low.log10())
        } else {
            // The halves keep the difference finite where the ends are huge.
            (value / 2.0 - self.low / 2.0) / (self.high / 2.0 - self.low / 2.0)
        };
        part.is_finite().then_some(part)
    }
}

/// Gives charts that stand side by side the same axes, so that they can be compared; an axis with a range of the author's
/// keeps it, and a logarithmic one is not mixed with others.
pub fn align(charts: &mut [&mut Chart]) {
    let same = |scales: Vec<Scale>| {
        let first = *scales.first()?;
        scales.iter().all(|scale| scale.log == first.log).then(|| {
            let low = scales.iter().map(|scale| scale.low).fold(first.low, f64::min);
            let high = scales.iter().map(|scale| scale.high).fold(first.high, f64::max);
            (Number(low), Number(high))
        })
    };
    let x = same(charts.iter().map(|chart| horizontal(chart)).collect());
    let y = same(charts.iter().map(|chart| vertical(chart)).collect());
    for chart in charts {
        chart.x.range = chart.x.range.or(x);
        chart.y.range = chart.y.range.or(y);
    }
}

/// The scale of the horizontal axis.
pub(super) fn horizontal(chart: &Chart) -> Scale {
    if chart.layers.iter().any(|layer| matches!(layer, Layer::Bar { .. })) {
        return Scale { low: -0.5, high: chart.categories.len().max(1) as f64 - 0.5, log: false };
    }
    let values = chart.layers.iter().flat_map(|layer| match layer {
        Layer::Line { points, .. } | Layer::Scatter { points, .. } => both(&points.xs),
        Layer::Histogram { edges, .. } => both(edges),
        Layer::Band { xs, .. } => both(xs),
        Layer::Heatmap { grid } | Layer::Contour { grid, .. } => vec![grid.x.0.0, grid.x.1.0],
        Layer::VerticalLine { at, .. } => vec![at.0],
        Layer::Bar { .. } | Layer::HorizontalLine { .. } => Vec::new(),
    });
    let touches = chart.layers.iter().all(|layer| !matches!(layer, Layer::Scatter { .. }));
    fit(&chart.x, values, if touches { 0.0 } else { 0.03 }, false)
}

/// The scale of the vertical axis. Bars and counts stand on zero.
pub(super) fn vertical(chart: &Chart) -> Scale {
    let values = chart.layers.iter().flat_map(|layer| match layer {
        Layer::Line { points, .. } | Layer::Scatter { points, .. } => both(&points.ys),
        Layer::Bar { ys, .. } => both(ys),
        Layer::Histogram { counts, .. } => both(counts),
        Layer::Band { low, high, .. } => [both(low), both(high)].concat(),
        Layer::Heatmap { grid } | Layer::Contour { grid, .. } => vec![grid.y.0.0, grid.y.1.0],
        Layer::HorizontalLine { at, .. } => vec![at.0],
        Layer::VerticalLine { .. } => Vec::new(),
    });
    let on_zero =
        chart.layers.iter().any(|layer| matches!(layer, Layer::Bar { .. } | Layer::Histogram { .. }));
    let is_field =
        chart.layers.iter().any(|layer| matches!(layer, Layer::Heatmap { .. } | Layer::Contour { .. }));
    fit(&chart.y, values, if is_field { 0.0 } else { 0.04 }, on_zero && !chart.y.log)
}

fn both(values: &[Number]) -> Vec<f64> {
    values.iter().map(|value| value.0).collect()
}

fn fit(axis: &Axis, values: impl Iterator<Item = f64>, margin: f64, on_zero: bool) -> Scale {
    let usable = |value: &f64| value.is_finite() && (!axis.log || *value > 0.0);
    if let Some((low, high)) = axis.range.map(|(low, high)| (low.0.min(high.0), low.0.max(high.0)))
        && usable(&low)
        && usable(&high)
        && low < high
    {
        return Scale { low, high, log: axis.log };
    }
    let (mut low, mut high) = values
        .filter(usable)
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    if low > high {
        (low, high) = if axis.log { (1.0, 10.0) } else { (0.0, 1.0) };
    }
    if on_zero {
        (low, high) = (low.min(0.0), high.max(0.0));
    }
    if low == high {
        (low, high) = if axis.log {
            (low / 2.0, high * 2.0)
        } else {
            let half = if low == 0.0 { 0.5 } else { low.abs() * 0.1 };
            (low - half, high + half)
        };
    }
    if axis.log {
        let room = (high / low).powf(margin.max(0.01));
        return Scale {
            low: (low / room).max(f64::MIN_POSITIVE),
            high: (high * room).min(f64::MAX),
            log: true,
        };
    }
    let room = (high / 2.0 - low / 2.0) * 2.0 * margin;
    let room = if room.is_finite() { room } else { 0.0 };
    let below = if on_zero && low == 0.0 { 0.0 } else { room };
    let above = if on_zero && high == 0.0 { 0.0 } else { room };
    Scale { low: (low - below).max(f64::MIN), high: (high + above).min(f64::MAX), log: false }
}
