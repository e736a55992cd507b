//! Figures: charts, pictures and drawings, with captions.

use super::attributes::Attributes;
use super::escape;
use super::inline::alternative_text;
use super::links;
use super::markdown::Page;
use super::numbering::{Kind, Placed};
use super::output::unwrap;
use crate::diagnostic::Diagnostic;
use crate::entry::{Cell, Column};
use crate::picture;
use cell::wire::Content;
use cell::{Image, Svg};
use pulldown_cmark::{Event, Tag};
use std::fmt::Write as _;
use std::ops::Range;

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
        if let Some(column) = cell.options.column {
            let _ = write!(self.out, " class=\"figure {}\"", column.class());
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
            image.bytes().and_then(|bytes| picture::kind(&bytes).map(|kind| (bytes, kind)))
        else {
            self.out.push_str("<p class=\"output stderr\">");
            escape::push_text(&mut self.out, &self.context.words.cell.no_picture);
            self.out.push_str("</p>\n");
            return;
        };
        let name = format!("{}.{extension}", &blake3::hash(&bytes).to_hex()[..16]);
        let size = picture::size_of(&bytes);
        self.picture_element(&Shown { address: &page_address(&name), alternative, size, ..Shown::default() });
        self.out.push('\n');
        self.files.insert(name, bytes);
        self.require_alternative(alternative, &cell.block);
    }

    /// A drawing of a cell. As an image it runs no script and loads nothing.
    fn drawing(&mut self, cell: &Cell, svg: &Svg) {
        let alternative =
            cell.options.fig_alt.as_deref().or(cell.options.fig_cap.as_deref()).unwrap_or_default();
        let address = data_address("image/svg+xml", svg.as_str().as_bytes());
        self.picture_element(&Shown { address: &address, alternative, ..Shown::default() });
        self.out.push('\n');
        self.require_alternative(alternative, &cell.block);
    }

    /// A picture of the text that is a figure: `events` begin with its start.
    pub(super) fn picture_figure(&mut self, events: &[Placed<'_>], attributes: &Attributes<'_>) {
        let Some((Event::Start(Tag::Image { dest_url, title, .. }), range)) = events.first() else { return };
        let (alternative, _) = alternative_text(events);
        self.out.push_str("<figure");
        if let Some(label) = attributes.label {
            let _ = write!(self.out, " id=\"{label}\"");
        }
        if !attributes.classes.is_empty() {
            self.out.push_str(" class=\"figure");
            self.classes(&attributes.classes, range);
            self.out.push('"');
        }
        self.out.push_str(">\n");
        self.picture(dest_url, "", &alternative, attributes, range);
        self.out.push('\n');
        let number = attributes.label.and_then(|label| self.numbering.labels.get(label));
        let number = number.and_then(|number| number.parse().ok());
        let caption =
            if title.is_empty() { number.map(|_| alternative.as_str()) } else { Some(title.as_ref()) };
        self.figure_caption(number, caption, range);
        self.out.push_str("</figure>\n");
    }

    /// A picture that the text names.
    pub(super) fn picture(
        &mut self,
        address: &str,
        title: &str,
        alternative: &str,
        attributes: &Attributes<'_>,
        range: &Range<usize>,
    ) {
        let column = Column::of_classes(&attributes.classes);
        if !attributes.classes.contains(&"decorative") {
            self.require_alternative(alternative, range);
        }
        match links::resolve_picture(self.entry, self.context, address, range) {
            Ok(resolved) => {
                let name = links::asset_name(self.context, address);
                match name.and_then(|name| Some((name, self.context.assets.get(name)?))) {
                    Some((name, bytes)) if picture::kind(bytes).is_some() => {
                        self.own_picture(name, bytes, alternative, title, column);
                    }
                    _ => self.picture_element(&Shown {
                        address: &resolved.href,
                        alternative,
                        title,
                        ..Shown::default()
                    }),
                }
                self.links.extend(resolved.link);
            }
            Err(diagnostic) => self.diagnostics.push(*diagnostic),
        }
    }

    /// A picture that lies beside the entry: under names that hold hashes, so that browsers may keep it, and smaller for
    /// narrow screens where there are smaller versions.
    fn own_picture(
        &mut self,
        name: &str,
        bytes: &[u8],
        alternative: &str,
        title: &str,
        column: Option<Column>,
    ) {
        let picture = self.context.pictures.get(name);
        let variants = picture.map_or(&[][..], |picture| &picture.variants);
        let mut candidates = Vec::new();
        for variant in variants {
            let file = hashed_name(name, Some(variant.width), &variant.bytes, variant.extension);
            candidates.push((page_address(&file), variant.width));
            self.files.insert(file, variant.bytes.clone());
        }
        let size = picture::size_of(bytes);
        if picture.is_none_or(|picture| picture.offers_original) {
            let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
            let file = hashed_name(name, None, bytes, extension);
            candidates.push((page_address(&file), size.map_or(0, |(width, _)| width)));
            self.files.insert(file, bytes.to_vec());
        }
        // Who can't choose gets the one that fits the text.
        let fits = candidates.iter().find(|(_, width)| *width >= 960).or(candidates.last());
        let address = fits.map(|(address, _)| address.clone()).unwrap_or_default();
        let offered = candidates.iter().map(|(address, width)| format!("{address} {width}w"));
        let set = offered.collect::<Vec<_>>().join(", ");
        let sources = (candidates.len() > 1).then_some((set.as_str(), sizes(column)));
        self.picture_element(&Shown { address: &address, alternative, title, size, sources });
    }

    /// The element itself, with its size where that is known, so that the text does not jump when it arrives. The addresses
    /// are safe for an attribute. All but the first picture of a page wait until they come near to what is in sight.
    fn picture_element(&mut self, shown: &Shown<'_>) {
        let _ = write!(self.out, "<img src=\"{}\"", shown.address);
        if let Some((set, sizes)) = shown.sources {
            let _ = write!(self.out, " srcset=\"{set}\" sizes=\"{sizes}\"");
        }
        self.out.push_str(" alt=\"");
        escape::push_text(&mut self.out, shown.alternative);
        self.out.push('"');
        self.title(shown.title);
        if let Some((width, height)) = shown.size {
            let _ = write!(self.out, " width=\"{width}\" height=\"{height}\"");
        }
        let wait = if std::mem::replace(&mut self.has_picture, true) { " loading=\"lazy\"" } else { "" };
        let _ = write!(self.out, "{wait} decoding=\"async\">");
    }

    fn require_alternative(&mut self, alternative: &str, place: &Range<usize>) {
        if alternative.trim().is_empty() {
            self.diagnostics.push(
                Diagnostic::warning(&self.entry.source, place.clone(), "a picture without a description")
                    .hint("say what it shows, for those who can't see it: `![what it shows](…)`, `//| fig-alt: …` in a cell; or that it shows nothing: `{.decorative}` behind it"),
            );
        }
    }
}

/// A picture as an element has it.
#[derive(Default)]
struct Shown<'t> {
    address: &'t str,
    alternative: &'t str,
    title: &'t str,
    size: Option<(u32, u32)>,
    /// Several files to choose from, and how much room the page gives to the picture.
    sources: Option<(&'t str, &'static str)>,
}

/// How much room the style sheet gives to a picture, in the words of HTML, where an em has always 16 pixels.
fn sizes(column: Option<Column>) -> &'static str {
    match column {
        None => "(min-width: 48em) 44em, calc(100vw - 2em)",
        Some(Column::BodyOutset) => "(min-width: 60em) 49em, (min-width: 48em) 44em, calc(100vw - 2em)",
        Some(Column::Page) => "(min-width: 76em) 64em, (min-width: 48em) 44em, calc(100vw - 2em)",
        Some(Column::Screen) => "100vw",
        Some(Column::Margin) => "(min-width: 76em) 18em, (min-width: 48em) 44em, calc(100vw - 2em)",
    }
}

/// The name under which a file of the bundle is published for browsers to keep: `photo.480.3f674d7daf.jpg`.
fn hashed_name(name: &str, width: Option<u32>, bytes: &[u8], extension: &str) -> String {
    let slash = name.rfind('/').map_or(0, |at| at + 1);
    let stem = name[slash..].rfind('.').map_or(name, |at| &name[..slash + at]);
    let width = width.map(|width| format!(".{width}")).unwrap_or_default();
    format!("{stem}{width}.{}.{extension}", &blake3::hash(bytes).to_hex()[..10])
}

/// The address of a file beside the page.
fn page_address(file: &str) -> String {
    // A comma at its end would end a candidate of several.
    format!("{}{}", escape::HERE, escape::encoded_path(file).replace(',', "%2C"))
}

/// The address of a picture that stands in the page itself.
pub(super) fn data_address(mime: &str, bytes: &[u8]) -> String {
    let mut address = format!("data:{mime},");
    for &byte in bytes {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => address.push(char::from(byte)),
            b'-' | b'.' | b'_' | b'/' | b':' | b';' | b',' | b'=' | b'(' | b')' => {
                address.push(char::from(byte));
            }
            other => {
                let _ = write!(address, "%{other:02X}");
            }
        }
    }
    address
}
