//! `lossbook check`: runs everything again, compares with the records, writes nothing into the journal.

use super::run::{is_runnable, report_mistakes, verdict};
use super::runs::{self, Params, Runner};
use super::{Context, Verdict};
use crate::check::{Finding, compare, tolerances};
use crate::console::print;
use crate::diagnostic::{Diagnostic, line_column};
use crate::journal::{Journal, Loaded};
use crate::plan::State;
use crate::run::program_run::{Failure, Shown};
use serde::Serialize;

/// What a check says of a journal, for machines.
#[derive(Serialize)]
struct Report {
    ok: bool,
    mistakes: Vec<Mistake>,
    entries: Vec<EntryReport>,
}

#[derive(Serialize)]
struct Mistake {
    severity: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

#[derive(Serialize)]
struct EntryReport {
    entry: String,
    /// `reproduced`, `drifted`, `failed`, `not-recorded`, `stale` or `broken`.
    state: &'static str,
    outputs: usize,
    findings: Vec<Finding>,
    warnings: Vec<String>,
    failures: Vec<FailureReport>,
}

#[derive(Serialize)]
struct FailureReport {
    outcome: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
}

pub(super) fn check(context: &Context, names: &[String], json: bool) -> Result<Verdict, Vec<Diagnostic>> {
    let journal = Journal::load(&context.root)?;
    let mut found = report_mistakes(context, &journal);
    let chosen = journal.select(names)?;
    let live: Vec<usize> = chosen.iter().copied().filter(|&at| is_runnable(&journal.entries[at])).collect();
    let mut reports: Vec<EntryReport> = chosen
        .iter()
        .filter(|&&at| journal.entries[at].broken)
        .map(|&at| broken(&journal.entries[at]))
        .collect();
    if !live.is_empty() {
        let runner = Runner::prepare(context, &journal.config)?;
        let shown = runner.run_all(context, &journal, &live, &Params::new())?;
        for (&at, shown) in live.iter().zip(&shown) {
            reports.push(check_entry(context, &journal, at, shown)?);
        }
    }
    let linked = super::build::check_pages(context, &journal, names.is_empty())?;
    found |= linked || reports.iter().any(|report| report.state != "reproduced");
    if json {
        print_json(&journal, reports, found);
    } else {
        summary(context, &reports, found);
    }
    Ok(verdict(found))
}

fn broken(loaded: &Loaded) -> EntryReport {
    EntryReport {
        entry: loaded.entry.slug.clone(),
        state: "broken",
        outputs: 0,
        findings: Vec::new(),
        warnings: Vec::new(),
        failures: Vec::new(),
    }
}

/// Compares one entry and tells what differs.
fn check_entry(
    context: &Context,
    journal: &Journal,
    at: usize,
    shown: &Shown,
) -> Result<EntryReport, Vec<Diagnostic>> {
    let loaded = &journal.entries[at];
    let entry = &loaded.entry;
    let mut report = EntryReport { outputs: shown.outputs.len(), ..broken(loaded) };
    report.failures = shown.failures.iter().map(failure_report).collect();
    if runs::report(context, shown) {
        report.state = "failed";
        return Ok(report);
    }
    let Some(record) = &loaded.record else {
        context
            .console
            .line(&format!("{}: not recorded yet; `lossbook run {}` does", entry.source.path, entry.slug));
        report.state = "not-recorded";
        return Ok(report);
    };
    let inputs = journal.inputs();
    let state = inputs.map(|inputs| journal.state(loaded, &inputs)).transpose()?;
    if let Some((_, State::Stale(changes))) = &state {
        context.console.line(&format!(
            "{}: the record is stale: {}",
            entry.source.path,
            super::why::in_words(entry, changes)
        ));
        report.state = "stale";
    }
    let tolerances = tolerances(entry, &journal.config);
    let comparison = compare(entry, &record.outputs, &shown.outputs, &tolerances);
    report.findings = comparison.findings();
    report.warnings = comparison.warnings();
    for warning in &report.warnings {
        context.console.line(&format!("warning: {}: {warning}", entry.source.path));
    }
    if report.findings.is_empty() {
        if report.state != "stale" {
            report.state = "reproduced";
        }
    } else {
        report.state = "drifted";
        tell(context, loaded, &report.findings);
    }
    super::accept::remember(context, journal, at, shown)?;
    Ok(report)
}

fn failure_report(failure: &Failure) -> FailureReport {
    let (line, column) = failure.place.unzip();
    FailureReport { outcome: failure.outcome, message: failure.message.clone(), line, column }
}

fn tell(context: &Context, loaded: &Loaded, findings: &[Finding]) {
    context.console.line(&format!(
        "{}: {} of its outputs differ from the record",
        loaded.entry.source.path,
        findings.len()
    ));
    for finding in findings {
        context.console.line(&format!("  {}", finding.in_words()));
    }
}

fn summary(context: &Context, reports: &[EntryReport], found: bool) {
    let reproduced = reports.iter().filter(|report| report.state == "reproduced").count();
    let outputs: usize = reports.iter().map(|report| report.outputs).sum();
    context
        .console
        .note(&format!("{reproduced} of {} entries reproduced ({outputs} outputs)", reports.len()));
    if found && reports.iter().any(|report| report.state == "drifted") {
        context.console.note("`lossbook accept ENTRY` takes what this run showed");
    }
}

fn print_json(journal: &Journal, entries: Vec<EntryReport>, found: bool) {
    let mistakes = journal.diagnostics.iter().map(mistake).collect();
    let report = Report { ok: !found, mistakes, entries };
    match serde_json::to_string_pretty(&report) {
        Ok(text) => print(&format!("{text}\n")),
        Err(error) => print(&format!("{{\"ok\": false, \"error\": {:?}}}\n", error.to_string())),
    }
}

fn mistake(diagnostic: &Diagnostic) -> Mistake {
    let place = diagnostic.place.as_ref();
    let (line, column) = place.map(|place| line_column(&place.source.text, place.span.start)).unzip();
    Mistake {
        severity: if diagnostic.severity == crate::diagnostic::Severity::Error { "error" } else { "warning" },
        message: diagnostic.message.clone(),
        file: place.map(|place| place.source.path.clone()),
        line,
        column,
        hint: diagnostic.hint.clone(),
    }
}
