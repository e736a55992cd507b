//! `lossbook review`: goes through the drift that the last check found, cell by cell.

use super::accept::{Part, take};
use super::run::{printed, verdict};
use super::seen::{self, Kept};
use super::{Context, Verdict};
use crate::check::{Comparison, compare, tolerances};
use crate::console::print;
use crate::diagnostic::{Diagnostic, Severity};
use crate::journal::Journal;
use crate::record::Output;
use std::collections::BTreeSet;
use std::io::{BufRead, IsTerminal};

/// What becomes of a part that differs.
enum Answer {
    Accept,
    Skip,
    Quit,
}

/// What came of a review.
#[derive(Default)]
struct Tally {
    accepted: usize,
    left: usize,
    has_quit: bool,
}

pub(super) fn review(context: &Context, names: &[String], piped: bool) -> Result<Verdict, Vec<Diagnostic>> {
    if !piped && !std::io::stdin().is_terminal() {
        return Err(vec![
            Diagnostic::new(Severity::Error, "a review asks questions, and standard input is no terminal").hint(
                "accept parts with `lossbook accept ENTRY#CELL`, or give `--piped` and the answers on standard input, one a line",
            ),
        ]);
    }
    let journal = Journal::load(&context.root)?;
    let mut tally = Tally::default();
    for at in journal.select(names)? {
        let Some(kept) = seen::recall(context, &journal.entries[at].entry)? else { continue };
        review_entry(context, &journal, at, kept, &mut tally)?;
    }
    match (tally.accepted, tally.left) {
        (0, 0) => context.console.note("nothing to review: the last check found no drift"),
        (accepted, left) => context.console.note(&format!("{accepted} accepted, {left} left as recorded")),
    }
    Ok(verdict(tally.left > 0))
}

/// Goes through the parts of one entry that differ, in the order of the page.
fn review_entry(
    context: &Context,
    journal: &Journal,
    at: usize,
    kept: Kept,
    tally: &mut Tally,
) -> Result<(), Vec<Diagnostic>> {
    let loaded = &journal.entries[at];
    let entry = &loaded.entry;
    let Some(record) = &loaded.record else { return Ok(()) };
    if record.header.key != kept.seen.key {
        let slug = &entry.slug;
        context.console.line(&format!("{slug} is stale: `lossbook run {slug}` records it anew"));
        tally.left += 1;
        return Ok(());
    }
    let now = kept.seen.outputs.clone();
    let comparison = compare(entry, &record.outputs, &now, &tolerances(entry, &journal.config));
    let mut parts: Vec<Part> = Vec::new();
    let mut known = BTreeSet::new();
    for output in differing(&comparison, &record.outputs, &now) {
        if known.insert(Part::of(output)) {
            parts.push(Part::of(output));
        }
    }
    let mut kept = Some(kept);
    for part in parts {
        if tally.has_quit {
            tally.left += 1;
            continue;
        }
        print(&format!("\n{}, {}\n", entry.source.path, part.in_words(entry)));
        print(&findings_of(&comparison, &record.outputs, &now, part));
        let show = || {
            for (name, outputs) in [("recorded", &record.outputs), ("now", &now)] {
                let texts = outputs.iter().filter(|output| Part::of(output) == part);
                let texts: String = texts.map(|output| printed(entry, output)).collect();
                print(&format!("  {name}\n{texts}"));
            }
        };
        match ask(&show) {
            Answer::Accept => {
                kept = accept_part(context, &entry.source.path, kept, part)?;
                tally.accepted += 1;
            }
            Answer::Skip => tally.left += 1,
            Answer::Quit => {
                tally.has_quit = true;
                tally.left += 1;
            }
        }
    }
    Ok(())
}

/// Takes one part into the record. The journal is read anew: the entry may have been edited while its author was thinking.
fn accept_part(
    context: &Context,
    path: &str,
    kept: Option<Kept>,
    part: Part,
) -> Result<Option<Kept>, Vec<Diagnostic>> {
    let Some(kept) = kept else { return Ok(None) };
    let journal = Journal::load(&context.root)?;
    match journal.select(&[path.to_owned()])?.first() {
        Some(&at) => take(context, &journal, at, kept, Some(part)),
        None => Ok(None),
    }
}

/// The outputs that differ, as recorded or, where they are new, as they are now.
fn differing<'a>(
    comparison: &'a Comparison,
    recorded: &'a [Output],
    now: &'a [Output],
) -> impl Iterator<Item = &'a Output> {
    comparison
        .outputs
        .iter()
        .filter(|compared| compared.finding.is_some())
        .filter_map(|compared| compared.recorded.map(|at| &recorded[at]).or(compared.now.map(|at| &now[at])))
}

fn findings_of(comparison: &Comparison, recorded: &[Output], now: &[Output], part: Part) -> String {
    let findings = comparison.outputs.iter().filter_map(|compared| compared.finding.as_ref());
    findings
        .zip(differing(comparison, recorded, now))
        .filter(|(_, output)| Part::of(output) == part)
        .map(|(finding, _)| format!("  {}\n", finding.in_words()))
        .collect()
}

/// Asks until it is known what becomes of a part, and shows more of it if that is wanted; the end of the input ends the
/// review.
fn ask(show: &dyn Fn()) -> Answer {
    loop {
        print("  [a]ccept, [s]kip, sho[w], [q]uit? ");
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line);
        if !matches!(read, Ok(length) if length > 0) {
            print("\n");
            return Answer::Quit;
        }
        match line.trim() {
            "a" | "accept" => return Answer::Accept,
            "s" | "skip" => return Answer::Skip,
            "q" | "quit" => return Answer::Quit,
            "w" | "show" => show(),
            other => print(&format!("  `{}` is no answer\n", other.escape_debug())),
        }
    }
}
