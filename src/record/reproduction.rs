//! What the last stamped check found of a record, kept in git beside it: `<slug>.check.json`.

use super::history::History;
use super::{Provenance, Record};
use crate::diagnostic::{Diagnostic, Severity};
use cell::Number;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The format's version.
const VERSION: u32 = 1;

/// What a check of a record found. Only `lossbook check --stamp` writes it, after it has run the entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reproduction {
    lossbook: u32,
    /// The key of the record and of the entry.
    pub key: String,
    /// The checksum of the record's outputs.
    pub record: String,
    /// How many outputs the record and the runs have.
    pub outputs: usize,
    /// How many of them were as recorded, in every run.
    pub reproduced: usize,
    /// The largest relative error among those.
    pub largest_relative_error: Number,
    /// How many times the entry was run.
    pub runs: usize,
    /// The compiler, as in `rustc 1.95.0`.
    pub rustc: String,
    /// The target triple.
    pub target: String,
    /// The day of the check, as in `2026-11-22`.
    pub date: String,
    /// How many seconds each cell took, in two digits: what a reader learns of it, no more.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub seconds: BTreeMap<u32, Number>,
    /// What its metrics were in earlier commits, as far as git could tell: a build does not ask it.
    #[serde(default, skip_serializing_if = "History::is_empty")]
    pub history: History,
}

/// Seconds in two digits.
fn in_two_digits(seconds: &BTreeMap<u32, f64>) -> BTreeMap<u32, Number> {
    let rounded = |seconds: f64| format!("{seconds:.1e}").parse().map_or(Number(seconds), Number);
    seconds.iter().map(|(cell, seconds)| (*cell, rounded(*seconds))).collect()
}

impl Reproduction {
    /// What was found of a record by runs that `made` tells of; `counts` are the outputs, and those that
    /// were as recorded; `seconds` is how long each cell took.
    pub fn new(
        record: &Record,
        counts: (usize, usize),
        relative_error: f64,
        runs: usize,
        made: &Provenance,
        seconds: &BTreeMap<u32, f64>,
    ) -> Self {
        Self {
            lossbook: VERSION,
            key: record.header.key.clone(),
            record: record.header.checksum.clone(),
            outputs: counts.0,
            reproduced: counts.1,
            largest_relative_error: Number(relative_error),
            runs,
            rustc: made.rustc.clone(),
            target: made.target.clone(),
            date: made.date.clone(),
            seconds: in_two_digits(seconds),
            history: History::new(),
        }
    }

    /// The same with what git has of the record's metrics.
    pub fn with_history(self, history: History) -> Self {
        Self { history, ..self }
    }

    /// Whether it tells of this very record: of the same key and the same outputs.
    pub fn is_of(&self, record: &Record) -> bool {
        self.key == record.header.key && self.record == record.header.checksum
    }

    /// The file's text.
    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).map(|text| text + "\n").unwrap_or_default()
    }
}

/// Where it lies for the entry at `path`: `valley.md` has `valley.check.json` beside it.
pub fn path_of(entry: &Path) -> PathBuf {
    entry.with_extension("check.json")
}

/// Reads the file at `path`, which messages call `name`; one that isn't there is no mistake.
///
/// # Errors
/// It is not as Lossbook writes it. The page then says that its outputs were not checked.
pub fn read(path: &Path, name: &str) -> Result<Option<Reproduction>, Diagnostic> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Diagnostic::new(Severity::Error, format!("{name}: {error}"))),
    };
    let read: Result<Reproduction, _> = serde_json::from_str(&text);
    match read {
        Ok(reproduction) if reproduction.lossbook == VERSION => Ok(Some(reproduction)),
        Ok(newer) => Err(Diagnostic::new(
            Severity::Warning,
            format!("{name} was written by another lossbook (format {})", newer.lossbook),
        )
        .hint("`lossbook check --stamp` makes it anew")),
        Err(error) => Err(Diagnostic::new(Severity::Warning, format!("{name} can't be read: {error}"))
            .hint("`lossbook check --stamp` makes it anew")),
    }
}

/// Writes the file, all or nothing.
///
/// # Errors
/// Whatever stopped it.
pub fn write(path: &Path, name: &str, reproduction: &Reproduction) -> Result<(), Diagnostic> {
    crate::files::write_atomically(path, reproduction.to_text().as_bytes())
        .map_err(|error| Diagnostic::new(Severity::Error, format!("{name}: {error}")))
}
