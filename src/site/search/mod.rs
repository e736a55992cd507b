//! The search: its page, and an index that needs no server. ARCHITECTURE.md says why it is one of our own.

mod index;
mod tokens;
mod weights;

use super::assemble::{Shared, index_of};
use super::context::{PageContext, encoded};
use super::output::Made;
use super::rendering::Rendering;
use index::Document;

/// The folder of the index and of the page.
pub(super) const FOLDER: &str = "search";

/// The search's page and index, if the journal wants them.
pub(super) fn files<'s>(shared: &'s Shared<'_>) -> Made<'s> {
    if shared.context.assets.search_script.is_none() {
        return Ok(Vec::new());
    }
    let mut page = PageContext::of_list(shared.context, "search/", shared.words().search.title.clone(), None);
    // It leads to pages, and is none that others should lead to: the site map does not have it either.
    page.canonical = None;
    let html = shared.fill("search.html", &page, |_| {});
    // The entries stand with the newest first; the index wants them to stay where they are when one is added.
    let documents: Vec<Document<'_>> = shared.entries.iter().rev().map(document).collect();
    let mut files = vec![(index_of(FOLDER), html)];
    let index = index::files(documents).into_iter();
    files.extend(index.map(|(name, content)| (format!("{FOLDER}/{name}"), content)));
    Ok(files)
}

fn document<'a>(entry: &'a Rendering<'_>) -> Document<'a> {
    let front = &entry.page.entry.front;
    let facts = front.description.iter().chain(&front.tags).chain(&front.categories).chain(&front.series);
    Document {
        title: &front.title,
        address: format!("{}/", encoded(&entry.page.entry.slug)),
        headings: entry.rendered.headings.iter().map(|heading| heading.text.as_str()).collect(),
        facts: facts.chain(&front.authors).map(String::as_str).collect(),
        text: &entry.rendered.plain_text,
    }
}
