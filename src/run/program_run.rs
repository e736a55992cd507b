//! One entry from its text to its outputs: tangle, compile, run, read.

use super::cache::{CHECKPOINTS, PROGRAMS};
use super::compile::{self, Compiled, Goal, Settings};
use super::contain::LEVEL;
use super::environment::Environment;
use super::execute::{self, Request};
use super::failures::{self, Failure, at_cell, broken_claims, errors, failure_of, of_diagnostic, of_message};
use super::lints;
use super::rustc_report::{self, View};
use super::toolchain::Toolchain;
use super::{checkpoint, checkpoint_report, variations};
use crate::diagnostic::{Diagnostic, Severity};
use crate::entry::{Entry, Role};
use crate::params;
use crate::program::{self, Aside, Expected, Program};
use crate::record::{Output, Provenance, collect, place_of};
use cell::wire::{Content, Event, Scalar, Stream};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

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
    /// The points that it is run at, its own first, then those of its sweeps; at each with every seed.
    pub points: Vec<Vec<Draw>>,
    /// Environment variables that the entry declares.
    pub variables: Vec<(String, String)>,
    /// Files that the entry declares.
    pub data: Vec<(String, PathBuf)>,
    /// Whether messages are coloured.
    pub color: bool,
}

/// A run with one seed and one set of parameters.
#[derive(Debug, Clone)]
pub struct Draw {
    /// The seed.
    pub seed: u64,
    /// Parameter values in place of the defaults.
    pub params: BTreeMap<String, Scalar>,
    /// The keys of its checkpoints, by cell; `None` computes everything and keeps nothing.
    pub checkpoints: Option<BTreeMap<u32, String>>,
}

/// What came of a run.
#[derive(Debug, Default)]
pub struct Shown {
    /// The outputs, in the order of the page; up to the failure if there is one.
    pub outputs: Vec<Output>,
    /// Why there are no more of them. An entry with a failure is never recorded.
    pub failures: Vec<Failure>,
    /// What is worth a look.
    pub warnings: Vec<Failure>,
    /// How long each cell took, in seconds.
    pub cell_seconds: BTreeMap<u32, f64>,
    /// The cells whose checkpoint stood for running them.
    pub restored: Vec<u32>,
    /// How long the compiler took.
    pub compiling: Duration,
    /// How long its programs ran: at several points or with several seeds, until the last had ended.
    pub running: Duration,
}

/// Runs an entry. `progress` is told of loops that say how far they have come.
///
/// # Errors
/// The tool itself can't work: no compiler, a full disk. What is wrong with the entry stands in [`Shown::failures`].
pub fn run(entry: &Entry, job: &Job<'_>, progress: &mut dyn FnMut(&Event)) -> Result<Shown, Diagnostic> {
    let mut shown = Shown::default();
    let tangled = match program::tangle(entry) {
        Ok(tangled) => tangled,
        Err(diagnostics) => {
            shown.failures.extend(
                diagnostics.iter().map(|diagnostic| of_diagnostic(diagnostic, "compile-error", job.color)),
            );
            return Ok(shown);
        }
    };
    let start = Instant::now();
    let compiled = match &tangled.program {
        None => None,
        Some(program) => match compile_program(entry, program, job, Goal::Run)? {
            Compiled::Program { file, warnings } => Some((program, file, warnings)),
            // What is compiled on top of that would be refused for the same.
            Compiled::Refused(messages) => {
                shown.failures.extend(errors(&messages, entry, program, job.color));
                return Ok(shown);
            }
        },
    };
    for aside in &tangled.asides {
        try_aside(entry, aside, job, &mut shown)?;
    }
    if let Some((program, file, warnings)) = compiled {
        shown.compiling = start.elapsed();
        shown.warnings.extend(warnings.iter().map(|message| of_message(message, entry, program, job.color)));
        run_program(entry, &file, job, &mut shown, progress)?;
    }
    Ok(shown)
}

/// Runs the program of an entry at all its points, and adds what it shows.
fn run_program(
    entry: &Entry,
    file: &Path,
    job: &Job<'_>,
    shown: &mut Shown,
    progress: &mut dyn FnMut(&Event),
) -> Result<(), Diagnostic> {
    let start = Instant::now();
    let runs: Vec<&Draw> = job.points.iter().flatten().collect();
    let ran = match runs.as_slice() {
        [draw] => execute_program(entry, file, job, draw, progress)?,
        _ => variations::run(entry, &job.points, job.color, &|draw| {
            execute_program(entry, file, job, draw, &mut |_| {})
        })?,
    };
    shown.running = if runs.len() == 1 { ran.running } else { start.elapsed() };
    if ran.failures.is_empty() {
        let unknown = params::unknown_in_front(entry, &ran.outputs);
        shown.failures.extend(unknown.iter().map(|one| of_diagnostic(one, "unknown-param", job.color)));
    }
    shown.add(entry, ran);
    Ok(())
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
    let folder = job.cache.join(PROGRAMS);
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
            shown.failures.extend(errors(&messages, entry, &aside.program, job.color));
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
    draw: &Draw,
    progress: &mut dyn FnMut(&Event),
) -> Result<Shown, Diagnostic> {
    let mut shown = Shown::default();
    let cell_times =
        entry.cells.iter().filter_map(|cell| Some((cell.number, cell.options.timeout?))).collect();
    let checkpoints = job.cache.join(CHECKPOINTS);
    let kept = draw.checkpoints.as_ref().map(|keys| checkpoint::find(&checkpoints, keys));
    let request = Request {
        program: file,
        scratch: &job.cache.join("scratch"),
        time: job.time,
        cell_times: &cell_times,
        memory: job.memory,
        seed: draw.seed,
        params: &draw.params,
        variables: &job.variables,
        data: &job.data,
        checkpoints: kept.as_ref(),
    };
    let ran = execute::execute(&request, progress).map_err(|error| {
        Diagnostic::new(
            Severity::Error,
            format!("{}: the entry's program can't be run: {error}", entry.source.path),
        )
    })?;
    let collected = collect(entry, &ran, &kept.unwrap_or_default());
    if let Some(keys) = &draw.checkpoints {
        checkpoint::keep_bound(&checkpoints, keys, &ran.bound, &collected)?;
    }
    if let Some(diagnostic) = failure_of(entry, job, &collected) {
        let mut failure = of_diagnostic(&diagnostic, collected.outcome.name(), job.color);
        failure.rendered.push_str(&failures::printed_last(&collected.outputs));
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
    let warnings = checkpoint_report::warnings(entry, &collected.not_kept);
    shown.warnings.extend(warnings.iter().map(|warning| of_diagnostic(warning, "not-kept", job.color)));
    shown.restored = collected.restored;
    shown.running = Duration::from_secs_f64(ran.seconds);
    shown.cell_seconds = collected.cell_seconds;
    shown.outputs = collected.outputs;
    Ok(shown)
}

impl Shown {
    /// Adds what a run showed: what was compiled beside the program stands with the cells around it.
    fn add(&mut self, entry: &Entry, ran: Shown) {
        self.outputs.extend(ran.outputs);
        self.outputs.sort_by_key(|output| place_of(entry, output));
        self.failures.extend(ran.failures);
        self.warnings.extend(ran.warnings);
        self.cell_seconds = ran.cell_seconds;
        self.restored = ran.restored;
    }
}
