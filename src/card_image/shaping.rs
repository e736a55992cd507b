//! Texts as lines of glyphs: from the right font, in the order in which they are seen, and moved as the font wants it.

use crate::held::held;
use harfrust::{Direction, ShapeOptions, ShapePlan, ShapePlanKey, ShaperData, ShaperInstance, UnicodeBuffer};
use skrifa::charmap::Charmap;
use skrifa::instance::Location;
use skrifa::{FontRef, GlyphId, MetadataProvider as _};
use std::ops::Range;
use std::sync::{Arc, Mutex};
use unicode_bidi::{BidiInfo, Level};
use unicode_segmentation::UnicodeSegmentation as _;

/// The weight of fonts that have several in one file: that of the titles' own.
const WEIGHT: f32 = 600.0;

/// A font, with what is worth keeping from one text to the next.
pub(super) struct Font {
    bytes: Arc<Vec<u8>>,
    /// None if it is no font that can be used; such ones are refused before.
    parts: Option<Parts>,
}

struct Parts {
    data: ShaperData,
    instance: ShaperInstance,
    location: Location,
    /// How texts of a script and a direction are shaped.
    plans: Mutex<Vec<Arc<ShapePlan>>>,
}

/// A glyph with its place in a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placed {
    /// Which of the fonts it is from.
    pub(super) font: usize,
    pub(super) id: GlyphId,
    /// How far right of the line's left end it stands, and how far above the base line, in ems.
    pub(super) x: f64,
    pub(super) y: f64,
}

/// A line of glyphs, from left to right.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Line {
    pub(super) glyphs: Vec<Placed>,
    /// In ems.
    pub(super) width: f64,
}

impl Font {
    pub(super) fn new(bytes: Arc<Vec<u8>>) -> Self {
        let parts = FontRef::from_index(&bytes, 0).ok().map(|font| {
            let location = font.axes().location([("wght", WEIGHT)]);
            Parts {
                data: ShaperData::new(&font),
                instance: ShaperInstance::from_coords(&font, location.coords().iter().copied()),
                location,
                plans: Mutex::default(),
            }
        });
        Self { bytes, parts }
    }

    pub(super) fn bytes(&self) -> Arc<Vec<u8>> {
        Arc::clone(&self.bytes)
    }

    /// The font and where it stands among its variations.
    pub(super) fn at_location(&self) -> Option<(FontRef<'_>, &Location)> {
        Some((FontRef::from_index(&self.bytes, 0).ok()?, &self.parts.as_ref()?.location))
    }

    pub(super) fn has(&self, c: char) -> bool {
        self.charmap().is_some_and(|letters| has(&letters, c))
    }

    fn charmap(&self) -> Option<Charmap<'_>> {
        Some(FontRef::from_index(&self.bytes, 0).ok()?.charmap())
    }

    /// Adds a text that runs in one direction to a line. `number` is the place of this font among all.
    fn add(&self, number: usize, text: &str, direction: Direction, line: &mut Line) {
        let (Some(parts), Ok(font)) = (&self.parts, FontRef::from_index(&self.bytes, 0)) else { return };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(direction);
        buffer.guess_segment_properties();
        let shaper = parts.data.shaper(&font).instance(Some(&parts.instance)).build();
        let key = ShapePlanKey::new(Some(buffer.script()), direction).instance(Some(&parts.instance));
        let mut plans = held(&parts.plans);
        let plan = plans.iter().find(|plan| key.matches(plan)).cloned().unwrap_or_else(|| {
            let plan = Arc::new(ShapePlan::new(&shaper, direction, Some(buffer.script()), None, &[]));
            plans.push(Arc::clone(&plan));
            plan
        });
        drop(plans);
        let shaped = shaper.shape(buffer, ShapeOptions::new().plan(Some(&plan)));
        let em = f64::from(shaper.units_per_em());
        for (info, position) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            line.glyphs.push(Placed {
                font: number,
                id: GlyphId::new(info.glyph_id),
                x: line.width + f64::from(position.x_offset) / em,
                y: f64::from(position.y_offset) / em,
            });
            line.width += f64::from(position.x_advance) / em;
        }
    }
}

fn has(letters: &Charmap<'_>, c: char) -> bool {
    letters.map(c).is_some_and(|id| id.to_u32() > 0)
}

/// A text as a line. Each of its letters is from the first font in `order` that has it.
pub(super) fn shape(fonts: &[Font], order: &[usize], text: &str, from_right: bool) -> Line {
    let mut line = Line::default();
    let level = if from_right { Level::rtl() } else { Level::ltr() };
    let info = BidiInfo::new(text, Some(level));
    for paragraph in &info.paragraphs {
        let (levels, runs) = info.visual_runs(paragraph, paragraph.range.clone());
        for run in runs {
            let mut parts = by_font(fonts, order, &text[run.clone()]);
            let direction = if levels[run.start].is_rtl() {
                parts.reverse();
                Direction::RightToLeft
            } else {
                Direction::LeftToRight
            };
            for (number, part) in parts {
                fonts[number].add(number, &text[run.clone()][part], direction, &mut line);
            }
        }
    }
    line
}

/// The parts of a text that are each from one font.
fn by_font(fonts: &[Font], order: &[usize], text: &str) -> Vec<(usize, Range<usize>)> {
    let mut parts: Vec<(usize, Range<usize>)> = Vec::new();
    let known: Vec<(usize, Charmap<'_>)> =
        order.iter().filter_map(|&font| Some((font, fonts[font].charmap()?))).collect();
    for (at, letter) in text.grapheme_indices(true) {
        let has_all = |(_, letters): &&(usize, Charmap<'_>)| letter.chars().all(|c| has(letters, c));
        let has_first =
            |(_, letters): &&(usize, Charmap<'_>)| letter.chars().take(1).all(|c| has(letters, c));
        let found = known.iter().find(has_all).or_else(|| known.iter().find(has_first)).or(known.first());
        let Some(&(font, _)) = found else { continue };
        let end = at + letter.len();
        match parts.last_mut() {
            Some((last, part)) if *last == font => part.end = end,
            _ => parts.push((font, at..end)),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::{Font, Line, shape};
    use skrifa::GlyphId;
    use std::sync::Arc;

    /// A line of a font that has no letters, and of one that has.
    fn line(text: &str, from_right: bool) -> Line {
        let fonts = [b"no font".as_slice(), include_bytes!("fonts/sans.otf")];
        let fonts = fonts.map(|bytes| Font::new(Arc::new(bytes.to_vec())));
        shape(&fonts, &[0, 1], text, from_right)
    }

    fn ids(line: &Line) -> Vec<GlyphId> {
        line.glyphs.iter().map(|glyph| glyph.id).collect()
    }

    #[test]
    fn letters_come_from_the_first_font_that_has_them() {
        let line = line("ab", false);
        assert!(line.glyphs.iter().all(|glyph| glyph.font == 1));
        assert!(line.glyphs[0].x == 0.0 && line.glyphs[1].x > 0.3 && line.width > line.glyphs[1].x);
        assert_eq!(self::line("", false), Line::default());
    }

    #[test]
    fn what_runs_from_the_right_stands_in_the_order_in_which_it_is_seen() {
        let [a, b, c] = ["a", "b", "c"].map(|letter| ids(&line(letter, false))[0]);
        assert_eq!(ids(&line("abc", true)), [a, b, c], "Latin letters run from the left everywhere");
        // The sign before "bc" turns all that comes after it.
        let turned = ids(&line("a\u{202e}bc", false));
        let seen: Vec<GlyphId> = turned.into_iter().filter(|id| [a, b, c].contains(id)).collect();
        assert_eq!(seen, [a, c, b]);
        assert_ne!(line("(", true).glyphs[0].id, line("(", false).glyphs[0].id, "a bracket is turned round");
    }

    #[test]
    fn letters_are_moved_as_the_font_wants_it() {
        let widths = ["AV", "A", "V"].map(|text| line(text, false).width);
        assert!(widths[0] < widths[1] + widths[2] - 0.01, "{widths:?}");
        assert!(line("e\u{301}", false).width - line("e", false).width < 1e-9, "a mark takes no room");
    }
}
