//! What rustc says, moved from the program to the entry that it was made from.

use crate::entry::Entry;
use crate::program::{self, Program, Variables};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use serde::Deserialize;
use std::ops::Range;

/// One message of the compiler.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Message {
    /// `error`, `warning`, `note`, `help`, …
    pub level: String,
    /// Its text.
    pub message: String,
    /// Its code, as in `E0382` or `unused_must_use`.
    pub code: Option<Code>,
    /// The places that it speaks of.
    #[serde(default)]
    pub spans: Vec<Span>,
    /// Notes and helps.
    #[serde(default)]
    pub children: Vec<Message>,
}

/// A message's code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Code {
    /// The code itself.
    pub code: String,
}

/// A place in the program.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Span {
    file_name: String,
    pub(super) line_start: usize,
    line_end: usize,
    column_start: usize,
    column_end: usize,
    pub(super) is_primary: bool,
    label: Option<String>,
    suggested_replacement: Option<String>,
    expansion: Option<Box<Expansion>>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Expansion {
    span: Span,
}

impl Message {
    /// The place that it is about.
    pub(super) fn primary(&self) -> Option<&Span> {
        self.spans.iter().find(|span| span.is_primary)
    }

    /// The first name in it.
    pub(super) fn quoted(&self) -> Option<&str> {
        self.message.split('`').nth(1)
    }

    /// Whether it stops the program from compiling.
    pub fn is_error(&self) -> bool {
        self.level.starts_with("error")
    }
}

/// Reads `--error-format=json` output; what says nothing of its own ("aborting due to 2 previous errors") is left out.
pub fn read_messages(said: &str) -> Vec<Message> {
    let messages = said.lines().filter_map(|line| serde_json::from_str::<Message>(line).ok());
    messages
        .filter(|message| !message.spans.is_empty() || message.code.is_some() || !is_count(&message.message))
        .map(|mut message| {
            message.children.retain(|child| !is_on_a_file(&child.message));
            message
        })
        .collect()
}

/// Where a long type is cut short, rustc tells of a file that has the whole of it. It lies in the scratch folder, which is
/// gone when the message is read.
fn is_on_a_file(note: &str) -> bool {
    note.starts_with("the full name for the type has been written to")
        || note.starts_with("the full type name has been written to")
        || note.starts_with("consider using `--verbose` to print the full type name")
}

fn is_count(message: &str) -> bool {
    message.starts_with("aborting due to")
        || message.starts_with("For more information about")
        || message.starts_with("Some errors have detailed explanations")
        || message.ends_with("warning emitted")
        || message.ends_with("warnings emitted")
}

/// Where messages are shown.
#[derive(Debug, Clone, Copy)]
pub enum View<'a> {
    /// In a terminal: the entry's path and lines.
    Entry,
    /// On the page of the entry, beside the cell: lines count from the cell's first, so that prose above it moves nothing.
    Cell(&'a crate::entry::Cell),
}

/// The line and column of the entry, from 1, of the first place that the message speaks of.
pub fn first_place(message: &Message, entry: &Entry, program: &Program) -> Option<(usize, usize)> {
    let range = locate(message.primary()?, entry, program)?;
    Some(crate::diagnostic::line_column(&entry.source.text, range.start))
}

/// The message as rustc would print it, on the entry's own text.
pub fn render(message: &Message, entry: &Entry, program: &Program, view: View<'_>, color: bool) -> String {
    let page = Page { entry, program, view };
    let level = level(&message.level);
    let mut title = level.primary_title(message.message.as_str());
    if let Some(code) = &message.code {
        title = title.id(code.code.as_str());
    }
    let mut group = Group::with_title(title);
    if let Some(snippet) = page.snippet(&message.spans) {
        group = group.element(snippet);
    }
    let mut groups = Vec::new();
    let mut suggestions = Vec::new();
    for child in &message.children {
        let level = self::level(&child.level);
        if let Some(patches) = page.patches(&child.spans) {
            suggestions
                .push(Group::with_title(level.secondary_title(child.message.as_str())).element(patches));
        } else {
            group = group.element(level.message(child.message.as_str()));
            if let Some(snippet) = page.snippet(&child.spans) {
                group = group.element(snippet);
            }
        }
    }
    groups.push(group);
    groups.extend(suggestions);
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&groups).to_string()
}

fn level(name: &str) -> Level<'static> {
    match name {
        "warning" => Level::WARNING,
        "help" => Level::HELP,
        "note" | "failure-note" => Level::NOTE,
        _ => Level::ERROR,
    }
}

/// The text that snippets are cut from.
struct Page<'a> {
    entry: &'a Entry,
    program: &'a Program,
    view: View<'a>,
}

impl<'a> Page<'a> {
    /// The bytes of the entry that are shown, and the number of their first line.
    fn window(&self) -> (Range<usize>, usize) {
        match self.view {
            View::Entry => (0..self.entry.source.text.len(), 1),
            View::Cell(cell) => (cell.code.clone(), 1),
        }
    }

    fn source<T: Clone>(&self) -> Snippet<'a, T> {
        let (window, line) = self.window();
        let snippet = Snippet::source(&self.entry.source.text[window]).line_start(line);
        match self.view {
            View::Entry => snippet.path(self.entry.source.path.as_str()),
            View::Cell(_) => snippet.path("this cell"),
        }
    }

    /// The range within the window, or nothing if the span lies outside.
    fn place(&self, span: &Span) -> Option<Range<usize>> {
        let range = locate(span, self.entry, self.program)?;
        let (window, _) = self.window();
        (window.start <= range.start && range.end <= window.end)
            .then(|| range.start - window.start..range.end - window.start)
    }

    fn snippet(&self, spans: &'a [Span]) -> Option<Snippet<'a, Annotation<'a>>> {
        let annotations: Vec<Annotation<'a>> = spans
            .iter()
            .filter_map(|span| {
                let kind = if span.is_primary { AnnotationKind::Primary } else { AnnotationKind::Context };
                Some(kind.span(self.place(span)?).label(span.label.as_deref()))
            })
            .collect();
        (!annotations.is_empty()).then(|| self.source().annotations(annotations))
    }

    fn patches(&self, spans: &'a [Span]) -> Option<Snippet<'a, Patch<'a>>> {
        // A suggestion for the inside of a macro would change code that is not the author's.
        if spans.iter().any(|span| span.file_name != self.entry.source.path) {
            return None;
        }
        let patches: Option<Vec<Patch<'a>>> = spans
            .iter()
            .map(|span| Some(Patch::new(self.place(span)?, span.suggested_replacement.as_deref()?)))
            .collect();
        patches.filter(|patches| !patches.is_empty()).map(|patches| self.source().patches(patches))
    }
}

/// The bytes of the entry that a span of the program stands for: the author's own code, not the inside of a macro that
/// Lossbook or a crate put around it.
pub(super) fn locate(span: &Span, entry: &Entry, program: &Program) -> Option<Range<usize>> {
    if span.file_name != entry.source.path {
        return locate(&span.expansion.as_ref()?.span, entry, program);
    }
    if let Some(range) = of_call(span, entry, program) {
        return Some(range);
    }
    let start = offset(entry, program, span.line_start, span.column_start)?;
    let last = offset(entry, program, span.line_end, span.column_end.saturating_sub(1).max(1))?;
    // What comes behind may stand elsewhere in the entry.
    let text = &entry.source.text;
    let is_empty = (span.line_start, span.column_start) == (span.line_end, span.column_end);
    let end = if is_empty { start } else { last + text[last..].chars().next().map_or(0, char::len_utf8) };
    Some(start..end.max(start))
}

/// The line of the program that a span begins on, cut where it begins.
pub(super) fn around<'a>(span: &Span, entry: &Entry, program: &'a Program) -> Option<(&'a str, &'a str)> {
    if span.file_name != entry.source.path {
        return None;
    }
    let line = program.text.lines().nth(span.line_start.checked_sub(1)?)?;
    let (at, _) = line.char_indices().nth(span.column_start.checked_sub(1)?)?;
    line.split_at_checked(at)
}

/// The author's code in a call that Lossbook put around it, if the span is the whole of such a call.
fn of_call(span: &Span, entry: &Entry, program: &Program) -> Option<Range<usize>> {
    let (before, call) = around(span, entry, program)?;
    if let Some(rest) = call.strip_prefix("__tail!(") {
        let skip = before.len() + call.len() - rest.len();
        let start = first_code(entry, program, span.line_start, skip)?;
        let end = offset(entry, program, span.line_end, span.column_end.saturating_sub(1))?;
        return Some(start..end.max(start));
    }
    let number = |name: &str| call.strip_prefix(name)?.split_once(',')?.0.parse::<u32>().ok();
    if let Some(number) = number("__inline!(") {
        return entry.inlines.iter().find(|one| one.number == number).map(|one| one.expression.clone());
    }
    let claim = |number: u32| entry.claims.iter().find(|one| one.number == number);
    if let Some(part) = number("__compare!(").or_else(|| number("__part!(")) {
        let (_, around) = before.rsplit_once("__claim!(")?;
        let claim = claim(around.split_once(',')?.0.parse().ok()?)?;
        let anatomy = program::anatomy(entry, claim, &Variables::of(entry));
        let span = &anatomy.parts.get(usize::try_from(part).ok()?)?.span;
        return Some(claim.expression.start + span.start..claim.expression.start + span.end);
    }
    number("__claim!(").and_then(claim).map(|one| one.expression.clone())
}

/// The first code of the program from byte `skip` of line `line` on, as a byte of the entry.
fn first_code(entry: &Entry, program: &Program, line: usize, skip: usize) -> Option<usize> {
    for (number, text) in program.text.lines().enumerate().skip(line.checked_sub(1)?) {
        let from = if number + 1 == line { skip } else { 0 };
        if let Some((at, _)) = text.char_indices().find(|(at, c)| *at >= from && !c.is_whitespace()) {
            return offset(entry, program, number + 1, 1 + text[..at].chars().count());
        }
    }
    None
}

fn offset(entry: &Entry, program: &Program, line: usize, column: usize) -> Option<usize> {
    let text = &*entry.source.text;
    let column = program.source_column(line, column);
    let start = if line <= 1 { 0 } else { text.match_indices('\n').nth(line - 2)?.0 + 1 };
    let rest = text[start..].split('\n').next().unwrap_or_default();
    let within = rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at);
    Some(start + within)
}
