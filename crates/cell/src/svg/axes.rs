//! The grid, the axes, their ticks and labels.

use super::canvas::{Align, Canvas, Lift, Text};
use super::layout::{Frame, LABEL, SMALL, TITLE};
use super::theme::Paint;
use crate::{Chart, Layer};

/// Faint lines at the ticks of the vertical axis.
pub(super) fn grid(canvas: &mut Canvas, frame: &Frame) {
    if frame.field.is_some() {
        return;
    }
    for tick in &frame.y_ticks {
        if let Some(y) = frame.up(tick.value) {
            canvas.path(&[(frame.left, y), (frame.right, y)], Paint::Grid, 1.0, 1.0, &[]);
        }
    }
}

/// The axes over the marks.
pub(super) fn axes(canvas: &mut Canvas, frame: &Frame, chart: &Chart) {
    let (left, right, top, bottom) = (frame.left, frame.right, frame.top, frame.bottom);
    canvas.path(&[(left, bottom), (right, bottom)], Paint::Muted, 1.0, 1.0, &[]);
    let is_field =
        chart.layers.iter().any(|layer| matches!(layer, Layer::Heatmap { .. } | Layer::Contour { .. }));
    if is_field {
        canvas.path(
            &[(left, bottom), (left, top), (right, top), (right, bottom)],
            Paint::Muted,
            1.0,
            1.0,
            &[],
        );
    }
    horizontal_ticks(canvas, frame, chart);
    for tick in &frame.y_ticks {
        if let Some(y) = frame.up(tick.value) {
            let look = small(Paint::Muted, Align::Right, Lift::Middle);
            canvas.text(&tick.label, (left - 6.0, y), look);
        }
    }
    if let Some(label) = &chart.x.label {
        let at = ((left + right) / 2.0, frame.size.1 - 5.0);
        canvas.text(label, at, Text { size: LABEL, ..small(Paint::Ink, Align::Center, Lift::Above) });
    }
    if let Some(label) = &chart.y.label {
        let at = (left - frame.y_label_width - 14.0, (top + bottom) / 2.0);
        canvas.text(
            label,
            at,
            Text { size: LABEL, upright: true, ..small(Paint::Ink, Align::Center, Lift::Above) },
        );
    }
    if let Some(title) = &chart.title {
        let look = Text { size: TITLE, bold: true, ..small(Paint::Ink, Align::Left, Lift::Below) };
        canvas.text(title, (left.min(12.0), 6.0), look);
    }
}

fn horizontal_ticks(canvas: &mut Canvas, frame: &Frame, chart: &Chart) {
    let bars = chart.layers.iter().any(|layer| matches!(layer, Layer::Bar { .. }));
    for tick in &frame.x_ticks {
        let Some(x) = frame.across(tick.value) else { continue };
        if !bars {
            canvas.path(&[(x, frame.bottom), (x, frame.bottom + 4.0)], Paint::Muted, 1.0, 1.0, &[]);
        }
        if frame.upright {
            let look = Text { upright: true, ..small(Paint::Muted, Align::Right, Lift::Middle) };
            canvas.text(&tick.label, (x, frame.bottom + 7.0), look);
        } else {
            canvas.text(
                &tick.label,
                (x, frame.bottom + 7.0),
                small(Paint::Muted, Align::Center, Lift::Below),
            );
        }
    }
}

/// Small text in this colour.
pub(super) fn small(color: Paint, align: Align, lift: Lift) -> Text {
    Text { size: SMALL, color, align, lift, upright: false, bold: false }
}
