//! What templates are given. Every field is always there; what an entry does not have is none or empty.

mod entry;
mod reproduced;

pub(super) use entry::{EntryContext, EntryLinkContext, Parts, TermContext};
pub(super) use reproduced::{ArchiveContext, ReproducedContext, archive_name};

use super::assemble::Options;
use super::assets::Assets;
use super::metadata::ImageContext;
use super::terms::{Taxonomy, Terms};
use crate::config::{Config, NamedLink};
use crate::render::{Facts, Heading};
use crate::words::{Words, direction};
use serde::Serialize;

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
            href: inside.map_or_else(|| link.href.clone(), crate::render::encoded_address),
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

/// `section`: this section.
#[derive(Debug, Clone, Serialize)]
pub(super) struct SectionContext {
    pub(super) title: String,
    pub(super) description: Option<String>,
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
    crate::render::encoded_path(path)
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
