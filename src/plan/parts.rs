//! The parts of a key.

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::entry::{Cell, Entry, Role};
use crate::program::token_text;
use crate::run::{embedded, environment};
use std::collections::BTreeMap;
use std::path::Path;

/// Bumped when a change to the generator itself gives the same sources other outputs.
const SEMANTICS: u32 = 1;

/// The parts that all entries of a journal share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inputs {
    parts: BTreeMap<String, String>,
}

/// Hashes what all entries of the journal at `root` depend on: the core, the crates that cells use, and how they are built.
pub fn journal_inputs(root: &Path, config: &Config, lock: &str) -> Inputs {
    let mut parts = BTreeMap::new();
    for (path, hash) in embedded::computing_hashes() {
        parts.insert(core_part(path), shortened(hash));
    }
    for (package, checksum) in environment::lock::used_packages(lock, config) {
        parts.insert(format!("crate {package}"), checksum);
    }
    for (path, hash) in environment::path_dependency_files(root, config) {
        parts.insert(format!("own crate {path}"), hash);
    }
    for (name, value) in &config.cells.dependencies {
        parts.insert(format!("dependency {name}"), short(value.to_string().as_bytes()));
    }
    parts.insert("edition".to_owned(), config.cells.edition.clone());
    parts.insert("opt_level".to_owned(), config.cells.opt_level.to_string());
    parts.insert("lossbook's rules".to_owned(), SEMANTICS.to_string());
    Inputs { parts }
}

/// `crates/ml/src/rng.rs` as authors know it: `core ml/src/rng.rs`.
fn core_part(path: &str) -> String {
    format!("core {}", path.strip_prefix("crates/").unwrap_or(path))
}

/// All parts of one entry.
pub(super) fn of_entry(
    root: &Path,
    entry: &Entry,
    config: &Config,
    inputs: &Inputs,
) -> Result<BTreeMap<String, String>, Vec<Diagnostic>> {
    let mut parts = inputs.parts.clone();
    parts.insert(
        "engine".to_owned(),
        entry.front.execute.engine.clone().unwrap_or_else(|| config.cells.engine.clone()),
    );
    let text = &entry.source.text;
    for cell in entry.cells.iter().filter(|cell| cell.role != Role::Ignore) {
        parts.insert(format!("cell {}", cell.number), cell_hash(cell, text));
    }
    for cell in entry.cells.iter().filter(|cell| cell.role != Role::Ignore) {
        if let Some(sweep) = &cell.options.sweep {
            let axes = serde_json::to_string(&sweep.axes).unwrap_or_else(|_| format!("{:?}", sweep.axes));
            parts.insert(format!("sweep of cell {}", cell.number), short(axes.as_bytes()));
        }
    }
    for inline in &entry.inlines {
        let tokens = token_text(&text[inline.expression.clone()]);
        parts.insert(
            format!("inline value {}", inline.number),
            short(format!("{tokens}:{}", inline.format).as_bytes()),
        );
    }
    for claim in &entry.claims {
        parts.insert(
            format!("claim {}", claim.number),
            short(token_text(&text[claim.expression.clone()]).as_bytes()),
        );
    }
    // Where values and claims stand between the cells decides what they see.
    parts.insert("order".to_owned(), short(order(entry, usize::MAX).as_bytes()));
    if let Some(seed) = entry.front.seed {
        parts.insert("seed".to_owned(), seed.to_string());
    }
    if !entry.front.seeds.list.is_empty() {
        parts.insert("seeds".to_owned(), entry.front.seeds.to_string());
    }
    for (name, value) in &entry.front.params {
        // `30` and `"30"` are different to a program.
        let value = serde_json::to_string(value).unwrap_or_else(|_| value.to_string());
        parts.insert(format!("param {name}"), value);
    }
    for name in &entry.front.execute.env {
        let value = std::env::var(name).unwrap_or_default();
        parts.insert(format!("environment variable {name}"), short(value.as_bytes()));
    }
    let mut diagnostics = Vec::new();
    for (name, path) in crate::source::data_files(root, entry) {
        match read_regular(&path) {
            Ok(bytes) => {
                parts.insert(format!("data {name}"), short(&bytes));
            }
            Err(error) => diagnostics.push(
                Diagnostic::error(&entry.source, 0..0, format!("data file `{name}` can't be read: {error}"))
                    .hint("`data:` in the front matter names files by their path from the entry's folder"),
            ),
        }
    }
    if diagnostics.is_empty() { Ok(parts) } else { Err(diagnostics) }
}

/// Reads a file, but waits on no pipe.
fn read_regular(path: &Path) -> std::io::Result<Vec<u8>> {
    if std::fs::metadata(path)?.is_file() {
        std::fs::read(path)
    } else {
        Err(std::io::Error::other("it is no file"))
    }
}

/// The cell's tokens and the options that what it computes depends on.
///
/// Of a cell whose failure is the lesson the layout counts too: what is recorded of it shows lines of its code.
fn cell_hash(cell: &Cell, text: &str) -> String {
    // How much a volatile cell may differ is for `check` alone.
    let volatile = cell.options.volatile.map(|volatile| volatile.may_differ);
    let options = format!("{:?} {:?} {volatile:?}", cell.role, cell.options.error);
    let fails =
        matches!(cell.role, Role::ShouldPanic | Role::CompileFail(_)) || cell.options.error == Some(true);
    let code = &text[cell.code.clone()];
    let code = if fails { code.to_owned() } else { token_text(code) };
    short(format!("{options}\n{code}").as_bytes())
}

/// The kinds and numbers of all that runs and begins at byte `last` or before, in the order of the text.
pub(super) fn order(entry: &Entry, last: usize) -> String {
    let mut pieces: Vec<(usize, String)> = Vec::new();
    pieces.extend(
        entry
            .cells
            .iter()
            .filter(|cell| cell.role != Role::Ignore)
            .map(|cell| (cell.block.start, format!("c{}", cell.number))),
    );
    pieces.extend(entry.inlines.iter().map(|inline| (inline.span.start, format!("i{}", inline.number))));
    pieces.extend(entry.claims.iter().map(|claim| (claim.span.start, format!("k{}", claim.number))));
    pieces.retain(|(start, _)| *start <= last);
    pieces.sort();
    pieces.into_iter().map(|(_, piece)| piece).collect::<Vec<_>>().join(" ")
}

pub(super) fn short(bytes: &[u8]) -> String {
    shortened(&blake3::hash(bytes))
}

fn shortened(hash: &blake3::Hash) -> String {
    hash.to_hex()[..10].to_owned()
}
