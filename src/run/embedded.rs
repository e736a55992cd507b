//! The sources that travel inside the binary: the core, the cell crate, and the versions that they were tested with.

use std::sync::LazyLock;

/// Every file with its path in the cell environment, sorted by path.
pub const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Where charts are drawn: only the generator compiles it, so that it is no part of what a cell computes.
const DRAWING: &str = "crates/cell/src/svg";

/// The files that what a cell computes depends on, each with its hash.
pub fn computing_hashes() -> &'static [(&'static str, blake3::Hash)] {
    static HASHES: LazyLock<Vec<(&str, blake3::Hash)>> = LazyLock::new(|| {
        let files = FILES.iter().filter(|(path, _)| path.starts_with("crates/") && is_computing(path));
        files.map(|(path, bytes)| (*path, blake3::hash(bytes))).collect()
    });
    &HASHES
}

/// The files that an exported project is built with: what computes, and the notes on it.
pub fn exported_files() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    let is_note = |path: &str| path.ends_with(".md");
    FILES
        .iter()
        .copied()
        .filter(move |(path, _)| path.starts_with("crates/") && (is_computing(path) || is_note(path)))
}

/// Whether a change to a file can change what a cell shows: drawings, tests and notes can't.
fn is_computing(path: &str) -> bool {
    let is_test = path.ends_with("/tests.rs") || path.ends_with("_tests.rs");
    !path.starts_with(DRAWING) && !is_test && !path.ends_with(".md")
}

/// The text of one embedded file; empty if there is none of the name.
pub fn text(path: &str) -> &'static str {
    let file = FILES.iter().find(|(name, _)| *name == path);
    file.and_then(|(_, bytes)| std::str::from_utf8(bytes).ok()).unwrap_or_default()
}
