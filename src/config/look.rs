//! How a journal looks: colours, fonts, the menu and the author's other places, as `lossbook.toml` says.

use super::Config;
use super::contrast::{contrast, rgb};
use crate::diagnostic::{Diagnostic, Severity};
use crate::files;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use toml::Spanned;

/// A page that the menu names, or one of the author's on another site.
#[derive(Debug, Clone, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct NamedLink {
    /// Its words.
    pub title: String,
    /// A path of this site such as `/notes/`, or a whole address.
    pub href: String,
}

/// A colour, or one for light and one for dark pages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Colour {
    /// On light pages, as in `#23211d`.
    pub light: Option<Spanned<String>>,
    /// On dark ones.
    pub dark: Option<Spanned<String>>,
}

/// `[site.colours]`: the theme's own stand for those that are not given.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Colours {
    /// Behind everything.
    pub paper: Option<Colour>,
    /// Text.
    pub ink: Option<Colour>,
    /// Text that stands back.
    pub quiet: Option<Colour>,
    /// Lines between things.
    pub rule: Option<Colour>,
    /// Links and whatever can be used.
    pub accent: Option<Colour>,
    /// Behind code.
    pub code: Option<Colour>,
}

/// `[site.fonts]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fonts {
    /// The families of the text, as CSS writes them.
    pub text: Option<Spanned<String>>,
    /// Those of menus and captions.
    pub interface: Option<Spanned<String>>,
    /// Those of code.
    pub code: Option<Spanned<String>>,
    /// The file of a font for cards, from the journal's folder: TrueType or OpenType.
    pub cards: Option<Spanned<String>>,
    /// Files of fonts that are published with the journal.
    pub files: Vec<FontFile>,
}

/// A file of a font.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FontFile {
    /// What `text`, `interface` and `code` call it.
    pub family: Spanned<String>,
    /// Its path from the journal's folder: WOFF2 or WOFF.
    pub file: Spanned<String>,
    /// Its weight, or the least and the greatest of a variable font: `400`, `"100 900"`.
    #[serde(default = "normal")]
    pub weight: Spanned<String>,
    /// `normal` or `italic`.
    #[serde(default = "normal")]
    pub style: Spanned<String>,
}

fn normal() -> Spanned<String> {
    Spanned::new(0..0, "normal".to_owned())
}

/// The theme's colours, light and dark, as `templates/style.css` has them.
const OWN: [(&str, &str, &str); 6] = [
    ("paper", "#fcfbf7", "#15171a"),
    ("ink", "#23211d", "#dedad1"),
    ("quiet", "#605b52", "#a39e93"),
    ("rule", "#e0dacb", "#34373c"),
    ("accent", "#0b5a69", "#7cc6d2"),
    ("code", "#f4f1e8", "#1d2024"),
];

/// Text and what it stands on: WCAG 2 asks for a contrast of 4.5 at its level AA.
const PAIRS: [(&str, &str); 6] = [
    ("ink", "paper"),
    ("quiet", "paper"),
    ("accent", "paper"),
    ("ink", "code"),
    ("quiet", "code"),
    ("accent", "code"),
];
const ENOUGH: f64 = 4.5;

impl Colours {
    fn all(&self) -> [(&'static str, Option<&Colour>); 6] {
        [
            ("paper", self.paper.as_ref()),
            ("ink", self.ink.as_ref()),
            ("quiet", self.quiet.as_ref()),
            ("rule", self.rule.as_ref()),
            ("accent", self.accent.as_ref()),
            ("code", self.code.as_ref()),
        ]
    }

    /// A colour on light or dark pages, and where it stands if the journal gave it.
    pub(super) fn value(&self, name: &str, dark: bool) -> (String, Option<std::ops::Range<usize>>) {
        let given = self.all().into_iter().find(|(own, _)| *own == name).and_then(|(_, colour)| colour);
        let given = given.and_then(|colour| if dark { colour.dark.as_ref() } else { colour.light.as_ref() });
        let theme = OWN.iter().find(|(own, ..)| *own == name);
        match (given, theme) {
            (Some(colour), _) => (colour.get_ref().clone(), Some(colour.span())),
            (None, Some((_, on_light, on_dark))) => {
                ((if dark { *on_dark } else { *on_light }).to_owned(), None)
            }
            (None, None) => (String::new(), None),
        }
    }
}

impl Config {
    /// What in the looks can't be meant.
    pub(super) fn mistaken_looks(&self, mistake: &mut dyn FnMut(std::ops::Range<usize>, String, &str)) {
        for (name, colour) in self.site.colours.all() {
            for value in colour.into_iter().flat_map(|colour| [&colour.light, &colour.dark]).flatten() {
                if rgb(value.get_ref()).is_none() {
                    let message = format!("`{}` is no colour for `{name}`", value.get_ref());
                    mistake(value.span(), message, "write it as \"#23211d\" or \"#222\"");
                }
            }
        }
        let fonts = &self.site.fonts;
        for stack in [&fonts.text, &fonts.interface, &fonts.code].into_iter().flatten() {
            if stack.get_ref().trim().is_empty() || has_signs(stack.get_ref()) {
                let message = format!("`{}` is no list of fonts", stack.get_ref());
                mistake(stack.span(), message, "write it as in CSS: \"Inter, 'Noto Sans', sans-serif\"");
            }
        }
        for font in &fonts.files {
            let family = &font.family;
            if family.get_ref().trim().is_empty()
                || has_signs(family.get_ref())
                || family.get_ref().contains(['"', '\''])
            {
                mistake(
                    family.span(),
                    format!("`{}` can't be the name of a font", family.get_ref()),
                    "use letters, digits and spaces",
                );
            }
            let weight = &font.weight;
            let is_weight = |part: &str| part.parse::<u16>().is_ok_and(|weight| (1..=1000).contains(&weight));
            if weight.get_ref() != "normal"
                && !(1..=2).contains(&weight.get_ref().split(' ').filter(|part| is_weight(part)).count())
                || weight.get_ref().split(' ').any(|part| part != "normal" && !is_weight(part))
            {
                mistake(
                    weight.span(),
                    format!("`{}` is no weight of a font", weight.get_ref()),
                    "use \"400\", or \"100 900\" for a variable font",
                );
            }
            if !["normal", "italic", "oblique"].contains(&font.style.get_ref().as_str()) {
                mistake(
                    font.style.span(),
                    format!("there is no style `{}`", font.style.get_ref()),
                    "use normal or italic",
                );
            }
            let path = Path::new(font.file.get_ref());
            let inside = files::stays_inside(path);
            let known = path.extension().is_some_and(|extension| extension == "woff2" || extension == "woff");
            if !inside || !known {
                mistake(
                    font.file.span(),
                    format!("`{}` is no font of this journal", font.file.get_ref()),
                    "name a .woff2 or .woff file in the journal's folder",
                );
            }
        }
        let menu = self.site.menu.iter().map(|link| (link, "menu"));
        for (link, key) in menu.chain(self.site.social.iter().map(|link| (link, "social"))) {
            let is_address =
                ["https://", "http://", "mailto:"].iter().any(|scheme| link.href.starts_with(scheme));
            let is_path = key == "menu" && link.href.starts_with('/') && !link.href.starts_with("//");
            if !is_address && !is_path {
                let place = self.place(key, &link.href);
                let hint = if key == "menu" {
                    "write a path of this site as \"/notes/\", or a whole address"
                } else {
                    "write a whole address, as in \"https://example.social/@me\""
                };
                mistake(place, format!("`{}` is no address", link.href), hint);
            }
            if link.title.trim().is_empty() {
                mistake(self.place(key, &link.href), "a link without words".to_owned(), "give it a title");
            }
        }
    }

    /// Colours that are hard to read on what they stand on.
    pub(super) fn pale_colours(&self) -> Vec<Diagnostic> {
        let Some(source) = &self.source else { return Vec::new() };
        let mut pale = Vec::new();
        for dark in [false, true] {
            for (front, behind) in PAIRS {
                let (own, place) = self.site.colours.value(front, dark);
                let (under, other) = self.site.colours.value(behind, dark);
                let (Some(place), Some(one), Some(two)) = (place.or(other), rgb(&own), rgb(&under)) else {
                    continue;
                };
                let contrast = contrast(one, two);
                if contrast < ENOUGH {
                    let pages = if dark { "dark" } else { "light" };
                    let message = format!(
                        "`{front}` ({own}) on `{behind}` ({under}) has a contrast of {contrast:.1} on {pages} pages"
                    );
                    let hint =
                        format!("WCAG asks for at least {ENOUGH} (AA): make one of them lighter or darker");
                    pale.push(Diagnostic::warning(source, place, message).hint(hint));
                }
            }
        }
        pale
    }

    /// What the journal's looks add to the style sheet; `address` gives where a font's file is published.
    pub fn style(&self, address: impl Fn(&str) -> Option<String>) -> String {
        let mut rules = String::new();
        for font in &self.site.fonts.files {
            let Some(address) = address(font.file.get_ref()) else { continue };
            let _ = writeln!(
                rules,
                "@font-face {{ font-family: \"{}\"; src: url(\"{address}\"); font-weight: {}; font-style: {}; font-display: swap; }}",
                font.family.get_ref(),
                font.weight.get_ref(),
                font.style.get_ref()
            );
        }
        let mut values = String::new();
        for (name, colour) in self.site.colours.all() {
            if colour.is_some() {
                let [light, dark] = [false, true].map(|dark| self.site.colours.value(name, dark).0);
                let _ = writeln!(values, "  --{name}: light-dark({light}, {dark});");
            }
        }
        let fonts = &self.site.fonts;
        for (name, stack) in [("serif", &fonts.text), ("sans", &fonts.interface), ("mono", &fonts.code)] {
            if let Some(stack) = stack {
                let _ = writeln!(values, "  --{name}: {};", stack.get_ref());
            }
        }
        if !values.is_empty() {
            let _ = write!(rules, ":root {{\n{values}}}\n");
        }
        rules
    }

    /// The files of the journal's fonts, by their paths.
    ///
    /// # Errors
    /// One can't be read, or is none.
    pub fn font_files(&self, root: &Path) -> Result<BTreeMap<String, Vec<u8>>, Vec<Diagnostic>> {
        let mut files = BTreeMap::new();
        let mut mistakes = Vec::new();
        for font in &self.site.fonts.files {
            let name = font.file.get_ref();
            let read = fs::read(root.join(name)).map_err(|error| error.to_string());
            let read = read.and_then(|bytes| match bytes.get(..4) {
                Some(b"wOF2" | b"wOFF") => Ok(bytes),
                _ => Err("it is no WOFF2 or WOFF file".to_owned()),
            });
            match read {
                Ok(bytes) => {
                    files.insert(name.clone(), bytes);
                }
                Err(why) => {
                    let message = format!("the font `{name}` can't be used: {why}");
                    mistakes.push(self.at(Diagnostic::new(Severity::Error, message), font.file.span()));
                }
            }
        }
        if mistakes.is_empty() { Ok(files) } else { Err(mistakes) }
    }
}

/// Whether a text could end a declaration of CSS, or begin something else.
fn has_signs(text: &str) -> bool {
    text.contains(['{', '}', ';', '<', '>', '@', '\\', '(', ')', '/', '*']) || text.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::{OWN, PAIRS, contrast, rgb};
    use crate::config::tests::parse_site as parse;

    #[test]
    fn the_theme_has_these_colours_and_they_can_be_read() {
        let css = include_str!("../../templates/style.css");
        for (name, light, dark) in OWN {
            assert!(css.contains(&format!("--{name}: light-dark({light}, {dark});")), "{name}");
        }
        let colour = |name: &str| OWN.iter().find(|own| own.0 == name).expect("the theme has it");
        for (front, behind) in PAIRS {
            let (one, other) = (colour(front), colour(behind));
            for (one, other) in [(one.1, other.1), (one.2, other.2)] {
                assert!(
                    contrast(rgb(one).expect("a colour"), rgb(other).expect("a colour")) >= 4.5,
                    "{front} on {behind}"
                );
            }
        }
    }

    #[test]
    fn colours_and_fonts_become_css() {
        let config = parse("[site.colours]\naccent = { light = \"#006\" }\n[site.fonts]\ntext = \"'My Font', serif\"\n[[site.fonts.files]]\nfamily = \"My Font\"\nfile = \"fonts/my.woff2\"\nweight = \"100 900\"\n")
            .expect("the configuration is sound");
        assert!(config.warnings.is_empty(), "{:?}", config.warnings);
        assert_eq!(
            config.style(|file| Some(format!("x/{file}"))),
            "@font-face { font-family: \"My Font\"; src: url(\"x/fonts/my.woff2\"); font-weight: 100 900; font-style: normal; font-display: swap; }\n:root {\n  --accent: light-dark(#006, #7cc6d2);\n  --serif: 'My Font', serif;\n}\n"
        );
        assert_eq!(parse("").expect("nothing is said").style(|_| None), "");
    }

    #[test]
    fn pale_colours_are_warned_about_with_their_place() {
        let config =
            parse("[site.colours]\nink = { light = \"#999\", dark = \"#ddd\" }\n").expect("they are allowed");
        let said: String = config.warnings.iter().map(ToString::to_string).collect();
        assert!(
            said.contains("lossbook.toml:4:17") && said.contains("contrast of 2.8 on light pages"),
            "{said}"
        );
        assert!(!said.contains("dark pages"), "{said}");
    }

    #[test]
    fn every_mistake_is_told_with_its_place() {
        let said = parse("menu = [{ title = \"About\", href = \"about\" }]\nsocial = [{ title = \"\", href = \"/x\" }]\n[site.colours]\nink = { light = \"red\" }\n[site.fonts]\ncode = \"x; } body { display: none\"\n[[site.fonts.files]]\nfamily = \"a'b\"\nfile = \"../x.woff2\"\nweight = \"heavy\"\nstyle = \"bent\"\n")
            .expect_err("nothing in it is right");
        for place in [
            "toml:3:35",
            "toml:4:32",
            "toml:6:17",
            "toml:8:8",
            "toml:10:10",
            "toml:11:8",
            "toml:12:10",
            "toml:13:9",
        ] {
            assert!(said.contains(place), "{place}: {said}");
        }
        for (text, near) in [
            ("[site.colours]\nacent = { light = \"#000\" }\n", "accent"),
            ("[site.colours]\nink = { lihgt = \"#000\" }\n", "light"),
            ("menu = [{ title = \"x\", hreff = \"/\" }]\n", "href"),
            ("[site.fonts]\ncodes = \"x\"\n", "code"),
        ] {
            let said = parse(text).expect_err("a slip of the pen");
            assert!(
                said.contains(&format!("did you mean `{near}`?")) && said.contains("lossbook.toml:"),
                "{said}"
            );
        }
    }
}
