//! `lossbook check`: runs everything again and compares with the records. It writes nothing into the journal, but for the
//! stamps that `--stamp` asks for.

use super::run::{is_runnable, report_mistakes, verdict};
use super::runs::{self, Purpose, Runner};
use super::{Context, Verdict, cache_bound, changes, history, pages, seen};
use crate::check::{Finding, compare, flaky, tolerances};
use crate::cli::Check;
use crate::console::print;
use crate::diagnostic::{Diagnostic, Severity};
use crate::entry::Entry;
use crate::journal::Journal;
use crate::plan;
use crate::record::reproduction::{self, Reproduction};
use crate::record::{Output, Provenance};
use crate::report::{self, EntryReport, FailureReport, Mistake, Report, State};
use crate::run::program_run::{self, Shown};
use std::path::Path;
use std::time::SystemTime;

pub(super) fn check(context: &Context, options: &Check) -> Result<Verdict, Vec<Diagnostic>> {
    let journal = Journal::load(&context.root)?;
    let mut found = report_mistakes(context, &journal);
    let chosen = journal.select(&options.entries)?;
    let live: Vec<usize> = chosen.iter().copied().filter(|&at| is_runnable(&journal.entries[at])).collect();
    let mut report = Report {
        ok: false,
        journal: journal.config.site.title.clone(),
        made: String::new(),
        mistakes: journal.diagnostics.iter().map(Mistake::new).collect(),
        entries: Vec::new(),
    };
    let broken = chosen.iter().map(|&at| &journal.entries[at]).filter(|loaded| loaded.broken);
    report.entries.extend(broken.map(|loaded| EntryReport::new(&loaded.entry, State::Broken)));
    let ahead = options.entries.is_empty().then(|| {
        pages::read_own_data(&journal);
        pages::read_ahead(&context.root)
    });
    if !live.is_empty() {
        let runner = Runner::prepare(context, &journal.config)?;
        let made = program_run::provenance(&runner.environment.toolchain, crate::clock::today());
        report.made = format!("{} for {}, {}", made.rustc, made.target, made.date);
        let began = SystemTime::now();
        let mut runs = Vec::new();
        for _ in 0..options.repeat {
            runs.push(runner.run_all(context, &journal, &live, &Purpose::default())?.into_iter());
        }
        for &at in &live {
            let runs: Vec<Shown> = runs.iter_mut().filter_map(Iterator::next).collect();
            let checked = check_entry(context, &journal, at, &runs)?;
            if options.stamp {
                stamp(context, &journal, at, &checked, &runs, &made)?;
            }
            report.entries.push(checked);
        }
        cache_bound::keep(context, &journal.config, began);
    }
    if let Some(inputs) = journal.inputs() {
        for diagnostic in super::citations::stale(&journal, &chosen, inputs) {
            context.console.diagnostic(&diagnostic);
        }
    }
    let linked = ahead.map(|ahead| pages::check_pages(context, &journal, ahead)).transpose()?;
    found |=
        linked.unwrap_or_default() || report.entries.iter().any(|entry| entry.state != State::Reproduced);
    report.ok = !found;
    hand_out(context, options, &report)?;
    Ok(verdict(found))
}

/// Compares one entry's runs with its record, and with each other, and tells what differs.
fn check_entry(
    context: &Context,
    journal: &Journal,
    at: usize,
    runs: &[Shown],
) -> Result<EntryReport, Vec<Diagnostic>> {
    let loaded = &journal.entries[at];
    let entry = &loaded.entry;
    let mut report = EntryReport::new(entry, State::Reproduced);
    let failed = runs.iter().find(|shown| !shown.failures.is_empty());
    let Some(shown) = failed.or(runs.first()) else { return Ok(report) };
    report.outputs = shown.outputs.len();
    report.failures = shown.failures.iter().map(FailureReport::new).collect();
    if runs::report(context, shown) {
        report.state = State::Failed;
        return Ok(report);
    }
    let Some(record) = &loaded.record else {
        context
            .console
            .line(&format!("{}: not recorded yet; `lossbook run {}` does", entry.source.path, entry.slug));
        report.state = State::NotRecorded;
        return Ok(report);
    };
    let tolerances = tolerances(entry, &journal.config);
    let comparison = compare(entry, &record.outputs, &shown.outputs, &tolerances);
    report = report.with_comparison(&comparison, &record.outputs, &shown.outputs);
    if runs.len() > 1 {
        let outputs: Vec<Vec<Output>> = runs.iter().map(|shown| shown.outputs.clone()).collect();
        report = report.with_flaky(flaky(entry, &outputs, &tolerances));
    }
    let inputs = journal.inputs();
    if let Some((_, plan::State::Stale(changed))) =
        inputs.map(|inputs| journal.state(loaded, inputs)).transpose()?
    {
        let why = changes::in_a_line(entry, &changed);
        context.console.line(&format!("{}: the record is stale: {why}", entry.source.path));
        report.state = State::Stale;
        report.is_stale = true;
    }
    if !report.flaky.is_empty() {
        report.state = State::Flaky;
    } else if !report.findings.is_empty() {
        report.state = State::Drifted;
    }
    tell(context, entry, &report);
    if report.state == State::Flaky {
        // No run of it is worth being accepted.
        seen::forget(context, entry)?;
    } else {
        seen::remember(context, journal, at, shown)?;
    }
    Ok(report)
}

/// Keeps what was found of a record, if it is the record of this code. That the code fails where it did not before is a
/// finding too: an older stamp must not hide it.
fn stamp(
    context: &Context,
    journal: &Journal,
    at: usize,
    report: &EntryReport,
    runs: &[Shown],
    made: &Provenance,
) -> Result<(), Vec<Diagnostic>> {
    let loaded = &journal.entries[at];
    let is_fresh = match (report.state, journal.inputs()) {
        (State::Reproduced | State::Drifted | State::Flaky, _) => !report.is_stale,
        (State::Failed, Some(inputs)) => {
            matches!(journal.state(loaded, inputs), Ok((_, plan::State::Fresh)))
        }
        _ => false,
    };
    let Some(record) = loaded.record.as_ref().filter(|_| is_fresh) else {
        context.console.note(&format!("{} is not stamped: {}", report.file, report.state.in_words()));
        return Ok(());
    };
    let counts = match report.state {
        State::Failed => (record.outputs.len(), 0),
        _ => (report.compared.len(), report.reproduced),
    };
    let Some(first) = runs.first() else { return Ok(()) };
    let error = report.largest_relative_error;
    let found = Reproduction::new(record, counts, error, runs.len(), made, &first.cell_seconds)
        .with_history(history::to_keep(journal, loaded, record));
    reproduction::write(&reproduction::path_of(&loaded.file), &report.file, &found)
        .map_err(|diagnostic| vec![diagnostic])
}

fn tell(context: &Context, entry: &Entry, report: &EntryReport) {
    let path = &entry.source.path;
    for warning in &report.warnings {
        context.console.line(&format!("warning: {path}: {warning}"));
    }
    if !report.flaky.is_empty() {
        let runs = report.flaky.first().map_or(0, |flaky| flaky.runs);
        context.console.line(&format!(
            "{path}: FLAKY: {} of its outputs differ between {runs} runs",
            report.flaky.len()
        ));
        for flaky in &report.flaky {
            context.console.line(&format!(
                "  {} differs in {} of {runs} runs: {}",
                flaky.place, flaky.differs_in, flaky.spread
            ));
        }
    }
    if !report.findings.is_empty() {
        tell_findings(context, path, &report.findings);
    }
}

fn tell_findings(context: &Context, path: &str, findings: &[Finding]) {
    context.console.line(&format!("{path}: {} of its outputs differ from the record", findings.len()));
    for finding in findings {
        context.console.line(&format!("  {}", finding.in_words()));
    }
}

/// Says what was found in every way that was asked for.
fn hand_out(context: &Context, options: &Check, report: &Report) -> Result<(), Vec<Diagnostic>> {
    if let Some(file) = &options.junit {
        write(file, &report::junit(report))?;
    }
    if let Some(file) = &options.report {
        write(file, &report::page(report))?;
        context.console.note(&format!("the report is in {}", file.display()));
    }
    if options.json {
        print(&report.json());
    } else {
        summary(context, report);
    }
    Ok(())
}

/// Writes a report where the command was called, which need not be in the journal.
fn write(file: &Path, text: &str) -> Result<(), Vec<Diagnostic>> {
    crate::files::write_atomically(file, text.as_bytes()).map_err(|error| {
        vec![
            Diagnostic::new(Severity::Error, format!("{}: {error}", file.display()))
                .hint("name a file that can be written"),
        ]
    })
}

fn summary(context: &Context, report: &Report) {
    let (reproduced, entries, outputs) = (report.reproduced(), report.entries.len(), report.outputs());
    context.console.note(&format!("{reproduced} of {entries} entries reproduced ({outputs} outputs)"));
    let has = |state: State| report.entries.iter().any(|entry| entry.state == state);
    if has(State::Drifted) {
        context
            .console
            .note("`lossbook review` goes through it; `lossbook accept ENTRY` takes what this run showed");
    }
    if has(State::Flaky) {
        context.console.note(
            "what differs from run to run can't be accepted: seed it, sort it, or say `//| volatile: true` of its cell",
        );
    }
}
