//! Pages that list entries: the first page, tags, sections; and the page for what isn't there.

use super::assemble::{Made, Rendering, Section, SectionRendering, Shared, index_of};
use super::context::{EntryContext, LinkContext, PageContext, SectionContext, TagContext, encoded};
use crate::render;
use rayon::prelude::*;
use tera::Value;

/// All of them.
pub(super) fn pages<'a>(
    shared: &'a Shared<'a>,
    entries: &'a [Rendering<'a>],
    sections: &'a [SectionRendering<'a>],
) -> impl ParallelIterator<Item = Made> + 'a {
    rayon::iter::once(())
        .map(|()| home(shared, entries))
        .chain(rayon::iter::once(()).map(|()| missing(shared)))
        .chain(rayon::iter::once(()).map(|()| tag_index(shared)))
        .chain(shared.tags.par_iter().map(|(slug, _)| tag(shared, entries, slug)))
        .chain(sections.par_iter().map(|section| self::section(shared, entries, section, sections)))
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
    entries.map(|entry| EntryContext::new(entry.page, &entry.rendered, root, shared.tags)).collect()
}

fn home(shared: &Shared<'_>, entries: &[Rendering<'_>]) -> Made {
    let page = PageContext::new(shared.context, "", None, Some(shared.context.description.clone()));
    let html = shared.fill("home.html", &page, |context| {
        context.insert("entries", &listed(shared, entries.iter(), &page.root));
    })?;
    Ok(vec![(index_of(""), html)])
}

/// A server shows this page at any address, so its links begin at the site's own root.
fn missing(shared: &Shared<'_>) -> Made {
    let mut page = PageContext::new(shared.context, "", Some("No such page".to_owned()), None);
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

fn tag_index(shared: &Shared<'_>) -> Made {
    if shared.tags.is_empty() {
        return Ok(Vec::new());
    }
    let page = PageContext::new(shared.context, "tags/", Some("Tags".to_owned()), None);
    let mut tags: Vec<TagContext> =
        shared.tags.values().map(|(name, _)| TagContext::new(name, &page.root, shared.tags)).collect();
    tags.sort_by_cached_key(|tag| tag.name.to_lowercase());
    let html = shared.fill("tags.html", &page, |context| context.insert("tags", &tags))?;
    Ok(vec![(index_of("tags"), html)])
}

fn tag(shared: &Shared<'_>, entries: &[Rendering<'_>], slug: &str) -> Made {
    let address = format!("tags/{slug}/");
    let name = shared.tags.get(slug).map(|(name, _)| name.as_str()).unwrap_or(slug);
    let page = PageContext::new(shared.context, &address, Some(name.to_owned()), None);
    let tagged = entries
        .iter()
        .filter(|entry| entry.page.entry.front.tags.iter().any(|tag| render::slug(tag) == slug));
    let html = shared.fill("tag.html", &page, |context| {
        context.insert("tag", &TagContext::new(name, &page.root, shared.tags));
        context.insert("entries", &listed(shared, tagged, &page.root));
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

fn section(
    shared: &Shared<'_>,
    entries: &[Rendering<'_>],
    this: &SectionRendering<'_>,
    sections: &[SectionRendering<'_>],
) -> Made {
    let folder = format!("{}/", this.section.path);
    let title = section_title(this.section);
    let description = this.section.index.and_then(|index| index.front.description.clone());
    let page = PageContext::new(shared.context, &folder, Some(title.clone()), description.clone());
    let below = |path: &str| path.strip_prefix(&folder).is_some_and(|rest| !rest.contains('/'));
    let inner = sections
        .iter()
        .filter(|other| below(other.section.path))
        .map(|other| section_link(other.section, &page.root));
    let own = entries.iter().filter(|entry| below(&entry.page.entry.slug));
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
