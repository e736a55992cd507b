//! `lossbook impact`: which numbers of which lessons a change moved, and by how much. Records nothing.

use super::run::{is_runnable, report_mistakes, verdict};
use super::runs::{self, Purpose, Runner};
use super::{Context, Verdict};
use crate::check::{Finding, Kind, compare, tolerances};
use crate::console::print;
use crate::diagnostic::{Diagnostic, Severity};
use crate::git;
use crate::journal::{Journal, Loaded};
use crate::plan::{self, State};
use crate::record::{self, Output, Record};
use cell::Table;
use serde::Serialize;
use std::cmp::Ordering;

/// What a change did to a journal, for machines.
#[derive(Serialize)]
struct Report {
    /// The commit whose records were compared with; none if it was those of the folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    entries: Vec<Impact>,
    /// What moved beyond tolerance, the largest change first.
    moved: Vec<Move>,
}

/// What a change did to an entry.
#[derive(Serialize)]
struct Impact {
    entry: String,
    /// `unmoved`, `moved`, `failed`, or `new` where there is nothing to compare with.
    state: &'static str,
    /// The parts of the key that changed, in words.
    changed: String,
}

/// An output that moved.
#[derive(Serialize)]
struct Move {
    entry: String,
    output: String,
    kind: Kind,
    recorded: Option<String>,
    now: Option<String>,
    /// `(now − recorded) / max(|now|, |recorded|)`; none where it is no number that differs.
    relative_change: Option<f64>,
    /// How many more numbers of the same output moved, each by less.
    more: usize,
}

/// An entry whose key is another than its base's.
struct Affected {
    at: usize,
    base: Record,
    changed: String,
    /// Whether the folder has a record of what it shows now.
    is_recorded: bool,
}

/// What an entry shows now.
struct Now {
    outputs: Vec<Output>,
    /// Whether it ended badly.
    failed: bool,
}

pub(super) fn impact(
    context: &Context,
    names: &[String],
    since: Option<&str>,
    json: bool,
) -> Result<Verdict, Vec<Diagnostic>> {
    let journal = Journal::load(&context.root)?;
    let mut found = report_mistakes(context, &journal);
    let since = since.map(|revision| git::commit(&context.root, revision)).transpose();
    let mut report = Report {
        since: since.map_err(|diagnostic| vec![diagnostic])?,
        entries: Vec::new(),
        moved: Vec::new(),
    };
    let mut live = journal.select(names)?;
    live.retain(|&at| is_runnable(&journal.entries[at]));
    let affected = affected(context, &journal, &live, &mut report)?;
    let now = outputs_now(context, &journal, &affected)?;
    for (Affected { at, base, changed, .. }, Now { outputs, failed }) in affected.into_iter().zip(now) {
        let loaded = &journal.entries[at];
        let mut moves = moves(&journal, loaded, &base, &outputs);
        // What a failing run did not come to has not moved.
        moves.retain(|one| !failed || one.kind != Kind::Missing);
        let state = match (failed, moves.is_empty()) {
            (true, _) => "failed",
            (false, true) => "unmoved",
            (false, false) => "moved",
        };
        found |= state != "unmoved";
        report.entries.push(Impact { entry: loaded.entry.slug.clone(), state, changed });
        report.moved.extend(moves);
    }
    report.moved.sort_by(by_size);
    if json {
        let text = serde_json::to_string_pretty(&report);
        let text = text.map_err(|error| vec![Diagnostic::new(Severity::Error, error.to_string())])?;
        print(&format!("{text}\n"));
    } else {
        tell(context, &report);
    }
    Ok(verdict(found))
}

/// Of the entries at `live`, those whose key is not that of the record that they are compared with.
fn affected(
    context: &Context,
    journal: &Journal,
    live: &[usize],
    report: &mut Report,
) -> Result<Vec<Affected>, Vec<Diagnostic>> {
    let inputs = match journal.inputs() {
        Some(inputs) => inputs,
        None => {
            // The dependencies have no versions yet; preparing the environment chooses them.
            Runner::prepare(context, &journal.config)?;
            journal
                .inputs()
                .ok_or_else(|| vec![Diagnostic::new(Severity::Error, "lossbook.lock could not be kept")])?
        }
    };
    let mut affected = Vec::new();
    for &at in live {
        let loaded = &journal.entries[at];
        let Some(base) = base(context, loaded, report.since.as_deref())? else {
            let (entry, changed) =
                (loaded.entry.slug.clone(), "there is no record to compare with".to_owned());
            report.entries.push(Impact { entry, state: "new", changed });
            continue;
        };
        let (key, state) = journal.state(loaded, inputs)?;
        if let State::Stale(changes) = plan::state(&loaded.entry, &key, Some(&base)) {
            let changed = super::changes::in_a_line(&loaded.entry, &changes);
            affected.push(Affected { at, base, changed, is_recorded: state == State::Fresh });
        }
    }
    Ok(affected)
}

/// The record that an entry is compared with.
fn base(context: &Context, loaded: &Loaded, since: Option<&str>) -> Result<Option<Record>, Vec<Diagnostic>> {
    let Some(commit) = since else { return Ok(loaded.record.clone()) };
    let name = loaded.record_name();
    let text = git::show(&context.root, commit, &name);
    let record = text.map(|text| record::parse(&text, &format!("{name} of {}", short(commit))));
    record.transpose().map_err(|diagnostic| vec![diagnostic])
}

/// What the affected entries show now: what their record has, if that is fresh, else what a run shows.
fn outputs_now(
    context: &Context,
    journal: &Journal,
    affected: &[Affected],
) -> Result<Vec<Now>, Vec<Diagnostic>> {
    let to_run: Vec<usize> = affected.iter().filter(|one| !one.is_recorded).map(|one| one.at).collect();
    let mut shown = Vec::new();
    if !to_run.is_empty() {
        let runner = Runner::prepare(context, &journal.config)?;
        shown = runner.run_all(context, journal, &to_run, &Purpose::default())?;
    }
    let mut shown = shown.into_iter();
    let now = |one: &Affected| {
        let record = journal.entries[one.at].record.as_ref().filter(|_| one.is_recorded);
        match record {
            Some(record) => Some(Now { outputs: record.outputs.clone(), failed: false }),
            None => shown
                .next()
                .map(|shown| Now { failed: runs::report(context, &shown), outputs: shown.outputs }),
        }
    };
    Ok(affected.iter().filter_map(now).collect())
}

fn moves(journal: &Journal, loaded: &Loaded, base: &Record, now: &[Output]) -> Vec<Move> {
    let entry = &loaded.entry;
    let compared = compare(entry, &base.outputs, now, &tolerances(entry, &journal.config));
    compared.furthest().into_iter().map(|finding| one_move(&entry.slug, finding)).collect()
}

fn one_move(slug: &str, finding: Finding) -> Move {
    let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<f64>().ok());
    let falls = number(&finding.now).zip(number(&finding.recorded)).is_some_and(|(now, old)| now < old);
    Move {
        entry: slug.to_owned(),
        relative_change: finding.relative_error.map(|error| if falls { -error } else { error }),
        output: finding.place,
        kind: finding.kind,
        recorded: finding.recorded,
        now: finding.now,
        more: finding.more,
    }
}

/// What is no number first, then the largest change.
fn by_size(one: &Move, other: &Move) -> Ordering {
    let size = |one: &Move| one.relative_change.map_or(f64::INFINITY, f64::abs);
    size(other)
        .total_cmp(&size(one))
        .then_with(|| (&one.entry, &one.output).cmp(&(&other.entry, &other.output)))
}

fn tell(context: &Context, report: &Report) {
    let since = report.since.as_ref().map_or_else(String::new, |commit| format!(" since {}", short(commit)));
    if report.entries.is_empty() {
        context.console.note(&format!("no entry's key changed{since}"));
        return;
    }
    for one in &report.entries {
        context.console.note(&format!("{} {}: {}", one.entry, one.state, one.changed));
    }
    if !report.moved.is_empty() {
        print(&table(&report.moved));
    }
    let count = |state: &str| report.entries.iter().filter(|one| one.state == state).count();
    context.console.note(&format!(
        "{} of {} changed entries moved beyond tolerance{since}",
        count("moved") + count("failed"),
        report.entries.len() - count("new")
    ));
}

fn table(moved: &[Move]) -> String {
    let mut table = Table::new(["entry", "output", "recorded", "now", "relative change"]);
    for one in moved {
        let output =
            if one.more > 0 { format!("{} (and {} more)", one.output, one.more) } else { one.output.clone() };
        let change = match one.relative_change {
            Some(change) => format!("{change:+.2e}"),
            None => one.kind.in_words().to_owned(),
        };
        let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
        table.push([one.entry.clone(), output, shown(&one.recorded), shown(&one.now), change]);
    }
    table.to_string()
}

/// A commit's hash as people write it.
fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}
