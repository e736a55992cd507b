//! Compares a run with a record: numbers with tolerance, charts and tables by their data, everything else exactly.

mod compare;
mod numbers;

use crate::entry::{Entry, Role};
use crate::record::Output;
use serde::Serialize;
use std::collections::BTreeMap;

pub use compare::{compare, largest, pair, tolerance_of};
pub use numbers::{Tolerance, relative_error};

/// One difference between a record and a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Where, in the author's words: `cell 2 (fig-descent), chart: series 1, y 13`.
    pub place: String,
    /// What kind of difference.
    pub kind: Kind,
    /// What the record has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<String>,
    /// What the run has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
    /// `|now − recorded| / max(|now|, |recorded|)`, for numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relative_error: Option<f64>,
    /// The rule that it broke, for numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// How many more of the same output differ.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: usize,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// The kinds of difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A value changed.
    Drift,
    /// An output of the record is not there any more.
    Missing,
    /// An output is not in the record.
    Extra,
    /// An output is of another kind than in the record.
    Retyped,
    /// A series, table or list has another length or other names.
    Reshaped,
    /// A claim does not hold.
    BrokenClaim,
}

impl Kind {
    /// What happened to the output, as a sentence about it goes on.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Drift => "drifted",
            Kind::Missing => "is missing now",
            Kind::Extra => "is new",
            Kind::Retyped => "is of another kind now",
            Kind::Reshaped => "has another shape now",
            Kind::BrokenClaim => "changed its truth",
        }
    }
}

/// The tolerances that hold in one entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Tolerances {
    /// Where nothing else is said, and who says so.
    pub default: Tolerance,
    /// What cells say themselves.
    pub cells: BTreeMap<u32, Tolerance>,
    /// Cells whose outputs may differ.
    pub volatile: Vec<u32>,
}

impl Tolerances {
    fn of_cell(&self, cell: Option<u32>) -> &Tolerance {
        cell.and_then(|cell| self.cells.get(&cell)).unwrap_or(&self.default)
    }
}

/// The tolerances that an entry's cells, its journal and Lossbook itself ask for, the nearest first.
pub fn tolerances(entry: &Entry, config: &crate::config::Config) -> Tolerances {
    let general = &config.cells.tolerance;
    let default = Tolerance {
        relative: general.relative,
        absolute: general.absolute,
        source: if general.is_default { "default" } else { "lossbook.toml" }.to_owned(),
    };
    let running = || entry.cells.iter().filter(|cell| cell.role != Role::Ignore);
    let cells = running()
        .filter_map(|cell| {
            let relative = cell.options.tol?;
            let source = cell_name(entry, Some(cell.number));
            Some((cell.number, Tolerance { relative, absolute: default.absolute, source }))
        })
        .collect();
    let volatile =
        running().filter(|cell| cell.options.volatile == Some(true)).map(|cell| cell.number).collect();
    Tolerances { default, cells, volatile }
}

/// How an author finds an output: the cell with its label, the inline value, the claim.
pub fn describe(entry: &Entry, output: &Output) -> String {
    use cell::wire::Content;
    let line = |offset: usize| crate::diagnostic::line_column(&entry.source.text, offset).0;
    match output.content.inner() {
        Content::Inline { inline, .. } => {
            let span = entry.inlines.iter().find(|one| one.number == *inline);
            match span {
                Some(one) => {
                    let expression = entry.source.text[one.expression.clone()].trim();
                    format!("inline value `{expression}` (line {})", line(one.span.start))
                }
                None => format!("inline value {inline}"),
            }
        }
        Content::Claim { claim, .. } => match entry.claims.iter().find(|one| one.number == *claim) {
            Some(one) => {
                let expression = entry.source.text[one.expression.clone()].trim();
                format!("claim `{expression}` (line {})", line(one.span.start))
            }
            None => format!("claim {claim}"),
        },
        _ => format!("{}, {}", cell_name(entry, output.cell), kind_name(&output.content)),
    }
}

/// `cell 2 (fig-descent)`.
pub fn cell_name(entry: &Entry, cell: Option<u32>) -> String {
    let Some(number) = cell else { return "outside of cells".to_owned() };
    let label =
        entry.cells.iter().find(|one| one.number == number).and_then(|one| one.options.label.as_deref());
    label.map_or_else(|| format!("cell {number}"), |label| format!("cell {number} ({label})"))
}

fn kind_name(content: &cell::wire::Content) -> String {
    use cell::wire::{Content, Stream};
    match content {
        Content::Text { stream: Stream::Stdout, .. } => "printed text".to_owned(),
        Content::Text { stream: Stream::Stderr, .. } => "text printed to standard error".to_owned(),
        Content::Value { .. } => "value".to_owned(),
        Content::Table(_) => "table".to_owned(),
        Content::Chart(_) => "chart".to_owned(),
        Content::Image(_) => "image".to_owned(),
        Content::Svg(_) => "drawing".to_owned(),
        Content::Html(_) => "markup".to_owned(),
        Content::Metric { name, .. } => format!("metric `{name}`"),
        Content::Param { name, .. } => format!("parameter `{name}`"),
        Content::Timing { name, .. } => format!("timing `{name}`"),
        Content::Volatile { .. } => "volatile output".to_owned(),
        Content::Seeds { content, .. } => format!("{} over seeds", kind_name(content)),
        Content::OneSeed { content, .. } => kind_name(content),
        Content::Sweep { variants, .. } => {
            format!("{} of a sweep", variants.first().map_or("output".to_owned(), kind_name))
        }
        Content::Inline { .. } => "inline value".to_owned(),
        Content::Claim { .. } => "claim".to_owned(),
    }
}
