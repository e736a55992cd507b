//! What stands above an entry's text: YAML between `---` lines, or TOML between `+++` lines.

mod fences;
mod values;

use super::is_default;
use super::seeds::{self, Seeds};
use super::tolerance::{self, EntryTolerance};
use super::toml_items;
use super::yaml::Item;
use crate::diagnostic::{Diagnostic, SourceText, line_column};
use cell::wire::Scalar;
use fences::{items, lines_below, refuse_other_forms, split};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use values::{authors, data, date, execute, language, order, title, words};

/// An entry's front matter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FrontMatter {
    /// The title.
    pub title: String,
    /// The day it was written.
    #[serde(skip_serializing_if = "is_default")]
    pub date: Option<Date>,
    /// The day it was last changed.
    #[serde(skip_serializing_if = "is_default")]
    pub updated: Option<Date>,
    /// What it is about, in a sentence or two.
    #[serde(skip_serializing_if = "is_default")]
    pub description: Option<String>,
    /// Its tags, in the author's order.
    #[serde(skip_serializing_if = "is_default")]
    pub tags: Vec<String>,
    /// Its categories.
    #[serde(skip_serializing_if = "is_default")]
    pub categories: Vec<String>,
    /// The series that it is part of.
    #[serde(skip_serializing_if = "is_default")]
    pub series: Option<String>,
    /// Whether it is left out of the site.
    #[serde(skip_serializing_if = "is_default")]
    pub draft: bool,
    /// Who wrote it, if not the journal's authors.
    #[serde(skip_serializing_if = "is_default")]
    pub authors: Vec<Author>,
    /// The last part of its address, if not its file's name.
    #[serde(skip_serializing_if = "is_default")]
    pub slug: Option<String>,
    /// Addresses that lead to it as well.
    #[serde(skip_serializing_if = "is_default")]
    pub aliases: Vec<String>,
    /// An image that stands for it.
    #[serde(skip_serializing_if = "is_default")]
    pub image: Option<String>,
    /// The image in words.
    #[serde(skip_serializing_if = "is_default")]
    pub image_alt: Option<String>,
    /// Whether it has a table of contents.
    #[serde(skip_serializing_if = "is_default")]
    pub toc: Option<bool>,
    /// Its language, if not the journal's.
    #[serde(skip_serializing_if = "is_default")]
    pub lang: Option<String>,
    /// Values in place of its parameters' defaults.
    #[serde(skip_serializing_if = "is_default")]
    pub params: BTreeMap<String, Scalar>,
    /// The seed that `seed()` gives to its cells.
    #[serde(skip_serializing_if = "is_default")]
    pub seed: Option<u64>,
    /// The seeds that it is run with, each once.
    #[serde(skip_serializing_if = "is_default")]
    pub seeds: Seeds,
    /// The files that its cells read, from its own folder.
    #[serde(skip_serializing_if = "is_default")]
    pub data: Vec<String>,
    /// How far its numbers may lie apart in `check`, where it says more than the journal.
    #[serde(skip_serializing_if = "is_default")]
    pub tolerance: Option<EntryTolerance>,
    /// How it runs.
    #[serde(skip_serializing_if = "is_default")]
    pub execute: Execute,
    /// What a section's `_index.md` says of its entries.
    #[serde(skip_serializing_if = "is_default")]
    pub section: SectionSettings,
    /// Anything else, for templates.
    #[serde(skip_serializing_if = "is_default")]
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// What a section's `_index.md` says of its entries, and of those of the sections in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionSettings {
    /// In which order its page has its entries.
    pub order: Order,
    /// Whether they stand in feeds.
    pub feeds: bool,
    /// Whether they stand on the first page, in the archive and on the pages of tags and their like.
    pub lists: bool,
}

impl Default for SectionSettings {
    fn default() -> Self {
        Self { order: Order::Newest, feeds: true, lists: true }
    }
}

/// An order of entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Order {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
    /// By title.
    Title,
    /// By address.
    Address,
}

impl Order {
    /// Every order by its name.
    const NAMES: [(&'static str, Self); 4] = [
        ("newest", Self::Newest),
        ("oldest", Self::Oldest),
        ("title", Self::Title),
        ("address", Self::Address),
    ];
}

/// Someone who writes.
pub type Author = String;

/// How an entry runs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Execute {
    /// How long it may take.
    pub timeout: Option<Duration>,
    /// How much memory it may use, in bytes.
    pub memory: Option<u64>,
    /// Whether code is shown where a cell does not say.
    pub echo: Option<bool>,
    /// Whether cells run that do not say.
    pub eval: Option<bool>,
    /// Environment variables that its cells may read.
    pub env: Vec<String>,
    /// What runs it, if not what the journal says.
    pub engine: Option<String>,
}

/// The keys that an entry may have.
pub const KEYS: &[&str] = &[
    "title",
    "date",
    "updated",
    "description",
    "tags",
    "categories",
    "series",
    "draft",
    "authors",
    "slug",
    "aliases",
    "image",
    "image-alt",
    "toc",
    "lang",
    "params",
    "seed",
    "seeds",
    "data",
    "tolerance",
    "execute",
    "extra",
];

/// Other tools' words for the same keys.
const ALIASES: &[(&str, &str)] = &[
    ("pubDate", "date"),
    ("publishDate", "date"),
    ("published", "date"),
    ("updatedDate", "updated"),
    ("lastmod", "updated"),
    ("date-modified", "updated"),
    ("summary", "description"),
    ("excerpt", "description"),
    ("category", "categories"),
    ("section", "categories"),
    ("author", "authors"),
    ("heroImage", "image"),
    ("cover", "image"),
    ("permalink", "slug"),
    ("redirect_from", "aliases"),
    ("keywords", "tags"),
    ("image_alt", "image-alt"),
    ("language", "lang"),
];

/// The front matter that a section's `_index.md` gives to all its entries.
#[derive(Debug, Clone, Default)]
pub struct FrontMatterDefaults(FrontMatter);

/// Reads the front matter at the head of `source`. Gives it, and where the text begins.
pub(super) fn parse(
    source: &Arc<SourceText>,
    defaults: Option<&FrontMatterDefaults>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (FrontMatter, usize) {
    let mut front = defaults.map(|defaults| defaults.0.clone()).unwrap_or_default();
    let Some((fence, block, body)) = split(source, diagnostics) else { return (front, 0) };
    let Some(items) = items(source, fence, block, diagnostics) else { return (front, body) };
    read_all(source, &mut front, &items, diagnostics);
    if front.title.trim().is_empty() && !items.iter().any(|item| item.name == "title") {
        diagnostics.push(
            Diagnostic::error(source, 0..3, "this entry has no title")
                .hint("add `title: …` between the fences at its head"),
        );
    }
    (front, body)
}

/// The front matter that a section gives to its entries: the `cascade` of its `_index.md`.
pub fn cascade(index: &Arc<SourceText>, diagnostics: &mut Vec<Diagnostic>) -> Option<FrontMatterDefaults> {
    // What is wrong beside the cascade is told when the file is read as a page.
    let (fence, block, _) = split(index, &mut Vec::new())?;
    let items = match fence {
        '+' => toml_items::below(index, block, "cascade")?,
        _ => lines_below(index, block, "cascade")?.items(index, diagnostics),
    };
    let mut front = FrontMatter::default();
    read_all(index, &mut front, &items, diagnostics);
    Some(FrontMatterDefaults(front))
}

/// Reads the keys, of which no two may say the same: neither would be known to win.
fn read_all(
    source: &Arc<SourceText>,
    front: &mut FrontMatter,
    items: &[Item],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut seen: BTreeMap<&str, &Item> = BTreeMap::new();
    for item in items {
        let name = canonical(source, item);
        if let Some(first) = seen.insert(name, item) {
            let (line, _) = line_column(&source.text, first.key.start);
            let message = format!("`{}` says the same as `{}` in line {line}", item.name, first.name);
            diagnostics.push(Diagnostic::error(source, item.key.clone(), message).hint("keep one of them"));
        } else if let Err(diagnostic) = read(source, front, item, name) {
            diagnostics.push(diagnostic);
        } else if name == "tolerance" {
            let relative = front.tolerance.and_then(|tolerance| tolerance.relative);
            diagnostics.extend(tolerance::lint(source, item, relative));
        }
    }
    if let (Some(_), Some(item)) = (seen.get("seed"), seen.get("seeds")) {
        let diagnostic =
            Diagnostic::error(source, item.key.clone(), "an entry has `seed` or `seeds`, not both");
        diagnostics.push(diagnostic.hint("`seeds` runs it once with each"));
    }
}

/// Our own word for what the key says.
fn canonical<'a>(source: &Arc<SourceText>, item: &'a Item) -> &'a str {
    // Jekyll's `published: false` is a draft; `published: 2026-01-01` is a date.
    if item.name == "published" && item.value::<bool>(source, "true or false").is_ok() {
        return "draft";
    }
    ALIASES.iter().find(|(alias, _)| *alias == item.name).map_or(item.name.as_str(), |(_, name)| name)
}

fn read(
    source: &Arc<SourceText>,
    front: &mut FrontMatter,
    item: &Item,
    name: &str,
) -> Result<(), Diagnostic> {
    if item.is_empty() && name != "title" && KEYS.contains(&name) {
        return Ok(());
    }
    match name {
        "title" => front.title = title(source, item)?,
        "date" => front.date = Some(date(source, item)?),
        "updated" => front.updated = Some(date(source, item)?),
        "description" => front.description = Some(item.value::<String>(source, "text")?.trim().to_owned()),
        "tags" => front.tags = words(source, item)?,
        "categories" => front.categories = words(source, item)?,
        "series" => front.series = Some(item.value(source, "text")?),
        "draft" => front.draft = item.value::<bool>(source, "true or false")? != (item.name == "published"),
        "authors" => front.authors = authors(source, item)?,
        "slug" => front.slug = Some(item.value::<String>(source, "text")?.trim_matches('/').to_owned()),
        "aliases" => front.aliases = words(source, item)?,
        "image" => front.image = Some(item.value(source, "the name of a file")?),
        "image-alt" => front.image_alt = Some(item.value(source, "text")?),
        "toc" => front.toc = Some(item.value(source, "true or false")?),
        "lang" => front.lang = Some(language(source, item)?),
        "params" => front.params = item.value(source, "a list of `name: value`")?,
        "seed" => front.seed = Some(item.value(source, "a whole number, 0 or more")?),
        "seeds" => front.seeds = seeds::parse(source, item)?,
        "data" => front.data = data(source, item)?,
        "tolerance" => front.tolerance = Some(tolerance::of_entry(source, item)?),
        "execute" => front.execute = execute(source, item)?,
        "extra" => front.extra = item.value(source, "a list of `name: value`")?,
        "readingTime" | "layout" => {}
        "cascade" if is_index(source) => refuse_other_forms(source, item)?,
        "order" if is_index(source) => front.section.order = order(source, item)?,
        "feeds" if is_index(source) => front.section.feeds = item.value(source, "true or false")?,
        "lists" if is_index(source) => front.section.lists = item.value(source, "true or false")?,
        _ => {
            let diagnostic = item.unknown(source, "key", KEYS);
            let hint = diagnostic.hint.clone().unwrap_or_default();
            return Err(diagnostic.hint(format!("{hint} (keys of your own go under `extra:`)")));
        }
    }
    Ok(())
}

/// Whether a file is a section's own.
fn is_index(source: &SourceText) -> bool {
    source.path.rsplit('/').next() == Some("_index.md")
}
