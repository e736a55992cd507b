//! `lossbook fix-encoding`: mends text that was encoded to UTF-8 twice.

use super::{Context, Verdict};
use crate::console::print;
use crate::diagnostic::{Diagnostic, Severity};
use crate::journal::Journal;
use similar::TextDiff;
use std::fs;

pub(super) fn fix_encoding(
    context: &Context,
    names: &[String],
    write: bool,
) -> Result<Verdict, Vec<Diagnostic>> {
    let journal = Journal::load(&context.root)?;
    let mut found = false;
    for at in journal.select(names)? {
        let loaded = &journal.entries[at];
        let failed = |error: std::io::Error| {
            vec![Diagnostic::new(Severity::Error, format!("{}: {error}", loaded.file.display()))]
        };
        // The file itself, since its line ends and its byte-order mark are to stay as they are.
        let text = String::from_utf8(fs::read(&loaded.file).map_err(failed)?).map_err(|error| {
            vec![Diagnostic::new(Severity::Error, format!("{}: {error}", loaded.entry.source.path))]
        })?;
        let Some(mended) = crate::source::mend_encoding(&text) else { continue };
        found = true;
        let name = &loaded.entry.source.path;
        print(
            &TextDiff::from_lines(text.as_str(), mended.as_str())
                .unified_diff()
                .context_radius(0)
                .header(name, name)
                .to_string(),
        );
        if write {
            crate::files::write_atomically(&loaded.file, mended.as_bytes()).map_err(failed)?;
            context.console.note(&format!("mended {name}"));
        }
    }
    match (found, write) {
        (false, _) => context.console.note("no entry holds text that was encoded twice"),
        (true, false) => context.console.note("nothing was written; `--write` mends it"),
        (true, true) => {}
    }
    Ok(if found && !write { Verdict::Found } else { Verdict::Good })
}
