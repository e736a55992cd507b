//! Pages that list entries: the first page, the archive, tags and their like, sections; and the page for what isn't there.

use super::assemble::Section;
use super::context::{LinkContext, PageContext, SectionContext, TaxonomyContext, TermContext, encoded};
use super::entry_values::{self, EntryValue};
use super::feed;
use super::output::Made;
use super::rendering::{Rendering, SectionRendering};
use super::shared::{Shared, index_of};
use super::terms::{Taxonomy, Term};
use crate::config::Config;
use crate::entry::{Order, SectionSettings};
use rayon::prelude::*;
use serde::Serialize;
use std::sync::Arc;
use tera::Value;

/// All of them.
pub(super) fn pages<'a>(
    shared: &'a Shared<'a>,
    config: &'a Config,
    sections: &'a [SectionRendering<'a>],
) -> impl ParallelIterator<Item = Made<'a>> + 'a {
    let terms: Vec<(Taxonomy, &str, &Term)> = Taxonomy::ALL
        .into_iter()
        .flat_map(|taxonomy| shared.terms.all(taxonomy).map(move |(slug, term)| (taxonomy, slug, term)))
        .collect();
    rayon::iter::once(())
        .map(|()| home(shared, config))
        .chain(rayon::iter::once(()).map(|()| archive(shared)))
        .chain(rayon::iter::once(()).map(|()| missing(shared)))
        .chain(Taxonomy::ALL.into_par_iter().map(|taxonomy| all_terms(shared, taxonomy)))
        .chain(terms.into_par_iter().map(|(taxonomy, slug, term)| self::term(shared, taxonomy, slug, term)))
        .chain(sections.par_iter().map(|section| self::section(shared, section, sections)))
}

/// The sections that stand in the navigation.
pub(super) fn top_sections(sections: &[SectionRendering<'_>]) -> Vec<LinkContext> {
    let top = sections.iter().filter(|section| !section.section.path.contains('/'));
    top.map(|section| section_link(section.section, "")).collect()
}

fn listed<'s, 'a: 's>(
    shared: &'s Shared<'a>,
    entries: impl Iterator<Item = &'s Rendering<'a>>,
    root: &str,
) -> Vec<EntryValue<'s>> {
    let root = Arc::from(root);
    entries.map(|entry| EntryValue::in_list(shared, entry, shared.words(), &root)).collect()
}

/// What the `_index.md` files of the sections say that an address lies in.
pub(super) fn settings_above<'a>(
    sections: &'a [Section<'_>],
    slug: &'a str,
) -> impl Iterator<Item = &'a SectionSettings> {
    let holds = move |path: &str| slug.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
    let above = sections.iter().filter(move |section| holds(section.path));
    above.filter_map(|section| Some(&section.index?.front.section))
}

fn home<'a>(shared: &'a Shared<'a>, config: &Config) -> Made<'a> {
    let page = PageContext::new(shared.context, "", None, Some(shared.context.description.clone()));
    let named = |slug: &String| shared.entries.iter().find(|entry| entry.page.entry.slug == *slug);
    let featured: Vec<&Rendering<'_>> = config.site.featured.iter().filter_map(named).collect();
    let is_featured = |entry: &Rendering<'_>| config.site.featured.contains(&entry.page.entry.slug);
    let others = || shared.entries.iter().filter(|entry| entry.listed && !is_featured(entry));
    let limit = if config.site.latest == 0 { usize::MAX } else { config.site.latest };
    let html = shared.fill("home.html", &page, |context| {
        context.insert_entries("featured", listed(shared, featured.into_iter(), &page.root));
        context.insert_entries("entries", listed(shared, others().take(limit), &page.root));
        context.insert("more", &others().nth(limit).is_some());
    });
    Ok(vec![(index_of(""), html)])
}

/// A year of the archive.
#[derive(Serialize)]
struct YearContext {
    name: String,
    /// For the year's own `id`.
    id: String,
    entries: Value,
}

/// All entries by year.
fn archive<'a>(shared: &'a Shared<'a>) -> Made<'a> {
    let page = PageContext::of_list(shared.context, "archive/", shared.words().list.archive.clone(), None);
    let year = |entry: &&Rendering<'_>| entry.page.entry.front.date.map(jiff::civil::Date::year);
    let entries: Vec<&Rendering<'_>> = shared.entries.iter().filter(|entry| entry.listed).collect();
    let years: Vec<(Option<String>, Vec<EntryValue<'_>>)> = entries
        .chunk_by(|one, other| year(one) == year(other))
        .map(|chunk| {
            let name = chunk.first().and_then(year).map(|year| year.to_string());
            (name, listed(shared, chunk.iter().copied(), &page.root))
        })
        .collect();
    let html = shared.fill("archive.html", &page, |context| {
        let names: Vec<(&Option<String>, usize)> =
            years.iter().map(|(name, entries)| (name, entries.len())).collect();
        let made_of = format!("{names:?}");
        years.iter().for_each(|(_, entries)| context.depend_on_entries("years", entries));
        context.insert_late("years", made_of.as_bytes(), move || {
            let years = years.into_iter().map(|(name, entries)| YearContext {
                id: name.clone().unwrap_or_else(|| "none".to_owned()),
                name: name.unwrap_or_else(|| shared.words().list.undated.clone()),
                entries: entry_values::all(&entries),
            });
            Value::from_serializable(&years.collect::<Vec<_>>())
        });
    });
    Ok(vec![(index_of("archive"), html)])
}

/// A server shows this page at any address, so its links begin at the site's own root.
fn missing<'a>(shared: &'a Shared<'a>) -> Made<'a> {
    let mut page = PageContext::of_list(shared.context, "", shared.words().missing.title.clone(), None);
    page.canonical = None;
    page.root = root_path(&shared.context.base_url);
    page.home.clone_from(&page.root);
    Ok(vec![("404.html".to_owned(), shared.fill("404.html", &page, |_| {}))])
}

/// The path of an address: `/blog/` of `https://x.org/blog/`.
fn root_path(url: &str) -> String {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    after_scheme.find('/').map_or_else(|| "/".to_owned(), |at| after_scheme[at..].to_owned())
}

/// The page of a way to sort entries: all its terms.
fn all_terms<'s>(shared: &'s Shared<'_>, taxonomy: Taxonomy) -> Made<'s> {
    if shared.terms.is_empty(taxonomy) {
        return Ok(Vec::new());
    }
    let folder = taxonomy.folder();
    let title = taxonomy.title(shared.words()).to_owned();
    let page = PageContext::of_list(shared.context, &format!("{folder}/"), title, None);
    let named = shared.terms.all(taxonomy).map(|(_, term)| &term.name);
    let mut terms: Vec<TermContext> =
        named.map(|name| TermContext::new(shared.terms, taxonomy, name, &page.root)).collect();
    terms.sort_by_cached_key(|term| term.name.to_lowercase());
    let html = shared.fill("terms.html", &page, |context| {
        context.insert("taxonomy", &TaxonomyContext::new(taxonomy, shared.words()));
        context.insert("terms", &terms);
    });
    Ok(vec![(index_of(folder), html)])
}

/// The page of one term: its entries.
fn term<'s>(shared: &'s Shared<'_>, taxonomy: Taxonomy, slug: &str, term: &Term) -> Made<'s> {
    let address = format!("{}/{slug}/", taxonomy.folder());
    let page = PageContext::of_list(shared.context, &address, term.name.clone(), None);
    let entries = term.entries.iter().map(|&at| &shared.entries[at]);
    let html = shared.fill("term.html", &page, |context| {
        context.insert("taxonomy", &TaxonomyContext::new(taxonomy, shared.words()));
        context.insert("term", &TermContext::new(shared.terms, taxonomy, &term.name, &page.root));
        context.insert("feeds", &feed::has_feeds(taxonomy));
        context.insert_entries("entries", listed(shared, entries, &page.root));
    });
    Ok(vec![(index_of(&address), html)])
}

/// A section as a page names it from which `root` leads to the site's root.
fn section_link(section: &Section<'_>, root: &str) -> LinkContext {
    LinkContext { title: section_title(section), href: format!("{root}{}/", encoded(section.path)) }
}

/// A section's title: its own, or the name of its folder.
fn section_title(section: &Section<'_>) -> String {
    let own = section.index.map(|index| index.front.title.clone()).filter(|title| !title.is_empty());
    own.unwrap_or_else(|| section.name.to_owned())
}

fn section<'s>(
    shared: &'s Shared<'_>,
    this: &SectionRendering<'_>,
    sections: &[SectionRendering<'_>],
) -> Made<'s> {
    let folder = format!("{}/", this.section.path);
    let title = section_title(this.section);
    let description = this.section.index.and_then(|index| index.front.description.clone());
    let page = PageContext::of_list(shared.context, &folder, title.clone(), description.clone());
    let below = |path: &str| path.strip_prefix(&folder).is_some_and(|rest| !rest.contains('/'));
    let inner = sections
        .iter()
        .filter(|other| below(other.section.path))
        .map(|other| section_link(other.section, &page.root));
    let mut own: Vec<&Rendering<'_>> =
        shared.entries.iter().filter(|entry| below(&entry.page.entry.slug)).collect();
    match this.section.index.map(|index| index.front.section.order).unwrap_or_default() {
        Order::Newest => {}
        Order::Oldest => own.reverse(),
        Order::Title => own.sort_by_cached_key(|entry| entry.page.entry.front.title.to_lowercase()),
        Order::Address => own.sort_by_key(|entry| &entry.page.entry.slug),
    }
    let html = shared.fill("section.html", &page, |context| {
        let body = this.rendered.as_ref().map(|rendered| rendered.body.on_page(&page.root));
        context.insert("section", &SectionContext { title, description });
        context.insert_value("body", body.map_or_else(Value::none, |body| Value::safe_string(&body)));
        context.insert("sections", &inner.collect::<Vec<_>>());
        context.insert_entries("entries", listed(shared, own.into_iter(), &page.root));
    });
    Ok(vec![(index_of(&folder), html)])
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_root_of_a_site_below_a_path() {
        assert_eq!(super::root_path("https://x.org/"), "/");
        assert_eq!(super::root_path("https://x.org/blog/"), "/blog/");
        assert_eq!(super::root_path("http://localhost:80/"), "/");
    }
}
