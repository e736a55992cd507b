//! `[site]` of `lossbook.toml`: what the blog is called, where it will be and what it has.

use super::look::{Colours, Fonts, NamedLink};
use serde::Deserialize;

/// `[site]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// The blog's title.
    pub title: String,
    /// Its address, with a slash at its end.
    #[serde(default = "example_url")]
    pub base_url: String,
    /// What it is about, in a sentence.
    #[serde(default)]
    pub description: String,
    /// Who writes it.
    #[serde(default)]
    pub authors: Vec<String>,
    /// Its language, as in `en` or `pt-BR`.
    #[serde(default = "english")]
    pub language: String,
    /// The folder that it is published into, from the journal's own.
    #[serde(default = "site_folder")]
    pub output: String,
    /// How many entries the feed holds; 0 for all.
    #[serde(default = "feed_limit")]
    pub feed_limit: usize,
    /// What the menu has in the place of the sections, the ways to sort entries, the archive and the feed.
    #[serde(default)]
    pub menu: Vec<NamedLink>,
    /// Where else the authors can be found.
    #[serde(default)]
    pub social: Vec<NamedLink>,
    /// The colours.
    #[serde(default)]
    pub colours: Colours,
    /// The fonts.
    #[serde(default)]
    pub fonts: Fonts,
    /// The addresses of entries that stand first on the first page.
    #[serde(default)]
    pub featured: Vec<String>,
    /// How many other entries the first page has, the newest; 0 for all.
    #[serde(default = "latest")]
    pub latest: usize,
    /// Whether the journal can be searched.
    #[serde(default = "with_search")]
    pub search: bool,
    /// The `.bib` file with the works that any entry may refer to, from the journal's folder.
    #[serde(default)]
    pub bibliography: Option<String>,
    /// How references to works are written: a built-in style such as `apa`, or a CSL file, from the journal's folder.
    #[serde(default)]
    pub citation_style: Option<String>,
    /// Whether pages offer their lessons as cargo projects, in archives of some 700 kB each.
    #[serde(default = "with_archives")]
    pub archives: bool,
    /// Whether pages have pictures of their titles, for where they are shared.
    #[serde(default = "with_cards")]
    pub cards: bool,
}

impl Site {
    /// The CSL file that `citation_style` names, if it is no built-in style.
    pub fn citation_file(&self) -> Option<&str> {
        self.citation_style.as_deref().filter(|style| style.ends_with(".csl"))
    }

    /// The files of the journal's that it names.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let literature = self.bibliography.as_deref().into_iter().chain(self.citation_file());
        let fonts = self.fonts.files.iter().map(|font| &font.file).chain(&self.fonts.cards);
        literature.chain(fonts.map(|font| font.get_ref().as_str()))
    }
}

fn example_url() -> String {
    "https://example.org/".to_owned()
}

fn english() -> String {
    "en".to_owned()
}

fn site_folder() -> String {
    "site".to_owned()
}

fn feed_limit() -> usize {
    20
}

fn latest() -> usize {
    20
}

fn with_search() -> bool {
    true
}

fn with_archives() -> bool {
    true
}

fn with_cards() -> bool {
    true
}
