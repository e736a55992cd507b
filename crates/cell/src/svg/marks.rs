//! Lines, points, bars and bands.

use super::canvas::Canvas;
use super::layout::Frame;
use super::theme::{Paint, dashes};
use crate::{Chart, Layer, Number, Points};

/// The points of a series in pixels; nothing where one can't lie anywhere.
fn pixels(frame: &Frame, xs: &[Number], ys: &[Number]) -> Vec<Option<(f64, f64)>> {
    xs.iter().zip(ys).map(|(x, y)| frame.point(x.0, y.0)).collect()
}

/// A line with gaps where points are missing; a point alone between gaps is a dot.
pub(super) fn line(canvas: &mut Canvas, frame: &Frame, points: &Points, series: usize) {
    let color = Paint::Series(series);
    let pixels = pixels(frame, &points.xs, &points.ys);
    for run in pixels.split(Option::is_none) {
        let run: Vec<(f64, f64)> = run.iter().copied().flatten().collect();
        if let [only] = run[..]
            && frame.holds(only)
        {
            canvas.circle(only, 2.5, color, 1.0);
        }
        for piece in clipped(frame, &run) {
            canvas.path(&piece, color, 1.0, 1.8, dashes(series));
        }
    }
}

/// The pieces of a line that lie in the plot.
fn clipped(frame: &Frame, run: &[(f64, f64)]) -> Vec<Vec<(f64, f64)>> {
    let mut pieces: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut joined = false;
    for pair in run.windows(2) {
        let Some((from, to)) = frame.clip(pair[0], pair[1]) else {
            joined = false;
            continue;
        };
        match pieces.last_mut().filter(|_| joined && from == pair[0]) {
            Some(piece) => piece.push(to),
            None => pieces.push(vec![from, to]),
        }
        joined = to == pair[1];
    }
    pieces
}

/// Points by themselves.
pub(super) fn scatter(canvas: &mut Canvas, frame: &Frame, points: &Points, series: usize) {
    let color = Paint::Series(series);
    let radius = if points.xs.len() > 400 { 2.2 } else { 3.4 };
    for point in
        pixels(frame, &points.xs, &points.ys).into_iter().flatten().filter(|point| frame.holds(*point))
    {
        marker(canvas, point, radius, color, series);
    }
}

/// The marker of a series: its shape is the second cue beside its colour.
pub(super) fn marker(canvas: &mut Canvas, (x, y): (f64, f64), radius: f64, color: Paint, series: usize) {
    let r = radius;
    match series % 4 {
        0 => canvas.circle((x, y), r, color, 0.85),
        1 => canvas.polygon(&[(x, y - r * 1.3), (x + r * 1.2, y + r), (x - r * 1.2, y + r)], color, 0.85),
        2 => canvas.rectangle((x - r * 0.9, y - r * 0.9), (x + r * 0.9, y + r * 0.9), color, 0.85),
        _ => canvas.polygon(
            &[(x, y - r * 1.4), (x + r * 1.2, y), (x, y + r * 1.4), (x - r * 1.2, y)],
            color,
            0.85,
        ),
    }
}

/// Bars beside those of the other bar series.
pub(super) fn bars(canvas: &mut Canvas, frame: &Frame, chart: &Chart, ys: &[Number], series: usize) {
    let groups = chart.layers.iter().filter(|layer| matches!(layer, Layer::Bar { .. })).count().max(1);
    let all = chart.layers.iter().zip(super::legend::series(chart));
    let place = all.filter(|(layer, at)| matches!(layer, Layer::Bar { .. }) && *at < series).count();
    let width = 0.76 / groups as f64;
    for (at, y) in ys.iter().enumerate() {
        let from = at as f64 - 0.38 + width * place as f64;
        upright_box(canvas, frame, Paint::Series(series), (from + width * 0.04, from + width * 0.96), y.0);
    }
}

/// Counts between edges.
pub(super) fn histogram(
    canvas: &mut Canvas,
    frame: &Frame,

    edges: &[Number],
    counts: &[Number],
    series: usize,
) {
    for (edges, count) in edges.windows(2).zip(counts) {
        upright_box(canvas, frame, Paint::Series(series), (edges[0].0, edges[1].0), count.0);
    }
}

/// A box from zero (or the axis's low end) to `y`.
fn upright_box(canvas: &mut Canvas, frame: &Frame, color: Paint, (from, to): (f64, f64), y: f64) {
    let ground = if frame.y.log || frame.y.low > 0.0 { frame.y.low } else { 0.0_f64.min(frame.y.high) };
    let (Some(a), Some(b)) = (frame.point(from, ground), frame.point(to, y)) else { return };
    let within = |(x, y): (f64, f64)| (x.clamp(frame.left, frame.right), y.clamp(frame.top, frame.bottom));
    let (a, b) = (within(a), within(b));
    // A hair between neighbours tells them apart.
    canvas.rectangle((a.0 + 0.4, a.1), (b.0 - 0.4, b.1), color, 0.85);
}

/// The area between two lines, cut where a point is missing.
pub(super) fn band(
    canvas: &mut Canvas,
    frame: &Frame,
    (xs, low, high): (&[Number], &[Number], &[Number]),
    series: usize,
) {
    let lower = pixels(frame, xs, low);
    let upper = pixels(frame, xs, high);
    let both: Vec<_> = lower.into_iter().zip(upper).map(|(low, high)| low.zip(high)).collect();
    let within = |(x, y): (f64, f64)| (x.clamp(frame.left, frame.right), y.clamp(frame.top, frame.bottom));
    for run in both.split(Option::is_none) {
        let run: Vec<_> = run.iter().copied().flatten().collect();
        let there = run.iter().map(|(low, _)| within(*low));
        let back = run.iter().rev().map(|(_, high)| within(*high));
        let outline: Vec<(f64, f64)> = there.chain(back).collect();
        canvas.polygon(&outline, Paint::Series(series), 0.22);
    }
}
