//! The layout of a card: what stands where, and how large.

use super::canvas::{Canvas, Ink};
use super::fonts::{Face, Fonts};
use super::glyphs::{GlyphKey, PLACES};
use super::lines::{Setting, Step};
use super::{Card, SIZE};
use cell::Chart;
use cell::svg::Theme;
use resvg::{tiny_skia, usvg};
use std::ops::Range;

/// How far everything stays from the edges.
const MARGIN: f64 = 72.0;
/// The height of the band along the upper edge.
const BAND: usize = 14;
/// The rows of the line above the foot.
const RULE: Range<usize> = 537..539;
/// Where the title may stand, from above: below the journal's name, and above the foot.
const MIDDLE: (f64, f64) = (146.0, 516.0);
/// The height of a line of the title, in ems.
const LEADING: f64 = 1.16;

/// The sizes of titles across the card, and beside a chart.
const WIDE: [Step; 6] = [(88.0, 3), (76.0, 3), (66.0, 4), (58.0, 5), (50.0, 6), (42.0, 7)];
const BESIDE: [Step; 6] = [(64.0, 4), (56.0, 5), (50.0, 6), (44.0, 7), (38.0, 8), (32.0, 9)];
/// Those of what stands below a title, which then has fewer lines.
const LEAD: [Step; 2] = [(34.0, 3), (30.0, 4)];
const ABOVE_LEAD: [Step; 4] = [(88.0, 2), (76.0, 2), (60.0, 3), (48.0, 3)];

const NAME_SIZE: f64 = 32.0;
const FACT_SIZE: f64 = 28.0;
/// Between two facts.
const GAP: f64 = 36.0;

/// The room of a chart, and the size that it is drawn in before it is made to fill that.
const CHART: (f64, f64) = (500.0, 390.0);
const CHART_DRAWN: (u32, u32) = (360, 280);
/// No chart is drawn lower than that for the sake of its legend.
const CHART_LOWEST: u32 = 200;
/// Between title and chart.
const GUTTER: f64 = 48.0;

/// A card under construction.
struct Drawing<'a> {
    card: &'a Card<'a>,
    fonts: &'a Fonts,
    canvas: Canvas,
}

/// Draws a card.
///
/// # Errors
/// Its chart is no drawing.
pub(super) fn drawn(card: &Card<'_>, fonts: &Fonts) -> Result<Canvas, String> {
    let mut drawing = Drawing { card, fonts, canvas: Canvas::new(card.colours) };
    drawing.canvas.fill(0..BAND, 0..SIZE.0 as usize, Ink::Accent);
    drawing.name();
    drawing.title();
    drawing.foot();
    drawing.chart()?;
    Ok(drawing.canvas)
}

impl Drawing<'_> {
    fn name(&mut self) {
        let room = f64::from(SIZE.0) - 2.0 * MARGIN;
        let (size, lines) =
            self.setting(self.card.journal, Face::Title, room, NAME_SIZE).fit(&[(NAME_SIZE, 1)], room);
        if let Some(line) = lines.first() {
            self.text(Face::Title, line, size, (self.start(), 104.0), Ink::Accent);
        }
    }

    fn title(&mut self) {
        let Card { title, lead, chart, .. } = *self.card;
        let whole = f64::from(SIZE.0) - 2.0 * MARGIN;
        let room = if chart.is_some() { whole - CHART.0 - GUTTER } else { whole };
        let steps: &[Step] = match (chart, lead) {
            (Some(_), _) => &BESIDE,
            (None, "") => &WIDE,
            (None, _) => &ABOVE_LEAD,
        };
        let least = steps.last().map_or(NAME_SIZE, |step| step.0);
        let (size, lines) = self.setting(title, Face::Title, room, least).fit(steps, room);
        let (lead_size, lead_lines) = match lead {
            "" => (0.0, Vec::new()),
            lead => self.setting(lead, Face::Plain, room, LEAD[1].0).fit(&LEAD, room),
        };
        let (leading, lead_leading) = (size * LEADING, lead_size * 1.3);
        let between = if lead_lines.is_empty() { 0.0 } else { 0.5 * lead_size };
        let height = leading * lines.len() as f64 + between + lead_leading * lead_lines.len() as f64;
        let mut top = f64::midpoint(MIDDLE.0, MIDDLE.1) - height / 2.0;
        for line in &lines {
            // The base line of a line that is as high as its leading.
            self.text(Face::Title, line, size, (self.start(), top + 0.86 * leading), Ink::Title);
            top += leading;
        }
        top += between;
        for line in &lead_lines {
            self.text(Face::Plain, line, lead_size, (self.start(), top + 0.8 * lead_leading), Ink::Quiet);
            top += lead_leading;
        }
    }

    fn chart(&mut self) -> Result<(), String> {
        let Some(chart) = self.card.chart else { return Ok(()) };
        let x = if self.card.right_to_left { MARGIN } else { f64::from(SIZE.0) - MARGIN - CHART.0 };
        let y = f64::midpoint(MIDDLE.0, MIDDLE.1) - CHART.1 / 2.0;
        let (view_box, body) = inner(chart).ok_or("the chart has no drawing")?;
        let ((width, height), (whole_width, whole_height)) = (CHART, SIZE);
        let [red, green, blue] = self.card.colours.paper;
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{whole_width}\" height=\"{whole_height}\">\
             <rect width=\"100%\" height=\"100%\" fill=\"rgb({red} {green} {blue})\"/>\
             <svg x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" viewBox=\"{view_box}\" \
             preserveAspectRatio=\"xMidYMid meet\" overflow=\"visible\">{body}</svg></svg>"
        );
        self.canvas.put(&pixels(&svg, self.fonts)?);
        Ok(())
    }

    /// The line at the foot, and as many facts as have room below it.
    fn foot(&mut self) {
        let Card { facts, right_to_left, .. } = *self.card;
        let (left, right) = (MARGIN, f64::from(SIZE.0) - MARGIN);
        if facts.is_empty() {
            return;
        }
        self.canvas.fill(RULE, left as usize..right as usize, Ink::Rule);
        let widths = self.fonts.widths(Face::Plain, facts.iter().map(String::as_str));
        let mut done = 0.0;
        for (fact, width) in facts.iter().zip(widths) {
            let width = width * FACT_SIZE;
            if done + width <= right - left {
                let x = if right_to_left { right - done } else { left + done };
                self.text(Face::Plain, fact, FACT_SIZE, (x, 584.0), Ink::Quiet);
                done += width + GAP;
            }
        }
    }

    /// Where lines begin.
    fn start(&self) -> f64 {
        if self.card.right_to_left { f64::from(SIZE.0) - MARGIN } else { MARGIN }
    }

    /// A text that is to be set in lines of `room` pixels and letters of no less than `least`.
    fn setting(&self, text: &str, face: Face, room: f64, least: f64) -> Setting {
        Setting::new(text, room / least, |texts| self.fonts.widths(face, texts.iter().copied()))
    }

    /// A line from a point at its start.
    fn text(&mut self, face: Face, text: &str, size: f64, (x, y): (f64, f64), ink: Ink) {
        let from_right = self.card.right_to_left && text.chars().any(is_right_to_left);
        let line = self.fonts.line(face, text, from_right);
        let left = if self.card.right_to_left { x - line.width * size } else { x };
        for glyph in &line.glyphs {
            // In steps of the places between two pixels.
            let x = ((left + glyph.x * size) * f64::from(PLACES)).round() as i32;
            let y = (y - glyph.y * size).round() as i32;
            let (x, place) = (x.div_euclid(PLACES.into()), x.rem_euclid(PLACES.into()) as u8);
            let key = GlyphKey { font: glyph.font, id: glyph.id, size: size as u32, place };
            self.canvas.write(&self.fonts.glyph(key), (x, y), ink);
        }
    }
}

/// Whether a character is of a script that is written from right to left.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// A chart's view box, and what is drawn in it.
fn inner(chart: &Chart) -> Option<(String, String)> {
    let (width, height) = CHART_DRAWN;
    let (_, grown) = cell::svg::drawn_size(chart, CHART_DRAWN);
    // A legend of several rows makes a drawing higher, which then would have to be made smaller.
    let height = match grown.saturating_sub(height) {
        0 => height,
        excess => height.saturating_sub(excess).max(CHART_LOWEST),
    };
    let svg = cell::svg::draw(chart, &Theme::light(), (width, height));
    let view_box = view_box(&svg)?.to_owned();
    let body = svg.split_once('>')?.1.trim_end().strip_suffix("</svg>")?.to_owned();
    Some((view_box, body))
}

fn view_box(svg: &str) -> Option<&str> {
    svg.split_once("viewBox=\"")?.1.split('"').next()
}

/// The pixels of a drawing.
///
/// # Errors
/// Why it is none.
fn pixels(svg: &str, fonts: &Fonts) -> Result<Vec<u8>, String> {
    let tree = usvg::Tree::from_str(svg, &fonts.options()).map_err(|error| error.to_string())?;
    let mut pixmap = tiny_skia::Pixmap::new(SIZE.0, SIZE.1).ok_or("no room for its pixels")?;
    resvg::render(&tree, tiny_skia::Transform::identity(), &mut pixmap.as_mut());
    Ok(pixmap.take())
}
