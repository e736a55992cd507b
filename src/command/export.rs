//! `lossbook export`: an entry as a cargo project of its own.

use super::run::is_runnable;
use super::{Context, Verdict};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity};
use crate::export::{self, Files, Packed, Sources};
use crate::hash::PartsHasher;
use crate::journal::{Journal, Loaded};
use crate::plan::State;
use crate::record::Record;
use crate::run::environment;
use crate::site::Archive;
use blake3::Hash;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::{fs, io};

pub(super) fn export(context: &Context, name: &str, dir: Option<&Path>) -> Result<Verdict, Vec<Diagnostic>> {
    let journal = Journal::load(&context.root)?;
    let chosen = journal.select(&[name.to_owned()])?;
    for loaded in chosen.into_iter().map(|at| &journal.entries[at]) {
        if loaded.broken {
            journal.diagnostics.iter().for_each(|diagnostic| context.console.diagnostic(diagnostic));
            return Ok(Verdict::Found);
        }
        let record = fresh_record(&journal, loaded)?;
        let sources = sources(&journal.root, &journal.config)
            .ok_or_else(|| failed("[cells.dependencies] have no versions yet", &loaded.entry.slug))?;
        let mut files = export::shared_files(&sources);
        files.extend(own_files(&journal, loaded, record, &sources)?);
        let folder = dir.map_or_else(|| PathBuf::from(export::folder_name(&loaded.entry)), Path::to_owned);
        write(&folder, &files).map_err(|error| {
            let message = format!("{} can't be written: {error}", folder.display());
            vec![
                Diagnostic::new(Severity::Error, message)
                    .hint("name another folder: `lossbook export ENTRY DIR`"),
            ]
        })?;
        context.console.note(&format!(
            "exported {} into {}: `cargo run` prints what it shows, `cargo test` compares it with the record",
            loaded.entry.slug,
            folder.display()
        ));
    }
    Ok(Verdict::Good)
}

/// What exports take from the journal's folder; nothing while its dependencies have no versions.
fn sources(root: &Path, config: &Config) -> Option<Sources> {
    let lock = environment::lock::current(root, config)?;
    Some(Sources {
        lock: export::whole_lock(&lock, config),
        own_crates: environment::path_dependency_sources(root, config),
    })
}

/// What all archives of a journal share.
#[derive(Debug)]
pub(super) struct Shared {
    sources: Sources,
    /// The hash of all that is packed, and of how.
    made_of: String,
    packed: BTreeMap<String, Packed>,
}

/// Whether there are entries to offer as archives.
fn are_offered(journal: &Journal) -> bool {
    journal.config.site.archives && journal.entries.iter().any(is_runnable)
}

/// Makes ready what all archives of a journal share, on a thread of its own: there is time for it while entries run.
pub(super) fn prepare(journal: &Journal) -> JoinHandle<Option<Shared>> {
    let (root, config, are_offered) = (journal.root.clone(), journal.config.clone(), are_offered(journal));
    std::thread::spawn(move || if are_offered { shared(&root, &config) } else { None })
}

fn shared(root: &Path, config: &Config) -> Option<Shared> {
    let sources = sources(root, config)?;
    let place = |name: &str| Some(environment::cache_folder().ok()?.join(format!("archives-{name}")));
    let (made_of, packed) = export::pack_shared(
        &sources,
        |name| fs::read(place(name)?).ok(),
        |name, bytes| {
            // A cache that can't be written to only makes the next build slower.
            let _ = place(name).map(|place| crate::files::write_in_cache(&place, bytes));
        },
    );
    Some(Shared { sources, made_of, packed })
}

/// What was prepared, if the journal offers archives.
pub(super) fn finish(journal: &Journal, prepared: JoinHandle<Option<Shared>>) -> Option<Shared> {
    let prepared = prepared.join().ok().flatten();
    // The dependencies may have had no versions then.
    prepared.or_else(|| if are_offered(journal) { shared(&journal.root, &journal.config) } else { None })
}

/// The archives of the entries at `chosen`, whose records are fresh; those without a record have none.
pub(super) fn archives<'a>(
    journal: &'a Journal,
    chosen: &[usize],
    shared: Option<&'a Shared>,
) -> Vec<Option<Archive<'a>>> {
    let Some(shared) = shared else { return chosen.iter().map(|_| None).collect() };
    let Shared { sources, made_of, packed } = shared;
    let all_made_of = format!("{made_of} {:?} {}", journal.config, sources.lock);
    let archive = |at: &usize| {
        let loaded = &journal.entries[*at];
        let record = loaded.record.as_ref().filter(|_| is_runnable(loaded))?;
        Some(Archive::new(made_of_entry(&all_made_of, loaded, record), move || {
            let own = own_files(journal, loaded, record, sources)?;
            Ok(export::archive(export::folder_name(&loaded.entry), packed, &own))
        }))
    };
    chosen.iter().map(archive).collect()
}

/// The hash of all that goes into the project of an entry with a fresh record, whose key knows the data.
fn made_of_entry(shared: &str, loaded: &Loaded, record: &Record) -> Hash {
    let entry = &loaded.entry;
    let settings = format!("{} {:?} {:?}", entry.slug, entry.front, record.header);
    let parts = [shared, &entry.source.path, &entry.source.text, &settings];
    parts.into_iter().collect::<PartsHasher>().hash()
}

/// The part of an entry's project that is its own.
pub(super) fn own_files(
    journal: &Journal,
    loaded: &Loaded,
    record: &Record,
    sources: &Sources,
) -> Result<Files, Vec<Diagnostic>> {
    let entry = &loaded.entry;
    let mut data = Files::new();
    for (name, path) in crate::source::data_files(&journal.root, entry) {
        let bytes = fs::read(&path).map_err(|error| {
            let message = format!("{}: data file `{name}`: {error}", entry.source.path);
            vec![Diagnostic::new(Severity::Error, message)]
        })?;
        data.insert(name.trim_start_matches("./").to_owned(), bytes);
    }
    export::own_files(entry, record, &journal.config, sources, data)
}

/// The record of an entry that has something to export.
fn fresh_record<'a>(journal: &'a Journal, loaded: &'a Loaded) -> Result<&'a Record, Vec<Diagnostic>> {
    let slug = &loaded.entry.slug;
    let inputs = journal.inputs().ok_or_else(|| failed("[cells.dependencies] have no versions yet", slug))?;
    match (journal.state(loaded, inputs)?.1, &loaded.record) {
        (State::Fresh, Some(record)) => Ok(record),
        (State::Prose, _) => {
            let message = format!("`{slug}` has no code to export");
            Err(vec![Diagnostic::new(Severity::Error, message)])
        }
        (State::Stale(changes), _) => {
            let changed = super::changes::in_a_line(&loaded.entry, &changes);
            Err(failed(&format!("the record of `{slug}` is stale: {changed}"), slug))
        }
        _ => Err(failed(&format!("`{slug}` has no record"), slug)),
    }
}

fn failed(message: &str, slug: &str) -> Vec<Diagnostic> {
    vec![Diagnostic::new(Severity::Error, message).hint(format!("run `lossbook run {slug}` first"))]
}

/// Writes a folder whole or not at all; one with something in it is left alone.
fn write(folder: &Path, files: &Files) -> io::Result<()> {
    let name = folder.file_name().ok_or_else(|| io::Error::other("it has no name of its own"))?;
    if fs::read_dir(folder).is_ok_and(|mut items| items.next().is_some()) {
        return Err(io::Error::other("there is something in it already"));
    }
    let new = folder.with_file_name(format!(".{}.lossbook-new", name.to_string_lossy()));
    if new.exists() {
        fs::remove_dir_all(&new)?;
    }
    let written = files.iter().try_for_each(|(path, bytes)| {
        let file = new.join(path);
        fs::create_dir_all(file.parent().unwrap_or(&new))?;
        fs::write(file, bytes)
    });
    let moved = written.and_then(|()| fs::rename(&new, folder));
    if moved.is_err() {
        // What is left is of no use, and the next export of the name clears it away.
        let _ = fs::remove_dir_all(&new);
    }
    moved
}
