//! Checks every link that leads to this site: its page or file, and the id behind `#`.

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity, did_you_mean};
use crate::render::Link;
use std::collections::{BTreeMap, BTreeSet};

/// Every link that leads nowhere.
pub(super) fn check<'a>(
    links: impl Iterator<Item = &'a Link>,
    files: &BTreeMap<String, Vec<u8>>,
    ids: &BTreeMap<String, &BTreeSet<String>>,
) -> Vec<Diagnostic> {
    links.filter_map(|link| mistake(link, files, ids)).collect()
}

/// Every link of the menu that leads nowhere.
pub(super) fn check_menu(config: &Config, files: &BTreeMap<String, Vec<u8>>) -> Vec<Diagnostic> {
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
    link: &Link,
    files: &BTreeMap<String, Vec<u8>>,
    ids: &BTreeMap<String, &BTreeSet<String>>,
) -> Option<Diagnostic> {
    let at = |message: String| Diagnostic::error(&link.place.source, link.place.span.clone(), message);
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
    let page = files.get(&file).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
    if page.contains(&format!("id=\"{fragment}\"")) || page.contains(&format!("name=\"{fragment}\"")) {
        return None;
    }
    let mut diagnostic = at(format!("`/{}` has no `#{fragment}`", link.path));
    diagnostic.severity = Severity::Error;
    Some(match did_you_mean(fragment, known.iter().map(String::as_str)) {
        Some(near) => diagnostic.hint(format!("did you mean `#{near}`?")),
        None => diagnostic,
    })
}

/// The file that a server would send for a path.
fn file_of(path: &str, files: &BTreeMap<String, Vec<u8>>) -> Option<String> {
    let folder = path.trim_end_matches('/');
    let index = if folder.is_empty() { "index.html".to_owned() } else { format!("{folder}/index.html") };
    [path.to_owned(), index].into_iter().find(|file| files.contains_key(file))
}
