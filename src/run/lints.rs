//! What is worth a look in what an entry showed, though nothing is wrong with it.

use crate::check::{WIDE, describe};
use crate::diagnostic::Diagnostic;
use crate::entry::Entry;
use crate::record::Output;
use crate::record::place_of;
use cell::wire::Content;

/// Warnings, each with its short name for reports.
pub(super) fn of_outputs(entry: &Entry, outputs: &[Output]) -> Vec<(Diagnostic, &'static str)> {
    outputs.iter().filter_map(|output| nan(entry, output).or_else(|| wide(entry, output))).collect()
}

/// NaN in a sentence, a value or a metric is hardly ever meant.
fn nan(entry: &Entry, output: &Output) -> Option<(Diagnostic, &'static str)> {
    let is_nan = match &output.content {
        Content::Inline { number: Some(number), .. }
        | Content::Value { number: Some(number), .. }
        | Content::Metric { value: number, .. } => number.0.is_nan(),
        _ => false,
    };
    let is_meant =
        |number: u32| entry.cells.iter().any(|cell| cell.number == number && cell.options.nan == Some(true));
    if !is_nan || output.cell.is_some_and(is_meant) {
        return None;
    }
    let at = place_of(entry, output);
    let warning = Diagnostic::warning(&entry.source, at..at, format!("{} is NaN", describe(entry, output)));
    Some((warning.hint("`//| nan: true` says of a cell that it is meant"), "nan"))
}

/// A metric that may be nearly anything is no result.
fn wide(entry: &Entry, output: &Output) -> Option<(Diagnostic, &'static str)> {
    let Content::Metric { name, tolerance: Some(relative), .. } = &output.content else { return None };
    if relative.0 <= WIDE {
        return None;
    }
    let at = place_of(entry, output);
    let percent = relative.0 * 100.0;
    let message = format!("the tolerance of metric `{name}` lets it differ by {percent} %");
    let warning = Diagnostic::warning(&entry.source, at..at, message);
    Some((warning.hint("say `//| volatile: 0.2` of a cell that differs from run to run"), "wide-tolerance"))
}
