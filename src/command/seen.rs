//! What the last check saw of an entry, kept in the cache until it is accepted or another check replaces it.

use super::Context;
use super::runs::journal_cache;
use crate::check::{compare, tolerances};
use crate::diagnostic::{Diagnostic, Severity};
use crate::entry::Entry;
use crate::journal::Journal;
use crate::record::{self, Output, Provenance};
use crate::run::program_run::{self, Shown};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// What a check saw of an entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Seen {
    /// The key that the entry had.
    pub(super) key: String,
    /// The checksum of the record that the run was compared with.
    pub(super) base: String,
    pub(super) made: Provenance,
    pub(super) outputs: Vec<Output>,
}

/// The same with the file that it was read from.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) seen: Seen,
    file: PathBuf,
    /// The checksum of the file's text.
    checksum: String,
}

/// Keeps what a check saw, if it differs from the record; forgets what an earlier one saw.
pub(super) fn remember(
    context: &Context,
    journal: &Journal,
    at: usize,
    shown: &Shown,
) -> Result<(), Vec<Diagnostic>> {
    let loaded = &journal.entries[at];
    let entry = &loaded.entry;
    let Some(record) = &loaded.record else { return Ok(()) };
    let comparison = compare(entry, &record.outputs, &shown.outputs, &tolerances(entry, &journal.config));
    let Some(inputs) = journal.inputs().filter(|_| comparison.reproduced() < comparison.count()) else {
        return forget(context, entry);
    };
    let (key, _) = journal.state(loaded, inputs)?;
    let toolchain =
        crate::run::toolchain::Toolchain::find(&context.root).map_err(|diagnostic| vec![diagnostic])?;
    let seen = Seen {
        key: key.key,
        base: record.header.checksum.clone(),
        made: program_run::provenance(&toolchain, crate::clock::today()),
        outputs: shown.outputs.clone(),
    };
    write(&file_of(context, entry)?, &seen).map_err(|diagnostic| vec![diagnostic])
}

/// Forgets what a check saw: there is nothing to accept.
pub(super) fn forget(context: &Context, entry: &Entry) -> Result<(), Vec<Diagnostic>> {
    let _ = fs::remove_file(file_of(context, entry)?);
    Ok(())
}

/// What the last check saw of an entry, if it saw drift.
///
/// # Errors
/// The file is not as it was written.
pub(super) fn recall(context: &Context, entry: &Entry) -> Result<Option<Kept>, Vec<Diagnostic>> {
    let file = file_of(context, entry)?;
    read(&file).map_err(|why| {
        let message = format!("what the last check saw of `{}` can't be trusted: {why}", entry.slug);
        let hint = format!("run `lossbook check {}` again", entry.slug);
        vec![Diagnostic::new(Severity::Error, message).hint(hint)]
    })
}

impl Kept {
    /// Whether no other check has replaced it meanwhile.
    pub(super) fn is_still_the_last(&self) -> bool {
        matches!(read(&self.file), Ok(Some(now)) if now.checksum == self.checksum)
    }

    /// The same for a record that has taken in a part of it.
    pub(super) fn rebase(mut self, base: String) -> Result<Self, Diagnostic> {
        self.seen.base = base;
        write(&self.file, &self.seen)?;
        let again = read(&self.file).ok().flatten();
        again.ok_or_else(|| {
            Diagnostic::new(Severity::Error, format!("{}: it can't be read back", self.file.display()))
        })
    }
}

fn file_of(context: &Context, entry: &Entry) -> Result<PathBuf, Vec<Diagnostic>> {
    let cache = journal_cache(&context.root).map_err(|diagnostic| vec![diagnostic])?;
    Ok(cache.join("drift").join(format!("{}.json", entry.slug.replace('/', "--"))))
}

/// The checksum of the text on the first line, then the text.
fn write(file: &Path, seen: &Seen) -> Result<(), Diagnostic> {
    let failed = |why: String| Diagnostic::new(Severity::Error, format!("{}: {why}", file.display()));
    let text = serde_json::to_string(seen).map_err(|error| failed(error.to_string()))?;
    let text = format!("{}\n{text}", record::checksum(&text));
    crate::files::write_atomically(file, text.as_bytes()).map_err(|error| failed(error.to_string()))
}

fn read(file: &Path) -> Result<Option<Kept>, String> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    let (checksum, text) = text.split_once('\n').unwrap_or_default();
    if checksum != record::checksum(text) {
        return Err("it was edited or cut off".to_owned());
    }
    let seen = serde_json::from_str(text).map_err(|error| error.to_string())?;
    Ok(Some(Kept { seen, file: file.to_owned(), checksum: checksum.to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::{Seen, read, write};
    use crate::record::Provenance;
    use std::fs;

    fn seen(base: &str) -> Seen {
        let made = Provenance {
            rustc: "rustc 1.95.0".to_owned(),
            target: "x".to_owned(),
            features: "baseline".to_owned(),
            sandbox: "contained".to_owned(),
            date: "2026-11-22".to_owned(),
        };
        Seen { key: "k".to_owned(), base: base.to_owned(), made, outputs: Vec::new() }
    }

    #[test]
    fn another_check_and_an_edit_by_hand_are_noticed() {
        let folder = std::env::temp_dir().join(format!("lossbook-seen-{}", std::process::id()));
        let file = folder.join("one.json");
        write(&file, &seen("a")).expect("a fresh folder can be written");
        let kept = read(&file).expect("it is sound").expect("it is there");
        assert!(kept.is_still_the_last());
        write(&file, &seen("b")).expect("it can be written");
        assert!(!kept.is_still_the_last(), "another check saw something else");
        let text = fs::read_to_string(&file).expect("it can be read").replace("\"k\"", "\"l\"");
        fs::write(&file, text).expect("it can be written");
        assert_eq!(read(&file).expect_err("it was edited"), "it was edited or cut off");
        fs::remove_file(&file).expect("it can be removed");
        assert!(read(&file).expect("none is no mistake").is_none() && !kept.is_still_the_last());
        fs::remove_dir_all(&folder).expect("it can be removed");
    }
}
