//! Drawing in pixels and parts of pixels: plotters' SVG backend counts in whole ones, so it draws ten times as large and
//! the view box brings it back.

use super::theme::{Paint, Rgb};
use plotters::backend::SVGBackend;
use plotters::prelude::{FontFamily, FontTransform, RGBAColor, ShapeStyle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontStyle, TextStyle};
use plotters_backend::{BackendColor, DrawingBackend};
use std::fmt::Write as _;

/// How many units a pixel has.
pub(super) const UNITS: f64 = 10.0;
/// What the backend begins a line with.
const LINE: &str = "<polyline";
/// How long the backend writes a colour: `#rrggbb`.
const CODE: usize = 7;
/// The font of all text: the page's own interface font.
const FONT: &str = "system-ui, sans-serif";

/// The upper left and the lower right corner of a rectangle.
pub(super) type Corners = ((f64, f64), (f64, f64));

/// Where text stands from its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Center,
    Right,
}

/// Where text stands from its point, up and down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lift {
    Below,
    Middle,
    Above,
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    pub(super) size: f64,
    pub(super) color: Paint,
    pub(super) align: Align,
    pub(super) lift: Lift,
    /// Whether it runs upwards.
    pub(super) upright: bool,
    pub(super) bold: bool,
}

/// The drawing under construction. A drawing into memory can't fail, so the backend's answers are passed over.
pub(super) struct Canvas {
    size: (u32, u32),
    /// The finished elements: a backend lives only as long as one call, and puts a head before what it draws.
    body: String,
}

impl Canvas {
    pub(super) fn new(size: (u32, u32)) -> Self {
        Self { size, body: String::new() }
    }

    fn with(&mut self, draw: impl FnOnce(&mut SVGBackend<'_>)) {
        let mut text = String::new();
        {
            let mut backend = SVGBackend::with_string(&mut text, (1, 1));
            draw(&mut backend);
            let _ = backend.present();
        }
        let start = text.find('>').map_or(0, |at| at + 1);
        let end = text.rfind("</svg>").unwrap_or(text.len());
        self.body.push_str(&text[start..end].trim_start_matches('\n').replace(" opacity=\"1\"", ""));
    }

    /// A line through points, whole or dashed.
    pub(super) fn path(
        &mut self,
        points: &[(f64, f64)],
        color: Paint,
        alpha: f64,
        width: f64,
        dashes: &[f64],
    ) {
        if points.len() < 2 {
            return;
        }
        let style = stroke(color, alpha, width);
        let points: Vec<(i32, i32)> = points.iter().map(|&point| unit(point)).collect();
        let start = self.body.len();
        self.with(|backend| {
            let _ = backend.draw_path(points, &style);
        });
        // The backend has no dashes, and a line cut into its dashes is ten times as long a text.
        if !dashes.is_empty() && self.body[start..].starts_with(LINE) {
            let lengths: Vec<String> =
                dashes.iter().map(|length| (length * UNITS).round().to_string()).collect();
            let attribute = format!(" stroke-dasharray=\"{}\"", lengths.join(" "));
            self.body.insert_str(start + LINE.len(), &attribute);
        }
    }

    /// A filled shape.
    pub(super) fn polygon(&mut self, points: &[(f64, f64)], color: Paint, alpha: f64) {
        if points.len() < 3 {
            return;
        }
        let style = fill(color, alpha);
        let points: Vec<(i32, i32)> = points.iter().map(|&point| unit(point)).collect();
        self.with(|backend| {
            let _ = backend.fill_polygon(points, &style);
        });
    }

    /// A filled rectangle between two corners.
    pub(super) fn rectangle(&mut self, from: (f64, f64), to: (f64, f64), color: Paint, alpha: f64) {
        let style = fill(color, alpha);
        let (from, to) =
            (unit((from.0.min(to.0), from.1.min(to.1))), unit((from.0.max(to.0), from.1.max(to.1))));
        self.with(|backend| {
            let _ = backend.draw_rect(from, to, &style, true);
        });
    }

    /// Filled rectangles of one colour as one shape: the backend knows none of several pieces, and many single ones are a
    /// long text. Their edges are not softened, or those of neighbours would shine through.
    pub(super) fn rectangles(&mut self, rectangles: &[Corners], color: Paint) {
        self.body.push_str("<path shape-rendering=\"crispEdges\" d=\"");
        for &(from, to) in rectangles {
            let ((left, top), (right, bottom)) = (unit(from), unit(to));
            let (width, height) = (right - left, bottom - top);
            let _ = write!(self.body, "M{left} {top}h{width}v{height}h{}z", -width);
        }
        let [r, g, b] = color.code();
        let _ = writeln!(self.body, "\" fill=\"{}\"/>", Rgb(r, g, b));
    }

    /// A filled circle.
    pub(super) fn circle(&mut self, center: (f64, f64), radius: f64, color: Paint, alpha: f64) {
        let style = fill(color, alpha);
        self.with(|backend| {
            let _ = backend.draw_circle(unit(center), (radius * UNITS) as u32, &style, true);
        });
    }

    /// A text at a point.
    pub(super) fn text(&mut self, text: &str, at: (f64, f64), look: Text) {
        let horizontal = match look.align {
            Align::Left => HPos::Left,
            Align::Center => HPos::Center,
            Align::Right => HPos::Right,
        };
        let vertical = match look.lift {
            Lift::Below => VPos::Top,
            Lift::Middle => VPos::Center,
            Lift::Above => VPos::Bottom,
        };
        // The backend takes sizes for its own measure of a line and divides them by 1.24.
        let style = if look.bold { FontStyle::Bold } else { FontStyle::Normal };
        let mut font = FontDesc::new(FontFamily::Name(FONT), look.size * UNITS * 1.24, style);
        if look.upright {
            font = font.transform(FontTransform::Rotate270);
        }
        let style =
            TextStyle { font, color: backend_color(look.color, 1.0), pos: Pos::new(horizontal, vertical) };
        // Neither XML nor a page may hold control characters.
        let text: String = text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
        self.with(|backend| {
            let _ = backend.draw_text(&text, &style, unit(at));
        });
    }

    /// The drawing, with its colours as `write` writes them.
    pub(super) fn finish(self, mut write: impl FnMut(&mut String, Paint)) -> String {
        let (width, height) = self.size;
        let (w, h) = (f64::from(width) * UNITS, f64::from(height) * UNITS);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{width}\" height=\"{height}\" aria-hidden=\"true\">\n"
        );
        let mut rest = self.body.as_str();
        // In a text the backend writes `&quot;`, so this begins the value of an attribute.
        while let Some(at) = rest.find("\"#") {
            let (before, code) = rest.split_at(at + 1);
            svg.push_str(before);
            match code.get(1..CODE).and_then(Paint::of_code) {
                Some(paint) => {
                    write(&mut svg, paint);
                    rest = &code[CODE..];
                }
                None => rest = code,
            }
        }
        svg.push_str(rest);
        svg.push_str("</svg>\n");
        svg
    }
}

/// A point in the backend's units. What is not finite must not get here; if it does, it lies in the corner.
fn unit((x, y): (f64, f64)) -> (i32, i32) {
    ((x * UNITS).round() as i32, (y * UNITS).round() as i32)
}

fn backend_color(paint: Paint, alpha: f64) -> BackendColor {
    let [r, g, b] = paint.code();
    BackendColor { alpha, rgb: (r, g, b) }
}

fn stroke(paint: Paint, alpha: f64, width: f64) -> ShapeStyle {
    let [r, g, b] = paint.code();
    let stroke_width = (width * UNITS).round() as u32;
    ShapeStyle { color: RGBAColor(r, g, b, alpha), filled: false, stroke_width }
}

fn fill(paint: Paint, alpha: f64) -> ShapeStyle {
    let [r, g, b] = paint.code();
    ShapeStyle { color: RGBAColor(r, g, b, alpha), filled: true, stroke_width: 0 }
}

/// About how wide a text is, in pixels: rather too wide than too narrow, since the reader's font is not known.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    let ems: f64 = text
        .chars()
        .map(|c| match c {
            'i' | 'l' | 'j' | 't' | 'f' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '\u{2009}' | ' '
            | '(' | ')' => 0.33,
            'm' | 'w' | 'M' | 'W' | '%' => 0.9,
            c if c.is_ascii_uppercase() => 0.68,
            c if c.is_ascii() || c.is_alphabetic() && u32::from(c) < 0x2e80 => 0.58,
            '⁰'..='⁹' | '⁻' | '¹' | '²' | '³' => 0.4,
            _ => 1.0,
        })
        .sum();
    ems * size
}
