//! A record, looked up by what the text asks for.

use crate::record::Record;
use cell::Number;
use cell::wire::{ClaimPart, Content};
use std::collections::BTreeMap;

/// The outputs of a record, by cell, inline value and claim.
#[derive(Debug, Default)]
pub(super) struct Recorded<'a> {
    /// Whether there is a record at all.
    pub(super) exists: bool,
    /// How many seconds each cell took when the record was last checked.
    seconds: Option<&'a BTreeMap<u32, Number>>,
    cells: BTreeMap<u32, Vec<&'a Content>>,
    inlines: BTreeMap<u32, InlineValue<'a>>,
    claims: BTreeMap<u32, ClaimOutcome<'a>>,
}

/// An inline value, recorded.
#[derive(Debug, Clone, Copy)]
pub(super) struct InlineValue<'a> {
    pub(super) text: &'a str,
    pub(super) number: Option<Number>,
    /// How many seeds it is the mean of; 0 if it is of one.
    pub(super) seeds: usize,
}

/// A claim, checked.
#[derive(Debug, Clone, Copy)]
pub(super) struct ClaimOutcome<'a> {
    pub(super) holds: bool,
    /// What decided it.
    pub(super) parts: &'a [ClaimPart],
}

impl<'a> Recorded<'a> {
    pub(super) fn new(record: Option<&'a Record>, seconds: Option<&'a BTreeMap<u32, Number>>) -> Self {
        let mut recorded = Recorded { exists: record.is_some(), seconds, ..Recorded::default() };
        for output in record.iter().flat_map(|record| &record.outputs) {
            recorded.add(output.cell, &output.content);
        }
        recorded
    }

    fn add(&mut self, cell: Option<u32>, content: &'a Content) {
        match (content.inner(), cell) {
            (Content::Inline { inline, text, number, .. }, _) => {
                let seeds = match content {
                    Content::Seeds { values, .. } => values.len(),
                    _ => 0,
                };
                self.inlines.insert(*inline, InlineValue { text, number: *number, seeds });
            }
            (Content::Claim { claim, holds, parts }, _) => {
                self.claims.insert(*claim, ClaimOutcome { holds: *holds, parts });
            }
            (_, Some(cell)) => self.cells.entry(cell).or_default().push(content),
            // Printed before the first cell or after the last: it belongs to no place of the page.
            (_, None) => {}
        }
    }

    pub(super) fn cell(&self, number: u32) -> &[&'a Content] {
        self.cells.get(&number).map(Vec::as_slice).unwrap_or_default()
    }

    /// How many seconds a cell took, if a check of its record tells.
    pub(super) fn seconds(&self, number: u32) -> Option<f64> {
        self.seconds?.get(&number).map(|seconds| seconds.0)
    }

    pub(super) fn inline(&self, number: u32) -> Option<InlineValue<'a>> {
        self.inlines.get(&number).copied()
    }

    pub(super) fn claim(&self, number: u32) -> Option<ClaimOutcome<'a>> {
        self.claims.get(&number).copied()
    }
}
