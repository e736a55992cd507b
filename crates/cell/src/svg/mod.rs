//! Draws a chart as SVG, with plotters' backend on axes of our own.
//!
//! The order: [`scale`] finds the ends of both axes and their ticks; [`layout`] shares out the room; then grid, marks
//! ([`marks`], [`field`], [`rules`]), axes and legend are drawn on the [`canvas`]. The same chart, theme and size always give the
//! same bytes.

mod axes;
mod canvas;
mod field;
mod layout;
mod legend;
mod marks;
mod rules;
mod scale;
mod theme;
mod ticks;

use crate::{Chart, Layer};
use canvas::Canvas;
use layout::Frame;
use scale::Scale;

pub use scale::align;
pub use theme::{Paint, Rgb, Theme};

/// The size that charts have where nothing else is said, in pixels.
pub const SIZE: (u32, u32) = (720, 420);

/// Where things stand in a drawing, for whoever shows values on top of it. Places count the units of its view box.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    /// The left, the top, the right and the bottom edge of the plot between its axes.
    pub edges: [f64; 4],
    /// The scale of the horizontal axis.
    pub x: PlotScale,
    /// The scale of the vertical axis.
    pub y: PlotScale,
    /// The number of the series that each layer belongs to: its place among [`Theme::series`].
    pub series: Vec<usize>,
}

/// The scale of an axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlotScale {
    /// The value at its low end.
    pub low: f64,
    /// The value at its high end.
    pub high: f64,
    /// Whether it is logarithmic.
    pub log: bool,
}

/// Draws a chart on a transparent ground, `size` pixels wide and high; higher if its legend takes several rows. The text
/// alternative is not part of it: what stands around the drawing says it.
pub fn draw(chart: &Chart, theme: &Theme, size: (u32, u32)) -> String {
    draw_with(chart, size, |svg, paint| svg.push_str(&theme.of(paint).to_string()))
}

/// Draws a chart whose colours `write` writes, wherever a value of an attribute is one: for drawings of several themes.
pub fn draw_with(chart: &Chart, size: (u32, u32), write: impl FnMut(&mut String, Paint)) -> String {
    let (legend, size, frame) = laid_out(chart, size);
    let mut canvas = Canvas::new(size);
    axes::grid(&mut canvas, &frame);
    for (layer, series) in chart.layers.iter().zip(legend::series(chart)) {
        draw_layer(&mut canvas, &frame, chart, layer, series);
    }
    axes::axes(&mut canvas, &frame, chart);
    legend::legend(&mut canvas, &frame, &legend);
    canvas.finish(write)
}

/// The size that a drawing of this size has in the end: higher, if its legend takes several rows.
pub fn drawn_size(chart: &Chart, size: (u32, u32)) -> (u32, u32) {
    laid_out(chart, size).1
}

/// Where things stand in the drawing of this size.
pub fn plot(chart: &Chart, size: (u32, u32)) -> Plot {
    let (_, _, frame) = laid_out(chart, size);
    let scale = |scale: Scale| PlotScale { low: scale.low, high: scale.high, log: scale.log };
    Plot {
        edges: [frame.left, frame.top, frame.right, frame.bottom].map(|edge| (edge * canvas::UNITS).round()),
        x: scale(frame.x),
        y: scale(frame.y),
        series: legend::series(chart),
    }
}

/// The legend, the size that the drawing will have, and where everything stands in it.
fn laid_out(chart: &Chart, size: (u32, u32)) -> (Vec<legend::Entry>, (u32, u32), Frame) {
    let size = (size.0.clamp(160, 4000), size.1.clamp(120, 4000));
    let legend = legend::entries(chart);
    let size = (size.0, size.1 + legend::growth(&legend, f64::from(size.0)) as u32);
    let frame = layout::frame(chart, &legend, size);
    (legend, size, frame)
}

fn draw_layer(canvas: &mut Canvas, frame: &Frame, chart: &Chart, layer: &Layer, series: usize) {
    match layer {
        Layer::Line { points, .. } => marks::line(canvas, frame, points, series),
        Layer::Scatter { points, .. } => marks::scatter(canvas, frame, points, series),
        Layer::Bar { ys, .. } => marks::bars(canvas, frame, chart, ys, series),
        Layer::Histogram { edges, counts, .. } => {
            marks::histogram(canvas, frame, edges, counts, series);
        }
        Layer::Band { xs, low, high, .. } => marks::band(canvas, frame, (xs, low, high), series),
        Layer::Heatmap { grid } => field::heatmap(canvas, frame, grid),
        Layer::Contour { grid, levels } => field::contour(canvas, frame, grid, levels),
        Layer::HorizontalLine { at, name } => rules::horizontal_line(canvas, frame, chart, at.0, name),
        Layer::VerticalLine { at, name } => rules::vertical_line(canvas, frame, chart, at.0, name),
    }
}

#[cfg(test)]
mod tests;
