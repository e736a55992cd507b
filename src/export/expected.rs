//! What the exported test compares with: the record's outputs, each with its tolerance.

use crate::check::{describe, tolerance_of, tolerances};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity};
use crate::entry::{Entry, Role};
use crate::record::{Output, Record};
use cell::wire::{Content, Stream};
use serde::Serialize;
use serde_json::Value;

/// One line of `outputs.jsonl`.
#[derive(Serialize)]
struct Line {
    /// How messages name the output.
    place: String,
    /// What it is told apart by; nothing for all that is printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    slot: Option<String>,
    relative: f64,
    absolute: f64,
    content: Value,
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
            relative: tolerances.general.relative,
            absolute: tolerances.general.absolute,
            content: Value::String(whole.collect()),
        })?;
    }
    for output in record.outputs.iter().filter(|output| !is_volatile(output)) {
        // Text is not on the wire; what only compiles is not in the program.
        if matches!(output.content, Content::Text { .. }) || !runs(entry, output.cell) {
            continue;
        }
        let tolerance = tolerance_of(output, &tolerances);
        let content = serde_json::to_value(&output.content).map_err(failed)?;
        add(&Line {
            place: describe(entry, output),
            slot: Some(slot(output.cell, &content)),
            relative: if is_single(&output.content) { tolerance.single } else { tolerance.relative },
            absolute: tolerance.absolute,
            content,
        })?;
    }
    Ok(text)
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
