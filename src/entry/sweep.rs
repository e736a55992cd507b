//! `//| sweep: {lr: [0.01, 0.1]}` in a cell: the entry is run at every point of a grid of parameters, and the cell's
//! outputs are shown of all of them.

use super::yaml::Item;
use crate::diagnostic::{Diagnostic, SourceText};
use cell::wire::{Scalar, SweepAxis, grid};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// A grid of parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sweep {
    /// Its parameters with their values, by name.
    pub axes: Vec<SweepAxis>,
    /// Where the option stands.
    pub place: Range<usize>,
}

/// The most points that a sweep may have.
const LIMIT: usize = 200;

/// Reads the value of `sweep`.
pub(super) fn parse(source: &Arc<SourceText>, item: &Item) -> Result<Sweep, Diagnostic> {
    let axes: BTreeMap<String, Vec<Scalar>> =
        item.value(source, "parameters with lists of values, as in {lr: [0.01, 0.1]}")?;
    let axes: Vec<SweepAxis> = axes.into_iter().map(|(name, values)| SweepAxis { name, values }).collect();
    if axes.is_empty() {
        return Err(item.wrong(source, "a sweep names at least one parameter"));
    }
    for axis in &axes {
        if axis.values.len() < 2 {
            return Err(item
                .wrong(source, format!("the sweep gives `{}` fewer than two values", axis.name))
                .hint("a single value goes into `params:` in the front matter"));
        }
        if let Some(twin) = (1..axis.values.len()).find(|&at| axis.values[..at].contains(&axis.values[at])) {
            return Err(item.wrong(source, format!("`{}` has {} twice", axis.name, axis.values[twin])));
        }
    }
    let count = axes.iter().fold(1_usize, |count, axis| count.saturating_mul(axis.values.len()));
    if count > LIMIT {
        return Err(item.wrong(source, format!("a sweep may have {LIMIT} points, this one has {count}")));
    }
    Ok(Sweep { axes, place: item.span.clone() })
}

impl Sweep {
    /// The points of the grid: the last parameter changes fastest.
    pub fn points(&self) -> Vec<BTreeMap<String, Scalar>> {
        grid(&self.axes).into_iter().map(|point| point.into_iter().collect()).collect()
    }
}
