//! The page of an entry and the files that belong to it.

use super::archive::Archive;
use super::assemble::Page;
use super::cite_this::CiteContext;
use super::context::{
    ArchiveContext, LinkContext, PageContext, ReproducedContext, archive_name, contents, encoded,
};
use super::metadata;
use super::output::{Content, Made, Output};
use super::shared::Shared;
use crate::record::reproduction;
use std::path::Path;
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

/// The page of an entry, its source, and the files that belong to it.
pub(super) fn files<'s>(shared: &'s Shared<'_>, at: usize) -> Made<'s> {
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
    let root = context.root.clone();
    let source = entry.source.path.rsplit('/').next().unwrap_or("index.md").to_owned();
    let archive = archive_of(page, shared.output);
    let link = |at: usize| shared.entries.get(at).map(|entry| LinkContext::to(entry.page.entry, &root));
    let is_listed = |at: &usize| shared.entries.get(*at).is_some_and(|entry| entry.listed);
    let card = shared.card(rendering, words, &root);
    let html = shared.fill("entry.html", &context, |values| {
        values.insert_card("entry", card);
        values.insert_value("structured", metadata::structured(shared, rendering, context.image.as_ref()));
        values.insert("toc", &contents(rendered, entry.front.toc));
        values.insert("reproduced", &ReproducedContext::new(page, &check_file(&source), words));
        values.insert("archive", &archive.as_ref().map(|(.., size)| ArchiveContext::new(entry, *size)));
        values.insert("cite", &CiteContext::new(shared, page));
        values.insert("source_href", &encoded(&source));
        // Newest first: the earlier entry is the next of the list.
        values.insert("previous", &(at + 1..shared.entries.len()).find(is_listed).and_then(link));
        values.insert("next", &(0..at).rev().find(is_listed).and_then(link));
        values.insert(
            "related",
            &shared.related[at].iter().copied().filter(is_listed).filter_map(link).collect::<Vec<_>>(),
        );
        let root = root.clone();
        values.insert_late("body", rendering.body_hash().as_bytes(), move || {
            Value::safe_string(&rendering.body().on_page(&root))
        });
    });
    let mut files: Vec<(String, Content<'s>)> = vec![
        (format!("{folder}index.html"), html),
        (format!("{folder}{source}"), entry.source.text.as_bytes().into()),
    ];
    files.extend(archive.map(|(path, archive, _)| (path, archive.content())));
    if let Some(reproduction) = page.reproduction {
        files.push((format!("{folder}{}", check_file(&source)), reproduction.to_text().into_bytes().into()));
    }
    files.extend(rendering.pictures().map(|(name, picture)| (format!("{folder}{name}"), picture)));
    files
        .extend(page.assets.iter().map(|(name, bytes)| (format!("{folder}{name}"), bytes.as_slice().into())));
    Ok(files)
}
