//! Keys: what an entry's record depends on, and what of it has changed.
//!
//! A key is the hash of named parts, each the hash of something that the author controls. Prose, captions and titles are
//! no parts, so that editing them never runs code; nor is the compiler, which a record only tells of.

mod checkpoint;
mod parts;

use crate::config::Config;
use crate::entry::Entry;
use crate::hash::PartsHasher;
use crate::record::Record;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub use checkpoint::{Given, checkpoint_keys, suggest_checkpoints};
pub use parts::{Inputs, journal_inputs};

/// An entry's key and the parts that it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The hash of all parts.
    pub key: String,
    /// The parts: a name in plain words to a hash or a short value.
    pub parts: BTreeMap<String, String>,
}

/// Whether an entry's record may be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Nothing of the entry runs: it needs no record.
    Prose,
    /// The record has the entry's key.
    Fresh,
    /// The record has another key.
    Stale(Vec<Change>),
    /// There is no record.
    NeverRun,
}

/// A part of a key that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The part's name.
    pub part: String,
    /// What the record has for it.
    pub old: Option<String>,
    /// What the entry has for it.
    pub new: Option<String>,
}

/// The key of an entry of the journal at `root`.
///
/// # Errors
/// A declared data file can't be read: its path and why.
pub fn key(
    root: &Path,
    entry: &Entry,
    config: &Config,
    inputs: &Inputs,
) -> Result<Key, Vec<crate::diagnostic::Diagnostic>> {
    let parts = parts::of_entry(root, entry, config, inputs)?;
    Ok(Key { key: hash(&parts), parts })
}

/// One hash of all parts.
fn hash(parts: &BTreeMap<String, String>) -> String {
    parts.iter().flat_map(|(name, value)| [name, value]).collect::<PartsHasher>().digits(32)
}

/// Whether anything of the entry runs or is compiled.
pub fn is_live(entry: &Entry) -> bool {
    entry.cells.iter().any(|cell| cell.role != crate::entry::Role::Ignore)
        || !entry.inlines.is_empty()
        || !entry.claims.is_empty()
}

/// What a record is to an entry with this key.
pub fn state(entry: &Entry, key: &Key, record: Option<&Record>) -> State {
    match record {
        _ if !is_live(entry) => State::Prose,
        None => State::NeverRun,
        Some(record) if record.header.key == key.key => State::Fresh,
        Some(record) => State::Stale(changes(&record.header.parts, &key.parts)),
    }
}

fn changes(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Vec<Change> {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    names
        .into_iter()
        .filter(|name| old.get(*name) != new.get(*name))
        .map(|name| Change { part: name.clone(), old: old.get(name).cloned(), new: new.get(name).cloned() })
        .collect()
}
