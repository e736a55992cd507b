//! The fonts of cards: two of our own, and one that a journal may bring. No font of the system is looked at.

use resvg::usvg::{self, fontdb::Database};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider as _};
use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

/// Titles are set in it.
const SERIF: &[u8] = include_bytes!("fonts/serif.otf");
/// All else is.
const SANS: &[u8] = include_bytes!("fonts/sans.otf");

/// The size that texts are measured in.
const UNIT: f64 = 100.0;

/// What cards are written with. It is taken apart when the first card is drawn.
#[derive(Debug, Default)]
pub struct Fonts {
    own: Option<Arc<Vec<u8>>>,
    own_hash: OnceLock<Option<blake3::Hash>>,
    database: OnceLock<Arc<Database>>,
}

/// Which of the fonts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// That of titles: the journal's, if it brings one.
    Title,
    /// That of all else.
    Plain,
}

impl Face {
    /// What SVG says to have it.
    pub(super) fn style(self) -> &'static str {
        match self {
            Self::Title => "font-family=\"serif\" font-weight=\"600\"",
            Self::Plain => "font-family=\"sans-serif\"",
        }
    }
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

    /// Whether one of them has a character.
    pub(super) fn have(&self, c: char) -> bool {
        let has = |bytes: &[u8]| {
            FontRef::from_index(bytes, 0)
                .is_ok_and(|font| font.charmap().map(c).is_some_and(|id| id.to_u32() > 0))
        };
        c.is_ascii_graphic()
            || c == ' '
            || has(SERIF) && has(SANS)
            || self.own.as_ref().is_some_and(|own| has(own))
    }

    /// What SVG is read with.
    pub(super) fn options(&self) -> usvg::Options<'static> {
        usvg::Options { fontdb: Arc::clone(self.database()), ..usvg::Options::default() }
    }

    fn database(&self) -> &Arc<Database> {
        self.database.get_or_init(|| {
            let mut database = Database::new();
            database.set_serif_family("Lossbook Serif");
            database.set_sans_serif_family("Lossbook Sans");
            database.load_font_data(SERIF.to_vec());
            database.load_font_data(SANS.to_vec());
            if let Some(own) = &self.own {
                let known = database.len();
                database.load_font_source(usvg::fontdb::Source::Binary(Arc::clone(own) as _));
                let family = database.faces().nth(known).and_then(|face| face.families.first());
                if let Some(family) = family.map(|(name, _)| name.clone()) {
                    database.set_serif_family(family);
                }
            }
            Arc::new(database)
        })
    }

    /// How wide texts are, in ems: of scripts whose letters stand side by side the sum of those, without what is taken from
    /// some pairs.
    pub(super) fn widths<'t>(
        &self,
        face: Face,
        texts: impl IntoIterator<Item = &'t str> + Clone,
    ) -> Vec<f64> {
        let fonts: Vec<FontRef<'_>> =
            self.in_order(face).filter_map(|bytes| FontRef::new(bytes).ok()).collect();
        let plain = texts.clone().into_iter().map(|text| plain_width(&fonts, text)).collect();
        let plain: Option<Vec<f64>> = plain;
        plain.unwrap_or_else(|| self.shaped_widths(face, texts))
    }

    /// The fonts that a text has its letters from: the first that has one.
    fn in_order(&self, face: Face) -> impl Iterator<Item = &[u8]> {
        let own = self.own.as_ref().map(|own| own.as_slice());
        let [first, second] = if face == Face::Title { [SERIF, SANS] } else { [SANS, SERIF] };
        let title = own.filter(|_| face == Face::Title);
        title.into_iter().chain([first, second]).chain(own)
    }

    /// How wide texts of any script are, in ems.
    fn shaped_widths<'t>(&self, face: Face, texts: impl IntoIterator<Item = &'t str>) -> Vec<f64> {
        let mut svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\">".to_owned();
        let mut count = 0;
        for text in texts {
            let _ = write!(
                svg,
                "<text id=\"{count}\" y=\"{UNIT}\" font-size=\"{UNIT}\" {}>{}</text>",
                face.style(),
                crate::render::escaped(text)
            );
            count += 1;
        }
        svg.push_str("</svg>");
        // What is not drawn has no width.
        let Ok(tree) = usvg::Tree::from_str(&svg, &self.options()) else { return vec![0.0; count] };
        let width = |at: usize| match tree.node_by_id(&at.to_string()) {
            Some(usvg::Node::Text(text)) => f64::from(text.bounding_box().width()) / UNIT,
            _ => 0.0,
        };
        (0..count).map(width).collect()
    }
}

/// The width of a text whose letters stand side by side, in ems; nothing if some of them may not.
fn plain_width(fonts: &[FontRef<'_>], text: &str) -> Option<f64> {
    let advance = |c: char| {
        let glyph = |font: &FontRef<'_>| {
            let id = font.charmap().map(c).filter(|id| id.to_u32() > 0)?;
            font.glyph_metrics(Size::new(1.0), LocationRef::default()).advance_width(id)
        };
        is_plain(c).then(|| fonts.iter().find_map(glyph))?
    };
    text.chars().map(|c| advance(c).map(f64::from)).sum()
}

/// Whether a character is of a script that is set letter by letter: Latin, Greek and Cyrillic, with their punctuation.
fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{2ff}' | '\u{370}'..='\u{482}' | '\u{48a}'..='\u{52f}'
        | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}')
}

#[cfg(test)]
mod tests {
    use super::{Face, Fonts};

    #[test]
    fn letters_side_by_side_are_about_as_wide_as_the_line_that_they_make() {
        let fonts = Fonts::new(None);
        let texts = ["The valley next door", "AVATAR, Toffee & Wolf", "Größe", "Ωμέγα и Ы", "…"];
        for face in [Face::Title, Face::Plain] {
            let pairs = fonts.widths(face, texts).into_iter().zip(fonts.shaped_widths(face, texts));
            for ((plain, shaped), text) in pairs.zip(texts) {
                let ratio = plain / shaped;
                assert!((0.99..1.08).contains(&ratio), "{text}: {plain}, as set {shaped}");
            }
        }
    }

    #[test]
    fn widths_are_those_of_the_line() {
        let widths = Fonts::new(None).widths(Face::Plain, ["n", "nnnn", "", "<&\"", "W"]);
        assert!((widths[1] - 4.0 * widths[0]).abs() < 1e-3, "{widths:?}");
        assert!(widths[2] == 0.0 && widths[3] > 1.0 && widths[4] > widths[0], "{widths:?}");
    }

    #[test]
    fn a_font_is_known_from_what_is_none() {
        assert_eq!(Fonts::mistake(super::SERIF), None);
        assert_eq!(Fonts::mistake(b"wOF2 x"), Some("it is packed for the web"));
        assert!(Fonts::mistake(b"").is_some() && Fonts::mistake(b"no font at all").is_some());
        assert!(Fonts::mistake(&super::SERIF[..600]).is_some());
    }
}
