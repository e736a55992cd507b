//! One compiled entry, run once with each of its seeds and at each point of its sweeps.

use super::failures::{Failure, of_diagnostic};
use super::program_run::{Draw, Shown};
use crate::diagnostic::Diagnostic;
use crate::entry::Entry;
use crate::record::Output;
use crate::{params, seeds, sweep};
use rayon::prelude::*;

/// A single run.
pub type One<'a> = &'a (dyn Fn(&Draw) -> Result<Shown, Diagnostic> + Sync);

/// Runs an entry at all `points`, of which the first is its own and the others those of its sweeps, side by side, and makes
/// one of what they showed.
///
/// # Errors
/// The tool itself can't work.
pub fn run(entry: &Entry, points: &[Vec<Draw>], color: bool, one: One<'_>) -> Result<Shown, Diagnostic> {
    let mut runs = points
        .par_iter()
        .map(|draws| match draws.as_slice() {
            [draw] => one(draw),
            draws => over_seeds(entry, draws, color, one),
        })
        .collect::<Result<Vec<Shown>, _>>()?
        .into_iter();
    let mut whole = runs.next().unwrap_or_default();
    let swept: Vec<Shown> = runs.collect();
    if swept.is_empty() {
        return Ok(whole);
    }
    for (point, run) in sweep::points(entry).iter().zip(&swept) {
        // What the text claims it claims of the entry's own parameters.
        let failures = run.failures.iter().filter(|failure| failure.outcome != "broken-claim");
        add(&mut whole.failures, failures, &format!("with {}", sweep::in_words(point)));
    }
    if whole.failures.is_empty() {
        let unknown = params::unknown_in_sweeps(entry, &whole.outputs);
        whole.failures.extend(unknown.iter().map(|one| of_diagnostic(one, "unknown-param", color)));
        let outputs: Vec<Vec<Output>> = swept.into_iter().map(|run| run.outputs).collect();
        whole.outputs = sweep::gather(entry, whole.outputs, &outputs);
    }
    Ok(whole)
}

fn over_seeds(entry: &Entry, draws: &[Draw], color: bool, one: One<'_>) -> Result<Shown, Diagnostic> {
    let runs: Vec<Shown> = draws.par_iter().map(one).collect::<Result<_, _>>()?;
    let mut whole = Shown::default();
    for (draw, run) in draws.iter().zip(&runs) {
        for (cell, seconds) in &run.cell_seconds {
            let slowest = whole.cell_seconds.entry(*cell).or_insert(0.0);
            *slowest = slowest.max(*seconds);
        }
        let note = format!("with seed {}, one of {}", draw.seed, draws.len());
        add(&mut whole.failures, run.failures.iter(), &note);
        add(&mut whole.warnings, run.warnings.iter(), &note);
    }
    // A cell that ran with one seed alone ran.
    let restored = runs.first().map(|run| run.restored.clone()).unwrap_or_default();
    whole.restored =
        restored.into_iter().filter(|cell| runs.iter().all(|run| run.restored.contains(cell))).collect();
    let failed = runs.iter().position(|run| !run.failures.is_empty());
    let outputs: Vec<Vec<Output>> = runs.into_iter().map(|run| run.outputs).collect();
    if failed.is_none() {
        let early = seeds::differing_too_early(entry, &outputs);
        whole.failures.extend(early.iter().map(|one| of_diagnostic(one, "seeds-too-late", color)));
    }
    whole.outputs = match failed {
        // What a failing run showed often says why it failed.
        Some(at) => outputs.into_iter().nth(at).unwrap_or_default(),
        None => seeds::summary(entry, &outputs),
    };
    Ok(whole)
}

/// Adds what went wrong in one run, unless it did in another.
fn add<'a>(all: &mut Vec<Failure>, of_run: impl Iterator<Item = &'a Failure>, note: &str) {
    for failure in of_run {
        if !all.iter().any(|other| (other.outcome, other.place) == (failure.outcome, failure.place)) {
            let rendered = format!("{}\n  = note: {note}", failure.rendered);
            all.push(Failure { rendered, ..failure.clone() });
        }
    }
}
