//! Keys and values of YAML, each with the bytes that it stands at.
//!
//! A block of YAML is cut into its top-level keys by their lines, and each key is read on its own as what it should be. So
//! every mistake is found in one go and has its own line, `title: 3.10` is the text that it looks like, and no anchor of
//! one key can reach another.

use super::yaml_limits::{self, DEPTH_LIMIT, Excess};
use crate::diagnostic::{Diagnostic, SourceText, did_you_mean};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Lines of YAML, each with the byte of the source that it begins at.
#[derive(Debug, Default)]
pub(super) struct Block {
    lines: Vec<(String, usize)>,
}

/// A key and its value.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) name: String,
    /// Where the key stands.
    pub(super) key: Range<usize>,
    /// Where the value stands.
    pub(super) span: Range<usize>,
    /// The key's lines, as YAML of their own.
    text: String,
    /// The byte of the source that each of them begins at.
    starts: Vec<usize>,
}

impl Block {
    pub(super) fn push(&mut self, line: &str, start: usize) {
        self.lines.push((line.to_owned(), start));
    }

    /// Cuts the block into its keys. What is no key, and a key that stands twice, is told.
    pub(super) fn items(&self, source: &Arc<SourceText>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        for (line, start) in &self.lines {
            let is_nested = line.starts_with([' ', '-', ']', '}']) || line.trim().is_empty();
            if line.starts_with('\t') || line.trim_start_matches(' ').starts_with('\t') {
                let at = start + line.find('\t').unwrap_or(0);
                diagnostics.push(
                    Diagnostic::error(source, at..at + 1, "a tab can't indent YAML").hint("use spaces"),
                );
                continue;
            } else if line.starts_with('#') {
                // A comment.
            } else if let Some((name, key_length)) = key_of(line).filter(|_| !is_nested) {
                let value_start = start + key_length + 1;
                items.push(Item {
                    name,
                    key: *start..start + key_length,
                    span: value_start..start + line.trim_end().len().max(key_length + 1),
                    text: String::new(),
                    starts: Vec::new(),
                });
            } else if !is_nested || (items.is_empty() && !line.trim().is_empty()) {
                diagnostics.push(
                    Diagnostic::error(source, *start..start + line.len(), "this line is no `key: value`")
                        .hint("write `key: value`; text that goes over several lines is indented, or follows `key: >`"),
                );
                continue;
            }
            if let Some(item) = items.last_mut() {
                item.text.push_str(line);
                item.text.push('\n');
                item.starts.push(*start);
                if is_nested && !line.trim().is_empty() {
                    item.span.end = start + line.trim_end().len();
                }
            }
        }
        for item in &mut items {
            let value = &source.text[item.span.clone()];
            item.span.start += value.len() - value.trim_start().len();
        }
        refuse_twins(source, items, diagnostics)
    }
}

fn refuse_twins(source: &Arc<SourceText>, items: Vec<Item>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Item> {
    let mut kept: Vec<Item> = Vec::new();
    for item in items {
        if let Some(first) = kept.iter().find(|other| other.name == item.name) {
            let (line, _) = crate::diagnostic::line_column(&source.text, first.key.start);
            diagnostics.push(
                Diagnostic::error(source, item.key.clone(), format!("`{}` stands twice", item.name))
                    .hint(format!("line {line} has it already; keep one")),
            );
        } else {
            kept.push(item);
        }
    }
    kept
}

/// The key that a line begins with, and how many bytes it takes.
fn key_of(line: &str) -> Option<(String, usize)> {
    let end = if let Some(quote) = line.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        line[1..].find(quote)? + 2
    } else {
        line.match_indices(':')
            .map(|(at, _)| at)
            .find(|&at| line[at + 1..].is_empty() || line[at + 1..].starts_with([' ', '\t']))?
    };
    line[end..].starts_with(':').then(|| (line[..end].trim_matches(['"', '\'']).trim().to_owned(), end))
}

fn sign_hint(key: &str) -> String {
    format!("text that begins with such a sign stands in quotes: `{key}: \"…\"`")
}

/// What to do about the mistakes that texts in YAML mostly have, by what its reader says of them.
fn hint_on(message: &str, key: &str) -> Option<String> {
    let says = |part: &str| message.contains(part);
    Some(if says("mapping values are not allowed") {
        format!("text with `: ` in it stands in quotes: `{key}: \"one: two\"`")
    } else if says("cannot start any token") || says("in this context") || says("comment or line break") {
        sign_hint(key)
    } else if says("unexpected end of stream") {
        "a quote that opens must be closed".to_owned()
    } else if says("did not find expected key") {
        "put the whole text in quotes; within double quotes write `\\\"` for `\"`, within single ones `''` for `'`"
            .to_owned()
    } else if says("unknown escape character") {
        "within double quotes `\\` begins an escape: write `\\\\`, or use single quotes".to_owned()
    } else {
        return None;
    })
}

impl Item {
    /// A key whose value was read as something else: TOML.
    pub(super) fn of_json(
        name: &str,
        key: Range<usize>,
        span: Range<usize>,
        value: &serde_json::Value,
    ) -> Self {
        let text = format!("{}: {value}\n", serde_json::Value::from(name));
        Self { name: name.to_owned(), key, span, text, starts: Vec::new() }
    }

    /// The value as a `T`, which messages call `what`.
    pub(super) fn value<T: DeserializeOwned>(
        &self,
        source: &Arc<SourceText>,
        what: &str,
    ) -> Result<T, Diagnostic> {
        self.refuse_bombs(source)?;
        let values: BTreeMap<String, T> =
            serde_yaml::from_str(&self.text).map_err(|error| self.of_yaml_error(source, &error, what))?;
        values
            .into_values()
            .next()
            .ok_or_else(|| self.wrong(source, format!("`{}` must be {what}", self.name)))
    }

    /// Whether it was read from YAML.
    pub(super) fn is_yaml(&self) -> bool {
        !self.starts.is_empty()
    }

    /// Whether nothing stands behind the key.
    pub(super) fn is_empty(&self) -> bool {
        let value = self.text.split_once(':').map_or("", |(_, value)| value).trim();
        value.is_empty() || value == "~" || value == "null"
    }

    /// Aliases make small files huge when they are expanded, and deep nesting exhausts the stack: front matter needs neither.
    fn refuse_bombs(&self, source: &Arc<SourceText>) -> Result<(), Diagnostic> {
        let start = |line: usize| self.starts.get(line).copied();
        match yaml_limits::find(self.text.lines()) {
            None => Ok(()),
            Some(Excess::Anchor { line, at }) => {
                let place = start(line).map_or(self.span.clone(), |start| start + at..start + at + 1);
                Err(Diagnostic::error(source, place, "anchors and aliases are not read here")
                    .hint("write the value out, or put it in quotes if it is text"))
            }
            Some(Excess::Depth { line }) => {
                let text = self.text.lines().nth(line).unwrap_or_default();
                let shown = text.char_indices().nth(80).map_or(text.len(), |(at, _)| at);
                let place = start(line).map_or(self.span.clone(), |start| start..start + shown);
                Err(Diagnostic::error(source, place, "this value is nested too deeply")
                    .hint(format!("at most {DEPTH_LIMIT} levels are read")))
            }
        }
    }

    fn of_yaml_error(&self, source: &Arc<SourceText>, error: &serde_yaml::Error, what: &str) -> Diagnostic {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message);
        let message = message.strip_prefix(&format!("{}: ", self.name)).unwrap_or(message);
        let is_type = message.starts_with("invalid type") || message.starts_with("invalid value");
        let text = if is_type {
            format!("`{}` must be {what}", self.name)
        } else {
            format!("`{}`: {message}", self.name)
        };
        let span = match error.location() {
            // Of a quote that is never closed the beginning is of interest, not the end.
            Some(location) if !is_type && !message.contains("unexpected end of stream") => {
                let line = location.line().saturating_sub(1).min(self.starts.len().saturating_sub(1));
                let column = location.column().saturating_sub(1);
                let at = self.starts.get(line).map(|start| (start + column).min(source.text.len()));
                at.filter(|&at| source.text.is_char_boundary(at)).map_or(self.span.clone(), |at| at..at)
            }
            _ => self.span.clone(),
        };
        let is_list = is_type && what == "text" && source.text[self.span.clone()].starts_with(['[', '{']);
        let hint = if is_list { Some(sign_hint(&self.name)) } else { hint_on(message, &self.name) };
        Diagnostic::error(source, span, text).hint_if(hint)
    }

    /// A value that can't be meant.
    pub(super) fn wrong(&self, source: &Arc<SourceText>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(source, self.span.clone(), message)
    }

    /// A key that nobody knows.
    pub(super) fn unknown(&self, source: &Arc<SourceText>, what: &str, known: &[&str]) -> Diagnostic {
        let diagnostic =
            Diagnostic::error(source, self.key.clone(), format!("unknown {what} `{}`", self.name));
        match did_you_mean(&self.name, known.iter().copied()) {
            Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
            None => diagnostic.hint(format!("known are {}", known.join(", "))),
        }
    }
}
