//! What search engines are told: the site map and `robots.txt`.

use super::context::{PageContext, encoded};
use super::feed::changed;
use super::output::Made;
use super::rendering::SectionRendering;
use super::shared::Shared;
use super::terms::Taxonomy;
use jiff::civil::Date;
use serde::Serialize;

#[derive(Serialize)]
struct SitemapPage {
    href: String,
    updated: Option<String>,
}

/// Both files.
pub(super) fn files<'s>(shared: &'s Shared<'_>, sections: &[SectionRendering<'_>]) -> Made<'s> {
    let base = &shared.context.base_url;
    let at = |address: &str, updated: Option<Date>| SitemapPage {
        href: format!("{base}{}", encoded(address)),
        updated: updated.map(|date| date.to_string()),
    };
    let newest = shared.entries.iter().filter_map(changed).max();
    let mut pages = vec![at("", newest)];
    pages.extend(
        shared.entries.iter().map(|entry| at(&format!("{}/", entry.page.entry.slug), changed(entry))),
    );
    pages.push(at("archive/", newest));
    if !shared.ledger.is_empty() {
        pages.push(at("ledger/", newest));
    }
    pages.extend(sections.iter().map(|section| at(&format!("{}/", section.section.path), None)));
    for taxonomy in Taxonomy::ALL.into_iter().filter(|taxonomy| !shared.terms.is_empty(*taxonomy)) {
        let folder = taxonomy.folder();
        pages.push(at(&format!("{folder}/"), None));
        pages.extend(shared.terms.all(taxonomy).map(|(slug, term)| {
            let newest = term.entries.iter().filter_map(|&entry| changed(&shared.entries[entry])).max();
            at(&format!("{folder}/{slug}/"), newest)
        }));
    }
    let page = PageContext::new(shared.context, "sitemap.xml", None, None);
    let sitemap = shared.fill("sitemap.xml", &page, |context| context.insert("pages", &pages));
    let robots = format!("User-agent: *\nAllow: /\n\nSitemap: {base}sitemap.xml\n");
    Ok(vec![("sitemap.xml".to_owned(), sitemap), ("robots.txt".to_owned(), robots.into_bytes().into())])
}
