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

/// Whether a line is a key with nothing behind it but a comment.
fn begins_block(line: &str, key: &str) -> bool {
    let behind = line.strip_prefix(key).and_then(|rest| rest.strip_prefix(':'));
    behind.is_some_and(|rest| rest.trim().is_empty() || rest.trim_start().starts_with('#'))
}

/// What a key of YAML has that should have lines below it, each indented by two blanks, if it has them in another form.
pub(super) fn refuse_other_forms(source: &Arc<SourceText>, item: &Item) -> Result<(), Diagnostic> {
    let mut lines = source.text[item.key.start..item.span.end].lines();
    let is_below = |line: &str| line.is_empty() || line.starts_with('#') || line.starts_with("  ");
    let begins = lines.next().is_some_and(|line| begins_block(line, &item.name));
    if !item.is_yaml() || (begins && lines.all(|line| is_below(line.trim_end()))) {
        return Ok(());
    }
    Err(item.wrong(source, format!("`{}` has its keys on lines of their own", item.name)).hint(format!(
        "write `{}:` and below it, indented by two blanks, `draft: true` or what else is given",
        item.name
    )))
}

/// The indented lines of YAML below a key.
pub(super) fn lines_below(source: &Arc<SourceText>, block: Range<usize>, key: &str) -> Option<Block> {
    let mut lines = None;
    let mut at = block.start;
    for line in source.text[block].split_inclusive('\n') {
        let content = line.trim_end();
        match (&mut lines, content.strip_prefix("  ")) {
            (None, _) if begins_block(content, key) => lines = Some(Block::default()),
            (None, _) => {}
            (Some(block), Some(nested)) => block.push(nested, at + 2),
            (Some(_), None) if content.is_empty() || content.starts_with('#') => {}
            (Some(_), None) => break,
        }
        at += line.len();
    }
    lines
}
