//! What went wrong in an entry's code, in the author's words and at the author's line.

use super::program_run::Job;
use super::rustc_report::{self, View};
use super::{checkpoint_report, claim_report, name_report};
use crate::diagnostic::Diagnostic;
use crate::entry::{Cell, Entry, Role};
use crate::program::{self, Program, Variables};
use crate::record::{Collected, Outcome, Output};
use cell::wire::{Content, Stream};

/// Something that went wrong in an entry's code.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Short, for reports.
    pub message: String,
    /// The entry's line and column, from 1.
    pub place: Option<(usize, usize)>,
    /// The whole message for a terminal.
    pub rendered: String,
    /// The kind, for reports: `compile-error`, `panicked`, `timeout`, …
    pub outcome: &'static str,
}

/// What went wrong in a run, at its place in the entry.
pub(super) fn failure_of(entry: &Entry, job: &Job<'_>, collected: &Collected) -> Option<Diagnostic> {
    let cell =
        entry.cells.iter().find(|cell| Some(cell.number) == collected.cell && cell.role != Role::Ignore);
    let name =
        cell.map_or_else(|| "the entry".to_owned(), |cell| crate::check::cell_name(entry, Some(cell.number)));
    let message = format!("{name} {}", collected.outcome);
    let diagnostic = match cell {
        Some(cell) => at_cell(entry, cell, message),
        None => Diagnostic::error(&entry.source, 0..0, message),
    };
    Some(match &collected.outcome {
        Outcome::Ok => return None,
        Outcome::Panicked { message, place: Some(place) } => {
            let start = offset_of(&entry.source.text, *place);
            let end = end_of_call(&entry.source.text, start);
            Diagnostic::error(&entry.source, start..end, format!("{name} panicked: {message}"))
                .label("raised here")
        }
        Outcome::Panicked { .. } => {
            diagnostic.hint("the panic was raised inside a crate that the cell calls")
        }
        Outcome::Failed { .. } => diagnostic.hint("a `?` handed this error on"),
        Outcome::TimedOut => {
            let limit = cell
                .and_then(|cell| cell.options.timeout)
                .filter(|limit| *limit < job.time)
                .unwrap_or(job.time);
            diagnostic.label(format!("stopped after {} s", limit.as_secs_f64())).hint(
                "raise the limit with `//| timeout: 5m` in the cell, `execute: {timeout: 5m}` in the front matter, or `timeout` under [cells] in lossbook.toml",
            )
        }
        Outcome::NoPanic => diagnostic.hint("take `should_panic` off the fence, or let the cell panic"),
        Outcome::Exited { .. } => {
            diagnostic.hint("a cell must not end the process: what stands below it would never run")
        }
        Outcome::OutputLimit => diagnostic.hint("print less: a page can't show it all"),
        Outcome::Signalled { signal } if signal.contains("SIGABRT") && job.memory.is_some() => diagnostic
            .hint(
                "if it ran out of memory, raise the limit with `execute: {memory: 4GiB}` in the front matter",
            ),
        Outcome::Signalled { .. } | Outcome::ProtocolError => diagnostic,
    })
}

/// The last lines printed to standard error, since they often tell more.
pub(super) fn printed_last(outputs: &[Output]) -> String {
    let last = outputs.iter().rev().find_map(|output| match &output.content {
        Content::Text { stream: Stream::Stderr, text } if !text.trim().is_empty() => Some(text.as_str()),
        _ => None,
    });
    let Some(text) = last else { return String::new() };
    let lines: Vec<&str> = text.trim_end().lines().rev().take(12).collect();
    let lines = lines.into_iter().rev().map(|line| format!("\n  | {}", strip_controls(line)));
    format!("\n  = printed to standard error:{}", lines.collect::<String>())
}

/// A printed line must not steer the author's terminal.
pub(super) fn strip_controls(line: &str) -> String {
    line.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

pub(super) fn broken_claims(entry: &Entry, collected: &Collected, color: bool) -> Vec<Failure> {
    if collected.broken_claims.is_empty() {
        return Vec::new();
    }
    let variables = Variables::of(entry);
    let claims = collected.broken_claims.iter().filter_map(|(number, parts)| {
        let claim = entry.claims.iter().find(|claim| claim.number == *number)?;
        let expression = entry.source.text[claim.expression.clone()].trim();
        let why = claim_report::why_false(expression, &program::anatomy(entry, claim, &variables), parts);
        let message = format!("the claim `{expression}` is false{why}");
        let diagnostic = Diagnostic::error(&entry.source, claim.expression.clone(), message);
        Some(of_diagnostic(&diagnostic.hint("mend the code, or the sentence"), "broken-claim", color))
    });
    claims.collect()
}

pub(super) fn at_cell(entry: &Entry, cell: &Cell, message: String) -> Diagnostic {
    Diagnostic::error(&entry.source, cell.fence(&entry.source.text), message)
}

fn offset_of(text: &str, (line, column): (usize, usize)) -> usize {
    let start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    let rest = text[start..].lines().next().unwrap_or_default();
    start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at)
}

/// The end of the line: how much of it raised a panic is not known.
fn end_of_call(text: &str, start: usize) -> usize {
    text[start..].find('\n').map_or(text.len(), |at| start + at)
}

/// The compiler's errors, each once.
pub(super) fn errors(
    messages: &[rustc_report::Message],
    entry: &Entry,
    program: &Program,
    color: bool,
) -> Vec<Failure> {
    let mut failures: Vec<Failure> = Vec::new();
    for message in messages.iter().filter(|message| message.is_error()) {
        let explained = checkpoint_report::explain(message, entry, program)
            .or_else(|| name_report::explain(message, entry, program));
        let failure = match explained {
            Some(diagnostic) => of_diagnostic(&diagnostic, "compile-error", color),
            None => of_message(message, entry, program, color),
        };
        if !failures.iter().any(|other| other.rendered == failure.rendered) {
            failures.push(failure);
        }
    }
    if failures.iter().any(|failure| !checkpoint_report::is_vague(&failure.message)) {
        failures.retain(|failure| !checkpoint_report::is_vague(&failure.message));
    }
    failures
}

pub(super) fn of_message(
    message: &rustc_report::Message,
    entry: &Entry,
    program: &Program,
    color: bool,
) -> Failure {
    Failure {
        message: message.message.clone(),
        place: rustc_report::first_place(message, entry, program),
        rendered: rustc_report::render(message, entry, program, View::Entry, color),
        outcome: "compile-error",
    }
}

pub(super) fn of_diagnostic(diagnostic: &Diagnostic, outcome: &'static str, color: bool) -> Failure {
    Failure {
        message: diagnostic.message.clone(),
        place: diagnostic
            .place
            .as_ref()
            .map(|place| crate::diagnostic::line_column(&place.source.text, place.span.start)),
        rendered: diagnostic.render(color),
        outcome,
    }
}
