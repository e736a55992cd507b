//! Finding the front matter and its keys.

use super::super::toml_items;
use super::super::yaml::{Block, Item};
use crate::diagnostic::{Diagnostic, SourceText};
use std::ops::Range;
use std::sync::Arc;

/// The fence's sign, the block between the fences, and where the text begins.
pub(super) fn split(
    source: &Arc<SourceText>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(char, Range<usize>, usize)> {
    let text = &source.text;
    let fence = match text.lines().next().map(str::trim_end) {
        Some("---") => '-',
        Some("+++") => '+',
        _ => {
            diagnostics.push(
                Diagnostic::error(source, 0..0, "this entry does not begin with front matter")
                    .hint("its first line must be `---`, then `title: …`, then `---` again"),
            );
            return None;
        }
    };
    let closing: String = std::iter::repeat_n(fence, 3).collect();
    let start = text.find('\n').map_or(text.len(), |at| at + 1);
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == closing || (fence == '-' && line.trim_end() == "...") {
            return Some((fence, start..at, at + line.len()));
        }
        at += line.len();
    }
    diagnostics.push(
        Diagnostic::error(
            source,
            0..3,
            format!("the front matter that begins here is never closed with `{closing}`"),
        )
        .hint(format!("put a line `{closing}` between the front matter and the text")),
    );
    None
}

/// The keys between the fences; nothing if they can't be told apart.
pub(super) fn items(
    source: &Arc<SourceText>,
    fence: char,
    block: Range<usize>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Vec<Item>> {
    if fence == '+' {
        return toml_items::items(source, block, diagnostics);
    }
    let mut lines = Block::default();
    let mut at = block.start;
    for line in source.text[block].split_inclusive('\n') {
        lines.push(line.trim_end_matches('\n'), at);
        at += line.len();
    }
    Some(lines.items(source, diagnostics))
}

/// The indented lines of YAML below a key.
pub(super) fn lines_below(source: &Arc<SourceText>, block: Range<usize>, key: &str) -> Option<Block> {
    let mut lines = None;
    let mut at = block.start;
    for line in source.text[block].split_inclusive('\n') {
        let content = line.trim_end();
        match (&mut lines, content.strip_prefix("  ")) {
            (None, _) if content == format!("{key}:") => lines = Some(Block::default()),
            (None, _) => {}
            (Some(block), Some(nested)) => block.push(nested, at + 2),
            (Some(_), None) if content.is_empty() || content.starts_with('#') => {}
            (Some(_), None) => break,
        }
        at += line.len();
    }
    lines
}
