//! Citations take numbers from other entries' records: telling when such a record is stale or will not be published.

use crate::diagnostic::Diagnostic;
use crate::entry::{Citation, Entry};
use crate::journal::{Journal, Loaded};
use crate::ledger::Ledger;
use crate::plan::{Inputs, State};

/// A warning for each citation in the entries at `chosen` whose number stands in a record that is not fresh.
pub(super) fn stale(journal: &Journal, chosen: &[usize], inputs: &Inputs) -> Vec<Diagnostic> {
    let ledger = whole_ledger(journal);
    let warn = |(entry, citation, cited): (&Entry, &Citation, &Loaded)| {
        let (_, state) = journal.state(cited, inputs).ok()?;
        let why = match state {
            State::Stale(_) => "is stale",
            State::NeverRun => "is not there yet",
            State::Fresh | State::Prose => return None,
        };
        let message = format!("this number comes from `{}`, whose record {why}", cited.entry.slug);
        let diagnostic = Diagnostic::warning(&entry.source, citation.target.clone(), message);
        Some(diagnostic.hint(format!("`lossbook run {}` makes it anew", cited.entry.slug)))
    };
    let entries = chosen.iter().map(|&at| &journal.entries[at]);
    entries.flat_map(|loaded| cited(journal, &ledger, loaded)).filter_map(warn).collect()
}

/// Of the entries at `chosen`, those that cite none but each other, and an error for each citation of the rest: a number
/// from an entry that is not published would have nothing that it leads to.
pub(super) fn whole(journal: &Journal, chosen: Vec<usize>) -> (Vec<usize>, Vec<Diagnostic>) {
    // The ledger is made of all records: not for a journal in which nothing is cited.
    if chosen.iter().all(|&at| journal.entries[at].entry.citations.is_empty()) {
        return (chosen, Vec::new());
    }
    let ledger = whole_ledger(journal);
    let (mut kept, mut diagnostics) = (chosen, Vec::new());
    loop {
        let published: Vec<&str> = kept.iter().map(|&at| journal.entries[at].entry.slug.as_str()).collect();
        let found: Vec<(usize, Diagnostic)> = kept
            .iter()
            .flat_map(|&at| cited(journal, &ledger, &journal.entries[at]).map(move |found| (at, found)))
            .filter(|(_, (_, _, cited))| !published.contains(&cited.entry.slug.as_str()))
            .map(|(at, (entry, citation, cited))| {
                let message = format!("`{}` is cited here, but is not published", cited.entry.slug);
                let diagnostic = Diagnostic::error(&entry.source, citation.target.clone(), message);
                (at, diagnostic.hint("it is broken, a draft, or dated in the future"))
            })
            .collect();
        if found.is_empty() {
            return (kept, diagnostics);
        }
        kept.retain(|at| found.iter().all(|(lost, _)| lost != at));
        diagnostics.extend(found.into_iter().map(|(_, diagnostic)| diagnostic));
    }
}

/// An entry's citations with the entries that they name; what names none is told when the page is made.
fn cited<'a>(
    journal: &'a Journal,
    ledger: &'a Ledger,
    loaded: &'a Loaded,
) -> impl Iterator<Item = (&'a Entry, &'a Citation, &'a Loaded)> {
    let entry = &loaded.entry;
    entry.citations.iter().filter_map(move |citation| {
        let slug = ledger.entry(entry.cited(citation).0).ok()?;
        let cited = journal.entries.iter().find(|loaded| loaded.entry.slug == slug)?;
        Some((entry, citation, cited))
    })
}

fn whole_ledger(journal: &Journal) -> Ledger {
    let entries = journal.entries.iter().map(|loaded| (&loaded.entry, loaded.record.as_ref()));
    Ledger::of(entries, &journal.config)
}
