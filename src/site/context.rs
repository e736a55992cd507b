//! What templates are given. Every field is always there; what an entry does not have is none or empty.

use super::assemble::{Options, Page};
use super::assets::Assets;
use super::metadata::ImageContext;
use super::rendering::Rendering;
use super::shared::Shared;
use super::terms::{Taxonomy, Terms};
use crate::config::{Config, NamedLink};
use crate::entry::Entry;
use crate::record::reproduction::Reproduction;
use crate::render::{Facts, Heading};
use crate::words::{Words, direction};
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
    /// Which ways to sort entries are in use, by the names of their folders: `tags`, `categories`, `series`.
    pub(super) taxonomies: Vec<TaxonomyContext>,
    /// What the journal wants its menu to have, if it says so.
    pub(super) menu: Vec<MenuContext>,
    /// Where else the authors can be found.
    pub(super) social: Vec<NamedLink>,
    /// Whether there is a page with the metrics of all entries.
    pub(super) ledger: bool,
    /// The picture of pages that have none of their own. They are given it as theirs.
    #[serde(skip)]
    pub(super) card: Option<ImageContext>,
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
    /// Which way its text runs: `ltr` or `rtl`.
    pub(super) direction: &'static str,
    /// Its whole address; none for a page that has no address of its own.
    pub(super) canonical: Option<String>,
    /// The picture that stands for it where it is shared.
    pub(super) image: Option<ImageContext>,
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

/// Each of `site.menu`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct MenuContext {
    pub(super) title: String,
    /// The path from the root, or a whole address.
    pub(super) href: String,
    /// Whether it leads to another site.
    pub(super) outside: bool,
}

impl MenuContext {
    fn new(link: &NamedLink) -> Self {
        let inside = link.href.strip_prefix('/');
        Self {
            title: link.title.clone(),
            href: inside.map_or_else(|| link.href.clone(), encoded),
            outside: inside.is_none(),
        }
    }
}

/// `taxonomy`, and each of `site.taxonomies`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct TaxonomyContext {
    pub(super) title: String,
    /// The folder of its pages below the site's root.
    pub(super) folder: &'static str,
}

/// `entry`, and each of `entries`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct EntryContext {
    pub(super) slug: String,
    pub(super) title: String,
    /// The way to it from this page.
    pub(super) href: String,
    /// Its language, if not the site's.
    pub(super) language: Option<String>,
    /// Which way its text runs: `ltr` or `rtl`.
    pub(super) direction: &'static str,
    pub(super) description: Option<String>,
    /// What stands before `<!-- more -->`, as markup; only in lists.
    pub(super) summary: Option<tera::Value>,
    /// As in `2026-11-22`.
    pub(super) date: Option<String>,
    /// As in `22 November 2026`.
    pub(super) date_text: Option<String>,
    /// As in `22 November`.
    pub(super) day_text: Option<String>,
    pub(super) updated: Option<String>,
    pub(super) updated_text: Option<String>,
    pub(super) draft: bool,
    pub(super) authors: Vec<AuthorContext>,
    pub(super) tags: Vec<TermContext>,
    pub(super) categories: Vec<TermContext>,
    pub(super) series: Option<SeriesContext>,
    pub(super) reading_minutes: usize,
    /// What stands under `extra:` in the front matter.
    pub(super) extra: BTreeMap<String, serde_json::Value>,
}

/// Each of `entry.authors`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct AuthorContext {
    pub(super) name: String,
    /// The way to their page from this one, where a journal has several authors.
    pub(super) href: Option<String>,
}

/// `term`, and each of `terms`: a tag, a category or a series.
#[derive(Debug, Clone, Serialize)]
pub(super) struct TermContext {
    pub(super) name: String,
    /// The way to its page from this one.
    pub(super) href: String,
    /// How many entries have it.
    pub(super) count: usize,
}

/// `entry.series`: where an entry stands in its series.
#[derive(Debug, Clone, Serialize)]
pub(super) struct SeriesContext {
    pub(super) name: String,
    /// The way to the series' page from this one.
    pub(super) href: String,
    /// Which part the entry is, from 1.
    pub(super) part: usize,
    /// How many parts there are.
    pub(super) count: usize,
    /// All parts, in order.
    pub(super) parts: Vec<LinkContext>,
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
    /// What the last check of it found; none if nobody has checked it.
    pub(super) check: Option<CheckContext>,
    /// The last check of an earlier record, where nobody has checked this one.
    pub(super) earlier_check: Option<EarlierCheckContext>,
}

/// `reproduced.earlier_check`: when an earlier record was checked.
#[derive(Debug, Clone, Serialize)]
pub(super) struct EarlierCheckContext {
    pub(super) date: String,
    pub(super) date_text: String,
    pub(super) rustc: String,
}

/// `reproduced.check`: what the last check found.
#[derive(Debug, Clone, Serialize)]
pub(super) struct CheckContext {
    /// How many outputs the record and the check's runs have.
    pub(super) outputs: usize,
    /// How many of them were as recorded.
    pub(super) reproduced: usize,
    /// As in `0` or `1.2e-12`.
    pub(super) largest_relative_error: String,
    /// How many times the entry was run.
    pub(super) runs: usize,
    pub(super) rustc: String,
    pub(super) target: String,
    pub(super) date: String,
    pub(super) date_text: String,
    /// The way to the same for machines.
    pub(super) href: String,
}

/// `archive`: an entry as a cargo project.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ArchiveContext {
    /// The way to it from the entry's page.
    pub(super) href: String,
    /// As in `212 kB`.
    pub(super) size: String,
}

impl SiteContext {
    pub(super) fn new(
        config: &Config,
        options: &Options,
        assets: Assets,
        sections: Vec<LinkContext>,
        terms: &Terms,
        words: &Words,
    ) -> Self {
        let used = Taxonomy::ALL.into_iter().filter(|taxonomy| !terms.is_empty(*taxonomy));
        let site = &config.site;
        Self {
            title: site.title.clone(),
            description: site.description.clone(),
            language: site.language.clone(),
            authors: site.authors.clone(),
            base_url: options.base_url(config),
            sections,
            taxonomies: used.map(|taxonomy| TaxonomyContext::new(taxonomy, words)).collect(),
            menu: site.menu.iter().map(MenuContext::new).collect(),
            social: site.social.clone(),
            ledger: false,
            card: None,
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
            direction: direction(&site.language).name(),
            canonical: Some(format!("{}{}", site.base_url, encoded(address))),
            image: site.card.clone(),
            home: if root.is_empty() { "./".to_owned() } else { root.clone() },
            root,
        }
    }

    /// The page of a list, which says of itself what the journal says where it has no words of its own.
    pub(super) fn of_list(
        site: &SiteContext,
        address: &str,
        title: String,
        description: Option<String>,
    ) -> Self {
        let own = description.filter(|text| !text.is_empty());
        Self::new(site, address, Some(title), own.or_else(|| Some(site.description.clone())))
    }

    /// The same page in another language than the site's.
    pub(super) fn in_language(self, language: Option<&str>) -> Self {
        match language {
            Some(language) => {
                Self { language: language.to_owned(), direction: direction(language).name(), ..self }
            }
            None => self,
        }
    }
}

impl TaxonomyContext {
    pub(super) fn new(taxonomy: Taxonomy, words: &Words) -> Self {
        Self { title: taxonomy.title(words).to_owned(), folder: taxonomy.folder() }
    }
}

impl EntryContext {
    /// An entry as a page with these words names it, from which `root` leads to the site's root.
    pub(super) fn new(shared: &Shared<'_>, entry: &Rendering<'_>, words: &Words, root: &str) -> Self {
        let (page, rendered) = (entry.page, &entry.rendered);
        let front = &page.entry.front;
        let href = format!("{root}{}/", encoded(&page.entry.slug));
        let terms = |taxonomy: Taxonomy| -> Vec<TermContext> {
            taxonomy
                .of(front)
                .iter()
                .map(|name| TermContext::new(shared.terms, taxonomy, name, root))
                .collect()
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
            href,
            description: front.description.clone().filter(|text| !text.is_empty()),
            date: front.date.map(|date| date.to_string()),
            date_text: front.date.map(|date| words.date.written_out(date)),
            day_text: front.date.map(|date| words.date.day_and_month(date)),
            updated: front.updated.map(|date| date.to_string()),
            updated_text: front.updated.map(|date| words.date.written_out(date)),
            draft: front.draft,
            authors: front.authors.iter().map(|name| AuthorContext::new(shared.terms, name, root)).collect(),
            tags: terms(Taxonomy::Tags),
            categories: terms(Taxonomy::Categories),
            series: SeriesContext::new(shared, entry, root),
            reading_minutes: rendered.reading_minutes,
            extra: front.extra.clone(),
        }
    }
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
    pub(super) fn new(terms: &Terms, taxonomy: Taxonomy, name: &str, root: &str) -> Self {
        let href = format!("{root}{}/{}/", taxonomy.folder(), encoded(&crate::render::slug(name)));
        let term = terms.get(taxonomy, name);
        let name = term.map_or_else(|| name.to_owned(), |term| term.name.clone());
        Self { name, href, count: term.map_or(0, |term| term.entries.len()) }
    }
}

impl SeriesContext {
    /// The place of an entry in its series, if it has one.
    fn new(shared: &Shared<'_>, entry: &Rendering<'_>, root: &str) -> Option<Self> {
        let own = entry.page.entry.front.series.as_deref()?;
        let term = shared.terms.get(Taxonomy::Series, own)?;
        let is_own = |at: &usize| shared.entries[*at].page.entry.slug == entry.page.entry.slug;
        let part = 1 + term.entries.iter().position(is_own)?;
        let link = |at: &usize| LinkContext::to(shared.entries[*at].page.entry, root);
        let TermContext { name, href, count } = TermContext::new(shared.terms, Taxonomy::Series, own, root);
        Some(Self { name, href, part, count, parts: term.entries.iter().map(link).collect() })
    }
}

impl LinkContext {
    /// An entry as a page names it from which `root` leads to the site's root.
    pub(super) fn to(entry: &Entry, root: &str) -> Self {
        Self { title: entry.front.title.clone(), href: format!("{root}{}/", encoded(&entry.slug)) }
    }
}

impl ReproducedContext {
    /// What made the outputs of an entry, if code did. What the last check found lies beside the page in `check_file`.
    pub(super) fn new(page: &Page<'_>, check_file: &str, words: &Words) -> Option<Self> {
        let record = page.record.filter(|record| !record.outputs.is_empty())?;
        let made = &record.header.made;
        Some(Self {
            outputs: record.outputs.len(),
            date: made.date.clone(),
            date_text: words.date.of_text(&made.date),
            rustc: made.rustc.clone(),
            target: made.target.clone(),
            features: made.features.clone(),
            key: record.header.key.chars().take(10).collect(),
            check: page.reproduction.map(|found| CheckContext::new(found, check_file, words)),
            earlier_check: page.earlier_check.map(|found| EarlierCheckContext {
                date: found.date.clone(),
                date_text: words.date.of_text(&found.date),
                rustc: found.rustc.clone(),
            }),
        })
    }
}

impl ArchiveContext {
    /// An entry's archive of so many bytes.
    pub(super) fn new(entry: &Entry, size: u64) -> Self {
        let size = format!("{} kB", size.div_ceil(1000));
        Self { href: encoded(&archive_name(entry)), size }
    }
}

/// The name of an entry's archive.
pub(super) fn archive_name(entry: &Entry) -> String {
    format!("{}.zip", crate::export::folder_name(entry))
}

impl CheckContext {
    fn new(found: &Reproduction, file: &str, words: &Words) -> Self {
        let error = found.largest_relative_error.0;
        Self {
            outputs: found.outputs,
            reproduced: found.reproduced,
            largest_relative_error: if error == 0.0 { "0".to_owned() } else { format!("{error:.1e}") },
            runs: found.runs,
            rustc: found.rustc.clone(),
            target: found.target.clone(),
            date: found.date.clone(),
            date_text: words.date.of_text(&found.date),
            href: encoded(file),
        }
    }
}

/// The headings that the contents list: the two upper levels, where there are enough to choose from.
pub(super) fn contents(facts: &Facts, wanted: Option<bool>) -> Vec<&Heading> {
    let listed: Vec<&Heading> = facts.headings.iter().filter(|heading| heading.level <= 3).collect();
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

#[cfg(test)]
mod tests {
    use super::root_from;

    #[test]
    fn the_root_is_as_far_as_the_page_is_deep() {
        assert_eq!(root_from(""), "");
        assert_eq!(root_from("valley/"), "../");
        assert_eq!(root_from("tags/rust/"), "../../");
    }
}
