//! What an entry's page says of how its outputs came about and were checked, and of what can be taken home.

use super::encoded;
use crate::entry::Entry;
use crate::record::reproduction::Reproduction;
use crate::site::assemble::Page;
use crate::words::Words;
use serde::Serialize;

/// `reproduced`: what made the outputs of an entry.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct ReproducedContext {
    /// How many outputs, inline values and claims the record holds.
    pub(in crate::site) outputs: usize,
    pub(in crate::site) date: String,
    pub(in crate::site) date_text: String,
    pub(in crate::site) rustc: String,
    pub(in crate::site) target: String,
    pub(in crate::site) features: String,
    /// The first digits of the key.
    pub(in crate::site) key: String,
    /// What the last check of it found; none if nobody has checked it.
    pub(in crate::site) check: Option<CheckContext>,
    /// The last check of an earlier record, where nobody has checked this one.
    pub(in crate::site) earlier_check: Option<EarlierCheckContext>,
}

/// `reproduced.earlier_check`: when an earlier record was checked.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct EarlierCheckContext {
    pub(in crate::site) date: String,
    pub(in crate::site) date_text: String,
    pub(in crate::site) rustc: String,
}

/// `reproduced.check`: what the last check found.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct CheckContext {
    /// How many outputs the record and the check's runs have.
    pub(in crate::site) outputs: usize,
    /// How many of them were as recorded.
    pub(in crate::site) reproduced: usize,
    /// As in `0` or `1.2e-12`.
    pub(in crate::site) largest_relative_error: String,
    /// How many times the entry was run.
    pub(in crate::site) runs: usize,
    pub(in crate::site) rustc: String,
    pub(in crate::site) target: String,
    pub(in crate::site) date: String,
    pub(in crate::site) date_text: String,
    /// The way to the same for machines.
    pub(in crate::site) href: String,
}

/// `archive`: an entry as a cargo project.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct ArchiveContext {
    /// The way to it from the entry's page.
    pub(in crate::site) href: String,
    /// As in `212 kB`.
    pub(in crate::site) size: String,
}

impl ReproducedContext {
    /// What made the outputs of an entry, if code did. What the last check found lies beside the page in `check_file`.
    pub(in crate::site) fn new(page: &Page<'_>, check_file: &str, words: &Words) -> Option<Self> {
        let record = page.record.filter(|record| !record.outputs.is_empty())?;
        let made = &record.header.made;
        Some(Self {
            outputs: record.outputs.len(),
            date: made.date.clone(),
            date_text: words.date.of_text(&made.date),
            rustc: made.rustc.clone(),
            target: made.target.clone(),
            features: made.features.clone(),
            key: record.header.key.chars().take(10).collect(),
            check: page.reproduction.map(|found| CheckContext::new(found, check_file, words)),
            earlier_check: page.earlier_check.map(|found| EarlierCheckContext {
                date: found.date.clone(),
                date_text: words.date.of_text(&found.date),
                rustc: found.rustc.clone(),
            }),
        })
    }
}

impl ArchiveContext {
    /// An entry's archive of so many bytes.
    pub(in crate::site) fn new(entry: &Entry, size: u64) -> Self {
        let size = format!("{} kB", size.div_ceil(1000));
        Self { href: encoded(&archive_name(entry)), size }
    }
}

/// The name of an entry's archive.
pub(in crate::site) fn archive_name(entry: &Entry) -> String {
    format!("{}.zip", crate::export::folder_name(entry))
}

impl CheckContext {
    fn new(found: &Reproduction, file: &str, words: &Words) -> Self {
        let error = found.largest_relative_error.0;
        Self {
            outputs: found.outputs,
            reproduced: found.reproduced,
            largest_relative_error: if error == 0.0 { "0".to_owned() } else { format!("{error:.1e}") },
            runs: found.runs,
            rustc: found.rustc.clone(),
            target: found.target.clone(),
            date: found.date.clone(),
            date_text: words.date.of_text(&found.date),
            href: encoded(file),
        }
    }
}
