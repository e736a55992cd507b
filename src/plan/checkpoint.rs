//! The keys of checkpoints: all that decides what a cell computes, which is less than what an entry's record depends on.

use super::Key;
use super::parts::{order, short};
use crate::diagnostic::line_column;
use crate::entry::{Cell, Entry, Role};
use crate::program::{bindings, definitions, token_text};
use cell::wire::Scalar;
use std::collections::BTreeMap;

/// What a run is given beside the entry.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The cell environment, with its compiler.
    pub environment: &'a str,
    /// The seed.
    pub seed: u64,
    /// The values of the parameters.
    pub params: &'a BTreeMap<String, Scalar>,
}

/// The keys of an entry's checkpoints, by cell. A key holds whatever precedes the cell, the cell itself, and what later
/// cells define, since a function can be called before the line that it stands on.
pub fn checkpoint_keys(entry: &Entry, key: &Key, given: Given<'_>) -> BTreeMap<u32, String> {
    let cells = entry.cells.iter().filter(|cell| cell.role != Role::Ignore);
    cells
        .filter_map(|cell| {
            let checkpoint = cell.options.checkpoint.as_ref()?;
            let mut parts = before(entry, cell, key);
            parts.insert("checkpoint".to_owned(), checkpoint.names.join(" "));
            parts.insert("environment".to_owned(), given.environment.to_owned());
            parts.insert("given seed".to_owned(), given.seed.to_string());
            for (name, value) in given.params {
                let value = serde_json::to_string(value).unwrap_or_else(|_| value.to_string());
                parts.insert(format!("given param {name}"), value);
            }
            parts.insert("entry".to_owned(), entry.source.path.clone());
            Some((cell.number, super::hash(&parts)))
        })
        .collect()
}

/// The parts of the entry's key that can matter to `cell`.
fn before(entry: &Entry, cell: &Cell, key: &Key) -> BTreeMap<String, String> {
    let text = &entry.source.text;
    let mut parts = key.parts.clone();
    // With which of them it runs is given.
    parts.retain(|name, _| name != "seeds" && !name.starts_with("sweep of "));
    for later in entry.cells.iter().filter(|other| other.number > cell.number) {
        let code = &text[later.code.clone()];
        let attributes = if code.trim_start().starts_with("#!") { code } else { "" };
        let defined = definitions(code) + attributes;
        parts.insert(format!("cell {}", later.number), short(defined.as_bytes()));
        if defined.is_empty() {
            parts.remove(&format!("cell {}", later.number));
        }
    }
    for inline in entry.inlines.iter().filter(|inline| inline.span.start > cell.block.start) {
        parts.remove(&format!("inline value {}", inline.number));
    }
    for claim in entry.claims.iter().filter(|claim| claim.span.start > cell.block.start) {
        parts.remove(&format!("claim {}", claim.number));
    }
    parts.insert("order".to_owned(), short(order(entry, cell.block.start).as_bytes()));
    parts
}

/// A cell that takes longer than this many seconds is worth a checkpoint.
const SLOW: f64 = 5.0;

/// Advice for each slow cell without a checkpoint: the line that would keep what the rest of the entry uses of it.
pub fn suggest_checkpoints(entry: &Entry, cell_seconds: &BTreeMap<u32, f64>) -> Vec<String> {
    let slow = entry.cells.iter().filter(|cell| {
        cell.role == Role::Run && cell.options.checkpoint.is_none() && cell.options.error != Some(true)
    });
    let advice = slow.filter_map(|cell| {
        let seconds = *cell_seconds.get(&cell.number).filter(|seconds| **seconds > SLOW)?;
        let names = used_later(entry, cell);
        (!names.is_empty()).then(|| {
            let (line, _) = line_column(&entry.source.text, cell.block.start);
            let name = crate::check::cell_name(entry, Some(cell.number));
            format!(
                "{}:{line}: {name} took {seconds:.1} s; `//| checkpoint: [{}]` in it keeps what it made while you edit what follows",
                entry.source.path,
                names.join(", ")
            )
        })
    });
    advice.collect()
}

/// The names that a cell binds and that code after it speaks of.
fn used_later(entry: &Entry, cell: &Cell) -> Vec<String> {
    let text = &entry.source.text;
    let cells = entry.cells.iter().filter(|other| other.number > cell.number).map(|other| &other.code);
    let inlines = entry.inlines.iter().map(|inline| &inline.expression);
    let claims = entry.claims.iter().map(|claim| &claim.expression);
    let after = cells.chain(inlines).chain(claims).filter(|code| code.start > cell.code.end);
    let after: String = after.map(|code| token_text(&text[code.clone()])).collect();
    let names = bindings(&text[cell.code.clone()]).into_iter().map(|binding| binding.name);
    names.filter(|name| after.split_whitespace().any(|word| word == name)).collect()
}

#[cfg(test)]
mod tests {
    use super::suggest_checkpoints;
    use crate::config::Config;
    use crate::diagnostic::SourceText;
    use std::collections::BTreeMap;
    use std::sync::Arc;

    #[test]
    fn a_slow_cell_is_told_of_with_what_the_rest_uses() {
        let text = "---\ntitle: T\n---\n```rust\nlet model = fit();\nlet aside = 1;\nlet losses = vec![1.0];\n```\n```rust\nuse_it(&model);\n```\n`{rust} losses[0]`\n";
        let source = Arc::new(SourceText::new("entries/t.md".to_owned(), text.to_owned()));
        let toml = SourceText::new("lossbook.toml".to_owned(), "[site]\ntitle = \"T\"\n".to_owned());
        let config = Config::parse(&Arc::new(toml)).expect("it is a configuration");
        let entry = crate::entry::parse(source, "t", false, &config, None).entry;
        let told = suggest_checkpoints(&entry, &BTreeMap::from([(1, 6.25), (2, 70.0)]));
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].starts_with("entries/t.md:4: cell 1 took 6.2 s; `//| checkpoint: [model, losses]`"),
            "{told:?}"
        );
        assert!(suggest_checkpoints(&entry, &BTreeMap::from([(1, 4.9)])).is_empty());
    }
}
