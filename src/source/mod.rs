//! Finds entries and reads each file once.
//!
//! Below `entries/`, a Markdown file is an entry, a folder with an `index.md` is an entry with files of its own (a bundle),
//! and any other folder is a section whose name prefixes its entries' addresses. Only regular files are opened: a pipe or
//! a device is refused by its kind, without waiting on it.

mod encoding;

use crate::diagnostic::{Diagnostic, Severity, SourceText, has_errors};
use crate::entry::{Entry, FrontMatterDefaults, address_of};
use crate::files::{folders_above, slashed};
use crate::record::{self, reproduction};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::WalkDir;

pub use encoding::{mend_encoding, text_of};

/// The largest entry that is read.
pub const SIZE_LIMIT: u64 = 10 << 20;

/// What lies below `entries/`.
#[derive(Debug, Default)]
pub struct Found {
    /// The entries, by path.
    pub entries: Vec<FoundEntry>,
    /// The sections, by path.
    pub sections: Vec<Section>,
}

/// One entry's file.
#[derive(Debug)]
pub struct FoundEntry {
    /// Its text.
    pub source: Arc<SourceText>,
    /// Its address, if its front matter names no other.
    pub slug: String,
    /// Whether it is an `index.md` with files beside it.
    pub bundle: bool,
    /// The front matter that its section gives to all its entries.
    pub defaults: Option<FrontMatterDefaults>,
    /// What is wrong with its file, if anything is.
    pub state: FileState,
    /// Whether anything was told of its file, if only a warning.
    pub is_told: bool,
    /// Its file.
    pub file: PathBuf,
    /// The other files of a bundle.
    pub assets: Vec<PathBuf>,
    /// Whether there is a record beside it.
    pub has_record: bool,
    /// Whether there is what a check found of that.
    pub has_check: bool,
}

/// How far a file could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// As it should.
    Sound,
    /// It is text, but something in it must be mended.
    Broken,
    /// Not at all: its text is empty, and what is missing from it is no mistake of its author.
    Unreadable,
}

/// A folder of entries.
#[derive(Debug, Clone)]
pub struct Section {
    /// The address of its page below the site's root, without slashes at its ends.
    pub path: String,
    /// Its folder's own name.
    pub name: String,
    /// Its `_index.md`, if it has one.
    pub index: Option<Arc<SourceText>>,
}

impl Section {
    /// A folder by its path below `entries/`, without what stands in it.
    fn of(folder: &str) -> Self {
        let name = folder.rsplit('/').next().unwrap_or(folder).to_owned();
        Self { path: address_of(folder), name, index: None }
    }
}

/// Text that need not be read: that of an entry's file, by its path from the journal's folder and by where it lies.
pub type KnownText<'k> = &'k (dyn Fn(&str, &Path) -> Option<SourceText> + Sync);

/// Finds all entries of the journal at `root`, reads those that are not `known`, and tells what is wrong with single files.
///
/// # Errors
/// There is no `entries/`.
pub fn find(root: &Path, known: KnownText<'_>) -> Result<(Found, Vec<Diagnostic>), Vec<Diagnostic>> {
    let folder = root.join("entries");
    if !folder.is_dir() {
        return Err(vec![
            Diagnostic::new(Severity::Error, format!("there is no folder `entries` in {}", root.display()))
                .hint("entries are Markdown files in entries/; `lossbook new SLUG` makes the first"),
        ]);
    }
    let mut diagnostics = Vec::new();
    let files = regular_files(root, &folder, &mut diagnostics);
    let bundles: BTreeSet<&Path> = files
        .iter()
        .filter(|path| path.file_name().is_some_and(|name| name == "index.md"))
        .filter_map(|path| path.parent())
        .filter(|parent| *parent != folder)
        .collect();
    // A bundle within a bundle is but a file of the outer one.
    let bundle_of =
        |path: &Path| path.ancestors().filter_map(|ancestor| bundles.get(ancestor).copied()).last();
    let mut assets: BTreeMap<&Path, Vec<PathBuf>> = BTreeMap::new();
    for (bundle, path) in files.iter().filter_map(|path| Some((bundle_of(path)?, path))) {
        if *path != bundle.join("index.md") && !is_record(path) {
            assets.entry(bundle).or_default().push(path.clone());
        }
    }
    let is_result =
        |path: &&Path| path.extension().is_some_and(|ending| ending == "json" || ending == "jsonl");
    let results: BTreeSet<&Path> = files.iter().map(PathBuf::as_path).filter(is_result).collect();
    let mut found = Found::default();
    let mut sections: BTreeMap<String, Section> = BTreeMap::new();
    let mut pending = Vec::new();
    for path in &files {
        let relative = slashed(path.strip_prefix(&folder).unwrap_or(path));
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        if let Some(bundle) = bundle_of(path) {
            if *path == bundle.join("index.md") {
                let slug = relative.trim_end_matches("/index.md").to_owned();
                pending.push((path.clone(), slug, true, assets.remove(bundle).unwrap_or_default()));
            }
        } else if path.file_name().is_some_and(|name| name == "_index.md") {
            let folder = relative.trim_end_matches("_index.md").trim_end_matches('/').to_owned();
            let (source, state) = read(root, path, &|_, _| None, &mut diagnostics);
            let index = (state != FileState::Unreadable).then_some(source);
            let section = Section { index, ..Section::of(&folder) };
            sections.insert(folder, section);
        } else {
            pending.push((path.clone(), relative.trim_end_matches(".md").to_owned(), false, Vec::new()));
        }
    }
    let mut cascades = BTreeMap::new();
    for (name, section) in &sections {
        let cascade = section.index.as_ref().and_then(|index| crate::entry::cascade(index, &mut diagnostics));
        cascades.insert(name.clone(), cascade);
    }
    let read_one = |(file, ..): &(PathBuf, String, bool, Vec<PathBuf>)| {
        let mut diagnostics = Vec::new();
        (read(root, file, known, &mut diagnostics), diagnostics)
    };
    let texts: Vec<_> = pending.par_iter().map(read_one).collect();
    for ((file, slug, bundle, assets), ((source, state), wrong)) in pending.into_iter().zip(texts) {
        let is_told = !wrong.is_empty();
        diagnostics.extend(wrong);
        // What leads to a folder in a folder is a section as well.
        for folder in folders_above(&slug) {
            sections.entry(folder.to_owned()).or_insert_with(|| Section::of(folder));
        }
        // The nearest folder above that gives something gives it.
        let defaults = folders_above(&slug).find_map(|folder| cascades.get(folder)?.clone());
        let is_there = |path: PathBuf| results.contains(path.as_path());
        let (has_record, has_check) =
            (is_there(record::path_of(&file)), is_there(reproduction::path_of(&file)));
        found.entries.push(FoundEntry {
            source,
            slug,
            bundle,
            defaults,
            state,
            is_told,
            file,
            assets,
            has_record,
            has_check,
        });
    }
    found.sections = sections.into_values().filter(|section| !section.path.is_empty()).collect();
    Ok((found, diagnostics))
}

/// Whether a file of a bundle is Lossbook's own: a record, or what a check found of it.
fn is_record(path: &Path) -> bool {
    path.to_string_lossy().ends_with(".record.jsonl")
        || path.file_name().is_some_and(|name| name == "index.check.json")
}

/// The regular files below `folder`, sorted, and what is wrong with the rest.
fn regular_files(root: &Path, folder: &Path, diagnostics: &mut Vec<Diagnostic>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut walk = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
    while let Some(item) = walk.next() {
        let mut wrong = |path: &Path, message: String, hint: &str| {
            let name = slashed(path.strip_prefix(root).unwrap_or(path));
            diagnostics.push(Diagnostic::new(Severity::Error, format!("{name}: {message}")).hint(hint));
        };
        match item {
            Ok(item) if item.depth() > 0 && is_hidden(item.path()) => {
                if item.file_type().is_dir() {
                    walk.skip_current_dir();
                }
            }
            Ok(item) if item.path_is_symlink() && leads_outside(root, item.path()) => {
                // Nothing behind it is read.
                if item.file_type().is_dir() {
                    walk.skip_current_dir();
                }
                wrong(
                    item.path(),
                    "this link leads out of the journal".to_owned(),
                    "copy the file into the journal",
                );
            }
            Ok(item) if item.file_type().is_file() => files.push(item.into_path()),
            Ok(item) if item.file_type().is_dir() => {}
            Ok(item) => wrong(
                item.path(),
                "this is neither a file nor a folder, and was not opened".to_owned(),
                "move pipes, sockets and devices out of entries/",
            ),
            // Editors leave links that lead nowhere (`.#entry.md`) beside a file that they have open.
            Err(error) if error.path().is_some_and(is_hidden) => {}
            Err(error) => {
                let path = error.path().map_or_else(|| folder.to_owned(), Path::to_owned);
                let message = match error.loop_ancestor() {
                    Some(ancestor) => format!(
                        "this link leads back to {}",
                        slashed(ancestor.strip_prefix(root).unwrap_or(ancestor))
                    ),
                    None => error.io_error().map_or_else(|| error.to_string(), ToString::to_string),
                };
                wrong(&path, message, "mend or remove it");
            }
        }
    }
    files
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

fn leads_outside(root: &Path, path: &Path) -> bool {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    path.canonicalize().is_ok_and(|target| !target.starts_with(root))
}

/// Reads a file that is not `known`. Gives its text, as far as it is text, and how far that is.
fn read(
    root: &Path,
    path: &Path,
    known: KnownText<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Arc<SourceText>, FileState) {
    let name = slashed(path.strip_prefix(root).unwrap_or(path));
    if let Some(known) = known(&name, path) {
        return (Arc::new(known), FileState::Sound);
    }
    let empty = || Arc::new(SourceText::new(name.clone(), String::new()));
    let mut wrong = |message: String, hint: &str| {
        diagnostics.push(Diagnostic::new(Severity::Error, format!("{name}: {message}")).hint(hint));
        (empty(), FileState::Unreadable)
    };
    let (mut file, size) = match File::open(path).and_then(|file| Ok((file.metadata()?.len(), file))) {
        Ok((size, file)) => (file, size),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return wrong(error.to_string(), "is it still there?");
        }
        Err(error) => return wrong(error.to_string(), "can it be read?"),
    };
    if size > SIZE_LIMIT {
        let (size, most) = (size.div_ceil(1 << 20), SIZE_LIMIT >> 20);
        return wrong(
            format!("this entry takes {size} MiB; an entry may take {most} MiB"),
            "keep data in files of its own",
        );
    }
    // With room for a byte more the end is found without asking for more room.
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
    if let Err(error) = file.read_to_end(&mut bytes) {
        return wrong(error.to_string(), "can it be read?");
    }
    match encoding::decode(&name, bytes) {
        Ok((source, found)) => {
            let broken = has_errors(&found);
            diagnostics.extend(found);
            (source, if broken { FileState::Broken } else { FileState::Sound })
        }
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            (empty(), FileState::Unreadable)
        }
    }
}

/// The data files that an entry declares: the name that its cells know each by, and where it lies.
pub fn data_files(root: &Path, entry: &Entry) -> Vec<(String, PathBuf)> {
    let folder = root.join(&entry.source.path);
    let folder = folder.parent().unwrap_or(root);
    entry.front.data.iter().map(|name| (name.clone(), folder.join(name))).collect()
}
