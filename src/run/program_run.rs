//! One entry from its text to its outputs: tangle, compile, run, read.

use super::compile::{self, Compiled, Goal, Settings};
use super::contain::LEVEL;
use super::environment::Environment;
use super::execute::{self, Request};
use super::lints;
use super::rustc_report::{self, View};
use super::toolchain::Toolchain;
use crate::diagnostic::{Diagnostic, Severity};
use crate::entry::{Cell, Entry, Role};
use crate::program::{self, Aside, Expected, Program};
use crate::record::{Collected, Outcome, Output, Provenance, collect};
use cell::wire::{Content, Event, Scalar, Stream};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What a run of an entry needs beside the entry.
#[derive(Debug)]
pub struct Job<'a> {
    /// The built cell environment.
    pub environment: &'a Environment,
    /// How programs are compiled.
    pub settings: &'a Settings,
    /// Where programs and scratch folders are kept.
    pub cache: &'a Path,
    /// How long the entry may take.
    pub time: Duration,
    /// How much memory it may use, in bytes.
    pub memory: Option<u64>,
    /// The entry's seed.
    pub seed: u64,
    /// Parameter values in place of the defaults.
    pub params: BTreeMap<String, Scalar>,
    /// Environment variables that the entry declares.
    pub variables: Vec<(String, String)>,
    /// Files that the entry declares.
    pub data: Vec<(String, PathBuf)>,
    /// Whether messages are coloured.
    pub color: bool,
}

/// What came of a run.
#[derive(Debug)]
pub struct Shown {
    /// The outputs, in the order of the page; up to the failure if there is one.
    pub outputs: Vec<Output>,
    /// Why there are no more of them. An entry with a failure is never recorded.
    pub failures: Vec<Failure>,
    /// What is worth a look.
    pub warnings: Vec<Failure>,
    /// How long each cell took, in seconds.
    pub cell_seconds: BTreeMap<u32, f64>,
}

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

/// Runs an entry. `progress` is told of loops that say how far they have come.
///
/// # Errors
/// The tool itself can't work: no compiler, a full disk. What is wrong with the entry stands in [`Shown::failures`].
pub fn run(entry: &Entry, job: &Job<'_>, progress: &mut dyn FnMut(&Event)) -> Result<Shown, Diagnostic> {
    let mut shown = Shown {
        outputs: Vec::new(),
        failures: Vec::new(),
        warnings: Vec::new(),
        cell_seconds: BTreeMap::new(),
    };
    let tangled = match program::tangle(entry) {
        Ok(tangled) => tangled,
        Err(diagnostics) => {
            shown.failures.extend(
                diagnostics.iter().map(|diagnostic| of_diagnostic(diagnostic, "compile-error", job.color)),
            );
            return Ok(shown);
        }
    };
    for aside in &tangled.asides {
        try_aside(entry, aside, job, &mut shown)?;
    }
    if let Some(program) = &tangled.program {
        match compile_program(entry, program, job, Goal::Run)? {
            Compiled::Program { file, warnings } => {
                shown
                    .warnings
                    .extend(warnings.iter().map(|message| of_message(message, entry, program, job.color)));
                execute_program(entry, &file, job, progress, &mut shown)?;
            }
            Compiled::Refused(messages) => {
                let errors = messages.iter().filter(|message| message.is_error());
                shown.failures.extend(errors.map(|message| of_message(message, entry, program, job.color)));
            }
        }
    }
    Ok(shown)
}

/// What made the outputs of a run beside what the author controls.
pub fn provenance(toolchain: &Toolchain, date: String) -> Provenance {
    Provenance {
        rustc: toolchain.short(),
        target: toolchain.target().to_owned(),
        features: "baseline".to_owned(),
        sandbox: LEVEL.to_owned(),
        date,
    }
}

fn compile_program(
    entry: &Entry,
    program: &Program,
    job: &Job<'_>,
    goal: Goal,
) -> Result<Compiled, Diagnostic> {
    let folder = job.cache.join("programs");
    compile::compile(job.environment, job.settings, &entry.source.path, &program.text, goal, &folder)
}

/// Compiles a `no_run` or `compile_fail` cell and holds the compiler's word against what the fence says.
fn try_aside(entry: &Entry, aside: &Aside, job: &Job<'_>, shown: &mut Shown) -> Result<(), Diagnostic> {
    let compiled = compile_program(entry, &aside.program, job, Goal::Check)?;
    let Some(cell) = entry.cells.iter().find(|cell| cell.number == aside.cell && cell.role != Role::Ignore)
    else {
        return Ok(());
    };
    match (&aside.expected, compiled) {
        (Expected::Compiles, Compiled::Program { .. }) => {}
        (Expected::Compiles, Compiled::Refused(messages)) => {
            let errors = messages.iter().filter(|message| message.is_error());
            shown
                .failures
                .extend(errors.map(|message| of_message(message, entry, &aside.program, job.color)));
        }
        (Expected::Refused(_), Compiled::Program { .. }) => {
            let diagnostic = at_cell(
                entry,
                cell,
                format!("cell {} is marked `compile_fail`, but it compiles", cell.number),
            );
            shown.failures.push(of_diagnostic(&diagnostic, "compiled", job.color));
        }
        (Expected::Refused(wanted), Compiled::Refused(messages)) => {
            let errors: Vec<_> = messages.iter().filter(|message| message.is_error()).collect();
            let codes: Vec<&str> = errors
                .iter()
                .filter_map(|error| error.code.as_ref())
                .map(|code| code.code.as_str())
                .collect();
            if let Some(wanted) = wanted
                && !codes.contains(&wanted.as_str())
            {
                let found =
                    if codes.is_empty() { "an error without a code".to_owned() } else { codes.join(", ") };
                let message = format!(
                    "cell {} should be refused with {wanted}, but the compiler says {found}",
                    cell.number
                );
                shown.failures.push(of_diagnostic(
                    &at_cell(entry, cell, message),
                    "compile-error",
                    job.color,
                ));
            }
            let texts = errors
                .iter()
                .map(|error| rustc_report::render(error, entry, &aside.program, View::Cell(cell), false));
            let text = texts.collect::<Vec<_>>().join("\n\n") + "\n";
            shown.outputs.push(Output {
                cell: Some(cell.number),
                content: Content::Text { stream: Stream::Stderr, text },
            });
        }
    }
    Ok(())
}

fn execute_program(
    entry: &Entry,
    file: &Path,
    job: &Job<'_>,
    progress: &mut dyn FnMut(&Event),
    shown: &mut Shown,
) -> Result<(), Diagnostic> {
    let cell_times =
        entry.cells.iter().filter_map(|cell| Some((cell.number, cell.options.timeout?))).collect();
    let request = Request {
        program: file,
        scratch: &job.cache.join("scratch"),
        time: job.time,
        cell_times: &cell_times,
        memory: job.memory,
        seed: job.seed,
        params: &job.params,
        variables: &job.variables,
        data: &job.data,
    };
    let ran = execute::execute(&request, progress).map_err(|error| {
        Diagnostic::new(
            Severity::Error,
            format!("{}: the entry's program can't be run: {error}", entry.source.path),
        )
    })?;
    let collected = collect(entry, &ran);
    if let Some(diagnostic) = failure_of(entry, job, &collected) {
        let mut failure = of_diagnostic(&diagnostic, collected.outcome.name(), job.color);
        failure.rendered.push_str(&printed_last(&collected.outputs));
        shown.failures.push(failure);
    }
    shown.failures.extend(broken_claims(entry, &collected, job.color));
    if collected.leaked > 0 {
        let message = format!(
            "{}: {} process(es) outlived the entry and were ended",
            entry.source.path, collected.leaked
        );
        shown.warnings.push(of_diagnostic(&Diagnostic::new(Severity::Warning, message), "leaked", job.color));
    }
    let lints = lints::of_outputs(entry, &collected.outputs);
    shown.warnings.extend(lints.iter().map(|(diagnostic, name)| of_diagnostic(diagnostic, name, job.color)));
    shown.cell_seconds = collected.cell_seconds;
    shown.outputs.extend(collected.outputs);
    // What was compiled beside the program stands with the cells around it.
    shown.outputs.sort_by_key(|output| place_of(entry, output));
    Ok(())
}

/// Where on the page an output stands; outputs of one cell keep their order.
pub fn place_of(entry: &Entry, output: &Output) -> usize {
    let cell =
        |number: u32| entry.cells.iter().find(|cell| cell.number == number && cell.role != Role::Ignore);
    match &output.content {
        Content::Inline { inline, .. } => {
            entry.inlines.iter().find(|one| one.number == *inline).map_or(0, |one| one.span.start)
        }
        Content::Claim { claim, .. } => {
            entry.claims.iter().find(|one| one.number == *claim).map_or(0, |one| one.span.start)
        }
        _ => output.cell.and_then(cell).map_or(0, |cell| cell.block.start),
    }
}

/// What went wrong in a run, at its place in the entry.
fn failure_of(entry: &Entry, job: &Job<'_>, collected: &Collected) -> Option<Diagnostic> {
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
fn printed_last(outputs: &[Output]) -> String {
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
fn strip_controls(line: &str) -> String {
    line.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

fn broken_claims(entry: &Entry, collected: &Collected, color: bool) -> Vec<Failure> {
    let claims = collected.broken_claims.iter().filter_map(|(number, sides)| {
        let claim = entry.claims.iter().find(|claim| claim.number == *number)?;
        let expression = entry.source.text[claim.expression.clone()].trim();
        let values = sides.as_ref().map(|sides| claim_values(expression, sides)).unwrap_or_default();
        let message = format!("the claim `{expression}` is false{values}");
        let diagnostic = Diagnostic::error(&entry.source, claim.expression.clone(), message);
        Some(of_diagnostic(&diagnostic.hint("mend the code, or the sentence"), "broken-claim", color))
    });
    claims.collect()
}

/// The operands of a comparison with their values, as in `: test_acc = 0.9312`; what stands there as it is needs none.
fn claim_values(expression: &str, sides: &(String, String)) -> String {
    let Some((left, right)) = program::operands(expression) else { return String::new() };
    let value = |(operand, value): (&str, &String)| {
        let value: String = strip_controls(value).chars().take(80).collect();
        (operand != value).then(|| format!("{operand} = {value}"))
    };
    let is_literal = |operand: &str| operand.parse::<f64>().is_ok() || operand.starts_with(['"', '\'']);
    let told = [(left, &sides.0), (right, &sides.1)].into_iter().filter(|(operand, _)| !is_literal(operand));
    let told: Vec<String> = told.filter_map(value).collect();
    if told.is_empty() { String::new() } else { format!(": {}", told.join(", ")) }
}

fn at_cell(entry: &Entry, cell: &Cell, message: String) -> Diagnostic {
    let text = &entry.source.text;
    let end = text[cell.block.start..].find('\n').map_or(text.len(), |at| cell.block.start + at);
    Diagnostic::error(&entry.source, cell.block.start..end, message)
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

fn of_message(message: &rustc_report::Message, entry: &Entry, program: &Program, color: bool) -> Failure {
    Failure {
        message: message.message.clone(),
        place: rustc_report::first_place(message, entry, program),
        rendered: rustc_report::render(message, entry, program, View::Entry, color),
        outcome: "compile-error",
    }
}

fn of_diagnostic(diagnostic: &Diagnostic, outcome: &'static str, color: bool) -> Failure {
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
