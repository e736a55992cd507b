//! Compares a run with a record: numbers with tolerance, charts and tables by their data, everything else exactly.

mod compare;
mod flaky;
mod numbers;
mod pairs;
mod seed_lines;
mod single;
mod tolerance;
mod walk;
mod words;

use crate::entry::Entry;
use crate::record::Output;
use serde::Serialize;
use words::kind_name;

pub use compare::{compare, tolerance_of};
pub use flaky::{Flaky, flaky};
pub use pairs::pair;
pub use tolerance::{Tolerance, Tolerances, WIDE, relative_error, tolerances};

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
    /// An output, a series or a column has the same content under another name.
    Renamed,
    /// An output is of another kind than in the record.
    Retyped,
    /// A series, table or list has another length or other names.
    Reshaped,
    /// A claim does not hold.
    BrokenClaim,
}

impl Finding {
    /// The finding in a few lines, for a terminal.
    pub fn in_words(&self) -> String {
        let mut text = format!("{} {}", self.place, self.kind.in_words());
        if let Some(recorded) = &self.recorded {
            text.push_str(&format!("\n    recorded  {recorded}"));
        }
        if let Some(now) = &self.now {
            text.push_str(&format!("\n    now       {now}"));
        }
        if let (Some(error), Some(rule)) = (self.relative_error, &self.rule) {
            text.push_str(&format!("\n    relative error {error:.2e}; allowed: {rule}"));
        }
        if self.more > 0 {
            text.push_str(&format!("\n    and {} more differences in the same output", self.more));
        }
        text
    }
}

impl Kind {
    /// The short name, as machine-readable reports have it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Drift => "drift",
            Kind::Missing => "missing",
            Kind::Extra => "extra",
            Kind::Renamed => "renamed",
            Kind::Retyped => "retyped",
            Kind::Reshaped => "reshaped",
            Kind::BrokenClaim => "broken-claim",
        }
    }

    /// What a finding says of its output.
    pub fn in_words(self) -> &'static str {
        match self {
            Kind::Drift => "drifted",
            Kind::Missing => "is missing now",
            Kind::Extra => "is new",
            Kind::Renamed => "has another name now",
            Kind::Retyped => "is of another kind now",
            Kind::Reshaped => "has another shape now",
            Kind::BrokenClaim => "changed its truth",
        }
    }
}

/// All outputs of a record and of a run, held against each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// An item for each recorded output, in the order of the page, then one for each that is new.
    pub outputs: Vec<Compared>,
}

/// One output of a record, of a run, or of both.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// Where, in the author's words.
    pub place: String,
    /// Its place among the recorded outputs.
    pub recorded: Option<usize>,
    /// Its place among those of the run.
    pub now: Option<usize>,
    /// How it differs, if it does.
    pub finding: Option<Finding>,
    /// Where it differs most, if it does; the first place where none of the differences is one of numbers.
    pub furthest: Option<Finding>,
    /// How many of its numbers are NaN on both sides, which nobody has declared.
    pub nan: usize,
    /// The largest relative error of its numbers that are close enough.
    pub relative_error: f64,
}

impl Compared {
    fn same(place: String) -> Self {
        Self { place, recorded: None, now: None, finding: None, furthest: None, nan: 0, relative_error: 0.0 }
    }
}

impl Comparison {
    /// Every difference, in order.
    pub fn findings(&self) -> Vec<Finding> {
        self.outputs.iter().filter_map(|output| output.finding.clone()).collect()
    }

    /// Of every output that differs, the place that moved furthest.
    pub fn furthest(&self) -> Vec<Finding> {
        self.outputs.iter().filter_map(|output| output.furthest.clone()).collect()
    }

    /// What does not differ but is worth a look.
    pub fn warnings(&self) -> Vec<String> {
        let nan = self.outputs.iter().filter(|output| output.nan > 0 && output.finding.is_none());
        nan.map(|output| {
            let count = if output.nan == 1 {
                "is".to_owned()
            } else {
                format!("has {} numbers that are", output.nan)
            };
            format!(
                "{} {count} NaN in the record and now; `//| nan: true` says that it is meant",
                output.place
            )
        })
        .collect()
    }

    /// How many outputs there are, of the record and of the run.
    pub fn count(&self) -> usize {
        self.outputs.len()
    }

    /// How many of them are as recorded.
    pub fn reproduced(&self) -> usize {
        self.outputs.iter().filter(|output| output.finding.is_none()).count()
    }

    /// The largest relative error among all that is as recorded.
    pub fn relative_error(&self) -> f64 {
        self.outputs.iter().map(|output| output.relative_error).fold(0.0, f64::max)
    }
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
