//! `lossbook export`: an entry as a cargo project of its own.

use super::run::is_runnable;
use super::{Context, Verdict};
use crate::diagnostic::{Diagnostic, Severity};
use crate::export::{self, Files, Sources};
use crate::journal::{Journal, Loaded};
use crate::plan::State;
use crate::record::Record;
use crate::run::environment;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
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
        let sources = sources(&journal)
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
pub(super) fn sources(journal: &Journal) -> Option<Sources> {
    Some(Sources {
        lock: environment::lock::current(&journal.root, &journal.config)?,
        own_crates: environment::path_dependency_sources(&journal.root, &journal.config),
    })
}

/// The archives of the entries at `chosen`; those without a record have none.
pub(super) fn archives(journal: &Journal, chosen: &[usize]) -> Result<Vec<Option<Vec<u8>>>, Vec<Diagnostic>> {
    let recorded =
        |at: &usize| journal.entries[*at].record.as_ref().filter(|_| is_runnable(&journal.entries[*at]));
    let wanted = journal.config.site.archives && chosen.iter().any(|at| recorded(at).is_some());
    let Some(sources) = sources(journal).filter(|_| wanted) else { return Ok(vec![None; chosen.len()]) };
    let place = |name: &str| Some(environment::cache_folder().ok()?.join(format!("archives-{name}")));
    let shared = export::pack_shared(
        &sources,
        |name| fs::read(place(name)?).ok(),
        |name, bytes| {
            // A cache that can't be written to only makes the next build slower.
            let _ = place(name).map(|place| crate::files::write_in_cache(&place, bytes));
        },
    );
    let archive = |at: &usize| {
        let loaded = &journal.entries[*at];
        let Some(record) = recorded(at) else { return Ok(None) };
        let own = own_files(journal, loaded, record, &sources)?;
        Ok(export::archive(export::folder_name(&loaded.entry), &shared, &own))
    };
    chosen.par_iter().map(archive).collect()
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
