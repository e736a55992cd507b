//! Finding cells, inline values, claims and citations in an entry's Markdown.

use super::fence::{self, Fence};
use super::inline::{self, CodeSpan};
use super::options::{self, CellOptions};
use super::{Cell, Citation, Claim, Entry, Inline, Role, marks, visible_lines};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, SourceText, line_column};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// How deep quotes and lists may be nested.
const DEPTH_LIMIT: usize = 100;

/// The Markdown that entries are written in: what reading and rendering must agree on.
pub fn markdown_options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
}

/// Fills the entry with what its Markdown holds.
pub(super) fn read(entry: &mut Entry, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    let source = Arc::clone(&entry.source);
    let body = entry.body;
    if let Err(diagnostic) = check_depth(&source, body) {
        diagnostics.push(diagnostic);
        return;
    }
    let mut reader = Reader { source: &source, config, entry, diagnostics, number: 0 };
    let mut depth = 0_usize;
    for (event, range) in Parser::new_ext(&source.text[body..], markdown_options()).into_offset_iter() {
        let range = range.start + body..range.end + body;
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => reader.fence(&info, range),
            Event::Code(_) => reader.code_span(&range),
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    refuse_twin_labels(entry, diagnostics);
}

/// The parser recurses into nothing, but takes time that grows with the square of the depth.
fn check_depth(source: &Arc<SourceText>, body: usize) -> Result<(), Diagnostic> {
    let mut at = body;
    for line in source.text[body..].split_inclusive('\n') {
        let marks = line
            .chars()
            .take_while(|c| matches!(c, '>' | ' ' | '-' | '*' | '+' | '\t'))
            .filter(|c| !c.is_whitespace());
        let brackets = line.bytes().filter(|byte| *byte == b'[').count();
        if marks.count() > DEPTH_LIMIT
            && line.trim().len() > line.trim().matches(['-', '*', '_', ' ']).count()
        {
            return Err(Diagnostic::error(source, at..at + 1, "quotes and lists are nested too deeply here")
                .hint(format!("at most {DEPTH_LIMIT} levels are read")));
        }
        if brackets > 20 * DEPTH_LIMIT {
            return Err(Diagnostic::error(
                source,
                at..at + 1,
                format!("this line has {brackets} opening brackets"),
            )
            .hint(format!("at most {} are read; break the line up", 20 * DEPTH_LIMIT)));
        }
        at += line.len();
    }
    Ok(())
}

struct Reader<'a> {
    source: &'a Arc<SourceText>,
    config: &'a Config,
    entry: &'a mut Entry,
    diagnostics: &'a mut Vec<Diagnostic>,
    /// The number of the last cell that is not only shown.
    number: u32,
}

impl Reader<'_> {
    fn fence(&mut self, info: &str, block: Range<usize>) {
        let text = &self.source.text;
        let first_line = text[block.start..].find('\n').map_or(text.len(), |at| block.start + at);
        let info_start = text[block.start..first_line].find(info).map_or(block.start, |at| block.start + at);
        let mut role = match fence::parse(info, self.config.cells.run) {
            Fence::Shown => {
                let count = shown_lines(&text[block]);
                self.diagnostics.extend(marks::refuse_in_fence(self.source, info, info_start, count));
                return;
            }
            Fence::Cell(role) => role,
            Fence::Mistyped { at, meant } => {
                let place = info_start + at..info_start + info.len();
                let diagnostic =
                    Diagnostic::error(self.source, place, "this fence names no language that is known");
                self.diagnostics.push(diagnostic.hint(format!("did you mean `{meant}`?")));
                return;
            }
            Fence::Unknown { word, near, at } => {
                let place = info_start + at..info_start + at + word.len();
                let diagnostic = Diagnostic::error(
                    self.source,
                    place,
                    format!("unknown word `{word}` on the fence of a cell"),
                );
                self.diagnostics.push(match near {
                    Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
                    None if word.starts_with("mark") => {
                        diagnostic.hint("lines of a cell are marked in an option: `//| mark: [3, 5-7]`")
                    }
                    None => diagnostic.hint(format!("known are {}", fence::known_words())),
                });
                return;
            }
        };
        let Some(body) = self.body(&block, first_line) else { return };
        let in_quote = if role == Role::Ignore { None } else { self.refuse_containers(&body) };
        if let Some(diagnostic) = in_quote.or_else(|| self.refuse_hidden_marks(&body)) {
            self.diagnostics.push(diagnostic);
            return;
        }
        let (options, code) = options::parse(self.source, body.clone(), self.diagnostics);
        if let Some(placed) = &options.mark {
            let count = visible_lines(&text[body.clone()]).len();
            self.diagnostics.extend(marks::refuse_beyond(self.source, placed, count));
        }
        let eval = options.eval.or(self.entry.front.execute.eval);
        if eval == Some(false) {
            role = Role::Ignore;
        }
        if let Some(sweep) = options.sweep.as_ref().filter(|_| !matches!(role, Role::Run | Role::Ignore)) {
            let message = "only a cell that runs to its end can have a sweep";
            self.diagnostics.push(Diagnostic::error(self.source, sweep.place.clone(), message));
        }
        if let Some(diagnostic) = self.refuse_checkpoint(&role, &options) {
            self.diagnostics.push(diagnostic);
        }
        // Blocks that are only shown have no number, so that adding one renames no output.
        let number = if role == Role::Ignore { 0 } else { self.number + 1 };
        self.number = self.number.max(number);
        self.entry.cells.push(Cell { number, block, code: code..body.end, body, role, options });
    }

    /// What is kept of a cell is what it has bound when it ends, so it has to get there.
    fn refuse_checkpoint(&self, role: &Role, options: &CellOptions) -> Option<Diagnostic> {
        let checkpoint = options.checkpoint.as_ref()?;
        let ends = matches!(role, Role::Run | Role::Ignore) && options.error != Some(true);
        (!ends).then(|| {
            Diagnostic::error(
                self.source,
                checkpoint.place.clone(),
                "only a cell that runs to its end can have a checkpoint",
            )
            .hint("take the line out: this cell is meant to fail, or is compiled alone")
        })
    }

    /// The lines between the fences; an open end is told.
    fn body(&mut self, block: &Range<usize>, first_line: usize) -> Option<Range<usize>> {
        let text = &self.source.text;
        let start = (first_line + 1).min(text.len());
        let whole = text[..block.end].trim_end_matches('\n');
        let last_line = whole.rfind('\n').map_or(0, |at| at + 1);
        let closing = whole[last_line.min(whole.len())..].trim_start_matches([' ', '\t', '>']);
        let fence = text[block.start..].chars().next().unwrap_or('`');
        let is_closed = last_line > block.start
            && closing.starts_with(fence)
            && closing.trim_end().chars().all(|c| c == fence);
        if !is_closed {
            self.diagnostics.push(
                Diagnostic::error(
                    self.source,
                    block.start..first_line,
                    "the cell that begins here is never closed",
                )
                .hint("end it with a line of ```"),
            );
            return None;
        }
        Some(start.min(last_line)..last_line)
    }

    /// A cell's lines are copied into a program as they are, so only blanks may stand before the code.
    fn refuse_containers(&self, body: &Range<usize>) -> Option<Diagnostic> {
        let mut at = body.start;
        let in_quote = self.source.text[body.clone()]
            .lines()
            .any(|line| line.trim_start().starts_with("> ") || line.trim() == ">");
        if !in_quote {
            return None;
        }
        for line in self.source.text[body.clone()].split_inclusive('\n') {
            if line.trim_start().starts_with('>') {
                let diagnostic = Diagnostic::error(
                    self.source,
                    at..at + line.trim_end().len(),
                    "a cell can't stand in a block quote",
                );
                return Some(
                    diagnostic.hint("move it out, or mark it `rust,ignore` if it is only to be shown"),
                );
            }
            at += line.len();
        }
        None
    }

    /// Signs that turn the direction of text make code read otherwise than it runs.
    fn refuse_hidden_marks(&self, body: &Range<usize>) -> Option<Diagnostic> {
        let is_mark = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let at = body.start + self.source.text[body.clone()].find(is_mark)?;
        let mark = self.source.text[at..].chars().next()?;
        let message = format!(
            "this cell holds the invisible sign U+{:04X}, which turns the direction of text",
            u32::from(mark)
        );
        Some(
            Diagnostic::error(self.source, at..at + mark.len_utf8(), message)
                .hint("remove it, or write it as an escape in a string"),
        )
    }

    fn code_span(&mut self, span: &Range<usize>) {
        match inline::parse(self.source, span) {
            None => {}
            Some(Ok(CodeSpan::Value(expression, format))) => {
                let number = next(self.entry.inlines.len());
                self.entry.inlines.push(Inline { number, span: span.clone(), expression, format });
            }
            Some(Ok(CodeSpan::Claim(expression))) => {
                let number = next(self.entry.claims.len());
                self.entry.claims.push(Claim { number, span: span.clone(), expression });
            }
            Some(Ok(CodeSpan::Citation(target, format))) => {
                self.entry.citations.push(Citation { span: span.clone(), target, format });
            }
            Some(Err(diagnostic)) => self.diagnostics.push(diagnostic),
        }
    }
}

/// How many lines of code a block shows that is no cell.
fn shown_lines(block: &str) -> usize {
    let fence = block.chars().next().unwrap_or('`');
    let length = block.chars().take_while(|c| *c == fence).count();
    let mut lines: Vec<&str> = block.trim_end().lines().skip(1).collect();
    let last = lines.last().map(|line| line.trim_start_matches([' ', '\t', '>']).trim_end());
    if last.is_some_and(|line| line.len() >= length && line.chars().all(|c| c == fence)) {
        lines.pop();
    }
    lines.len()
}

fn next(count: usize) -> u32 {
    u32::try_from(count + 1).unwrap_or(u32::MAX)
}

fn refuse_twin_labels(entry: &Entry, diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<&str, &Cell> = BTreeMap::new();
    for cell in &entry.cells {
        let Some(label) = &cell.options.label else { continue };
        if let Some(first) = seen.insert(label, cell) {
            let at = entry.source.text[cell.body.clone()]
                .find(label.as_str())
                .map_or(cell.body.start, |at| cell.body.start + at);
            let (line, _) = line_column(&entry.source.text, first.block.start);
            diagnostics.push(
                Diagnostic::error(
                    &entry.source,
                    at..at + label.len(),
                    format!("the label `{label}` stands twice in this entry"),
                )
                .hint(format!("the cell at line {line} has it already")),
            );
        }
    }
}
