//! Charts on the page: drawn for desks and for phones, in words, as a table and as a file.

use super::chart_points;
use super::description::description;
use super::escape;
use super::markdown::Page;
use crate::entry::{Cell, Column};
use crate::words::direction;
use cell::Chart;
use cell::svg::Theme;
use std::fmt::Write as _;

/// How wide a chart is drawn for phones, in pixels.
const NARROW_WIDTH: u32 = 360;
/// How wide one is drawn for the margin, and for phones then, too.
const MARGIN_WIDTH: u32 = 280;
/// The longest drawing, in bytes, of which there is one for phones as well.
const NARROW_LIMIT: usize = 96 << 10;

/// The size of a drawing for so much room, in pixels: between what the widest screens and the narrowest that show it would
/// ask for, since it is scaled to the room.
fn size_in(column: Option<Column>) -> (u32, u32) {
    match column {
        None | Some(Column::Margin) => cell::svg::SIZE,
        Some(Column::BodyOutset) => (800, 440),
        Some(Column::Page) => (880, 460),
        Some(Column::Screen) => (1080, 500),
    }
}

impl Page<'_> {
    /// A chart, and once more for phones, where a smaller copy could not be read. Its values stand beside it for the script
    /// that shows them.
    pub(super) fn chart(&mut self, cell: &Cell, chart: &Chart) {
        let description = self.description(cell, chart);
        let label = format!(
            "{} role=\"img\" aria-label=\"{}\"",
            self.tongue(cell, chart),
            escape::text(&description)
        );
        let (width, height) = size_in(cell.options.column);
        let size = (cell.options.fig_width.unwrap_or(width), cell.options.fig_height.unwrap_or(height));
        let drawing = in_both_themes(chart, size);
        self.out.push_str("<div class=\"plotted\">\n");
        // A field of many colours weighs more than it gains from a drawing of its own.
        if drawing.len() > NARROW_LIMIT || size.0 <= NARROW_WIDTH {
            self.drawn_chart("chart", &label, &drawing, chart, size);
        } else {
            self.drawn_chart("chart wide", &label, &drawing, chart, size);
            let narrow = narrow_size(size, cell.options.column);
            self.out.push(escape::STYLED_BEGIN);
            self.drawn_chart("chart narrow", &label, &in_both_themes(chart, narrow), chart, narrow);
            self.out.push(escape::STYLED_END);
        }
        if let Some(points) = chart_points::json(chart, &cell::svg::plot(chart, size)) {
            self.out.push(escape::STYLED_BEGIN);
            let _ = writeln!(self.out, "<script type=\"application/json\">{points}</script>");
            self.out.push(escape::STYLED_END);
        }
        self.out.push_str("</div>\n");
    }

    /// Says what language a chart's description is in, where that is not the page's: the theme may have no words in it.
    fn tongue(&self, cell: &Cell, chart: &Chart) -> String {
        let words = self.context.words;
        if words.are_in(self.context.language) || cell.options.fig_alt.is_some() || chart.alt.is_some() {
            return String::new();
        }
        format!(" lang=\"{}\" dir=\"{}\"", words.language, direction(&words.language).name())
    }

    /// What a chart shows, in the author's words or else in ours.
    fn description(&self, cell: &Cell, chart: &Chart) -> String {
        cell.options.fig_alt.clone().unwrap_or_else(|| description(chart, &self.context.words.chart))
    }

    fn drawn_chart(&mut self, class: &str, label: &str, svg: &str, chart: &Chart, size: (u32, u32)) {
        let [left, top, right, bottom] = cell::svg::plot(chart, size).edges;
        let (begin, end) = (escape::STYLED_BEGIN, escape::STYLED_END);
        let _ = writeln!(
            self.out,
            "<div class=\"{class}\"{label}{begin} data-plot=\"{left} {top} {right} {bottom}\"{end}>{svg}</div>"
        );
    }

    /// What a chart shows, in words and in numbers.
    pub(super) fn chart_data(&mut self, cell: &Cell, chart: &Chart) {
        let words = &self.context.words.cell;
        let (tongue, description) = (self.tongue(cell, chart), self.description(cell, chart));
        self.out.push_str("<details class=\"data\"><summary>");
        escape::push_text(&mut self.out, &words.data);
        let _ = write!(self.out, "</summary>\n<p{tongue}>");
        escape::push_text(&mut self.out, &description);
        self.out.push_str("</p>\n");
        if let Some(name) = self.chart_file(cell, chart) {
            let (here, word) = (escape::HERE, escape::text(&words.csv));
            let _ =
                writeln!(self.out, "<p class=\"downloads\"><a href=\"{here}{name}\" download>{word}</a></p>");
        }
        // A feed is no place for a table of some hundred numbers.
        self.out.push(escape::STYLED_BEGIN);
        self.data_table(&chart.data_table());
        self.out.push(escape::STYLED_END);
        self.out.push_str("</details>\n");
    }

    /// Puts a chart's values into a file beside the page, if it has any, and tells its name.
    fn chart_file(&mut self, cell: &Cell, chart: &Chart) -> Option<String> {
        let values = chart.to_csv();
        if values.lines().count() < 2 {
            return None;
        }
        let base = cell.options.label.clone().unwrap_or_else(|| format!("cell-{}", cell.number));
        let names = (1..).map(|at| if at == 1 { format!("{base}.csv") } else { format!("{base}-{at}.csv") });
        let is_free = |name: &String| {
            let taken = self.files.get(name);
            taken.is_none_or(|other| *other == values.as_bytes()) && !self.context.assets.contains_key(name)
        };
        let name = names.take(usize::from(u16::MAX)).find(is_free)?;
        self.files.insert(name.clone(), values.into_bytes());
        Some(name)
    }
}

/// A drawing whose colours follow the page from light to dark. Where there is no style sheet, the light colours stand alone.
pub(super) fn in_both_themes(chart: &Chart, size: (u32, u32)) -> String {
    let (light, dark) = (Theme::light(), Theme::dark());
    let (begin, end) = (escape::STYLED_BEGIN, escape::STYLED_END);
    cell::svg::draw_with(chart, size, |svg, paint| {
        let (on_light, on_dark) = (light.of(paint), dark.of(paint));
        let _ = if on_light == on_dark {
            write!(svg, "{on_light}")
        } else {
            write!(svg, "{begin}light-dark({end}{on_light}{begin},{on_dark}){end}")
        };
    })
}

/// A chart's size on a phone: somewhat higher for its width than elsewhere.
fn narrow_size((width, height): (u32, u32), column: Option<Column>) -> (u32, u32) {
    let narrow = if column == Some(Column::Margin) { MARGIN_WIDTH } else { NARROW_WIDTH };
    let same_shape = u64::from(narrow) * u64::from(height) / u64::from(width.max(1));
    (narrow, u32::try_from(same_shape * 5 / 4).unwrap_or(u32::MAX).clamp(200, 600))
}
