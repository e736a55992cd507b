//! Glyphs as they are drawn: how much of each pixel one covers.

use super::SIZE;
use super::canvas::step_of;
use super::shaping::Font;
use resvg::tiny_skia::{FillRule, Mask, PathBuilder, Transform};
use skrifa::instance::Size;
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{GlyphId, MetadataProvider as _};

/// Between two pixels a glyph may stand at so many places. More are not told apart by eye.
pub(super) const PLACES: u8 = 4;

/// A glyph of more pixels in a row or a column is none that a card can show.
const LARGEST: f32 = 2.0 * SIZE.0 as f32;

/// All that a glyph looks different by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct GlyphKey {
    /// Which of the fonts it is from.
    pub(super) font: usize,
    pub(super) id: GlyphId,
    /// The size of an em, in pixels.
    pub(super) size: u32,
    /// At which of the places between two pixels it stands.
    pub(super) place: u8,
}

/// The pixels of a glyph.
#[derive(Debug, Default)]
pub(super) struct Glyph {
    pub(super) spans: Vec<Span>,
    /// How far each pixel of the spans is covered, one span after the other.
    pub(super) steps: Vec<u8>,
}

/// Pixels side by side that are all covered, if not wholly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    /// Where the first of them is, from the glyph's own place on the base line.
    pub(super) row: i32,
    pub(super) column: i32,
    /// How many there are.
    pub(super) length: usize,
}

impl Glyph {
    /// Draws a glyph of a font; none if there is nothing to be seen of it.
    pub(super) fn draw(font: &Font, key: GlyphKey) -> Option<Self> {
        let (font, location) = font.at_location()?;
        let mut pen = Pen { path: PathBuilder::new(), right: f32::from(key.place) / f32::from(PLACES) };
        let settings = DrawSettings::unhinted(Size::new(key.size as f32), location);
        font.outline_glyphs().get(key.id)?.draw(settings, &mut pen).ok()?;
        let path = pen.path.finish()?;
        let bounds = path.bounds();
        let (left, top) = (bounds.left().floor(), bounds.top().floor());
        let (width, height) = (bounds.right().ceil() - left, bounds.bottom().ceil() - top);
        if width > LARGEST || height > LARGEST {
            return None;
        }
        let mut mask = Mask::new(width as u32, height as u32)?;
        mask.fill_path(&path, FillRule::Winding, true, Transform::from_translate(-left, -top));
        Some(Self::covering(width as usize, (left as i32, top as i32), &mask.take()))
    }

    /// A glyph that covers so much of pixels in rows, of which the first is at some place.
    pub(super) fn covering(width: usize, (left, top): (i32, i32), coverage: &[u8]) -> Self {
        let mut glyph = Self::default();
        for (row, coverage) in (top..).zip(coverage.chunks(width)) {
            let mut column = left;
            for run in coverage.chunk_by(|one, other| (step_of(*one) > 0) == (step_of(*other) > 0)) {
                if step_of(run[0]) > 0 {
                    glyph.spans.push(Span { row, column, length: run.len() });
                    glyph.steps.extend(run.iter().copied().map(step_of));
                }
                column += run.len() as i32;
            }
        }
        glyph
    }
}

/// Takes a glyph's outline, whose y leads upwards, as a path.
struct Pen {
    path: PathBuilder,
    /// How far to the right it is moved.
    right: f32,
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(x + self.right, -y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(x + self.right, -y);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.path.quad_to(cx + self.right, -cy, x + self.right, -y);
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        let right = self.right;
        self.path.cubic_to(cx0 + right, -cy0, cx1 + right, -cy1, x + right, -y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
