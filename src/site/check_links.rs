//! Checks every link that leads to this site: its page or file, and the id behind `#`.

use super::output::Output;
use super::rendering::{Rendering, SectionRendering};
use super::shared::index_of;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, SourceText, did_you_mean};
use crate::render::Link;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Every link that leads nowhere. `files` are all that the site has, and lie in `output`.
pub(super) fn check(
    entries: &[Rendering<'_>],
    sections: &[SectionRendering<'_>],
    files: &BTreeMap<String, String>,
    output: &dyn Output,
) -> Vec<Diagnostic> {
    let ids: BTreeMap<String, &BTreeSet<String>> =
        entries.iter().map(|entry| (index_of(&entry.page.entry.slug), &entry.rendered.ids)).collect();
    let of_entries = entries.iter().map(|entry| (&entry.page.entry.source, &entry.rendered.links));
    let of_sections = sections.iter().filter_map(|section| {
        Some((&section.section.index?.source, &section.rendered.as_ref()?.facts.links))
    });
    let all: Vec<(&Arc<SourceText>, &Vec<Link>)> = of_entries.chain(of_sections).collect();
    let check = |(source, links): (&Arc<SourceText>, &Vec<Link>)| -> Vec<Diagnostic> {
        links.iter().filter_map(|link| mistake(source, link, files, &ids, output)).collect()
    };
    all.into_par_iter().flat_map_iter(check).collect()
}

/// Every link of the menu that leads nowhere.
pub(super) fn check_menu(config: &Config, files: &BTreeMap<String, String>) -> Vec<Diagnostic> {
    let inside = config.site.menu.iter().filter_map(|link| Some((link, link.href.strip_prefix('/')?)));
    inside
        .filter(|(_, path)| file_of(path.split(['#', '?']).next().unwrap_or_default(), files).is_none())
        .map(|(link, path)| {
            let message = format!("the site has no `{}`", link.href);
            let diagnostic = config.mistake("menu", &link.href, message);
            let pages = files.keys().map(|file| file.strip_suffix("index.html").unwrap_or(file));
            match did_you_mean(path, pages) {
                Some(near) => diagnostic.hint(format!("did you mean `/{near}`?")),
                None => diagnostic.hint("the menu leads to pages as `/archive/`, `/tags/` or `/valley/`"),
            }
        })
        .collect()
}

fn mistake(
    source: &Arc<SourceText>,
    link: &Link,
    files: &BTreeMap<String, String>,
    ids: &BTreeMap<String, &BTreeSet<String>>,
    output: &dyn Output,
) -> Option<Diagnostic> {
    let at = |message: String| Diagnostic::error(source, link.span.clone(), message);
    let Some(file) = file_of(&link.path, files) else {
        let diagnostic = at(format!("the site has no `/{}`", link.path));
        let pages = files.keys().map(|file| file.strip_suffix("index.html").unwrap_or(file));
        return Some(match did_you_mean(&link.path, pages) {
            Some(near) => diagnostic.hint(format!("did you mean `/{near}`?")),
            None => diagnostic.hint(
                "link to an entry by its file (`other.md`); files are published from the folder of a bundle",
            ),
        });
    };
    let fragment = link.fragment.as_deref()?;
    // Pages that are not entries have no ids that an author knows of.
    let known = ids.get(&file)?;
    if known.contains(fragment) {
        return None;
    }
    // Raw markup of the author may have ids of its own.
    let page = output.read(&file).unwrap_or_default();
    let page = String::from_utf8_lossy(&page);
    if page.contains(&format!("id=\"{fragment}\"")) || page.contains(&format!("name=\"{fragment}\"")) {
        return None;
    }
    let near = did_you_mean(fragment, known.iter().map(String::as_str));
    let diagnostic = at(format!("`/{}` has no `#{fragment}`", link.path));
    Some(diagnostic.hint_if(near.map(|near| format!("did you mean `#{near}`?"))))
}

/// The file that a server would send for a path.
fn file_of(path: &str, files: &BTreeMap<String, String>) -> Option<String> {
    let folder = path.trim_end_matches('/');
    let index = if folder.is_empty() { "index.html".to_owned() } else { format!("{folder}/index.html") };
    [path.to_owned(), index].into_iter().find(|file| files.contains_key(file))
}
