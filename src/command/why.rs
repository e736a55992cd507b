//! `lossbook why`: which part of an entry's key changed, and what else made its record.

use super::{Context, Verdict};
use crate::check::cell_name;
use crate::console::print;
use crate::diagnostic::Diagnostic;
use crate::entry::Entry;
use crate::journal::Journal;
use crate::plan::{Change, State};
use crate::record::Record;
use crate::run::toolchain::Toolchain;

pub(super) fn why(context: &Context, name: &str) -> Result<Verdict, Vec<Diagnostic>> {
    let journal = Journal::load(&context.root)?;
    let chosen = journal.select(&[name.to_owned()])?;
    let mut verdict = Verdict::Good;
    for at in chosen {
        let loaded = &journal.entries[at];
        let entry = &loaded.entry;
        if loaded.broken {
            for diagnostic in &journal.diagnostics {
                context.console.diagnostic(diagnostic);
            }
            return Ok(Verdict::Found);
        }
        let Some(inputs) = journal.inputs() else {
            print(&format!(
                "{} is stale: [cells.dependencies] changed; `lossbook run` chooses versions\n",
                entry.slug
            ));
            return Ok(Verdict::Found);
        };
        let (key, state) = journal.state(loaded, &inputs)?;
        print(&match &state {
            State::Prose => format!("{} has nothing to run\n", entry.slug),
            State::NeverRun => format!("{} was never run; `lossbook run {}` does\n", entry.slug, entry.slug),
            State::Fresh => format!("{} is fresh: its record has the key {}\n", entry.slug, key.key),
            State::Stale(changes) => {
                let lines: String =
                    changes.iter().map(|change| format!("  {}\n", change_in_words(entry, change))).collect();
                format!("{} is stale:\n{lines}", entry.slug)
            }
        });
        if let Some(record) = &loaded.record {
            print(&provenance_in_words(record, Toolchain::find(&context.root).ok()));
        }
        for diagnostic in super::citations::stale(&journal, &[at], &inputs) {
            context.console.diagnostic(&diagnostic);
        }
        if matches!(state, State::Stale(_) | State::NeverRun) {
            verdict = Verdict::Found;
        }
    }
    Ok(verdict)
}

/// What made the record, and whether it would be made by the same here.
fn provenance_in_words(record: &Record, here: Option<Toolchain>) -> String {
    let made = &record.header.made;
    let mut text =
        format!("made with {} for {} on {} (cells: {})\n", made.rustc, made.target, made.date, made.sandbox);
    if let Some(here) = here
        && (here.short() != made.rustc || here.target() != made.target)
    {
        text.push_str(&format!(
            "here is {} for {}: that alone does not make a record stale; `lossbook check` tells whether it matters\n",
            here.short(),
            here.target()
        ));
    }
    text
}

/// The changes in one line.
pub(super) fn in_words(entry: &Entry, changes: &[Change]) -> String {
    let few: Vec<String> = changes.iter().take(3).map(|change| change_in_words(entry, change)).collect();
    let more = changes.len().saturating_sub(few.len());
    let rest =
        if more > 0 { format!(", and {more} more; `lossbook why {}`", entry.slug) } else { String::new() };
    format!("{}{rest}", few.join(", "))
}

/// A change with its cell's label, and with values only where they mean something to a person.
fn change_in_words(entry: &Entry, change: &Change) -> String {
    let number = change.part.strip_prefix("cell ").and_then(|number| number.parse().ok());
    let name = number.map_or_else(|| change.part.clone(), |number| cell_name(entry, Some(number)));
    let telling = ["seed", "param ", "edition", "opt_level", "engine", "crate "]
        .iter()
        .any(|part| change.part.starts_with(part));
    match (&change.old, &change.new) {
        (Some(old), Some(new)) if telling => format!("{name}: {old} → {new}"),
        (Some(_), Some(_)) => format!("{name} changed"),
        (Some(old), None) if telling => format!("{name} ({old}) is gone"),
        (Some(_), None) => format!("{name} is gone"),
        (None, Some(new)) if telling => format!("{name} ({new}) is new"),
        (None, _) => format!("{name} is new"),
    }
}
