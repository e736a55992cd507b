//! The page of an entry and the files that belong to it.

use super::archive::Archive;
use super::assemble::Page;
use super::cite_this::CiteContext;
use super::context::{
    ArchiveContext, EntryLinkContext, PageContext, ReproducedContext, archive_name, contents, encoded,
};
use super::entry_values::EntryValue;
use super::metadata;
use super::output::{Content, Made, Output};
use super::shared::Shared;
use super::values::Values;
use crate::record::reproduction;
use std::path::Path;
use std::sync::Arc;
use tera::Value;

/// The name beside the page of what the last check found: `valley.md` has `valley.check.json` beside it.
fn check_file(source: &str) -> String {
    reproduction::path_of(Path::new(source)).to_string_lossy().into_owned()
}

/// The path of an entry's archive, it, and its size; nothing if there is none.
pub(super) fn archive_of<'a>(page: &Page<'a>, output: &dyn Output) -> Option<(String, &'a Archive<'a>, u64)> {
    let path = format!("{}/{}", page.entry.slug, archive_name(page.entry));
    let size = page.archive?.size(&path, output)?;
    Some((path, page.archive?, size))
}

/// Gives a template the entries at some places, as links that `value` makes one value of.
fn insert_links<'s>(
    shared: &'s Shared<'_>,
    values: &mut Values<'s>,
    name: &'static str,
    places: Vec<usize>,
    root: &Arc<str>,
    value: fn(&[EntryLinkContext]) -> Value,
) {
    for entry in places.iter().map(|&at| shared.entries[at].page.entry) {
        EntryLinkContext::made_of(entry).into_iter().for_each(|part| values.depend_on(part.as_bytes()));
    }
    let root = Arc::clone(root);
    values.insert_late(name, &places.len().to_le_bytes(), move || {
        let link = |at: usize| EntryLinkContext::to(shared, at, &root);
        value(&places.into_iter().map(link).collect::<Vec<_>>())
    });
}

/// The first link, or none.
fn first(links: &[EntryLinkContext]) -> Value {
    Value::from_serializable(&links.first())
}

/// The page of the entry at a place, its source, and the files that belong to it. Those at the places `related` are about the same.
pub(super) fn files<'s>(shared: &'s Shared<'_>, at: usize, related: &[usize]) -> Made<'s> {
    let rendering = &shared.entries[at];
    let (page, rendered) = (rendering.page, &rendering.rendered);
    let entry = page.entry;
    let folder = format!("{}/", entry.slug);
    let description = rendering.description().map(str::to_owned);
    let mut context = PageContext::new(shared.context, &folder, Some(entry.front.title.clone()), description)
        .in_language(entry.front.lang.as_deref());
    let words = shared.words_of(&context);
    context.image = match metadata::own_image(shared, page)? {
        Some(own) => Some(own),
        None => shared.card_images.image_of(entry, &shared.context.base_url),
    };
    let root: Arc<str> = context.root.as_str().into();
    let source = entry.source.path.rsplit('/').next().unwrap_or("index.md").to_owned();
    let archive = archive_of(page, shared.output);
    let is_listed = |at: &usize| shared.entries.get(*at).is_some_and(|entry| entry.listed);
    let html = shared.fill("entry.html", &context, |values| {
        values.insert_entry("entry", EntryValue::on_own_page(shared, rendering, words, &root));
        values.insert("reproduced", &ReproducedContext::new(page, &check_file(&source), words));
        values.insert("archive", &archive.as_ref().map(|(.., size)| ArchiveContext::new(entry, *size)));
        // Newest first: the earlier entry is the next of the list.
        let earlier = (at + 1..shared.entries.len()).find(is_listed);
        let later = (0..at).rev().find(is_listed);
        let related = related.iter().copied().filter(is_listed).collect();
        insert_links(shared, values, "previous", earlier.into_iter().collect(), &root, first);
        insert_links(shared, values, "next", later.into_iter().collect(), &root, first);
        insert_links(shared, values, "related", related, &root, Value::from_serializable);
        // All that follows from the entry alone, and from what every page is made of. The text names other entries, too.
        let own = rendering.identity.key.as_bytes();
        let image = context.image.clone();
        values
            .insert_late("structured", own, move || metadata::structured(shared, rendering, image.as_ref()));
        values
            .insert_late("toc", own, move || Value::from_serializable(&contents(rendered, entry.front.toc)));
        values.insert_late("cite", own, move || Value::from_serializable(&CiteContext::new(shared, page)));
        let source_href = encoded(&source);
        values.insert_late("source_href", own, move || source_href.into());
        let root = Arc::clone(&root);
        values.insert_late("body", rendering.body_hash().as_bytes(), move || {
            Value::safe_string(&rendering.body().on_page(&root))
        });
    });
    let text = Content::made_of(Some(rendering.identity.source), || Ok(entry.source.text.as_bytes().into()));
    let mut files: Vec<(String, Content<'s>)> =
        vec![(format!("{folder}index.html"), html), (format!("{folder}{source}"), text)];
    files.extend(archive.map(|(path, archive, _)| (path, archive.content())));
    if let Some(reproduction) = page.reproduction {
        files.push((format!("{folder}{}", check_file(&source)), reproduction.to_text().into_bytes().into()));
    }
    files.extend(rendering.pictures().map(|(name, picture)| (format!("{folder}{name}"), picture)));
    files
        .extend(page.assets.iter().map(|(name, bytes)| (format!("{folder}{name}"), bytes.as_slice().into())));
    Ok(files)
}
