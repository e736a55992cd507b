//! The pages that show the sources of the core: those files alone that names in the cells lead to.

use super::assemble::{Made, SectionRendering, Shared, index_of};
use super::context::PageContext;
use crate::core_source;
use crate::render;
use crate::run::embedded;
use rayon::prelude::*;
use std::collections::BTreeSet;
use tera::Value;

/// One page a file.
pub(super) fn pages(shared: &Shared<'_>, sections: &[SectionRendering<'_>]) -> Vec<Made> {
    let entries = shared.entries.iter().map(|entry| &entry.rendered);
    let texts = entries.chain(sections.iter().filter_map(|section| section.rendered.as_ref()));
    let files: BTreeSet<&str> = texts.flat_map(|text| text.core_files.iter().copied()).collect();
    files.into_par_iter().map(|file| page(shared, file)).collect()
}

fn page(shared: &Shared<'_>, file: &str) -> Made {
    let address = core_source::address(file);
    let mut page = PageContext::new(shared.context, &address, Some(core_source::module_name(file)), None);
    // It is here for those who come from a cell, and the same in many journals.
    page.canonical = None;
    let listing = render::source_listing(embedded::text(file));
    let html = shared.fill("core.html", &page, |context| {
        context.insert("file", file);
        context.insert_value("listing", Value::safe_string(&listing));
    })?;
    Ok(vec![(index_of(&address), html)])
}
