//! Knowing that a build has nothing to do: all that the last one read and wrote is as it was.
//!
//! Files are known by their fingerprints, taken before anything is read. Where one was not settled by then, the build leaves no stamp.

use super::Context;
use super::runs::journal_cache;
use crate::cli::Build;
use crate::files;
use crate::fingerprint::{Fingerprint, Fingerprints};
use crate::hash::PartsHasher;
use crate::journal::Journal;
use crate::site::Notes;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What the last whole build of a journal read and wrote.
#[derive(Debug, Serialize, Deserialize, PartialEq)]
pub(super) struct Stamp {
    /// The hash of all that it depended on beside files.
    surroundings: String,
    /// The hash of the files that it read, as they were.
    read: String,
    /// Those that lie outside of the journal's own folders.
    elsewhere: BTreeMap<PathBuf, Option<Fingerprint>>,
    /// The environment variables that entries declare.
    variables: Vec<String>,
    /// What tells the notes on the files that it wrote from all others.
    notes: String,
    /// What it said in the end.
    pub(super) said: String,
}

/// The stamp of the last build if nothing has changed since: neither what it `read`, as that is now, nor what it wrote.
pub(super) fn unchanged(context: &Context, options: &Build, read: &Fingerprints) -> Option<Stamp> {
    let text = fs::read_to_string(file(context, options)?).ok()?;
    let stamp: Stamp = serde_json::from_str(&text).ok()?;
    let output = crate::config::output_folder(&context.root)?;
    let (path, program) = (notes_file(&journal_cache(&context.root).ok()?, &output), program_identity());
    let notes = Notes { path: &path, program: &program };
    let same = stamp.surroundings == surroundings(options, &stamp.variables)
        && read.hash().is_some_and(|read| read == stamp.read)
        && stamp.elsewhere.iter().all(|(path, file)| Fingerprint::at(path) == *file)
        && notes.identity().is_some_and(|notes| notes == stamp.notes)
        && notes.are_of(&output);
    same.then_some(stamp)
}

/// Keeps a stamp of a build that has `read` these files and left nothing undone. A cache that can't be written to only makes the next
/// build slower.
pub(super) fn keep(
    context: &Context,
    options: &Build,
    journal: &Journal,
    notes: Notes<'_>,
    said: &str,
    read: &Fingerprints,
) {
    let elsewhere = elsewhere(context, journal);
    let mut variables: Vec<String> =
        journal.entries.iter().flat_map(|loaded| loaded.entry.front.execute.env.clone()).collect();
    variables.sort();
    if !read.are_settled() || !elsewhere.values().flatten().all(|file| read.is_settled(file)) {
        return;
    }
    let (Some(read), Some(notes)) = (read.hash(), notes.identity()) else { return };
    let surroundings = surroundings(options, &variables);
    let stamp = Stamp { surroundings, read, elsewhere, variables, notes, said: said.to_owned() };
    if let (Some(file), Ok(text)) = (file(context, options), serde_json::to_string(&stamp)) {
        let _ = files::write_in_cache(&file, text.as_bytes());
    }
}

/// The files beyond its own folders that a journal names. They are known only now, when they have been read.
fn elsewhere(context: &Context, journal: &Journal) -> BTreeMap<PathBuf, Option<Fingerprint>> {
    let entries = &context.root.join("entries");
    let data =
        journal.entries.iter().flat_map(|loaded| crate::source::data_files(&context.root, &loaded.entry));
    let mut paths: Vec<PathBuf> =
        data.map(|(_, path)| path).filter(|path| !path.starts_with(entries)).collect();
    let own_crates = crate::run::environment::path_dependency_files(&context.root, &journal.config);
    paths.extend(own_crates.keys().map(|name| context.root.join(name)));
    paths.extend(journal.config.site.files().map(|name| context.root.join(name)));
    paths.into_iter().map(|path| (path.clone(), Fingerprint::at(&path))).collect()
}

/// Builds with other options have other stamps.
fn file(context: &Context, options: &Build) -> Option<PathBuf> {
    let name = blake3::hash(format!("{options:?}").as_bytes()).to_hex()[..8].to_owned();
    Some(journal_cache(&context.root).ok()?.join(format!("built-{name}.json")))
}

/// The file of the notes on the site in a folder.
pub(super) fn notes_file(cache: &Path, output: &Path) -> PathBuf {
    let hash = blake3::hash(output.as_os_str().as_encoded_bytes()).to_hex();
    cache.join(format!("site-{}", &hash[..8]))
}

/// The hash of all that a build depends on beside files.
fn surroundings(options: &Build, variables: &[String]) -> String {
    let mut hasher = PartsHasher::default();
    // Another day may bring an entry that was dated in the future; another binary may render otherwise.
    hasher.add(format!("{options:?} {}", crate::clock::today()));
    hasher.add(program_identity());
    for name in variables {
        hasher.add(format!("{name}={:?}", std::env::var_os(name)));
    }
    hasher.digits(32)
}

/// This very program: its version, and the size and time of its file.
pub(super) fn program_identity() -> String {
    let metadata = std::env::current_exe().and_then(fs::metadata).ok();
    let modified = metadata.as_ref().and_then(|metadata| metadata.modified().ok());
    format!("{} {:?} {modified:?}", env!("CARGO_PKG_VERSION"), metadata.map(|metadata| metadata.len()))
}
