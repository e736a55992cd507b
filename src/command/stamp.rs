//! Knowing that a build has nothing to do: all that the last one read and wrote is as it was.
//!
//! A file that was read is as it was while its size, its times and its place on the disk are. These are looked at before anything is
//! read: what changes after that, or is written by the build itself, is then found to be another at the next. Only what has changed just
//! before may not be known by its times, and such a build leaves no stamp.

use super::Context;
use super::runs::journal_cache;
use crate::cli::Build;
use crate::files;
use crate::hash::PartsHasher;
use crate::journal::Journal;
use crate::site::Notes;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What the last whole build of a journal read and wrote.
#[derive(Debug, Serialize, Deserialize, PartialEq)]
pub(super) struct Stamp {
    /// The hash of all that it depended on beside files.
    surroundings: String,
    /// The hash of the files that it read, as they were.
    read: String,
    /// Those that lie outside of the journal's own folders.
    elsewhere: BTreeMap<PathBuf, Option<Seen>>,
    /// The environment variables that entries declare.
    variables: Vec<String>,
    /// What tells the notes on the files that it wrote from all others.
    notes: String,
    /// What it said in the end.
    pub(super) said: String,
}

/// By what it is known that a file is as it was.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, PartialEq)]
struct Seen {
    size: u64,
    /// When its bytes were last changed, in nanoseconds.
    modified: u128,
    /// When anything about it was last changed: no program can set that back.
    changed: u128,
    inode: u64,
}

impl Seen {
    /// The file at a path, if there is one.
    fn at(path: &Path) -> Option<Self> {
        Some(Self::new(&fs::metadata(path).ok()?))
    }

    fn new(metadata: &Metadata) -> Self {
        let modified = files::modified(metadata).unwrap_or(0);
        let (changed, inode) = files::change_and_inode(metadata).unwrap_or((modified, 0));
        Self { size: metadata.len(), modified, changed, inode }
    }
}

/// The clock that files are stamped by lags behind by up to so much.
const CLOCKS_DIFFER: Duration = Duration::from_millis(20);

/// What there was to read when a build began.
#[derive(Debug)]
pub(super) struct Before {
    began: SystemTime,
    /// The files of the journal's own folders; nothing if they can't be known without reading a folder that a link leads to.
    read: Option<BTreeMap<PathBuf, Seen>>,
}

impl Before {
    pub(super) fn look(context: &Context) -> Self {
        Self { began: SystemTime::now(), read: read(context) }
    }

    /// The hash of what was seen.
    fn hash(&self) -> Option<String> {
        let mut hasher = PartsHasher::default();
        for (path, Seen { size, modified, changed, inode }) in self.read.as_ref()? {
            hasher.add(path.as_os_str().as_encoded_bytes());
            [u128::from(*size), *modified, *changed, u128::from(*inode)]
                .into_iter()
                .for_each(|part| hasher.add(part.to_le_bytes()));
        }
        Some(hasher.digits(32))
    }

    /// The stamp of the last build if nothing has changed since: neither what it read nor what it wrote.
    pub(super) fn unchanged(&self, context: &Context, options: &Build) -> Option<Stamp> {
        let text = fs::read_to_string(file(context, options)?).ok()?;
        let stamp: Stamp = serde_json::from_str(&text).ok()?;
        let output = crate::config::output_folder(&context.root)?;
        let (path, program) = (notes_file(&journal_cache(&context.root).ok()?, &output), program_identity());
        let notes = Notes { path: &path, program: &program };
        let same = stamp.surroundings == surroundings(options, &stamp.variables)
            && self.hash().is_some_and(|read| read == stamp.read)
            && stamp.elsewhere.iter().all(|(path, seen)| Seen::at(path) == *seen)
            && notes.identity().is_some_and(|notes| notes == stamp.notes)
            && notes.are_of(&output);
        same.then_some(stamp)
    }

    /// Keeps a stamp of a build that began with this and left nothing undone. A cache that can't be written to only makes the next
    /// build slower.
    pub(super) fn keep(
        &self,
        context: &Context,
        options: &Build,
        journal: &Journal,
        notes: Notes<'_>,
        said: &str,
    ) {
        let elsewhere = elsewhere(context, journal);
        let mut variables: Vec<String> =
            journal.entries.iter().flat_map(|loaded| loaded.entry.front.execute.env.clone()).collect();
        variables.sort();
        let began = self.began.duration_since(UNIX_EPOCH).unwrap_or_default();
        let safe = began.saturating_sub(CLOCKS_DIFFER).as_nanos();
        let seen = self.read.iter().flat_map(BTreeMap::values).chain(elsewhere.values().flatten());
        if seen.into_iter().any(|seen| seen.changed >= safe) {
            return;
        }
        let (Some(read), Some(notes)) = (self.hash(), notes.identity()) else { return };
        let surroundings = surroundings(options, &variables);
        let stamp = Stamp { surroundings, read, elsewhere, variables, notes, said: said.to_owned() };
        if let (Some(file), Ok(text)) = (file(context, options), serde_json::to_string(&stamp)) {
            let _ = files::write_in_cache(&file, text.as_bytes());
        }
    }
}

/// The files beyond its own folders that a journal names. They are known only now, when they have been read.
fn elsewhere(context: &Context, journal: &Journal) -> BTreeMap<PathBuf, Option<Seen>> {
    let entries = &context.root.join("entries");
    let data =
        journal.entries.iter().flat_map(|loaded| crate::source::data_files(&context.root, &loaded.entry));
    let mut paths: Vec<PathBuf> =
        data.map(|(_, path)| path).filter(|path| !path.starts_with(entries)).collect();
    let own_crates = crate::run::environment::path_dependency_files(&context.root, &journal.config);
    paths.extend(own_crates.keys().map(|name| context.root.join(name)));
    paths.extend(journal.config.site.files().map(|name| context.root.join(name)));
    paths.into_iter().map(|path| (path.clone(), Seen::at(&path))).collect()
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

/// The files of the journal's own folders; nothing if they can't be known without reading a folder that a link leads to.
fn read(context: &Context) -> Option<BTreeMap<PathBuf, Seen>> {
    let single = ["lossbook.toml", "lossbook.lock"].map(|name| context.root.join(name));
    let mut seen: BTreeMap<PathBuf, Seen> =
        single.into_iter().filter_map(|path| Some((path.clone(), Seen::at(&path)?))).collect();
    for folder in ["entries", "templates"] {
        let items = files::tree(&context.root.join(folder), &|_| true);
        let looked = items.into_par_iter().map(|item| {
            let target = fs::metadata(item.path()).ok();
            if item.path_is_symlink() && target.as_ref().is_some_and(Metadata::is_dir) {
                return Err(());
            }
            // A link that leads elsewhere is another file.
            let file = target.filter(Metadata::is_file).map(|data| Seen::new(&data));
            Ok(file.map(|seen| (item.into_path(), seen)))
        });
        let looked: Vec<Option<(PathBuf, Seen)>> = looked.collect::<Result<_, ()>>().ok()?;
        seen.extend(looked.into_iter().flatten());
    }
    Some(seen)
}

/// This very program: its version, and the size and time of its file.
pub(super) fn program_identity() -> String {
    let metadata = std::env::current_exe().and_then(fs::metadata).ok();
    let modified = metadata.as_ref().and_then(|metadata| metadata.modified().ok());
    format!("{} {:?} {modified:?}", env!("CARGO_PKG_VERSION"), metadata.map(|metadata| metadata.len()))
}
