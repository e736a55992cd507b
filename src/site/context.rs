//! What templates are given. Every field is always there; what an entry does not have is none or empty.

use super::assemble::{Options, Page};
use super::assets::Assets;
use crate::config::Config;
use crate::render::{Heading, Rendered};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// `site`: the same on every page.
#[derive(Debug, Clone, Serialize)]
pub(super) struct SiteContext {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) language: String,
    pub(super) authors: Vec<String>,
    /// Where the site will be, with a slash at its end.
    pub(super) base_url: String,
    /// Sections to be named in the navigation.
    pub(super) sections: Vec<LinkContext>,
    pub(super) has_tags: bool,
    #[serde(flatten)]
    pub(super) assets: Assets,
}

/// `page`: this page.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PageContext {
    /// Its title; none on the first page, which has the site's.
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    pub(super) language: String,
    /// Its whole address; none for a page that has no address of its own.
    pub(super) canonical: Option<String>,
    /// What leads from it to the site's root: nothing or a path with a slash at its end.
    pub(super) root: String,
    /// The first page's address as seen from this one.
    pub(super) home: String,
}

/// A page that another one names.
#[derive(Debug, Clone, Serialize)]
pub(super) struct LinkContext {
    pub(super) title: String,
    /// On a page: the way from there. In `site.sections`: the path from the root.
    pub(super) href: String,
}

/// `entry`, and each of `entries`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct EntryContext {
    pub(super) slug: String,
    pub(super) title: String,
    /// The way to it from this page.
    pub(super) href: String,
    pub(super) description: Option<String>,
    /// What stands before `<!-- more -->`, as markup; only in lists.
    pub(super) summary: Option<tera::Value>,
    /// As in `2026-11-22`.
    pub(super) date: Option<String>,
    /// As in `22 November 2026`.
    pub(super) date_text: Option<String>,
    pub(super) updated: Option<String>,
    pub(super) updated_text: Option<String>,
    pub(super) draft: bool,
    pub(super) authors: Vec<String>,
    pub(super) tags: Vec<TagContext>,
    pub(super) reading_minutes: usize,
}

/// `tag`, and each of `tags`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct TagContext {
    pub(super) name: String,
    /// The way to its page from this one.
    pub(super) href: String,
    /// How many entries have it.
    pub(super) count: usize,
}

/// `section`: this section.
#[derive(Debug, Clone, Serialize)]
pub(super) struct SectionContext {
    pub(super) title: String,
    pub(super) description: Option<String>,
}

/// `reproduced`: what made the outputs of an entry.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ReproducedContext {
    /// How many outputs, inline values and claims the record holds.
    pub(super) outputs: usize,
    pub(super) date: String,
    pub(super) date_text: String,
    pub(super) rustc: String,
    pub(super) target: String,
    pub(super) features: String,
    /// The first digits of the key.
    pub(super) key: String,
}

/// The tags of the site: an address to a name and how many entries have it.
pub(super) type Tags = BTreeMap<String, (String, usize)>;

impl SiteContext {
    pub(super) fn new(
        config: &Config,
        options: &Options,
        assets: Assets,
        sections: Vec<LinkContext>,
        has_tags: bool,
    ) -> Self {
        let site = &config.site;
        Self {
            title: site.title.clone(),
            description: site.description.clone(),
            language: site.language.clone(),
            authors: site.authors.clone(),
            base_url: options.base_url(config),
            sections,
            has_tags,
            assets,
        }
    }
}

impl PageContext {
    /// The page at `address` (a path from the root, empty for the first page).
    pub(super) fn new(
        site: &SiteContext,
        address: &str,
        title: Option<String>,
        description: Option<String>,
    ) -> Self {
        let root = root_from(address);
        Self {
            title,
            description: description.filter(|text| !text.is_empty()),
            language: site.language.clone(),
            canonical: Some(format!("{}{}", site.base_url, encoded(address))),
            home: if root.is_empty() { "./".to_owned() } else { root.clone() },
            root,
        }
    }
}

impl EntryContext {
    /// An entry as a page names it from which `root` leads to the site's root.
    pub(super) fn new(page: &Page<'_>, rendered: &Rendered, root: &str, tags: &Tags) -> Self {
        let front = &page.entry.front;
        let href = format!("{root}{}/", encoded(&page.entry.slug));
        Self {
            slug: page.entry.slug.clone(),
            title: front.title.clone(),
            summary: rendered
                .summary
                .as_ref()
                .map(|summary| tera::Value::safe_string(&summary.in_list(root, &href))),
            href,
            description: front.description.clone().filter(|text| !text.is_empty()),
            date: front.date.map(|date| date.to_string()),
            date_text: front.date.map(written_out),
            updated: front.updated.map(|date| date.to_string()),
            updated_text: front.updated.map(written_out),
            draft: front.draft,
            authors: front.authors.clone(),
            tags: front.tags.iter().map(|tag| TagContext::new(tag, root, tags)).collect(),
            reading_minutes: rendered.reading_minutes,
        }
    }
}

impl TagContext {
    /// A tag as a page names it from which `root` leads to the site's root.
    pub(super) fn new(name: &str, root: &str, tags: &Tags) -> Self {
        let slug = crate::render::slug(name);
        let (name, count) = tags.get(&slug).cloned().unwrap_or_else(|| (name.to_owned(), 0));
        Self { name, href: format!("{root}tags/{}/", encoded(&slug)), count }
    }
}

impl ReproducedContext {
    /// What made the outputs of an entry, if code did.
    pub(super) fn new(page: &Page<'_>) -> Option<Self> {
        let record = page.record.filter(|record| !record.outputs.is_empty())?;
        let made = &record.header.made;
        Some(Self {
            outputs: record.outputs.len(),
            date: made.date.clone(),
            date_text: made.date.parse::<Date>().map_or_else(|_| made.date.clone(), written_out),
            rustc: made.rustc.clone(),
            target: made.target.clone(),
            features: made.features.clone(),
            key: record.header.key.chars().take(10).collect(),
        })
    }
}

/// The headings that the contents list: the two upper levels, where there are enough to choose from.
pub(super) fn contents(rendered: &Rendered, wanted: Option<bool>) -> Vec<&Heading> {
    let listed: Vec<&Heading> = rendered.headings.iter().filter(|heading| heading.level <= 3).collect();
    if wanted.unwrap_or(listed.len() >= 3) { listed } else { Vec::new() }
}

/// What leads from a page to the site's root.
pub(super) fn root_from(address: &str) -> String {
    "../".repeat(address.split('/').filter(|part| !part.is_empty()).count())
}

/// A path as part of an address.
pub(super) fn encoded(path: &str) -> String {
    crate::render::encoded_address(path)
}

/// As in `22 November 2026`.
fn written_out(date: Date) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = usize::try_from(date.month() - 1)
        .ok()
        .and_then(|month| MONTHS.get(month))
        .copied()
        .unwrap_or_default();
    format!("{} {month} {}", date.day(), date.year())
}

#[cfg(test)]
mod tests {
    use super::{root_from, written_out};

    #[test]
    fn the_root_is_as_far_as_the_page_is_deep() {
        assert_eq!(root_from(""), "");
        assert_eq!(root_from("valley/"), "../");
        assert_eq!(root_from("tags/rust/"), "../../");
    }

    #[test]
    fn dates_are_written_out() {
        assert_eq!(written_out(jiff::civil::date(2026, 11, 2)), "2 November 2026");
    }
}
