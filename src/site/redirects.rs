//! Addresses that an entry had before: a page that leads to where it is now.

use super::context::{LinkContext, PageContext, encoded, root_from};
use super::output::Made;
use super::rendering::Rendering;
use super::shared::{Shared, index_of};
use crate::diagnostic::{Diagnostic, Severity};
use crate::files::{folder_of, is_plain_path};

/// The redirects of an entry's `aliases`.
pub(super) fn of_entry<'s>(shared: &'s Shared<'_>, entry: &Rendering<'_>) -> Made<'s> {
    let entry = entry.page.entry;
    let redirect = |alias: &String| {
        let path = alias.trim_start_matches('/');
        if !is_plain_path(path.trim_end_matches('/')) || path.contains(':') {
            let message = format!(
                "the alias `{}` of {} is no address of this site",
                alias.escape_debug(),
                entry.source.path
            );
            return Err(Box::new(
                Diagnostic::new(Severity::Error, message)
                    .hint("write it as `/2019/old-title/` or `old-title.html`"),
            ));
        }
        // `old.html` is a file; all else is a folder's page, as addresses are here.
        let file = if path.ends_with(".html") { path.to_owned() } else { index_of(path) };
        let folder = folder_of(&file);
        let mut page = PageContext::new(shared.context, folder, Some(entry.front.title.clone()), None)
            .in_language(entry.front.lang.as_deref());
        page.canonical = Some(format!("{}{}/", shared.context.base_url, encoded(&entry.slug)));
        let href = format!("{}{}/", root_from(folder), encoded(&entry.slug));
        let target = LinkContext { title: entry.front.title.clone(), href };
        Ok((file, shared.fill("redirect.html", &page, |context| context.insert("target", &target))))
    };
    entry.front.aliases.iter().map(redirect).collect()
}
