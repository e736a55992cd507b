//! `tolerance:` in front matter and `tol` of a cell.

use super::yaml::Item;
use crate::check::WIDE;
use crate::diagnostic::{Diagnostic, SourceText};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The tolerance of an entry. What is not said is what the journal says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EntryTolerance {
    /// The relative part.
    pub relative: Option<f64>,
    /// The absolute part.
    pub absolute: Option<f64>,
    /// The relative part for numbers of single precision.
    pub single: Option<f64>,
}

/// A number alone is the relative part.
pub(super) fn of_entry(source: &Arc<SourceText>, item: &Item) -> Result<EntryTolerance, Diagnostic> {
    let what = "a number such as 1e-6, or {relative: 1e-6, absolute: 1e-9}";
    if let Ok(relative) = item.value::<f64>(source, what) {
        return Ok(EntryTolerance {
            relative: Some(sound(source, item, relative)?),
            ..EntryTolerance::default()
        });
    }
    let tolerance: EntryTolerance = item.value(source, what)?;
    for part in [tolerance.relative, tolerance.absolute, tolerance.single].into_iter().flatten() {
        sound(source, item, part)?;
    }
    Ok(tolerance)
}

/// A relative tolerance by itself.
pub(super) fn number(source: &Arc<SourceText>, item: &Item) -> Result<f64, Diagnostic> {
    sound(source, item, item.value(source, "a number")?)
}

fn sound(source: &Arc<SourceText>, item: &Item, tolerance: f64) -> Result<f64, Diagnostic> {
    if tolerance.is_finite() && tolerance >= 0.0 {
        Ok(tolerance)
    } else {
        Err(item.wrong(source, "a tolerance is a number, 0 or more"))
    }
}

/// A warning where the tolerance is so wide that `check` would hardly find anything.
pub(super) fn lint(source: &Arc<SourceText>, item: &Item, relative: Option<f64>) -> Option<Diagnostic> {
    let wide = relative.filter(|relative| *relative > WIDE)?;
    let message = format!("a tolerance of {wide} lets numbers differ by {} %", wide * 100.0);
    Some(Diagnostic::warning(source, item.span.clone(), message).hint(
        "give one number its own with `metric(…).tol(…)`, or say `//| volatile: 0.2` of a cell that differs from run to run",
    ))
}
