//! What stands above an entry's text: YAML between `---` lines, or TOML between `+++` lines.

use super::seeds::{self, Seeds};
use super::tolerance::{self, EntryTolerance};
use super::yaml::{Block, Item};
use super::{day, toml_items};
use crate::config::{parse_duration, parse_size};
use crate::diagnostic::{Diagnostic, SourceText, line_column};
use cell::wire::Scalar;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

/// An entry's front matter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FrontMatter {
    /// The title.
    pub title: String,
    /// The day it was written.
    pub date: Option<Date>,
    /// The day it was last changed.
    pub updated: Option<Date>,
    /// What it is about, in a sentence or two.
    pub description: Option<String>,
    /// Its tags, in the author's order.
    pub tags: Vec<String>,
    /// Its categories.
    pub categories: Vec<String>,
    /// The series that it is part of.
    pub series: Option<String>,
    /// Whether it is left out of the site.
    pub draft: bool,
    /// Who wrote it, if not the journal's authors.
    pub authors: Vec<Author>,
    /// The last part of its address, if not its file's name.
    pub slug: Option<String>,
    /// Addresses that lead to it as well.
    pub aliases: Vec<String>,
    /// An image that stands for it.
    pub image: Option<String>,
    /// The image in words.
    pub image_alt: Option<String>,
    /// Whether it has a table of contents.
    pub toc: Option<bool>,
    /// Its language, if not the journal's.
    pub lang: Option<String>,
    /// Values in place of its parameters' defaults.
    pub params: BTreeMap<String, Scalar>,
    /// The seed that `seed()` gives to its cells.
    pub seed: Option<u64>,
    /// The seeds that it is run with, each once.
    pub seeds: Seeds,
    /// The files that its cells read, from its own folder.
    pub data: Vec<String>,
    /// How far its numbers may lie apart in `check`, where it says more than the journal.
    pub tolerance: Option<EntryTolerance>,
    /// How it runs.
    pub execute: Execute,
    /// Anything else, for templates.
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// Someone who writes.
pub type Author = String;

/// How an entry runs.
#[derive(Debug, Clone, Default, PartialEq)]
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

/// The indented lines of YAML below a key.
fn lines_below(source: &Arc<SourceText>, block: Range<usize>, key: &str) -> Option<Block> {
    let mut lines = None;
    let mut at = block.start;
    for line in source.text[block].split_inclusive('\n') {
        let content = line.trim_end();
        match (&mut lines, content.strip_prefix("  ")) {
            (None, _) if content == format!("{key}:") => lines = Some(Block::default()),
            (None, _) => {}
            (Some(block), Some(nested)) => block.push(nested, at + 2),
            (Some(_), None) if content.is_empty() || content.starts_with('#') => {}
            (Some(_), None) => break,
        }
        at += line.len();
    }
    lines
}

/// The fence's sign, the block between the fences, and where the text begins.
fn split(source: &Arc<SourceText>, diagnostics: &mut Vec<Diagnostic>) -> Option<(char, Range<usize>, usize)> {
    let text = &source.text;
    let fence = match text.lines().next().map(str::trim_end) {
        Some("---") => '-',
        Some("+++") => '+',
        _ => {
            diagnostics.push(
                Diagnostic::error(source, 0..0, "this entry does not begin with front matter")
                    .hint("its first line must be `---`, then `title: …`, then `---` again"),
            );
            return None;
        }
    };
    let closing: String = std::iter::repeat_n(fence, 3).collect();
    let start = text.find('\n').map_or(text.len(), |at| at + 1);
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == closing || (fence == '-' && line.trim_end() == "...") {
            return Some((fence, start..at, at + line.len()));
        }
        at += line.len();
    }
    diagnostics.push(
        Diagnostic::error(
            source,
            0..3,
            format!("the front matter that begins here is never closed with `{closing}`"),
        )
        .hint(format!("put a line `{closing}` between the front matter and the text")),
    );
    None
}

/// The keys between the fences; nothing if they can't be told apart.
fn items(
    source: &Arc<SourceText>,
    fence: char,
    block: Range<usize>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Vec<Item>> {
    if fence == '+' {
        return toml_items::items(source, block, diagnostics);
    }
    let mut lines = Block::default();
    let mut at = block.start;
    for line in source.text[block].split_inclusive('\n') {
        lines.push(line.trim_end_matches('\n'), at);
        at += line.len();
    }
    Some(lines.items(source, diagnostics))
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
        "cascade" if source.path.ends_with("_index.md") => {}
        _ => {
            let diagnostic = item.unknown(source, "key", KEYS);
            let hint = diagnostic.hint.clone().unwrap_or_default();
            return Err(diagnostic.hint(format!("{hint} (keys of your own go under `extra:`)")));
        }
    }
    Ok(())
}

fn title(source: &Arc<SourceText>, item: &Item) -> Result<String, Diagnostic> {
    let title: String = if item.is_empty() { String::new() } else { item.value(source, "text")? };
    if title.trim().is_empty() {
        Err(item.wrong(source, "the title is empty"))
    } else {
        Ok(title.trim().to_owned())
    }
}

fn language(source: &Arc<SourceText>, item: &Item) -> Result<String, Diagnostic> {
    let language: String = item.value(source, "a language such as en")?;
    if crate::words::is_tag(&language) {
        Ok(language)
    } else {
        let message = format!("`{language}` is no name of a language");
        Err(item.wrong(source, message).hint(crate::config::LANGUAGE_HINT))
    }
}

/// One word or a list of them; words are text whatever YAML thinks of `no` and `3.10`.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    Many(Vec<T>),
    One(T),
}

fn words(source: &Arc<SourceText>, item: &Item) -> Result<Vec<String>, Diagnostic> {
    let many = item.value::<Vec<String>>(source, "a list of words, as in [one, two]");
    let words = match many {
        Ok(words) => words,
        Err(diagnostic) => match item.value::<String>(source, "a word") {
            // `tags: one, two` is a list to its author.
            Ok(text) => text.split(',').map(|word| word.trim().to_owned()).collect(),
            Err(_) => return Err(diagnostic),
        },
    };
    Ok(words.into_iter().map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect())
}

fn authors(source: &Arc<SourceText>, item: &Item) -> Result<Vec<Author>, Diagnostic> {
    /// Quarto's authors are tables with a name.
    #[derive(Deserialize)]
    struct Named {
        name: String,
    }
    if let Ok(authors) = words(source, item) {
        return Ok(authors);
    }
    let named: OneOrMany<Named> = item.value(source, "a name or a list of names")?;
    Ok(match named {
        OneOrMany::Many(authors) => authors.into_iter().map(|author| author.name).collect(),
        OneOrMany::One(author) => vec![author.name],
    })
}

/// A date, a moment (its day counts), or either in quotes.
fn date(source: &Arc<SourceText>, item: &Item) -> Result<Date, Diagnostic> {
    let text: String = item.value(source, "a date such as 2026-11-22")?;
    let text = text.trim();
    day::parse(text).ok_or_else(|| {
        item.wrong(source, format!("`{text}` is no date"))
            .hint("write it as 2026-11-22, or 2026-11-22T09:30:00+01:00")
    })
}

/// Data files lie in the entry's own folder or below, so that a journal can be moved as a whole.
fn data(source: &Arc<SourceText>, item: &Item) -> Result<Vec<String>, Diagnostic> {
    let files = words(source, item)?;
    let outside = |name: &String| {
        let parts = std::path::Path::new(name).components().collect::<Vec<_>>();
        !parts
            .iter()
            .all(|part| matches!(part, std::path::Component::Normal(_) | std::path::Component::CurDir))
    };
    match files.iter().find(|name| outside(name)) {
        Some(name) => Err(item
            .wrong(source, format!("the data file `{name}` does not lie beside the entry"))
            .hint("make the entry a folder with an index.md and put its data there")),
        None => Ok(files),
    }
}

fn execute(source: &Arc<SourceText>, item: &Item) -> Result<Execute, Diagnostic> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Raw {
        timeout: Option<String>,
        memory: Option<String>,
        echo: Option<bool>,
        eval: Option<bool>,
        #[serde(default)]
        env: Vec<String>,
        engine: Option<String>,
    }
    let raw: Raw = item.value(
        source,
        "settings such as {timeout: 90s, memory: 2GiB, echo: true, eval: true, env: [NAME]}",
    )?;
    if let Some(engine) = raw.engine.as_deref().filter(|engine| *engine != "native") {
        return Err(item.wrong(source, format!("there is no engine `{engine}`")).hint("use `native`"));
    }
    let timeout =
        raw.timeout.map(|text| parse_duration(&text)).transpose().map_err(|why| item.wrong(source, why))?;
    let memory =
        raw.memory.map(|text| parse_size(&text)).transpose().map_err(|why| item.wrong(source, why))?;
    Ok(Execute { timeout, memory, echo: raw.echo, eval: raw.eval, env: raw.env, engine: raw.engine })
}
