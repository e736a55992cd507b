//! What checkpointed cells bound and showed, kept in the cache so that editing a later cell does not compute it again.
//!
//! A checkpoint is one file, named by all that decides what the cell computes: a line of JSON with the checksum of the
//! rest, the cell's outputs as a record has them, and what it bound. One that is damaged counts as missing.

use super::cache;
use crate::diagnostic::{Diagnostic, Severity};
use crate::record::{Collected, Output, checksum};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A cell's checkpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// What the cell showed.
    pub outputs: Vec<Output>,
    /// What it bound, as its program wrote it.
    pub bindings: Vec<u8>,
    /// How many seconds it took.
    pub seconds: f64,
}

/// The first line of a checkpoint.
#[derive(Serialize, Deserialize)]
struct Header {
    lossbook: u32,
    /// Of the seconds and the outputs' lines.
    outputs: String,
    /// Of what was bound.
    bindings: String,
    /// How many bytes the outputs' lines take.
    length: usize,
    /// How many seconds the cell took.
    seconds: f64,
}

const VERSION: u32 = 2;

/// The checkpoints that are there, by cell; `keys` names them.
pub fn find(folder: &Path, keys: &BTreeMap<u32, String>) -> BTreeMap<u32, Kept> {
    let found = keys.iter().filter_map(|(&cell, key)| {
        let file = file(folder, key);
        let kept = parse(&fs::read(&file).ok()?)?;
        cache::used(&file);
        Some((cell, kept))
    });
    found.collect()
}

/// Keeps what the cells of a run bound and showed, each under its key.
///
/// # Errors
/// The disk refuses.
pub fn keep_bound(
    folder: &Path,
    keys: &BTreeMap<u32, String>,
    bound: &BTreeMap<u32, Vec<u8>>,
    collected: &Collected,
) -> Result<(), Diagnostic> {
    for (cell, bindings) in bound {
        // A cell that did not get to its end has nothing to keep, whatever it wrote.
        let (Some(key), Some(seconds)) = (keys.get(cell), collected.cell_seconds.get(cell)) else { continue };
        let outputs = collected.outputs.iter().filter(|output| output.cell == Some(*cell)).cloned().collect();
        keep(folder, key, &Kept { outputs, bindings: bindings.clone(), seconds: *seconds })?;
    }
    Ok(())
}

/// Writes a checkpoint, all or nothing.
fn keep(folder: &Path, key: &str, kept: &Kept) -> Result<(), Diagnostic> {
    let path = file(folder, key);
    let failed = |error: &dyn std::fmt::Display| {
        Diagnostic::new(Severity::Error, format!("{}: {error}", path.display()))
            .hint("the cache holds checkpoints; set LOSSBOOK_CACHE to a folder that can be written")
    };
    let bytes = to_bytes(kept).map_err(|error| failed(&error))?;
    fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    crate::files::write_atomically(&path, &bytes).map_err(|error| failed(&error))
}

fn file(folder: &Path, key: &str) -> PathBuf {
    folder.join(format!("{key}.checkpoint"))
}

fn to_bytes(kept: &Kept) -> serde_json::Result<Vec<u8>> {
    let mut outputs = String::new();
    for output in &kept.outputs {
        outputs.push_str(&serde_json::to_string(output)?);
        outputs.push('\n');
    }
    let header = Header {
        lossbook: VERSION,
        outputs: checksum_of(kept.seconds, outputs.as_bytes()),
        bindings: checksum(&kept.bindings),
        length: outputs.len(),
        seconds: kept.seconds,
    };
    let mut bytes = serde_json::to_vec(&header)?;
    bytes.push(b'\n');
    bytes.extend_from_slice(outputs.as_bytes());
    bytes.extend_from_slice(&kept.bindings);
    Ok(bytes)
}

fn checksum_of(seconds: f64, outputs: &[u8]) -> String {
    checksum(&[&seconds.to_bits().to_le_bytes(), outputs].concat())
}

fn parse(bytes: &[u8]) -> Option<Kept> {
    let newline = bytes.iter().position(|&byte| byte == b'\n')?;
    let header: Header = serde_json::from_slice(&bytes[..newline]).ok()?;
    let (outputs, bindings) = bytes[newline + 1..].split_at_checked(header.length)?;
    let whole = header.lossbook == VERSION
        && header.outputs == checksum_of(header.seconds, outputs)
        && header.bindings == checksum(bindings);
    if !whole {
        return None;
    }
    let lines = std::str::from_utf8(outputs).ok()?.lines();
    let outputs = lines.map(serde_json::from_str).collect::<Result<_, _>>().ok()?;
    Some(Kept { outputs, bindings: bindings.to_vec(), seconds: header.seconds })
}

#[cfg(test)]
mod tests {
    use super::{Kept, parse, to_bytes};
    use crate::record::Output;
    use cell::wire::{Content, Stream};

    #[test]
    fn a_checkpoint_reads_back_and_a_damaged_one_does_not() {
        let content = Content::Text { stream: Stream::Stdout, text: "a\nb\n".to_owned() };
        let outputs = vec![Output { cell: Some(2), content }];
        let kept = Kept { outputs, bindings: b"(i32,)\n\x91\x0a".to_vec(), seconds: 12.25 };
        let bytes = to_bytes(&kept).expect("outputs are JSON");
        assert_eq!(parse(&bytes), Some(kept));
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 4;
            assert_eq!(parse(&damaged).map(|kept| kept.outputs), None, "byte {at} of {}", bytes.len());
            assert_eq!(parse(&bytes[..at]), None);
        }
    }
}
