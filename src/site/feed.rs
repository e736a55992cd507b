//! Feeds for readers of feeds: Atom and JSON Feed, of the whole site and of each tag. No clock is asked; the entries say
//! when they changed.

use super::context::{PageContext, encoded};
use super::output::{Content, Made};
use super::rendering::{Rendering, SectionRendering};
use super::shared::Shared;
use super::sitemap;
use super::terms::{Taxonomy, Term};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity};
use jiff::civil::Date;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Value as Json, json};
use tera::Value;

/// `feed`, in the template of the Atom feed.
#[derive(Clone, Serialize)]
struct FeedContext<'a> {
    title: String,
    /// The feed's whole address.
    href: String,
    /// The address of the page whose entries it holds.
    page: String,
    updated: String,
    authors: &'a [String],
}

#[derive(Clone, Serialize)]
struct FeedEntry<'a> {
    href: String,
    title: &'a str,
    language: &'a str,
    published: String,
    updated: String,
    authors: &'a [String],
    tags: &'a [String],
    description: Option<&'a str>,
    content: &'a str,
}

/// Whether there are feeds of the single terms of a kind.
pub(super) fn has_feeds(taxonomy: Taxonomy) -> bool {
    taxonomy == Taxonomy::Tags
}

/// All feeds, and the site map.
pub(super) fn files<'a>(
    shared: &'a Shared<'a>,
    config: &'a Config,
    sections: &'a [SectionRendering<'a>],
) -> impl ParallelIterator<Item = Made<'a>> + 'a {
    let terms: Vec<(Taxonomy, &str, &Term)> = Taxonomy::ALL
        .into_iter()
        .filter(|taxonomy| has_feeds(*taxonomy))
        .flat_map(|taxonomy| shared.terms.all(taxonomy).map(move |(slug, term)| (taxonomy, slug, term)))
        .collect();
    rayon::iter::once(())
        .map(move |()| {
            let entries: Vec<&Rendering<'_>> = shared.entries.iter().collect();
            feeds(shared, config, "", shared.context.title.clone(), &entries)
        })
        .chain(terms.into_par_iter().map(move |(taxonomy, slug, term)| {
            let entries: Vec<&Rendering<'_>> = term.entries.iter().map(|&at| &shared.entries[at]).collect();
            let title = format!("{} · {}", term.name, shared.context.title);
            feeds(shared, config, &format!("{}/{slug}/", taxonomy.folder()), title, &entries)
        }))
        .chain(rayon::iter::once(()).map(move |()| sitemap::files(shared, sections)))
}

/// The feeds of the page at `address`, in both formats.
fn feeds<'s>(
    shared: &'s Shared<'_>,
    config: &Config,
    address: &str,
    title: String,
    entries: &[&'s Rendering<'s>],
) -> Made<'s> {
    let base = shared.context.base_url.as_str();
    let page = format!("{base}{}", encoded(address));
    let limit = if config.site.feed_limit == 0 { usize::MAX } else { config.site.feed_limit };
    // An entry without a date has no place in time.
    let dated: Vec<&Rendering<'_>> = entries
        .iter()
        .copied()
        .filter(|entry| entry.in_feeds && entry.page.entry.front.date.is_some())
        .take(limit)
        .collect();
    let updated = dated.iter().filter_map(|entry| changed(entry)).max();
    let authors = &shared.context.authors;
    let feed = FeedContext {
        title,
        href: format!("{page}feed.xml"),
        updated: updated.map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), moment),
        authors: if authors.is_empty() { std::slice::from_ref(&shared.context.title) } else { authors },
        page,
    };
    let entries: Vec<FeedEntry<'_>> = dated.iter().map(|entry| feed_entry(shared, base, entry)).collect();
    // What each of them holds follows from its head and from the markup of its entry, which need not be made for that.
    let bodies: Vec<&str> = dated.iter().map(|entry| entry.body_hash()).collect();
    let made_of = serde_json::to_vec(&(&feed, &entries, bodies, shared.context))
        .map(|bytes| blake3::hash(&bytes))
        .map_err(|error| {
            Box::new(Diagnostic::new(Severity::Error, format!("a feed can't be written: {error}")))
        })?;
    let whole = move || -> Vec<FeedEntry<'s>> {
        let content = |(entry, of): (FeedEntry<'s>, &&'s Rendering<'s>)| {
            let content = of.in_feed(base, &entry.href);
            FeedEntry { content, ..entry }
        };
        entries.into_iter().zip(&dated).map(content).collect()
    };
    let path = |name: &str| format!("{address}{name}");
    let json = {
        let (feed, whole) = (feed.clone(), whole.clone());
        Content::made_of(Some(made_of), move || Ok(json_feed(shared, &feed, &whole()).into()))
    };
    let page = PageContext::new(shared.context, "feed.xml", None, None);
    let atom = shared.fill("feed.xml", &page, |values| {
        values.insert("feed", &feed);
        values.insert_late("entries", made_of.as_bytes(), move || Value::from_serializable(&whole()));
    });
    Ok(vec![(path("feed.json"), json), (path("feed.xml"), atom)])
}

/// The same as <https://www.jsonfeed.org/version/1.1/>.
fn json_feed(shared: &Shared<'_>, feed: &FeedContext<'_>, entries: &[FeedEntry<'_>]) -> Vec<u8> {
    let people = |names: &[String]| names.iter().map(|name| json!({"name": name})).collect::<Vec<Json>>();
    let item = |entry: &FeedEntry<'_>| {
        let mut item = json!({
            "id": entry.href,
            "url": entry.href,
            "title": entry.title,
            "content_html": entry.content,
            "date_published": entry.published,
            "date_modified": entry.updated,
            "language": entry.language,
        });
        if let Some(description) = entry.description {
            item["summary"] = description.into();
        }
        if !entry.authors.is_empty() {
            item["authors"] = people(entry.authors).into();
        }
        if !entry.tags.is_empty() {
            item["tags"] = entry.tags.into();
        }
        item
    };
    let mut json = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": format!("{}feed.json", feed.page),
        "language": shared.context.language,
        "authors": people(feed.authors),
        "items": entries.iter().map(item).collect::<Vec<Json>>(),
    });
    if !shared.context.description.is_empty() {
        json["description"] = shared.context.description.as_str().into();
    }
    format!("{json:#}\n").into_bytes()
}

/// The head of an entry; its content comes later.
fn feed_entry<'a>(shared: &'a Shared<'_>, base: &str, entry: &'a Rendering<'_>) -> FeedEntry<'a> {
    let front = &entry.page.entry.front;
    let href = format!("{base}{}/", encoded(&entry.page.entry.slug));
    FeedEntry {
        title: &front.title,
        language: front.lang.as_deref().unwrap_or(&shared.context.language),
        published: front.date.map(moment).unwrap_or_default(),
        updated: changed(entry).map(moment).unwrap_or_default(),
        authors: &front.authors,
        tags: &front.tags,
        description: entry.own_description(),
        content: "",
        href,
    }
}

/// The day on which an entry was last changed.
pub(super) fn changed(entry: &Rendering<'_>) -> Option<Date> {
    let front = &entry.page.entry.front;
    front.updated.max(front.date)
}

/// A day as a moment, for formats that want one.
fn moment(date: Date) -> String {
    format!("{date}T00:00:00Z")
}
