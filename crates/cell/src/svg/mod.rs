//! Draws a chart as SVG, with plotters' backend on axes of our own.
//!
//! The order: [`scale`] finds the ends of both axes and their ticks; [`layout`] shares out the room; then grid, marks
//! ([`marks`], [`field`]), axes and legend are drawn on the [`canvas`]. The same chart, theme and size always give the
//! same bytes.

mod axes;
mod canvas;
mod field;
mod layout;
mod legend;
mod marks;
mod scale;
mod theme;
mod ticks;

use crate::{Chart, Layer};
use canvas::Canvas;
use layout::Frame;

pub use scale::align;
pub use theme::{Rgb, Theme};

/// The size that charts have where nothing else is said, in pixels.
pub const SIZE: (u32, u32) = (720, 420);

/// Draws a chart on a transparent ground, `size` pixels wide and high; higher if its legend takes several rows. The text
/// alternative is not part of it: what stands around the drawing says it.
pub fn draw(chart: &Chart, theme: &Theme, size: (u32, u32)) -> String {
    let size = (size.0.clamp(160, 4000), size.1.clamp(120, 4000));
    let legend = legend::entries(chart);
    let size = (size.0, size.1 + legend::growth(&legend, f64::from(size.0)) as u32);
    let frame = layout::frame(chart, &legend, size);
    let mut canvas = Canvas::new(size);
    axes::grid(&mut canvas, &frame, theme);
    for (layer, series) in chart.layers.iter().zip(legend::series(chart)) {
        draw_layer(&mut canvas, &frame, theme, chart, layer, series);
    }
    axes::axes(&mut canvas, &frame, theme, chart);
    legend::legend(&mut canvas, &frame, theme, &legend);
    canvas.finish()
}

fn draw_layer(
    canvas: &mut Canvas,
    frame: &Frame,
    theme: &Theme,
    chart: &Chart,
    layer: &Layer,
    series: usize,
) {
    match layer {
        Layer::Line { points, .. } => marks::line(canvas, frame, theme, points, series),
        Layer::Scatter { points, .. } => marks::scatter(canvas, frame, theme, points, series),
        Layer::Bar { ys, .. } => marks::bars(canvas, frame, theme, chart, ys, series),
        Layer::Histogram { edges, counts, .. } => {
            marks::histogram(canvas, frame, theme, edges, counts, series);
        }
        Layer::Band { xs, low, high, .. } => marks::band(canvas, frame, theme, (xs, low, high), series),
        Layer::Heatmap { grid } => field::heatmap(canvas, frame, theme, grid),
        Layer::Contour { grid, levels } => field::contour(canvas, frame, theme, grid, levels),
        Layer::HorizontalLine { at, name } => marks::horizontal_line(canvas, frame, theme, at.0, name),
        Layer::VerticalLine { at, name } => marks::vertical_line(canvas, frame, theme, at.0, name),
    }
}

#[cfg(test)]
mod tests;
