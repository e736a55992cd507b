//! The fonts of cards: two of our own, and one that a journal may bring. No font of the system is looked at.

use super::glyphs::{Glyph, GlyphKey};
use super::shaping::{Font, Line, shape};
use crate::held::held;
use resvg::usvg::{self, fontdb::Database};
use skrifa::{FontRef, MetadataProvider as _};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

/// Titles are set in it.
const SERIF: &[u8] = include_bytes!("fonts/serif.otf");
/// All else is.
const SANS: &[u8] = include_bytes!("fonts/sans.otf");

/// How many glyphs are kept at most, some 8 kB each: more than that have only scripts of thousands of signs, many of which no other
/// card has.
const MOST_GLYPHS: usize = 4096;

/// What cards are written with, and what is known of it by now: the cards of a site have many words and letters in common.
#[derive(Default)]
pub struct Fonts {
    own: Option<Arc<Vec<u8>>>,
    own_hash: OnceLock<Option<blake3::Hash>>,
    /// That of titles, that of all else, and the journal's.
    loaded: OnceLock<Vec<Font>>,
    /// What the texts of charts are drawn with.
    database: OnceLock<Arc<Database>>,
    widths: Mutex<HashMap<(Face, String), f64>>,
    glyphs: Mutex<HashMap<GlyphKey, Arc<Glyph>>>,
}

/// Which of the fonts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Face {
    /// That of titles: the journal's, if it brings one.
    Title,
    /// That of all else.
    Plain,
}

impl Fonts {
    /// Our own, and the bytes of the journal's.
    pub fn new(own: Option<Arc<Vec<u8>>>) -> Self {
        Self { own, ..Self::default() }
    }

    /// Why a file can't be used; nothing if it can.
    pub fn mistake(bytes: &[u8]) -> Option<&'static str> {
        match bytes.get(..4) {
            Some(b"wOF2" | b"wOFF") => Some("it is packed for the web"),
            _ => FontRef::from_index(bytes, 0)
                .map_or(true, |font| font.charmap().map('\u{20}').is_none())
                .then_some("it is no TrueType or OpenType file"),
        }
    }

    /// The hash of the journal's font, which every card asks for and which may be large.
    pub fn own_hash(&self) -> Option<blake3::Hash> {
        *self.own_hash.get_or_init(|| self.own.as_ref().map(|bytes| blake3::hash(bytes)))
    }

    /// Whether the journal brings one.
    pub(super) fn has_own(&self) -> bool {
        self.own.is_some()
    }

    /// Whether one of them has a character.
    pub(super) fn have(&self, c: char) -> bool {
        if c.is_ascii_graphic() || c == ' ' {
            return true;
        }
        let (ours, own) = self.loaded().split_at(2);
        ours.iter().all(|font| font.has(c)) || own.iter().any(|font| font.has(c))
    }

    fn loaded(&self) -> &[Font] {
        self.loaded.get_or_init(|| {
            let ours = [SERIF, SANS].map(|bytes| Arc::new(bytes.to_vec()));
            ours.into_iter().chain(self.own.clone()).map(Font::new).collect()
        })
    }

    /// The fonts that a text has its letters from, by their places: the first that has one.
    fn in_order(&self, face: Face) -> Vec<usize> {
        let own = self.own.as_ref().map(|_| 2);
        match face {
            Face::Title => own.into_iter().chain([0, 1]).collect(),
            Face::Plain => [1, 0].into_iter().chain(own).collect(),
        }
    }

    /// A text as a line of glyphs. Where it runs `from_right` its whole does, whatever it begins with.
    pub(super) fn line(&self, face: Face, text: &str, from_right: bool) -> Line {
        shape(self.loaded(), &self.in_order(face), text, from_right)
    }

    /// How wide texts are, in ems.
    pub(super) fn widths<'t>(&self, face: Face, texts: impl IntoIterator<Item = &'t str>) -> Vec<f64> {
        let width = |text: &str| {
            let key = (face, text.to_owned());
            if let Some(width) = held(&self.widths).get(&key) {
                return *width;
            }
            let width = self.line(face, text, false).width;
            held(&self.widths).insert(key, width);
            width
        };
        texts.into_iter().map(width).collect()
    }

    /// A glyph as it is drawn.
    pub(super) fn glyph(&self, key: GlyphKey) -> Arc<Glyph> {
        if let Some(glyph) = held(&self.glyphs).get(&key) {
            return Arc::clone(glyph);
        }
        let glyph = self.loaded().get(key.font).and_then(|font| Glyph::draw(font, key));
        let glyph = Arc::new(glyph.unwrap_or_default());
        let mut known = held(&self.glyphs);
        if known.len() == MOST_GLYPHS {
            known.clear();
        }
        known.insert(key, Arc::clone(&glyph));
        glyph
    }

    /// What the SVG of a chart is read with.
    pub(super) fn options(&self) -> usvg::Options<'static> {
        let database = self.database.get_or_init(|| {
            let mut database = Database::new();
            database.set_serif_family("Lossbook Serif");
            database.set_sans_serif_family("Lossbook Sans");
            for font in self.loaded() {
                database.load_font_source(usvg::fontdb::Source::Binary(font.bytes()));
            }
            Arc::new(database)
        });
        usvg::Options { fontdb: Arc::clone(database), ..usvg::Options::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::{Face, Fonts};

    #[test]
    fn widths_are_those_of_the_line() {
        let widths = Fonts::new(None).widths(Face::Plain, ["n", "nnnn", "", "<&\"", "W", "AV", "A", "V"]);
        assert!((widths[1] - 4.0 * widths[0]).abs() < 1e-6, "{widths:?}");
        assert!(widths[2] == 0.0 && widths[3] > 1.0 && widths[4] > widths[0], "{widths:?}");
        assert!(widths[5] < widths[6] + widths[7], "letters are moved together: {widths:?}");
    }

    #[test]
    fn a_font_is_known_from_what_is_none() {
        assert_eq!(Fonts::mistake(super::SERIF), None);
        assert_eq!(Fonts::mistake(b"wOF2 x"), Some("it is packed for the web"));
        assert!(Fonts::mistake(b"").is_some() && Fonts::mistake(b"no font at all").is_some());
        assert!(Fonts::mistake(&super::SERIF[..600]).is_some());
    }
}
