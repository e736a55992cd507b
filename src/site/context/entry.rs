//! Entries as templates are given them, on their own pages and in lists.

use super::encoded;
use crate::entry::Entry;
use crate::hash::PartsHasher;
use crate::render::Markup;
use crate::site::rendering::Rendering;
use crate::site::shared::Shared;
use crate::site::terms::{Taxonomy, Term, Terms};
use crate::words::{Words, direction};
use blake3::Hash;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// `entry`, and each of `entries`.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct EntryContext {
    pub(in crate::site) slug: String,
    pub(in crate::site) title: String,
    /// The way to it from this page.
    pub(in crate::site) href: String,
    /// Its language, if not the site's.
    pub(in crate::site) language: Option<String>,
    /// Which way its text runs: `ltr` or `rtl`.
    pub(in crate::site) direction: &'static str,
    pub(in crate::site) description: Option<String>,
    /// What stands before `<!-- more -->`, as markup; only in lists.
    pub(in crate::site) summary: Option<tera::Value>,
    /// How its text begins, in plain words, where it has neither of the above: else each edit there would change every list.
    pub(in crate::site) opening: Option<String>,
    /// As in `2026-11-22`.
    pub(in crate::site) date: Option<String>,
    /// As in `22 November 2026`.
    pub(in crate::site) date_text: Option<String>,
    /// As in `22 November`.
    pub(in crate::site) day_text: Option<String>,
    pub(in crate::site) updated: Option<String>,
    pub(in crate::site) updated_text: Option<String>,
    pub(in crate::site) draft: bool,
    pub(in crate::site) authors: Vec<AuthorContext>,
    pub(in crate::site) tags: Vec<TermContext>,
    pub(in crate::site) categories: Vec<TermContext>,
    pub(in crate::site) series: Option<SeriesContext>,
    pub(in crate::site) reading_minutes: usize,
    /// What stands under `extra:` in the front matter.
    pub(in crate::site) extra: BTreeMap<String, serde_json::Value>,
}

/// Each of `entry.authors`.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct AuthorContext {
    pub(in crate::site) name: String,
    /// The way to their page from this one, where a journal has several authors.
    pub(in crate::site) href: Option<String>,
}

/// `term`, and each of `terms`: a tag, a category or a series.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct TermContext {
    pub(in crate::site) name: String,
    /// The way to its page from this one.
    pub(in crate::site) href: String,
    /// How many entries have it.
    pub(in crate::site) count: usize,
}

/// `entry.series`: where an entry stands in its series.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct SeriesContext {
    pub(in crate::site) name: String,
    /// The way to the series' page from this one.
    pub(in crate::site) href: String,
    /// Which part the entry is, from 1.
    pub(in crate::site) part: usize,
    /// How many parts there are.
    pub(in crate::site) count: usize,
    /// All parts, in order; none in lists.
    pub(in crate::site) parts: Vec<EntryLinkContext>,
}

/// Whether an entry names the parts of its series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::site) enum Parts {
    All,
    None,
}

/// `previous`, `next`, each of `related` and of `entry.series.parts`: an entry that the page of another names.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct EntryLinkContext {
    pub(in crate::site) title: String,
    /// The way to it from this page.
    pub(in crate::site) href: String,
    /// The language of its title.
    pub(in crate::site) language: String,
    /// Which way that runs: `ltr` or `rtl`.
    pub(in crate::site) direction: &'static str,
}

impl EntryContext {
    /// The hash of all that it follows from, but for the words and the root, which are its page's, and for the site's own
    /// settings. Whatever more [`new`](Self::new) looks at has to go in here.
    pub(in crate::site) fn made_of(shared: &Shared<'_>, entry: &Rendering<'_>, parts: Parts) -> Hash {
        let (front, rendered) = (&entry.page.entry.front, &entry.rendered);
        let mut hasher = PartsHasher::default();
        hasher.add(entry.identity.head.as_bytes());
        hasher.add(rendered.summary.as_ref().map(Markup::hash).unwrap_or_default());
        hasher.add(opening(entry).unwrap_or_default());
        hasher.add(rendered.reading_minutes.to_le_bytes());
        for taxonomy in Taxonomy::ALL {
            for name in taxonomy.of(front) {
                let term = shared.terms.get(taxonomy, name);
                hasher.add(term.map_or("", |term| &term.name));
                hasher.add(term.map_or(0, |term| term.entries.len()).to_le_bytes());
                if taxonomy != Taxonomy::Series {
                    continue;
                }
                hasher.add(term.and_then(|term| place_in(term, entry)).unwrap_or(usize::MAX).to_le_bytes());
                for at in term.iter().filter(|_| parts == Parts::All).flat_map(|term| &term.entries) {
                    EntryLinkContext::made_of(shared.entries[*at].page.entry)
                        .into_iter()
                        .for_each(|part| hasher.add(part));
                }
            }
        }
        hasher.hash()
    }

    /// An entry as a page with these words names it, from which `root` leads to the site's root.
    pub(in crate::site) fn new(
        shared: &Shared<'_>,
        entry: &Rendering<'_>,
        words: &Words,
        root: &str,
        parts: Parts,
    ) -> Self {
        let (page, rendered) = (entry.page, &entry.rendered);
        let front = &page.entry.front;
        let href = format!("{root}{}/", encoded(&page.entry.slug));
        let terms = |taxonomy: Taxonomy| -> Vec<TermContext> {
            let mut seen = BTreeSet::new();
            // Two spellings of one name are one.
            let names = taxonomy.of(front).iter().filter(|name| seen.insert(shared.terms.slug(name)));
            names.map(|name| TermContext::new(shared.terms, taxonomy, name, root)).collect()
        };
        Self {
            slug: page.entry.slug.clone(),
            direction: direction(front.lang.as_ref().unwrap_or(&shared.context.language)).name(),
            language: front.lang.clone().filter(|language| *language != shared.context.language),
            title: front.title.clone(),
            summary: rendered
                .summary
                .as_ref()
                .map(|summary| tera::Value::safe_string(&summary.in_list(root, &href))),
            opening: opening(entry).map(str::to_owned),
            href,
            description: entry.own_description().map(str::to_owned),
            date: front.date.map(|date| date.to_string()),
            date_text: front.date.map(|date| words.date.written_out(date)),
            day_text: front.date.map(|date| words.date.day_and_month(date)),
            updated: front.updated.map(|date| date.to_string()),
            updated_text: front.updated.map(|date| words.date.written_out(date)),
            draft: front.draft,
            authors: front.authors.iter().map(|name| AuthorContext::new(shared.terms, name, root)).collect(),
            tags: terms(Taxonomy::Tags),
            categories: terms(Taxonomy::Categories),
            series: SeriesContext::new(shared, entry, root, parts),
            reading_minutes: rendered.reading_minutes,
            extra: front.extra.clone(),
        }
    }
}

/// How the text of an entry begins that says nothing else of itself in lists.
fn opening<'a>(entry: &'a Rendering<'_>) -> Option<&'a str> {
    let opening = entry.rendered.opening.as_deref();
    opening.filter(|_| entry.own_description().is_none() && entry.rendered.summary.is_none())
}

/// Where an entry stands among those of a term.
fn place_in(term: &Term, entry: &Rendering<'_>) -> Option<usize> {
    term.entries.iter().position(|at| *at == entry.at)
}

impl AuthorContext {
    fn new(terms: &Terms, name: &str, root: &str) -> Self {
        let known = terms.get(Taxonomy::Authors, name).is_some();
        let href = known.then(|| TermContext::new(terms, Taxonomy::Authors, name, root).href);
        Self { name: name.to_owned(), href }
    }
}

impl TermContext {
    /// A term as a page names it from which `root` leads to the site's root.
    pub(in crate::site) fn new(terms: &Terms, taxonomy: Taxonomy, name: &str, root: &str) -> Self {
        let href = format!("{root}{}/{}/", taxonomy.folder(), encoded(&terms.slug(name)));
        let term = terms.get(taxonomy, name);
        let name = term.map_or_else(|| name.to_owned(), |term| term.name.clone());
        Self { name, href, count: term.map_or(0, |term| term.entries.len()) }
    }
}

impl EntryLinkContext {
    /// All that it follows from, but for the root, which is its page's, and for the site's own language.
    pub(in crate::site) fn made_of(entry: &Entry) -> [&str; 3] {
        [&entry.slug, &entry.front.title, entry.front.lang.as_deref().unwrap_or_default()]
    }

    /// The entry at a place of the site as a page names it from which `root` leads to the site's root.
    pub(in crate::site) fn to(shared: &Shared<'_>, at: usize, root: &str) -> Self {
        let entry = shared.entries[at].page.entry;
        let language = entry.front.lang.as_ref().unwrap_or(&shared.context.language);
        Self {
            title: entry.front.title.clone(),
            href: format!("{root}{}/", encoded(&entry.slug)),
            language: language.clone(),
            direction: direction(language).name(),
        }
    }
}

impl SeriesContext {
    /// The place of an entry in its series, if it has one.
    fn new(shared: &Shared<'_>, entry: &Rendering<'_>, root: &str, parts: Parts) -> Option<Self> {
        let own = entry.page.entry.front.series.as_deref()?;
        let term = shared.terms.get(Taxonomy::Series, own)?;
        let part = 1 + place_in(term, entry)?;
        let link = |at: &usize| EntryLinkContext::to(shared, *at, root);
        let TermContext { name, href, count } = TermContext::new(shared.terms, Taxonomy::Series, own, root);
        let named = term.entries.iter().filter(|_| parts == Parts::All);
        Some(Self { name, href, part, count, parts: named.map(link).collect() })
    }
}
