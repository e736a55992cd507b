//! `lossbook accept`: the drift that the last check found becomes the record.

use super::run::new_record;
use super::runs::journal_cache;
use super::{Context, Verdict};
use crate::check::{cell_name, compare, tolerances};
use crate::diagnostic::{Diagnostic, Severity};
use crate::entry::{Entry, Role};
use crate::journal::{Journal, Loaded};
use crate::record::{self, Output, Provenance, Record};
use crate::run::program_run::{self, Shown};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::PathBuf;

/// What a check saw of an entry, kept until it is accepted or another check replaces it.
#[derive(Debug, Serialize, Deserialize)]
struct Seen {
    /// The key that the entry had.
    key: String,
    /// The checksum of the record that the run was compared with.
    base: String,
    made: Provenance,
    outputs: Vec<Output>,
}

/// Keeps what a check saw, if it differs from the record; forgets what an earlier one saw.
pub(super) fn remember(
    context: &Context,
    journal: &Journal,
    at: usize,
    shown: &Shown,
) -> Result<(), Vec<Diagnostic>> {
    let loaded = &journal.entries[at];
    let file = seen_file(context, &loaded.entry)?;
    let Some(record) = &loaded.record else { return Ok(()) };
    let drifted =
        !compare(&loaded.entry, &record.outputs, &shown.outputs, &tolerances(&loaded.entry, &journal.config))
            .findings()
            .is_empty();
    let Some(inputs) = journal.inputs().filter(|_| drifted) else {
        // Nothing to accept; what an earlier check saw holds no longer.
        let _ = fs::remove_file(&file);
        return Ok(());
    };
    let (key, _) = journal.state(loaded, &inputs)?;
    let toolchain =
        crate::run::toolchain::Toolchain::find(&context.root).map_err(|diagnostic| vec![diagnostic])?;
    let seen = Seen {
        key: key.key,
        base: record.header.checksum.clone(),
        made: program_run::provenance(&toolchain, crate::clock::today()),
        outputs: shown.outputs.clone(),
    };
    let text = serde_json::to_string(&seen).map_err(|error| vec![failed(error.to_string())])?;
    crate::files::write_atomically(&file, text.as_bytes())
        .map_err(|error| vec![failed(format!("{}: {error}", file.display()))])
}

/// Forgets what a check saw: there is nothing to accept.
pub(super) fn forget(context: &Context, entry: &Entry) -> Result<(), Vec<Diagnostic>> {
    let _ = fs::remove_file(seen_file(context, entry)?);
    Ok(())
}

fn seen_file(context: &Context, entry: &Entry) -> Result<PathBuf, Vec<Diagnostic>> {
    let cache = journal_cache(&context.root).map_err(|diagnostic| vec![diagnostic])?;
    Ok(cache.join("drift").join(format!("{}.json", entry.slug.replace('/', "--"))))
}

pub(super) fn accept(context: &Context, names: &[String]) -> Result<Verdict, Vec<Diagnostic>> {
    let journal = Journal::load(&context.root)?;
    let mut wanted: Vec<(usize, Option<String>)> = Vec::new();
    for name in names {
        let (entry, cell) = name
            .split_once('#')
            .map_or((name.as_str(), None), |(entry, cell)| (entry, Some(cell.to_owned())));
        wanted.extend(journal.select(&[entry.to_owned()])?.into_iter().map(|at| (at, cell.clone())));
    }
    if names.is_empty() {
        wanted.extend((0..journal.entries.len()).map(|at| (at, None)));
    }
    let mut accepted = 0;
    for (at, cell) in wanted {
        let loaded = &journal.entries[at];
        let file = seen_file(context, &loaded.entry)?;
        match fs::read_to_string(&file) {
            Ok(text) => {
                let seen: Seen = serde_json::from_str(&text).map_err(|error| {
                    vec![failed(format!("{}: {error}", file.display())).hint("run `lossbook check` again")]
                })?;
                take(context, &journal, loaded, seen, cell.as_deref())?;
                accepted += 1;
                if cell.is_none() {
                    let _ = fs::remove_file(&file);
                }
            }
            Err(_) if names.is_empty() => {}
            Err(_) => {
                return Err(vec![
                    failed(format!("no check has found drift in `{}`", loaded.entry.slug))
                        .hint(format!("run `lossbook check {}` first", loaded.entry.slug)),
                ]);
            }
        }
    }
    if accepted == 0 {
        context.console.note("nothing to accept: the last check found no drift");
    }
    Ok(Verdict::Good)
}

/// Makes what was seen the record, if both the entry and the record are still those that were compared.
fn take(
    context: &Context,
    journal: &Journal,
    loaded: &Loaded,
    seen: Seen,
    cell: Option<&str>,
) -> Result<(), Vec<Diagnostic>> {
    let slug = &loaded.entry.slug;
    let again = |why: &str| {
        vec![
            failed(format!("`{slug}` {why}"))
                .hint(format!("run `lossbook check {slug}` again and look at what it says")),
        ]
    };
    let inputs = journal.inputs().ok_or_else(|| again("has dependencies without versions"))?;
    let (key, _) = journal.state(loaded, &inputs)?;
    if key.key != seen.key {
        return Err(again("has changed since the check that found the drift"));
    }
    let Some(old) = loaded.record.as_ref().filter(|old| old.header.checksum == seen.base) else {
        return Err(again("has another record than the one that the check compared with"));
    };
    let outputs = match cell {
        Some(cell) => with_cell(&loaded.entry, old, &seen.outputs, cell)?,
        None => seen.outputs,
    };
    let record = new_record(key, outputs, seen.made);
    record::write(&loaded.record_file(), &loaded.record_name(), &record)
        .map_err(|diagnostic| vec![diagnostic])?;
    context.console.note(&format!("accepted {}", loaded.record_name()));
    Ok(())
}

/// The recorded outputs with those of one cell replaced.
fn with_cell(
    entry: &Entry,
    old: &Record,
    new: &[Output],
    name: &str,
) -> Result<Vec<Output>, Vec<Diagnostic>> {
    let cells = || entry.cells.iter().filter(|cell| cell.role != Role::Ignore);
    let number = cells()
        .find(|cell| cell.options.label.as_deref() == Some(name) || cell.number.to_string() == name)
        .map(|cell| cell.number)
        .ok_or_else(|| {
            let known: Vec<String> = cells().map(|cell| cell_name(entry, Some(cell.number))).collect();
            vec![
                failed(format!("`{}` has no cell `{name}`", entry.slug))
                    .hint(format!("it has {}", known.join(", "))),
            ]
        })?;
    let at = old.outputs.iter().position(|output| output.cell == Some(number)).unwrap_or(old.outputs.len());
    let keep = |output: &&Output| output.cell != Some(number);
    let mut outputs: Vec<Output> = old.outputs[..at].to_vec();
    outputs.extend(new.iter().filter(|output| output.cell == Some(number)).cloned());
    outputs.extend(old.outputs[at..].iter().filter(keep).cloned());
    Ok(outputs)
}

fn failed(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Severity::Error, message)
}
