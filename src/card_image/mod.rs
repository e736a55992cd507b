//! Pictures that stand for pages where they are shared: a title in the look of the journal, and the first chart of an entry.
//! Pure: the same card has the same bytes on every machine, since its fonts are its own.

mod canvas;
mod drawing;
mod fonts;
mod glyphs;
mod guard;
mod lines;
mod packing;
mod shaping;

use cell::{Chart, Layer};
use unicode_normalization::UnicodeNormalization as _;

pub use fonts::Fonts;

/// The width and the height of every card, in pixels: what Open Graph and Twitter show without cutting.
pub const SIZE: (u32, u32) = (1200, 630);

/// What a card shows. Its texts have to be [`drawable`].
#[derive(Debug, Clone, Copy)]
pub struct Card<'a> {
    /// The journal's name; empty where it is the title.
    pub journal: &'a str,
    /// What stands largest.
    pub title: &'a str,
    /// What stands below the title, in a few lines; often nothing.
    pub lead: &'a str,
    /// What stands at the foot, side by side: as much of it as has room.
    pub facts: &'a [String],
    /// The chart beside the title.
    pub chart: Option<&'a Chart>,
    /// Whether text runs from right to left.
    pub right_to_left: bool,
    /// The colours of all but the chart.
    pub colours: &'a Colours,
}

/// The colours of cards, by their red, green and blue parts.
#[derive(Debug, Clone, Copy)]
pub struct Colours {
    /// Behind everything.
    pub paper: [u8; 3],
    /// The title.
    pub ink: [u8; 3],
    /// What stands back.
    pub quiet: [u8; 3],
    /// The line above the foot.
    pub rule: [u8; 3],
    /// The journal's name, and the edge.
    pub accent: [u8; 3],
}

/// Why a card can't be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undrawn {
    /// The journal's own font is broken inside, which then goes for all cards.
    Font,
    /// Something is wrong with this card.
    Card(String),
}

/// Draws a card, as a PNG file.
///
/// # Errors
/// Why it can't be drawn.
pub fn draw(card: &Card<'_>, fonts: &Fonts) -> Result<Vec<u8>, Undrawn> {
    let draw = || {
        let (palette, pixels) = drawing::drawn(card, fonts)?.finish();
        packing::png(SIZE, &palette, &pixels)
    };
    // Our own fonts are known to be whole.
    let drawn = if fonts.has_own() { guard::guarded(draw).ok_or(Undrawn::Font)? } else { draw() };
    drawn.map_err(Undrawn::Card)
}

/// A text as a card can draw it: composed, on one line, without pictographs and other signs that no font has. None if a letter
/// or a digit is among those, since a text without some of its letters says something else.
pub fn drawable(text: &str, fonts: &Fonts) -> Option<String> {
    let mut drawable = String::with_capacity(text.len());
    // Nearly all texts are ASCII, whose letters are what they are.
    let letters: &mut dyn Iterator<Item = char> =
        if text.is_ascii() { &mut text.chars() } else { &mut text.nfc() };
    for c in letters {
        if c.is_whitespace() && c != '\u{a0}' {
            if !drawable.ends_with(' ') {
                drawable.push(' ');
            }
        } else if c.is_control() {
        } else if fonts.have(c) {
            drawable.push(c);
        } else if c.is_alphanumeric() {
            return None;
        }
    }
    Some(drawable.trim().to_owned())
}

/// The texts of a chart.
pub fn texts_of(chart: &Chart) -> impl Iterator<Item = &str> {
    let names = chart.layers.iter().filter_map(Layer::name);
    let labels = [&chart.title, &chart.x.label, &chart.y.label].into_iter().filter_map(Option::as_deref);
    names.chain(labels).chain(chart.categories.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::{Card, Colours, Fonts, SIZE, draw, drawable};
    use cell::Chart;

    fn colours() -> Colours {
        let [paper, ink, quiet, rule, accent] =
            [0xfcfbf7_u32, 0x23211d, 0x605b52, 0xe0dacb, 0x0b5a69].map(|colour| {
                let [_, red, green, blue] = colour.to_be_bytes();
                [red, green, blue]
            });
        Colours { paper, ink, quiet, rule, accent }
    }

    fn card<'a>(title: &'a str, facts: &'a [String], colours: &'a Colours) -> Card<'a> {
        Card { journal: "Journal", title, lead: "", facts, chart: None, right_to_left: false, colours }
    }

    #[test]
    fn the_same_bytes_come_out_on_every_machine() {
        let (fonts, colours) = (Fonts::new(None), colours());
        let facts = ["2 January 2026".to_owned(), "Größe & <tag>".to_owned()];
        let chart = Chart::new().line("a", &[1.0, 0.5, 0.25]).line("b", &[1.0, 0.7, 0.5]).x_label("step");
        let mut card = card("Why \"AT&T\" < Œuvre: Ωμέγα и Ы", &facts, &colours);
        let hash = |card: &Card<'_>| {
            let bytes = draw(card, &fonts).expect("it can be drawn");
            assert_eq!(crate::picture::size_of(&bytes), Some(SIZE));
            assert!(bytes.len() < 40_000, "{} bytes", bytes.len());
            blake3::hash(&bytes).to_hex()[..16].to_owned()
        };
        let plain = hash(&card);
        card.chart = Some(&chart);
        let charted = hash(&card);
        card.right_to_left = true;
        let turned = hash(&card);
        assert_eq!([plain, charted, turned], ["5fd47c9f15efde3b", "b54d70330d0c009c", "a95bafb823f2dabe"]);
    }

    #[test]
    fn a_text_keeps_what_can_be_drawn_or_is_left_out() {
        let fonts = Fonts::new(None);
        let drawable = |text: &str| drawable(text, &fonts);
        assert_eq!(
            drawable("  Trees \u{1f333}\u{fe0f}\n\nin e\u{301}t\u{e9} "),
            Some("Trees in \u{e9}t\u{e9}".to_owned())
        );
        assert_eq!(drawable("\u{1f389}"), Some(String::new()));
        assert_eq!(drawable("道 is a way"), None);
        assert_eq!(drawable("مرحبا"), None);
    }
}
