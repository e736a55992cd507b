//! Sweeps: at which points an entry is run, and what of it is recorded.
//!
//! Of a cell with a sweep, an output that changes with the parameters is recorded of every point, the same content once;
//! what does not change is recorded as ever. All other cells, inline values and claims are those of the entry's own
//! parameters.

use crate::check::pair;
use crate::entry::{Cell, Entry, Role, Sweep};
use crate::record::Output;
use cell::wire::{Content, Scalar};
use std::collections::BTreeMap;

/// Values of parameters.
pub type Point = BTreeMap<String, Scalar>;

/// The points at which an entry is run beside its own, each once.
pub fn points(entry: &Entry) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for (_, sweep) in sweeps(entry) {
        for point in sweep.points() {
            if !points.contains(&point) {
                points.push(point);
            }
        }
    }
    points
}

/// The cells with a sweep, in order.
pub fn sweeps(entry: &Entry) -> impl Iterator<Item = (&Cell, &Sweep)> {
    let cells = entry.cells.iter().filter(|cell| cell.role == Role::Run);
    cells.filter_map(|cell| Some((cell, cell.options.sweep.as_ref()?)))
}

/// The outputs of an entry's own parameters with those of its sweeps; `runs` holds those of its [`points`], in order.
pub fn gather(entry: &Entry, base: Vec<Output>, runs: &[Vec<Output>]) -> Vec<Output> {
    let all = points(entry);
    let mut gathered = base;
    for (cell, sweep) in sweeps(entry) {
        let of_cell = |outputs: &[Output]| -> Vec<Output> {
            outputs.iter().filter(|output| output.cell == Some(cell.number)).cloned().collect()
        };
        let own = of_cell(&gathered);
        let run_at = |point: &Point| all.iter().position(|one| one == point).and_then(|at| runs.get(at));
        let at_points: Vec<Vec<Output>> =
            sweep.points().iter().map(|point| run_at(point).map_or(Vec::new(), |run| of_cell(run))).collect();
        let pairs: Vec<Vec<Option<&Output>>> = at_points.iter().map(|run| pair(&own, run)).collect();
        let outputs = gathered.iter_mut().filter(|output| output.cell == Some(cell.number));
        for (place, output) in outputs.enumerate() {
            let contents = pairs.iter().map(|run| run[place].map(|output| &output.content));
            if let Some(swept) = merge(sweep, &output.content, &contents.collect::<Vec<_>>()) {
                output.content = swept;
            }
        }
    }
    gathered
}

/// What an output is over a sweep; nothing if it does not change, or changes with every run anyway.
fn merge(sweep: &Sweep, own: &Content, contents: &[Option<&Content>]) -> Option<Content> {
    let is_free = match own {
        Content::Param { name, .. } => sweep.axes.iter().any(|axis| axis.name == *name),
        Content::Timing { .. } | Content::Volatile { .. } => true,
        _ => false,
    };
    if is_free || contents.iter().all(|content| *content == Some(own)) {
        return None;
    }
    let mut variants: Vec<Content> = Vec::new();
    let at = contents.iter().map(|content| {
        let content = (*content)?;
        let known = variants.iter().position(|variant| variant == content);
        Some(known.unwrap_or_else(|| {
            variants.push(content.clone());
            variants.len() - 1
        }))
    });
    let at = at.collect();
    Some(Content::Sweep { axes: sweep.axes.clone(), at, variants })
}

/// `lr = 0.1, steps = 20`.
pub fn in_words<'a>(point: impl IntoIterator<Item = (&'a String, &'a Scalar)>) -> String {
    let parts: Vec<String> = point.into_iter().map(|(name, value)| format!("{name} = {value}")).collect();
    parts.join(", ")
}
