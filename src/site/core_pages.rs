//! The pages that show the sources of the core: those files alone that names in the cells lead to.

use super::context::PageContext;
use super::output::Made;
use super::rendering::SectionRendering;
use super::shared::{Shared, index_of};
use crate::core_source;
use crate::render;
use crate::run::embedded;
use rayon::prelude::*;
use std::collections::BTreeSet;
use tera::Value;

/// One page a file.
pub(super) fn pages<'s>(
    shared: &'s Shared<'_>,
    sections: &'s [SectionRendering<'_>],
) -> impl ParallelIterator<Item = Made<'s>> {
    let of_sections = sections.iter().filter_map(|section| Some(&section.rendered.as_ref()?.facts));
    let texts = shared.entries.iter().map(|entry| &entry.rendered).chain(of_sections);
    let files: BTreeSet<&str> = texts.flat_map(|text| text.core_files.iter().map(String::as_str)).collect();
    files.into_par_iter().map(|file| page(shared, file))
}

fn page<'s>(shared: &'s Shared<'_>, file: &'s str) -> Made<'s> {
    let address = core_source::address(file);
    let mut page = PageContext::new(shared.context, &address, Some(core_source::module_name(file)), None);
    // It is here for those who come from a cell, and the same in many journals.
    page.canonical = None;
    let text = embedded::text(file);
    let html = shared.fill("core.html", &page, |values| {
        values.insert("file", file);
        values.insert_late("listing", blake3::hash(text.as_bytes()).as_bytes(), || {
            Value::safe_string(&render::source_listing(text))
        });
    });
    Ok(vec![(index_of(&address), html)])
}
