//! What the exported test compares with: the record's outputs, each with its tolerance. What was recorded over seeds and
//! sweeps is taken apart again: the test runs the lesson with each seed and at each point.

use crate::check::{describe, tolerance_of, tolerances};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity};
use crate::entry::{Entry, Role};
use crate::record::{Output, Record};
use cell::wire::{Content, Scalar, Stream, grid};
use cell::{Number, TableCell};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// One line of `outputs.jsonl`.
#[derive(Serialize)]
struct Line {
    /// How messages name the output.
    place: String,
    /// What it is told apart by; nothing for all that is printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    slot: Option<String>,
    /// Which of those that are told apart by the same.
    #[serde(skip_serializing_if = "is_first")]
    at: usize,
    /// The run that it comes from.
    #[serde(flatten)]
    run: Run,
    relative: f64,
    absolute: f64,
    content: Value,
}

/// A run of the lesson; with nothing said it is the one that its settings ask for.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
struct Run {
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<BTreeMap<String, Scalar>>,
}

fn is_first(at: &usize) -> bool {
    *at == 0
}

/// The text of `outputs.jsonl`.
///
/// # Errors
/// An output can't be written as JSON.
pub(super) fn lines(entry: &Entry, record: &Record, config: &Config) -> Result<String, Diagnostic> {
    let tolerances = tolerances(entry, config);
    let is_volatile = |output: &Output| {
        output.cell.is_some_and(|cell| tolerances.volatile.contains_key(&cell))
            || matches!(output.content, Content::Timing { .. } | Content::Volatile { .. })
    };
    let mut text = String::new();
    let mut add = |line: &Line| {
        let json = serde_json::to_string(line).map_err(failed)?;
        text.push_str(&json);
        text.push('\n');
        Ok(())
    };
    // What volatile cells print stands between the rest, so that then nothing can be said of it.
    let prints = |output: &&Output| matches!(output.content, Content::Text { stream: Stream::Stdout, .. });
    let printed = record.outputs.iter().filter(prints);
    if !printed.clone().any(is_volatile) && tolerances.volatile.is_empty() {
        let whole = printed.filter_map(|output| match &output.content {
            Content::Text { text, .. } => Some(text.as_str()),
            _ => None,
        });
        add(&Line {
            place: "printed text".to_owned(),
            slot: None,
            at: 0,
            run: Run::default(),
            relative: tolerances.general.relative,
            absolute: tolerances.general.absolute,
            content: Value::String(whole.collect()),
        })?;
    }
    let mut places = Places::default();
    for output in record.outputs.iter().filter(|output| !is_volatile(output)) {
        // Text is not on the wire; what only compiles is not in the program.
        if matches!(output.content, Content::Text { .. }) || !runs(entry, output.cell) {
            continue;
        }
        let tolerance = tolerance_of(output, &tolerances);
        for (run, content) in taken_apart(entry, &output.content) {
            let single = is_single(&content);
            let content = serde_json::to_value(&content).map_err(failed)?;
            let slot = slot(output.cell, &content);
            let at = places.next(&run, &slot);
            // A mean of drawings can't be taken apart: no run of the lesson draws it.
            if is_mean_of_seeds(entry, &output.content) {
                continue;
            }
            add(&Line {
                place: describe(entry, output),
                slot: Some(slot),
                at,
                run,
                relative: if single { tolerance.single } else { tolerance.relative },
                absolute: tolerance.absolute,
                content,
            })?;
        }
    }
    Ok(text)
}

/// How many outputs that are told apart by the same each run had so far.
#[derive(Default)]
struct Places(Vec<(Run, String, usize)>);

impl Places {
    /// The place of the next one.
    fn next(&mut self, run: &Run, slot: &str) -> usize {
        if let Some((.., count)) = self.0.iter_mut().find(|(own, name, _)| own == run && name == slot) {
            *count += 1;
            return *count;
        }
        self.0.push((run.clone(), slot.to_owned(), 0));
        0
    }
}

/// An output as the runs that it was made of show it.
fn taken_apart(entry: &Entry, content: &Content) -> Vec<(Run, Content)> {
    match content {
        Content::Seeds { content, values, .. } => {
            let seeds = entry.front.seeds.list.iter().zip(values);
            seeds
                .map(|(seed, value)| (Run { seed: Some(*seed), params: None }, with_value(content, *value)))
                .collect()
        }
        Content::OneSeed { seed, content } => {
            vec![(Run { seed: Some(*seed), params: None }, (**content).clone())]
        }
        Content::Sweep { axes, at, variants } => {
            let mut all = Vec::new();
            for (point, variant) in grid(axes).into_iter().zip(at) {
                let Some(content) = variant.and_then(|variant| variants.get(variant)) else { continue };
                // Whatever else the entry sets stays as it is.
                let own = entry.front.params.iter().map(|(name, value)| (name.clone(), value.clone()));
                let params: BTreeMap<String, Scalar> = own.chain(point).collect();
                let at_point = taken_apart(entry, content);
                all.extend(
                    at_point
                        .into_iter()
                        .map(|(run, content)| (Run { params: Some(params.clone()), ..run }, content)),
                );
            }
            all
        }
        other => vec![(Run::default(), other.clone())],
    }
}

/// An output with the number that it had with one seed. How that was written is not known any more.
fn with_value(content: &Content, value: Number) -> Content {
    match content.clone() {
        Content::Metric { name, single, tolerance, .. } => Content::Metric { name, value, single, tolerance },
        Content::Value { single, .. } => {
            Content::Value { text: value.to_string(), number: Some(value), single }
        }
        Content::Inline { inline, single, .. } => {
            Content::Inline { inline, text: value.to_string(), number: Some(value), single }
        }
        other => other,
    }
}

/// Whether an output may be made of those of many seeds in a way that can't be undone. A chart does not say whether it is.
fn is_mean_of_seeds(entry: &Entry, content: &Content) -> bool {
    if entry.front.seeds.list.is_empty() {
        return false;
    }
    match content {
        Content::Chart(_) => true,
        Content::Table(table) => {
            let mut cells = table.columns().iter().flat_map(cell::Column::cells);
            cells.any(|cell| matches!(cell, TableCell::Spread { .. }))
        }
        Content::Sweep { variants, .. } => variants.iter().any(|variant| is_mean_of_seeds(entry, variant)),
        _ => false,
    }
}

/// Whether an output is a number of single precision.
fn is_single(content: &Content) -> bool {
    match content.inner() {
        Content::Value { single, .. } | Content::Inline { single, .. } | Content::Metric { single, .. } => {
            *single
        }
        _ => false,
    }
}

/// Whether what stands in a cell, or outside of all, is part of the program that runs.
fn runs(entry: &Entry, number: Option<u32>) -> bool {
    let Some(number) = number else { return true };
    let own = |cell: &&crate::entry::Cell| cell.number == number && cell.role != Role::Ignore;
    let cell = entry.cells.iter().find(own);
    cell.is_some_and(|cell| matches!(cell.role, Role::Run | Role::ShouldPanic))
}

/// As the exported test has it: the name where there is one, else the kind and the cell.
fn slot(cell: Option<u32>, content: &Value) -> String {
    let kind = content["kind"].as_str().unwrap_or_default();
    match kind {
        "inline" | "claim" => format!("{kind} {}", content[kind]),
        "metric" | "param" => format!("{kind} {}", content["name"].as_str().unwrap_or_default()),
        _ => format!("{kind} of cell {}", cell.map_or_else(String::new, |cell| cell.to_string())),
    }
}

fn failed(error: serde_json::Error) -> Diagnostic {
    Diagnostic::new(Severity::Error, format!("an output can't be written as JSON: {error}"))
}
