//! What the keys of the front matter may say.

use super::super::day;
use super::super::yaml::Item;
use super::{Author, Execute, Order};
use crate::config::{parse_duration, parse_size};
use crate::diagnostic::{Diagnostic, SourceText};
use jiff::civil::Date;
use serde::Deserialize;
use std::sync::Arc;

pub(super) fn title(source: &Arc<SourceText>, item: &Item) -> Result<String, Diagnostic> {
    let title: String = if item.is_empty() { String::new() } else { item.value(source, "text")? };
    if title.trim().is_empty() {
        Err(item.wrong(source, "the title is empty"))
    } else {
        Ok(title.trim().to_owned())
    }
}

pub(super) fn order(source: &Arc<SourceText>, item: &Item) -> Result<Order, Diagnostic> {
    let name: String = item.value(source, "newest, oldest, title or address")?;
    let known = Order::NAMES.iter().map(|(name, _)| *name);
    match Order::NAMES.iter().find(|(own, _)| *own == name) {
        Some((_, order)) => Ok(*order),
        None => {
            let diagnostic = item.wrong(source, format!("there is no order `{name}`"));
            Err(match crate::diagnostic::did_you_mean(&name, known) {
                Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
                None => diagnostic.hint("use newest, oldest, title or address"),
            })
        }
    }
}

pub(super) fn language(source: &Arc<SourceText>, item: &Item) -> Result<String, Diagnostic> {
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

pub(super) fn words(source: &Arc<SourceText>, item: &Item) -> Result<Vec<String>, Diagnostic> {
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

pub(super) fn authors(source: &Arc<SourceText>, item: &Item) -> Result<Vec<Author>, Diagnostic> {
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
pub(super) fn date(source: &Arc<SourceText>, item: &Item) -> Result<Date, Diagnostic> {
    let text: String = item.value(source, "a date such as 2026-11-22")?;
    let text = text.trim();
    day::parse(text).ok_or_else(|| {
        item.wrong(source, format!("`{text}` is no date"))
            .hint("write it as 2026-11-22, or 2026-11-22T09:30:00+01:00")
    })
}

/// Data files lie in the entry's own folder or below, so that a journal can be moved as a whole.
pub(super) fn data(source: &Arc<SourceText>, item: &Item) -> Result<Vec<String>, Diagnostic> {
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

pub(super) fn execute(source: &Arc<SourceText>, item: &Item) -> Result<Execute, Diagnostic> {
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
