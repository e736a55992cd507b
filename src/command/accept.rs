//! `lossbook accept`: the drift that the last check found becomes the record.

use super::run::new_record;
use super::seen::{self, Kept};
use super::{Context, Verdict};
use crate::check::{cell_name, compare, tolerances};
use crate::diagnostic::{Diagnostic, Severity};
use crate::entry::{Entry, Role};
use crate::journal::Journal;
use crate::record::place_of;
use crate::record::{self, Output};

/// A part of an entry that is accepted by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// What a cell showed.
    Cell(u32),
    /// What the prose takes from the code: inline values and claims.
    Prose,
}

impl Part {
    /// The part that an output belongs to.
    pub(super) fn of(output: &Output) -> Self {
        output.cell.map_or(Part::Prose, Part::Cell)
    }

    /// The part in words.
    pub(super) fn in_words(self, entry: &Entry) -> String {
        match self {
            Part::Cell(number) => cell_name(entry, Some(number)),
            Part::Prose => "the values and claims in its prose".to_owned(),
        }
    }

    /// The part that `name` stands for: a cell's label or number, or `prose`.
    fn named(entry: &Entry, name: &str) -> Result<Self, Vec<Diagnostic>> {
        let cells = || entry.cells.iter().filter(|cell| cell.role != Role::Ignore);
        let is_named = |label: Option<&str>, number: u32| label == Some(name) || number.to_string() == name;
        match cells().find(|cell| is_named(cell.options.label.as_deref(), cell.number)) {
            Some(cell) => Ok(Part::Cell(cell.number)),
            None if name == "prose" => Ok(Part::Prose),
            None => {
                let known: Vec<String> = cells().map(|cell| cell_name(entry, Some(cell.number))).collect();
                let hint =
                    format!("it has {}; `prose` stands for its inline values and claims", known.join(", "));
                Err(vec![failed(format!("`{}` has no cell `{name}`", entry.slug)).hint(hint)])
            }
        }
    }
}

pub(super) fn accept(context: &Context, names: &[String]) -> Result<Verdict, Vec<Diagnostic>> {
    let journal = Journal::load(&context.root)?;
    let mut wanted: Vec<(usize, Option<Part>)> = Vec::new();
    for name in names {
        let (entry, part) =
            name.split_once('#').map_or((name.as_str(), None), |(entry, part)| (entry, Some(part)));
        for at in journal.select(&[entry.to_owned()])? {
            let part = part.map(|part| Part::named(&journal.entries[at].entry, part)).transpose()?;
            wanted.push((at, part));
        }
    }
    if names.is_empty() {
        wanted.extend((0..journal.entries.len()).map(|at| (at, None)));
    }
    let mut accepted = 0;
    for (at, part) in wanted {
        let entry = &journal.entries[at].entry;
        match seen::recall(context, entry)? {
            Some(kept) => {
                take(context, &journal, at, kept, part)?;
                accepted += 1;
            }
            None if names.is_empty() => {}
            None => {
                return Err(vec![
                    failed(format!("no check has found drift in `{}`", entry.slug))
                        .hint(format!("run `lossbook check {}` first", entry.slug)),
                ]);
            }
        }
    }
    if accepted == 0 {
        context.console.note("nothing to accept: the last check found no drift");
    }
    Ok(Verdict::Good)
}

/// Makes what was seen, or a part of it, the record, if both the entry and the record are still those that were compared.
/// Gives what is left to accept.
pub(super) fn take(
    context: &Context,
    journal: &Journal,
    at: usize,
    kept: Kept,
    part: Option<Part>,
) -> Result<Option<Kept>, Vec<Diagnostic>> {
    let loaded = &journal.entries[at];
    let entry = &loaded.entry;
    let slug = &entry.slug;
    let one = |diagnostic| vec![diagnostic];
    let again = |why: &str| {
        vec![
            failed(format!("`{slug}` {why}"))
                .hint(format!("run `lossbook check {slug}` again and look at what it says")),
        ]
    };
    if !kept.is_still_the_last() {
        return Err(again("was checked again since: this is not the run that was looked at"));
    }
    let inputs = journal.inputs().ok_or_else(|| again("has dependencies without versions"))?;
    let (key, _) = journal.state(loaded, inputs)?;
    if key.key != kept.seen.key {
        return Err(again("has changed since the check that found the drift"));
    }
    // Read anew: the journal may have been loaded a while ago.
    let old = record::read(&loaded.record_file(), &loaded.record_name()).map_err(one)?;
    let Some(old) = old.filter(|old| old.header.checksum == kept.seen.base) else {
        return Err(again("has another record than the one that the check compared with"));
    };
    if part.is_some() && old.header.key != key.key {
        // The rest of the record would pass for what this code shows.
        return Err(vec![
            failed(format!("the record of `{slug}` is stale: no part of it can be accepted by itself"))
                .hint(format!("`lossbook run {slug}` records it anew")),
        ]);
    }
    let outputs = match part {
        Some(part) => with_part(entry, &old.outputs, &kept.seen.outputs, part),
        None => kept.seen.outputs.clone(),
    };
    let comparison = compare(entry, &outputs, &kept.seen.outputs, &tolerances(entry, &journal.config));
    let record = new_record(key, outputs, kept.seen.made.clone());
    let written = record::write(&loaded.record_file(), &loaded.record_name(), record).map_err(one)?;
    let of = part.map(|part| format!(": {}", part.in_words(entry))).unwrap_or_default();
    context.console.note(&format!("accepted {}{of}", loaded.record_name()));
    if comparison.reproduced() == comparison.count() {
        seen::forget(context, entry)?;
        return Ok(None);
    }
    kept.rebase(written.header.checksum).map(Some).map_err(one)
}

/// The recorded outputs with those of one part replaced, in the order of the page.
fn with_part(entry: &Entry, old: &[Output], new: &[Output], part: Part) -> Vec<Output> {
    let kept = old.iter().filter(|output| Part::of(output) != part);
    let taken = new.iter().filter(|output| Part::of(output) == part);
    let mut outputs: Vec<Output> = kept.chain(taken).cloned().collect();
    outputs.sort_by_key(|output| place_of(entry, output));
    outputs
}

fn failed(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Severity::Error, message)
}
