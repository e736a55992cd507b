//! `lossbook why`: which part of an entry's key changed, and what else made its record.

use super::{Context, Verdict, changes};
use crate::console::print;
use crate::diagnostic::Diagnostic;
use crate::journal::Journal;
use crate::plan::State;
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
        let (key, state) = journal.state(loaded, inputs)?;
        print(&match &state {
            State::Prose => format!("{} has nothing to run\n", entry.slug),
            State::NeverRun => format!("{} was never run; `lossbook run {}` does\n", entry.slug, entry.slug),
            State::Fresh => format!("{} is fresh: its record has the key {}\n", entry.slug, key.key),
            State::Stale(changed) => {
                let lines = changes::in_words(entry, changed);
                let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
                format!("{} is stale:\n{lines}", entry.slug)
            }
        });
        if let Some(record) = &loaded.record {
            print(&provenance_in_words(record, Toolchain::find(&context.root).ok()));
        }
        for diagnostic in super::citations::stale(&journal, &[at], inputs) {
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
