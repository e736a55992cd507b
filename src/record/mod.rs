//! What a run showed, kept in git beside its entry: `<slug>.record.jsonl`.
//!
//! The first line is the header: the key that the run had and its parts, what else made the record, and a checksum of the
//! rest. Then comes one output a line, in the order of the page, so that a change reads well as a diff.

mod collect;
pub mod history;
#[cfg(test)]
pub(crate) mod made_up;
pub mod metrics;
mod mime;
pub mod reproduction;
mod store;

use crate::entry::{Entry, Role};
use cell::wire::Content;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use collect::{Collected, Outcome, collect};
pub use store::{checksum, parse, path_of, read, to_text, write};

/// The record format's version; a record of a newer one is refused.
pub const VERSION: u32 = 1;

/// The outputs of one run and what made them.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// What made the outputs.
    pub header: Header,
    /// The outputs, in order.
    pub outputs: Vec<Output>,
}

/// The first line of a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The record format's version.
    pub lossbook: u32,
    /// The hash of all parts.
    pub key: String,
    /// The hash of the lines below, so that an edit by hand or a cut-off file is noticed.
    pub checksum: String,
    /// What else made the record.
    pub made: Provenance,
    /// The key's parts: a name such as `cell 2 (fig-descent)`, `core ml/src/rng.rs` or `seed` to a hash or a value.
    pub parts: BTreeMap<String, String>,
}

/// What made a record besides what the author controls: shown on the page, settled by `check`, never a reason to run again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// The compiler, as in `rustc 1.95.0`.
    pub rustc: String,
    /// The target triple.
    pub target: String,
    /// The processor features that the programs were compiled for; `baseline` if none were asked for.
    pub features: String,
    /// How the cells were contained.
    pub sandbox: String,
    /// The day of the run, as in `2026-11-22`.
    pub date: String,
}

/// One output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// The number of the cell that it came from; inline values and claims stand outside of cells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<u32>,
    /// What it is.
    #[serde(flatten)]
    pub content: Content,
}

/// Where on the page an output stands; outputs of one cell keep their order.
pub fn place_of(entry: &Entry, output: &Output) -> usize {
    let cell =
        |number: u32| entry.cells.iter().find(|cell| cell.number == number && cell.role != Role::Ignore);
    match output.content.inner() {
        Content::Inline { inline, .. } => {
            entry.inlines.iter().find(|one| one.number == *inline).map_or(0, |one| one.span.start)
        }
        Content::Claim { claim, .. } => {
            entry.claims.iter().find(|one| one.number == *claim).map_or(0, |one| one.span.start)
        }
        _ => output.cell.and_then(cell).map_or(0, |cell| cell.block.start),
    }
}
