//! The pages that show the sources of the core: those files alone that names in the cells lead to.

use super::assemble::{Made, Shared, index_of};
use super::context::PageContext;
use crate::core_source;
use crate::render;
use crate::run::embedded;
use rayon::prelude::*;
use std::collections::BTreeSet;
use tera::Value;

/// One page a file.
pub(super) fn pages(shared: &Shared<'_>) -> Vec<Made> {
    let files: BTreeSet<&str> =
        shared.entries.iter().flat_map(|entry| entry.rendered.core_files.iter().copied()).collect();
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
