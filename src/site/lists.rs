//! Pages that list entries: the first page, the archive, tags and their like, sections; and the page for what isn't there.

use super::assemble::{Made, Rendering, Section, SectionRendering, Shared, index_of};
use super::context::{
    EntryContext, LinkContext, PageContext, SectionContext, TaxonomyContext, TermContext, encoded,
};
use super::feed;
use super::terms::{Taxonomy, Term};
use rayon::prelude::*;
use serde::Serialize;
use tera::Value;

/// All of them.
pub(super) fn pages<'a>(
    shared: &'a Shared<'a>,
    sections: &'a [SectionRendering<'a>],
) -> impl ParallelIterator<Item = Made> + 'a {
    let terms: Vec<(Taxonomy, &str, &Term)> = Taxonomy::ALL
        .into_iter()
        .flat_map(|taxonomy| shared.terms.all(taxonomy).map(move |(slug, term)| (taxonomy, slug, term)))
        .collect();
    let single: [fn(&Shared<'_>) -> Made; 3] = [home, archive, missing];
    single
        .into_par_iter()
        .map(|page| page(shared))
        .chain(Taxonomy::ALL.into_par_iter().map(|taxonomy| all_terms(shared, taxonomy)))
        .chain(terms.into_par_iter().map(|(taxonomy, slug, term)| self::term(shared, taxonomy, slug, term)))
        .chain(sections.par_iter().map(|section| self::section(shared, section, sections)))
}

/// The sections that stand in the navigation.
pub(super) fn top_sections(sections: &[SectionRendering<'_>]) -> Vec<LinkContext> {
    let top = sections.iter().filter(|section| !section.section.path.contains('/'));
    top.map(|section| section_link(section.section, "")).collect()
}

fn listed<'a>(
    shared: &Shared<'_>,
    entries: impl Iterator<Item = &'a Rendering<'a>>,
    root: &str,
) -> Vec<EntryContext> {
    entries.map(|entry| EntryContext::new(shared, entry, shared.words(), root)).collect()
}

fn home(shared: &Shared<'_>) -> Made {
    let page = PageContext::new(shared.context, "", None, Some(shared.context.description.clone()));
    let html = shared.fill("home.html", &page, |context| {
        context.insert("entries", &listed(shared, shared.entries.iter(), &page.root));
    })?;
    Ok(vec![(index_of(""), html)])
}

/// A year of the archive.
#[derive(Serialize)]
struct YearContext {
    name: String,
    /// For the year's own `id`.
    id: String,
    entries: Vec<EntryContext>,
}

/// All entries by year.
fn archive(shared: &Shared<'_>) -> Made {
    let page = PageContext::new(shared.context, "archive/", Some(shared.words().list.archive.clone()), None);
    let year = |entry: &&Rendering<'_>| entry.page.entry.front.date.map(jiff::civil::Date::year);
    let entries: Vec<&Rendering<'_>> = shared.entries.iter().collect();
    let years: Vec<YearContext> = entries
        .chunk_by(|one, other| year(one) == year(other))
        .map(|chunk| {
            let named = chunk.first().and_then(year).map(|year| year.to_string());
            YearContext {
                id: named.clone().unwrap_or_else(|| "none".to_owned()),
                name: named.unwrap_or_else(|| shared.words().list.undated.clone()),
                entries: listed(shared, chunk.iter().copied(), &page.root),
            }
        })
        .collect();
    Ok(vec![(
        index_of("archive"),
        shared.fill("archive.html", &page, |context| context.insert("years", &years))?,
    )])
}

/// A server shows this page at any address, so its links begin at the site's own root.
fn missing(shared: &Shared<'_>) -> Made {
    let mut page = PageContext::new(shared.context, "", Some(shared.words().missing.title.clone()), None);
    page.canonical = None;
    page.root = root_path(&shared.context.base_url);
    page.home.clone_from(&page.root);
    Ok(vec![("404.html".to_owned(), shared.fill("404.html", &page, |_| {})?)])
}

/// The path of an address: `/blog/` of `https://x.org/blog/`.
fn root_path(url: &str) -> String {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    after_scheme.find('/').map_or_else(|| "/".to_owned(), |at| after_scheme[at..].to_owned())
}

/// The page of a way to sort entries: all its terms.
fn all_terms(shared: &Shared<'_>, taxonomy: Taxonomy) -> Made {
    if shared.terms.is_empty(taxonomy) {
        return Ok(Vec::new());
    }
    let folder = taxonomy.folder();
    let page = PageContext::new(
        shared.context,
        &format!("{folder}/"),
        Some(taxonomy.title(shared.words()).to_owned()),
        None,
    );
    let named = shared.terms.all(taxonomy).map(|(_, term)| &term.name);
    let mut terms: Vec<TermContext> =
        named.map(|name| TermContext::new(shared.terms, taxonomy, name, &page.root)).collect();
    terms.sort_by_cached_key(|term| term.name.to_lowercase());
    let html = shared.fill("terms.html", &page, |context| {
        context.insert("taxonomy", &TaxonomyContext::new(taxonomy, shared.words()));
        context.insert("terms", &terms);
    })?;
    Ok(vec![(index_of(folder), html)])
}

/// The page of one term: its entries.
fn term(shared: &Shared<'_>, taxonomy: Taxonomy, slug: &str, term: &Term) -> Made {
    let address = format!("{}/{slug}/", taxonomy.folder());
    let page = PageContext::new(shared.context, &address, Some(term.name.clone()), None);
    let entries = term.entries.iter().map(|&at| &shared.entries[at]);
    let html = shared.fill("term.html", &page, |context| {
        context.insert("taxonomy", &TaxonomyContext::new(taxonomy, shared.words()));
        context.insert("term", &TermContext::new(shared.terms, taxonomy, &term.name, &page.root));
        context.insert("feeds", &feed::has_feeds(taxonomy));
        context.insert("entries", &listed(shared, entries, &page.root));
    })?;
    Ok(vec![(index_of(&address), html)])
}

/// A section as a page names it from which `root` leads to the site's root.
fn section_link(section: &Section<'_>, root: &str) -> LinkContext {
    LinkContext { title: section_title(section), href: format!("{root}{}/", encoded(section.path)) }
}

/// A section's title: its own, or the name of its folder.
fn section_title(section: &Section<'_>) -> String {
    let name = section.path.rsplit('/').next().unwrap_or(section.path);
    let own = section.index.map(|index| index.front.title.clone()).filter(|title| !title.is_empty());
    own.unwrap_or_else(|| name.to_owned())
}

fn section(shared: &Shared<'_>, this: &SectionRendering<'_>, sections: &[SectionRendering<'_>]) -> Made {
    let folder = format!("{}/", this.section.path);
    let title = section_title(this.section);
    let description = this.section.index.and_then(|index| index.front.description.clone());
    let page = PageContext::new(shared.context, &folder, Some(title.clone()), description.clone());
    let below = |path: &str| path.strip_prefix(&folder).is_some_and(|rest| !rest.contains('/'));
    let inner = sections
        .iter()
        .filter(|other| below(other.section.path))
        .map(|other| section_link(other.section, &page.root));
    let own = shared.entries.iter().filter(|entry| below(&entry.page.entry.slug));
    let html = shared.fill("section.html", &page, |context| {
        let body = this.rendered.as_ref().map(|rendered| rendered.body.on_page(&page.root));
        context.insert("section", &SectionContext { title, description });
        context.insert_value("body", body.map_or_else(Value::none, |body| Value::safe_string(&body)));
        context.insert("sections", &inner.collect::<Vec<_>>());
        context.insert("entries", &listed(shared, own, &page.root));
    })?;
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
