//! Parameters that somebody names and no cell has: most likely a slip of the pen.

use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::entry::Entry;
use crate::record::Output;
use crate::sweep::sweeps;
use cell::wire::Content;
use std::ops::Range;

/// Those of the front matter. What a section gives to all its entries need not fit each of them.
pub fn unknown_in_front(entry: &Entry, outputs: &[Output]) -> Vec<Diagnostic> {
    let known = names(outputs);
    let unknown = entry.front.params.keys().filter(|name| !known.contains(&name.as_str()));
    unknown
        .filter_map(|name| {
            let message = format!("no cell has a parameter `{name}`");
            Some(diagnostic(entry, place_in_front(entry, name)?, message, name, &known))
        })
        .collect()
}

/// Those of sweeps.
pub fn unknown_in_sweeps(entry: &Entry, outputs: &[Output]) -> Vec<Diagnostic> {
    let known = names(outputs);
    let axes = sweeps(entry).flat_map(|(_, sweep)| sweep.axes.iter().map(move |axis| (sweep, axis)));
    axes.filter(|(_, axis)| !known.contains(&axis.name.as_str()))
        .map(|(sweep, axis)| {
            let message = format!("no cell has a parameter `{}` to sweep over", axis.name);
            diagnostic(entry, sweep.place.clone(), message, &axis.name, &known)
        })
        .collect()
}

/// How a cell gets a parameter.
pub const HINT: &str = "parameters are made with `param(\"lr\", 0.1)`";

/// The parameters that the cells have asked for.
pub fn names(outputs: &[Output]) -> Vec<&str> {
    let mut names = Vec::new();
    for output in outputs {
        if let Content::Param { name, .. } = &output.content {
            names.push(name.as_str());
        }
    }
    names
}

fn place_in_front(entry: &Entry, name: &str) -> Option<Range<usize>> {
    let front = &entry.source.text[..entry.body];
    let params = front.find("params")?;
    let at = params + front[params..].find(name)?;
    Some(at..at + name.len())
}

fn diagnostic(entry: &Entry, place: Range<usize>, message: String, name: &str, known: &[&str]) -> Diagnostic {
    let hint = match did_you_mean(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => HINT.to_owned(),
    };
    Diagnostic::error(&entry.source, place, message).hint(hint)
}
