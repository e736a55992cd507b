//! The wire between a cell's process and Lossbook: one JSON object a line, each line led by the run's nonce.
//!
//! The same [`Content`] types are what a record keeps, so a record is the wire, normalised.

use crate::{Chart, Html, Image, Number, Svg, Table};
use serde::{Deserialize, Serialize};

/// Where a run's wire goes: the path of a file to append to. Absent, cells print readable text instead.
pub const WIRE_VARIABLE: &str = "LOSSBOOK_WIRE";
/// The nonce that leads every line of the wire, so that printed text can't pass for it.
pub const NONCE_VARIABLE: &str = "LOSSBOOK_NONCE";
/// The entry's seed, in decimal.
pub const SEED_VARIABLE: &str = "LOSSBOOK_SEED";
/// Parameter values that replace the defaults: a JSON object of name to number, text or truth value.
pub const PARAMS_VARIABLE: &str = "LOSSBOOK_PARAMS";
/// The folder where checkpointed cells find what was kept of them, and leave what is to be kept. Absent, nothing is.
pub const CHECKPOINTS_VARIABLE: &str = "LOSSBOOK_CHECKPOINTS";

/// One line of the wire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// How many bytes the process had written to standard output when it wrote this line.
    pub out: u64,
    /// The same for standard error.
    pub err: u64,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// What happened in the cell's process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// A cell begins; cells count from 1.
    Begin {
        /// The cell's number.
        cell: u32,
    },
    /// The cell that began last has ended, `seconds` later by the monotonic clock.
    End {
        /// Wall-clock seconds since the cell began.
        seconds: f64,
    },
    /// An output to keep.
    Output {
        /// The output.
        content: Box<Content>,
    },
    /// How far a loop has come; shown while the cell runs, never kept.
    Progress {
        /// The loop's name.
        name: String,
        /// Steps done.
        done: u64,
        /// Steps in all, where known.
        total: Option<u64>,
    },
    /// A panic in some thread of the process.
    Panic {
        /// The panic's message.
        message: String,
        /// Where it was raised, as rustc names the file.
        file: String,
        /// Line, from 1.
        line: u32,
        /// Column, from 1.
        column: u32,
        /// Whether the entry expects it (`should_panic`, or `error: true`).
        expected: bool,
    },
    /// A cell that should have panicked did not.
    NoPanic {
        /// The cell's number.
        cell: u32,
    },
    /// What was kept of a cell stands for running it.
    Restored {
        /// The cell's number.
        cell: u32,
    },
    /// What a cell bound can't be kept.
    NotKept {
        /// The cell's number.
        cell: u32,
        /// Why.
        why: String,
    },
    /// The entry's `?` met an error: its message and the messages of its sources, outermost first.
    Failed {
        /// The messages.
        messages: Vec<String>,
    },
    /// The entry's last cell has ended well.
    Done,
}

/// One output of a cell, an inline value or a claim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Content {
    /// Text printed to one of the standard streams. Cells never send it: Lossbook cuts it out of the streams.
    Text {
        /// Which stream.
        stream: Stream,
        /// What was printed.
        text: String,
    },
    /// A shown value.
    Value {
        /// The value as `Display` or else `Debug` writes it.
        text: String,
        /// The value itself, if it is a float.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<Number>,
        /// Whether that float has single precision (`f32`): `check` then grants it more.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        single: bool,
    },
    /// A table.
    Table(Table),
    /// A chart, as its data.
    Chart(Chart),
    /// A raster image.
    Image(Image),
    /// A drawing, shown as an image.
    Svg(Svg),
    /// Markup, shown in a sandboxed frame.
    Html(Html),
    /// A named number of the journal's ledger.
    Metric {
        /// The metric's name, unique in its entry.
        name: String,
        /// Its value.
        value: Number,
        /// Whether it has single precision (`f32`): `check` then grants it more.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        single: bool,
        /// The relative tolerance that `check` grants it, if it has one of its own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tolerance: Option<Number>,
    },
    /// A parameter and the value that it had.
    Param {
        /// The parameter's name.
        name: String,
        /// The value used.
        value: Scalar,
        /// The value in the source.
        default: Scalar,
        /// The range that it may take, ends included.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        range: Option<(Number, Number)>,
    },
    /// How long something took; differs from run to run, so `check` does not compare it.
    Timing {
        /// What took the time.
        name: String,
        /// Wall-clock seconds.
        seconds: Number,
    },
    /// An output that may differ from run to run; `check` compares its kind alone.
    Volatile {
        /// The output.
        content: Box<Content>,
    },
    /// A number of an entry that was run with many seeds. Cells never send it: Lossbook makes it of what they sent.
    Seeds {
        /// The output with the mean.
        content: Box<Content>,
        /// The value with each seed, in the order of the seeds.
        values: Vec<Number>,
        /// What stands behind `±`.
        plus_minus: Number,
    },
    /// An output of one seed, where an entry was run with many and they have no mean. Cells never send it.
    OneSeed {
        /// The seed.
        seed: u64,
        /// The output.
        content: Box<Content>,
    },
    /// An output at every point of a sweep over parameters. Cells never send it: Lossbook makes it of many runs.
    Sweep {
        /// The parameters and their values.
        axes: Vec<SweepAxis>,
        /// For each point of their [`grid`] which of the contents is shown there; nothing where none is.
        at: Vec<Option<usize>>,
        /// The contents, each once.
        variants: Vec<Content>,
    },
    /// An inline value; inline values count from 1 through the entry.
    Inline {
        /// The inline value's number.
        inline: u32,
        /// The formatted text.
        text: String,
        /// The value itself, if it is a float.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<Number>,
        /// Whether that float has single precision (`f32`): `check` then grants it more.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        single: bool,
    },
    /// A claim; claims count from 1 through the entry.
    Claim {
        /// The claim's number.
        claim: u32,
        /// Whether it is true.
        holds: bool,
        /// What decided it; a part that was not even looked at, as one behind a false `&&`, is left out.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        parts: Vec<ClaimPart>,
    },
}

impl Content {
    /// The output itself, without what is said of it: that it differs from run to run, or is a mean over seeds.
    pub fn inner(&self) -> &Content {
        match self {
            Content::Volatile { content }
            | Content::Seeds { content, .. }
            | Content::OneSeed { content, .. } => content.inner(),
            other => other,
        }
    }
}

/// A part of a claim that is true or false by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimPart {
    /// Which part, from 0 and in the order of the text.
    pub part: u32,
    /// Whether it is true.
    pub holds: bool,
    /// The values of its operands: of both sides, if it is a comparison, then of the variables in it. Nothing where one
    /// can't be printed, or is too long to say more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Option<String>>,
}

/// A standard stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// A parameter of a sweep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SweepAxis {
    /// Its name.
    pub name: String,
    /// Its values.
    pub values: Vec<Scalar>,
}

/// The points of a sweep, each with a value for every parameter: the last parameter changes fastest.
pub fn grid(axes: &[SweepAxis]) -> Vec<Vec<(String, Scalar)>> {
    let mut points = vec![Vec::new()];
    for axis in axes {
        let with_values = points.iter().flat_map(|point: &Vec<(String, Scalar)>| {
            axis.values.iter().map(move |value| {
                let mut point = point.clone();
                point.push((axis.name.clone(), value.clone()));
                point
            })
        });
        points = with_values.collect();
    }
    points
}

/// A parameter's value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Scalar {
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A float.
    Float(Number),
    /// Text.
    Text(String),
}

impl std::fmt::Display for Scalar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Scalar::Bool(value) => value.fmt(f),
            Scalar::Int(value) => value.fmt(f),
            Scalar::Float(value) => value.fmt(f),
            Scalar::Text(value) => value.fmt(f),
        }
    }
}
