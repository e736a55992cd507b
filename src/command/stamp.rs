//! Knowing that a build has nothing to do: all that the last one read and wrote is as it was.

use super::Context;
use super::runs::journal_cache;
use crate::cli::Build;
use crate::hash::PartsHasher;
use crate::journal::Journal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// What the last whole build of a journal read and wrote.
#[derive(Debug, Serialize, Deserialize, PartialEq)]
pub(super) struct Stamp {
    /// The hash of all that it read.
    read: String,
    /// The files outside of the journal's own folders that it read.
    elsewhere: Vec<PathBuf>,
    /// The environment variables that entries declare.
    variables: Vec<String>,
    /// The files of the site with their sizes and times.
    written: BTreeMap<String, (u64, u128)>,
    /// What it said in the end.
    pub(super) said: String,
}

/// The stamp of the last build if nothing has changed since: neither what it read nor what it wrote.
pub(super) fn unchanged(context: &Context, options: &Build) -> Option<Stamp> {
    let text = fs::read_to_string(file(context, options)?).ok()?;
    let stamp: Stamp = serde_json::from_str(&text).ok()?;
    let output = crate::config::output_folder(&context.root)?;
    let same = read_hash(context, options, &stamp.elsewhere, &stamp.variables)
        .is_some_and(|read| read == stamp.read)
        && stamp.written == written(&output);
    same.then_some(stamp)
}

/// Keeps a stamp of a build that left nothing undone. A cache that can't be written to only makes the next build slower.
pub(super) fn keep(context: &Context, options: &Build, journal: &Journal, output: &Path, said: &str) {
    let entries = &context.root.join("entries");
    let data =
        journal.entries.iter().flat_map(|loaded| crate::source::data_files(&context.root, &loaded.entry));
    let mut elsewhere: Vec<PathBuf> =
        data.map(|(_, path)| path).filter(|path| !path.starts_with(entries)).collect();
    let own_crates = crate::run::environment::path_dependency_files(&context.root, &journal.config);
    elsewhere.extend(own_crates.keys().map(|name| context.root.join(name)));
    elsewhere.extend(journal.config.site.files().map(|name| context.root.join(name)));
    let mut variables: Vec<String> =
        journal.entries.iter().flat_map(|loaded| loaded.entry.front.execute.env.clone()).collect();
    variables.sort();
    let Some(read) = read_hash(context, options, &elsewhere, &variables) else { return };
    let stamp = Stamp { read, elsewhere, variables, written: written(output), said: said.to_owned() };
    if let (Some(file), Ok(text)) = (file(context, options), serde_json::to_string(&stamp)) {
        let _ = crate::files::write_in_cache(&file, text.as_bytes());
    }
}

/// Builds with other options have other stamps.
fn file(context: &Context, options: &Build) -> Option<PathBuf> {
    let name = blake3::hash(format!("{options:?}").as_bytes()).to_hex()[..8].to_owned();
    Some(journal_cache(&context.root).ok()?.join(format!("built-{name}.json")))
}

/// The hash of all that a build reads; nothing if that can't be known without reading a folder that a link leads to.
fn read_hash(
    context: &Context,
    options: &Build,
    elsewhere: &[PathBuf],
    variables: &[String],
) -> Option<String> {
    let mut hasher = PartsHasher::default();
    let mut add = |bytes: &[u8]| hasher.add(bytes);
    // Another day may bring an entry that was dated in the future; another binary may render otherwise.
    add(format!("{options:?} {}", crate::clock::today()).as_bytes());
    add(program_identity().as_bytes());
    for name in variables {
        add(format!("{name}={:?}", std::env::var_os(name)).as_bytes());
    }
    for path in ["lossbook.toml", "lossbook.lock"].map(|name| context.root.join(name)).iter().chain(elsewhere)
    {
        add(path.as_os_str().as_encoded_bytes());
        add(&fs::read(path).unwrap_or_default());
    }
    for folder in ["entries", "templates"] {
        for item in
            WalkDir::new(context.root.join(folder)).sort_by_file_name().into_iter().filter_map(Result::ok)
        {
            // Only regular files are opened: a pipe would hang the build.
            if item.file_type().is_file() {
                add(item.path().as_os_str().as_encoded_bytes());
                add(&fs::read(item.path()).unwrap_or_default());
            } else if item.path_is_symlink() {
                add(fs::read_link(item.path()).unwrap_or_default().as_os_str().as_encoded_bytes());
                match fs::metadata(item.path()) {
                    Ok(target) if target.is_file() => add(&fs::read(item.path()).unwrap_or_default()),
                    Ok(target) if target.is_dir() => return None,
                    _ => {}
                }
            }
        }
    }
    Some(hasher.hash().to_hex().to_string())
}

/// This very program: its version, and the size and time of its file.
pub(super) fn program_identity() -> String {
    let metadata = std::env::current_exe().and_then(fs::metadata).ok();
    let modified = metadata.as_ref().and_then(|metadata| metadata.modified().ok());
    format!("{} {:?} {modified:?}", env!("CARGO_PKG_VERSION"), metadata.map(|metadata| metadata.len()))
}

fn written(output: &Path) -> BTreeMap<String, (u64, u128)> {
    let files = WalkDir::new(output)
        .into_iter()
        .filter_entry(|item| item.file_name() != ".git")
        .filter_map(Result::ok);
    let files = files.filter(|item| item.file_type().is_file());
    files
        .filter_map(|item| {
            let metadata = item.metadata().ok()?;
            let time = crate::files::modified(&metadata)?;
            let name = item.path().strip_prefix(output).ok()?.to_string_lossy().into_owned();
            Some((name, (metadata.len(), time)))
        })
        .collect()
}
