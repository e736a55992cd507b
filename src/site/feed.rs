//! What machines read: the Atom feed, the sitemap, `robots.txt`. No clock is asked; the entries say when they changed.

use super::assemble::{Made, Rendering, SectionRendering, Shared};
use super::context::{PageContext, encoded};
use crate::config::Config;
use crate::render;
use jiff::civil::Date;
use serde::Serialize;

#[derive(Serialize)]
struct FeedContext<'a> {
    /// The feed's whole address.
    href: String,
    /// The site's.
    site: &'a str,
    updated: String,
    authors: &'a [String],
}

#[derive(Serialize)]
struct FeedEntry<'a> {
    href: String,
    title: &'a str,
    language: &'a str,
    published: String,
    updated: String,
    authors: &'a [String],
    tags: &'a [String],
    description: Option<&'a str>,
    content: String,
}

#[derive(Serialize)]
struct SitemapPage {
    href: String,
    updated: Option<String>,
}

/// All of them.
pub(super) fn files(
    shared: &Shared<'_>,
    config: &Config,
    entries: &[Rendering<'_>],
    sections: &[SectionRendering<'_>],
) -> Made {
    Ok(vec![
        ("feed.xml".to_owned(), feed(shared, config, entries)?),
        ("sitemap.xml".to_owned(), sitemap(shared, entries, sections)?),
        (
            "robots.txt".to_owned(),
            format!("User-agent: *\nAllow: /\n\nSitemap: {}sitemap.xml\n", shared.context.base_url)
                .into_bytes(),
        ),
    ])
}

fn feed(
    shared: &Shared<'_>,
    config: &Config,
    entries: &[Rendering<'_>],
) -> Result<Vec<u8>, Box<crate::diagnostic::Diagnostic>> {
    let base = shared.context.base_url.as_str();
    let limit = if config.site.feed_limit == 0 { usize::MAX } else { config.site.feed_limit };
    // An entry without a date has no place in time.
    let dated = || entries.iter().filter(|entry| entry.page.entry.front.date.is_some()).take(limit);
    let feed = FeedContext {
        href: format!("{base}feed.xml"),
        site: base,
        updated: dated().filter_map(changed).max().map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), moment),
        authors: if shared.context.authors.is_empty() {
            std::slice::from_ref(&shared.context.title)
        } else {
            &shared.context.authors
        },
    };
    let entries: Vec<FeedEntry<'_>> = dated().map(|entry| feed_entry(shared, base, entry)).collect();
    let page = PageContext::new(shared.context, "feed.xml", None, None);
    shared.fill("feed.xml", &page, |context| {
        context.insert("feed", &feed);
        context.insert("entries", &entries);
    })
}

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
        description: front.description.as_deref().filter(|text| !text.is_empty()),
        content: entry.rendered.body.in_feed(base, &href),
        href,
    }
}

/// The day on which an entry was last changed.
fn changed(entry: &Rendering<'_>) -> Option<Date> {
    let front = &entry.page.entry.front;
    front.updated.max(front.date)
}

/// A day as a moment, for formats that want one.
fn moment(date: Date) -> String {
    format!("{date}T00:00:00Z")
}

fn sitemap(
    shared: &Shared<'_>,
    entries: &[Rendering<'_>],
    sections: &[SectionRendering<'_>],
) -> Result<Vec<u8>, Box<crate::diagnostic::Diagnostic>> {
    let base = &shared.context.base_url;
    let at = |address: &str, updated: Option<Date>| SitemapPage {
        href: format!("{base}{}", encoded(address)),
        updated: updated.map(|date| date.to_string()),
    };
    let mut pages = vec![at("", entries.iter().filter_map(changed).max())];
    pages.extend(entries.iter().map(|entry| at(&format!("{}/", entry.page.entry.slug), changed(entry))));
    pages.extend(sections.iter().map(|section| at(&format!("{}/", section.section.path), None)));
    if !shared.tags.is_empty() {
        pages.push(at("tags/", None));
    }
    pages.extend(shared.tags.keys().map(|slug| at(&format!("tags/{slug}/"), newest_with(entries, slug))));
    let page = PageContext::new(shared.context, "sitemap.xml", None, None);
    shared.fill("sitemap.xml", &page, |context| context.insert("pages", &pages))
}

fn newest_with(entries: &[Rendering<'_>], slug: &str) -> Option<Date> {
    let tagged = entries
        .iter()
        .filter(|entry| entry.page.entry.front.tags.iter().any(|tag| render::slug(tag) == slug));
    tagged.filter_map(changed).max()
}
