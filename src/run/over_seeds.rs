//! One compiled entry, run once with each of its seeds.

use super::failures::Failure;
use super::program_run::{Draw, Shown};
use crate::diagnostic::Diagnostic;
use crate::entry::Entry;
use crate::record::Output;
use crate::seeds::summary;
use rayon::prelude::*;

/// Runs an entry with every seed, side by side, and makes one of what they showed.
///
/// # Errors
/// The tool itself can't work.
pub fn run(
    entry: &Entry,
    draws: &[Draw],
    one: &(dyn Fn(&Draw) -> Result<Shown, Diagnostic> + Sync),
) -> Result<Shown, Diagnostic> {
    let runs: Vec<Shown> = draws.par_iter().map(one).collect::<Result<_, _>>()?;
    let mut whole = Shown::default();
    for (draw, run) in draws.iter().zip(&runs) {
        for (cell, seconds) in &run.cell_seconds {
            let slowest = whole.cell_seconds.entry(*cell).or_insert(0.0);
            *slowest = slowest.max(*seconds);
        }
        add(&mut whole.failures, &run.failures, draw, draws.len());
        add(&mut whole.warnings, &run.warnings, draw, draws.len());
    }
    // A cell that ran with one seed alone ran.
    let restored = runs.first().map(|run| run.restored.clone()).unwrap_or_default();
    whole.restored =
        restored.into_iter().filter(|cell| runs.iter().all(|run| run.restored.contains(cell))).collect();
    let failed = runs.iter().position(|run| !run.failures.is_empty());
    let outputs: Vec<Vec<Output>> = runs.into_iter().map(|run| run.outputs).collect();
    whole.outputs = match failed {
        // What a failing run showed often says why it failed.
        Some(at) => outputs.into_iter().nth(at).unwrap_or_default(),
        None => summary(entry, &outputs),
    };
    Ok(whole)
}

/// Adds what went wrong with one seed, unless it did with another.
fn add(all: &mut Vec<Failure>, of_seed: &[Failure], draw: &Draw, count: usize) {
    for failure in of_seed {
        if !all.iter().any(|other| (other.outcome, other.place) == (failure.outcome, failure.place)) {
            let note = format!("\n  = note: with seed {}, one of {count}", draw.seed);
            all.push(Failure { rendered: format!("{}{note}", failure.rendered), ..failure.clone() });
        }
    }
}
