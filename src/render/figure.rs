//! Figures: charts, pictures and drawings, with captions, descriptions and data.

use super::inline::alternative_text;
use super::links;
use super::markdown::Page;
use super::numbering::{Kind, Placed};
use super::output::unwrap;
use super::{escape, picture_size};
use crate::diagnostic::Diagnostic;
use crate::entry::Cell;
use crate::words::ENGLISH;
use cell::svg::Theme;
use cell::wire::Content;
use cell::{Chart, Image, Svg};
use pulldown_cmark::{Event, Tag};
use std::fmt::Write as _;
use std::ops::Range;

/// How wide a chart is drawn for phones, in pixels.
const NARROW_WIDTH: u32 = 360;
/// The longest drawing, in bytes, of which there is one for phones as well.
const NARROW_LIMIT: usize = 48 << 10;

impl Page<'_> {
    /// The drawings of a cell that follow each other. The first figure of a cell has the cell's label and caption.
    pub(super) fn figure(&mut self, cell: &Cell, drawings: &[&Content], first: bool) {
        let numbered = self.numbering.figures.get(&cell.number).copied().filter(|_| first);
        self.out.push_str("<figure");
        if let (Some(label), Some(_)) = (&cell.options.label, numbered) {
            self.out.push_str(" id=\"");
            escape::push_text(&mut self.out, label);
            self.out.push('"');
        }
        self.out.push_str(">\n");
        for content in drawings {
            let (content, mark) = unwrap(content);
            match content {
                Content::Chart(chart) => self.chart(cell, chart),
                Content::Image(image) => self.image(cell, image),
                Content::Svg(svg) => self.drawing(cell, svg),
                _ => {}
            }
            self.mark(mark);
        }
        let caption = cell.options.fig_cap.as_deref().filter(|_| first);
        self.figure_caption(numbered, caption, &cell.block);
        self.out.push_str("</figure>\n");
        for content in drawings {
            if let Content::Chart(chart) = content.inner() {
                self.chart_data(cell, chart);
            }
        }
    }

    pub(super) fn figure_caption(
        &mut self,
        number: Option<usize>,
        caption: Option<&str>,
        place: &Range<usize>,
    ) {
        if number.is_none() && caption.is_none() {
            return;
        }
        self.out.push_str("<figcaption>");
        self.caption_text(Kind::Figure, number, caption, place);
        self.out.push_str("</figcaption>\n");
    }

    pub(super) fn caption_text(
        &mut self,
        kind: Kind,
        number: Option<usize>,
        caption: Option<&str>,
        place: &Range<usize>,
    ) {
        if let Some(number) = number {
            self.out.push_str("<span class=\"label\">");
            let label = kind.numbered(&number.to_string(), &self.context.words.text);
            escape::push_text(&mut self.out, &label);
            self.out.push_str("</span> ");
        }
        if let Some(caption) = caption {
            self.caption(caption, place);
        }
    }

    /// A chart, and once more for phones, where a smaller copy could not be read.
    fn chart(&mut self, cell: &Cell, chart: &Chart) {
        let (description, tongue) = (description(cell, chart), self.tongue(cell));
        let (width, height) = cell::svg::SIZE;
        let size = (cell.options.fig_width.unwrap_or(width), cell.options.fig_height.unwrap_or(height));
        let drawing = in_both_themes(chart, size);
        // A field of many colours weighs more than it gains from a drawing of its own.
        if drawing.len() > NARROW_LIMIT || size.0 <= NARROW_WIDTH {
            return self.drawn_chart("chart", tongue, &description, &drawing);
        }
        self.drawn_chart("chart wide", tongue, &description, &drawing);
        self.out.push(escape::STYLED_BEGIN);
        let narrow = in_both_themes(chart, narrow_size(size));
        self.drawn_chart("chart narrow", tongue, &description, &narrow);
        self.out.push(escape::STYLED_END);
    }

    /// What a chart shows, in words and in numbers.
    fn chart_data(&mut self, cell: &Cell, chart: &Chart) {
        self.out.push_str("<details class=\"data\"><summary>");
        escape::push_text(&mut self.out, &self.context.words.cell.data);
        let _ = write!(self.out, "</summary>\n<p{}>", self.tongue(cell));
        escape::push_text(&mut self.out, &description(cell, chart));
        self.out.push_str("</p>\n");
        // A feed is no place for a table of some hundred numbers.
        self.out.push(escape::STYLED_BEGIN);
        self.data_table(&chart.data_table());
        self.out.push(escape::STYLED_END);
        self.out.push_str("</details>\n");
    }

    /// Says what language a chart's description is in, where that is not the page's: our own descriptions are in English.
    fn tongue(&self, cell: &Cell) -> &'static str {
        let language = self.context.language;
        let is_english = language == ENGLISH || language.starts_with("en-");
        if is_english || cell.options.fig_alt.is_some() { "" } else { " lang=\"en\" dir=\"ltr\"" }
    }

    fn drawn_chart(&mut self, class: &str, tongue: &str, description: &str, svg: &str) {
        let _ = write!(self.out, "<div class=\"{class}\"{tongue} role=\"img\" aria-label=\"");
        escape::push_text(&mut self.out, description);
        self.out.push_str("\">");
        self.out.push_str(svg);
        self.out.push_str("</div>\n");
    }

    /// A picture of a cell, as a file beside the page.
    fn image(&mut self, cell: &Cell, image: &Image) {
        let alternative = cell
            .options
            .fig_alt
            .as_deref()
            .or(image.alt())
            .or(cell.options.fig_cap.as_deref())
            .unwrap_or_default();
        let Some((bytes, extension)) =
            image.bytes().and_then(|bytes| picture_size::kind(&bytes).map(|kind| (bytes, kind)))
        else {
            self.out.push_str("<p class=\"output stderr\">");
            escape::push_text(&mut self.out, &self.context.words.cell.no_picture);
            self.out.push_str("</p>\n");
            return;
        };
        let name = format!("{}.{extension}", &blake3::hash(&bytes).to_hex()[..16]);
        self.picture_element(&format!("{}{name}", escape::HERE), alternative, "", picture_size::of(&bytes));
        self.out.push('\n');
        self.files.insert(name, bytes);
        self.require_alternative(alternative, &cell.block);
    }

    /// A drawing of a cell. As an image it runs no script and loads nothing.
    fn drawing(&mut self, cell: &Cell, svg: &Svg) {
        let alternative =
            cell.options.fig_alt.as_deref().or(cell.options.fig_cap.as_deref()).unwrap_or_default();
        let address = data_address("image/svg+xml", svg.as_str().as_bytes());
        self.picture_element(&address, alternative, "", None);
        self.out.push('\n');
        self.require_alternative(alternative, &cell.block);
    }

    /// A picture of the text that is a figure: `events` begin with its start.
    pub(super) fn picture_figure(&mut self, events: &[Placed<'_>], label: Option<&str>) {
        let Some((Event::Start(Tag::Image { dest_url, title, .. }), range)) = events.first() else { return };
        let (alternative, _) = alternative_text(events);
        self.out.push_str("<figure");
        if let Some(label) = label {
            let _ = write!(self.out, " id=\"{label}\"");
        }
        self.out.push_str(">\n");
        self.picture(dest_url, "", &alternative, range);
        self.out.push('\n');
        let number =
            label.and_then(|label| self.numbering.labels.get(label)).and_then(|number| number.parse().ok());
        let caption = if title.is_empty() { &alternative } else { title.as_ref() };
        self.figure_caption(number, Some(caption), range);
        self.out.push_str("</figure>\n");
    }

    /// A picture that the text names.
    pub(super) fn picture(&mut self, address: &str, title: &str, alternative: &str, range: &Range<usize>) {
        self.require_alternative(alternative, range);
        match links::resolve_picture(self.entry, self.context, address, range) {
            Ok(resolved) => {
                let asset =
                    links::asset_name(self.context, address).and_then(|name| self.context.assets.get(name));
                self.picture_element(
                    &resolved.href,
                    alternative,
                    title,
                    asset.and_then(|bytes| picture_size::of(bytes)),
                );
                self.links.extend(resolved.link);
            }
            Err(diagnostic) => self.diagnostics.push(*diagnostic),
        }
    }

    /// The element itself, with its size where that is known, so that the text does not jump when it arrives. The address
    /// is safe for an attribute.
    fn picture_element(&mut self, address: &str, alternative: &str, title: &str, size: Option<(u32, u32)>) {
        let _ = write!(self.out, "<img src=\"{address}\" alt=\"");
        escape::push_text(&mut self.out, alternative);
        self.out.push('"');
        self.title(title);
        if let Some((width, height)) = size {
            let _ = write!(self.out, " width=\"{width}\" height=\"{height}\"");
        }
        self.out.push_str(" loading=\"lazy\" decoding=\"async\">");
    }

    fn require_alternative(&mut self, alternative: &str, place: &Range<usize>) {
        if alternative.trim().is_empty() {
            self.diagnostics.push(
                Diagnostic::warning(&self.entry.source, place.clone(), "a picture without a description")
                    .hint("say what it shows, for those who can't see it: `![what it shows](…)`, or `//| fig-alt: …` in a cell"),
            );
        }
    }
}

/// What a chart shows, in the author's words or else in ours.
fn description(cell: &Cell, chart: &Chart) -> String {
    cell.options.fig_alt.clone().unwrap_or_else(|| chart.alt_text())
}

/// The address of a picture that stands in the page itself.
pub(super) fn data_address(mime: &str, bytes: &[u8]) -> String {
    let mut address = format!("data:{mime},");
    for &byte in bytes {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => address.push(char::from(byte)),
            b' ' | b'-' | b'.' | b'_' | b'/' | b':' | b';' | b',' | b'=' | b'(' | b')' => {
                address.push(char::from(byte));
            }
            other => {
                let _ = write!(address, "%{other:02X}");
            }
        }
    }
    address
}

/// A drawing whose colours follow the page from light to dark. Both have the same lines, so that it takes little more than
/// one; where there is no style sheet, the light colours stand alone.
pub(super) fn in_both_themes(chart: &Chart, size: (u32, u32)) -> String {
    /// `#rrggbb`.
    const COLOR: usize = 7;
    let light = cell::svg::draw(chart, &Theme::light(), size);
    let dark = cell::svg::draw(chart, &Theme::dark(), size);
    let mut both = String::with_capacity(light.len() + light.len() / 4);
    let mut done = 0;
    for (at, _) in light.match_indices("\"#") {
        let color = at + 1..at + 1 + COLOR;
        let (Some(on_light), Some(on_dark)) = (light.get(color.clone()), dark.get(color.clone())) else {
            break;
        };
        if on_light == on_dark {
            continue;
        }
        both.push_str(&light[done..color.start]);
        let (begin, end) = (escape::STYLED_BEGIN, escape::STYLED_END);
        let _ = write!(both, "{begin}light-dark({end}{on_light}{begin},{on_dark}){end}");
        done = color.end;
    }
    both.push_str(&light[done..]);
    both
}

/// A chart's size on a phone: somewhat higher for its width than elsewhere.
fn narrow_size((width, height): (u32, u32)) -> (u32, u32) {
    let same_shape = u64::from(NARROW_WIDTH) * u64::from(height) / u64::from(width.max(1));
    (NARROW_WIDTH, u32::try_from(same_shape * 5 / 4).unwrap_or(u32::MAX).clamp(200, 600))
}
