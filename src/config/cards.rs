//! The look of cards, as `lossbook.toml` says.

use super::Config;
use super::contrast::rgb;
use crate::card_image;
use crate::diagnostic::{Diagnostic, Severity};
use crate::files;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

impl Config {
    /// A font for cards that can't be one of the journal's.
    pub(super) fn mistaken_card_font(&self, mistake: &mut dyn FnMut(Range<usize>, String, &str)) {
        let Some(font) = &self.site.fonts.cards else { return };
        let path = Path::new(font.get_ref());
        let inside = files::stays_inside(path);
        let known = ["ttf", "otf", "ttc", "otc"];
        if !inside
            || !path
                .extension()
                .is_some_and(|ending| known.iter().any(|known| ending.eq_ignore_ascii_case(known)))
        {
            let message = format!("`{}` is no font that cards can be written in", font.get_ref());
            mistake(font.span(), message, "name a .ttf or .otf file in the journal's folder");
        }
    }

    /// The journal's font for cards, if it names one.
    ///
    /// # Errors
    /// It can't be read, or is none.
    pub fn card_font(&self, root: &Path) -> Result<Option<Arc<Vec<u8>>>, Diagnostic> {
        let Some(font) = self.site.fonts.cards.as_ref().filter(|_| self.site.cards) else { return Ok(None) };
        let read = fs::read(root.join(font.get_ref())).map_err(|error| error.to_string());
        let whole = read.and_then(|bytes| match card_image::Fonts::mistake(&bytes) {
            None => Ok(Some(Arc::new(bytes))),
            Some(why) => Err(why.to_owned()),
        });
        whole.map_err(|why| self.unusable_card_font(&why))
    }

    /// That the journal's font for cards is of no use, and why.
    pub fn unusable_card_font(&self, why: &str) -> Diagnostic {
        let (name, place) =
            self.site.fonts.cards.as_ref().map_or(("", 0..0), |font| (font.get_ref().as_str(), font.span()));
        let message = format!("the font `{name}` can't be used for cards: {why}");
        self.at(Diagnostic::new(Severity::Error, message), place)
            .hint("name a .ttf or .otf file in the journal's folder")
    }

    /// The colours of cards: those of light pages.
    pub fn card_colours(&self) -> card_image::Colours {
        let [paper, ink, quiet, rule, accent] = ["paper", "ink", "quiet", "rule", "accent"].map(|name| {
            // What is no colour was refused.
            rgb(&self.site.colours.value(name, false).0).unwrap_or_default()
        });
        card_image::Colours { paper, ink, quiet, rule, accent }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::tests::parse_site as parse;
    use std::path::Path;

    #[test]
    fn cards_are_drawn_unless_the_journal_says_no() {
        assert!(parse("").is_ok_and(|config| config.site.cards));
        assert!(parse("cards = false\n").is_ok_and(|config| !config.site.cards));
        let said = parse("cards = \"no\"\n").expect_err("yes and no are no texts");
        assert!(said.contains("lossbook.toml:3:9"), "{said}");
        let said = parse("card = true\n").expect_err("a slip of the pen");
        assert!(said.contains("did you mean `cards`?"), "{said}");
    }

    #[test]
    fn cards_have_the_colours_of_light_pages() {
        let colours =
            parse("[site.colours]\naccent = { light = \"#036\" }\n").expect("a colour").card_colours();
        assert_eq!((colours.accent, colours.paper), ([0, 0x33, 0x66], [0xfc, 0xfb, 0xf7]));
    }

    #[test]
    fn a_font_for_cards_lies_in_the_journal_and_is_one() {
        for file in ["/x.ttf", "../x.ttf", "x.woff2", "x"] {
            let said =
                parse(&format!("[site.fonts]\ncards = {file:?}\n")).expect_err("no font of the journal");
            assert!(said.contains("lossbook.toml:4:9") && said.contains(".ttf or .otf"), "{said}");
        }
        let config = parse("[site.fonts]\ncards = \"src/x.ttf\"\n").expect("it may be there");
        let mistake = config.card_font(Path::new("/no/such/journal")).expect_err("it is not").to_string();
        assert!(mistake.contains("lossbook.toml:4:9"), "{mistake}");
    }
}
