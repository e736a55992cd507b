//! The search: its page, and an index that needs no server. ARCHITECTURE.md says why it is one of our own.

mod index;

use super::context::PageContext;
use super::output::Made;
use super::shared::{Shared, index_of};

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
    let mut files = vec![(index_of(FOLDER), html)];
    let index = index::files(shared.documents, shared.vocabulary).into_iter();
    files.extend(index.map(|(name, content)| (format!("{FOLDER}/{name}"), content)));
    Ok(files)
}
