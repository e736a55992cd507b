//! Where in the text of `lossbook.toml` something stands, and mistakes that are told there.

use super::Config;
use crate::diagnostic::{Diagnostic, Severity, SourceText, did_you_mean};
use std::ops::Range;
use std::sync::Arc;

impl Config {
    /// A mistake in the text of a key's value.
    pub(crate) fn mistake(&self, key: &str, text: &str, message: String) -> Diagnostic {
        self.at(Diagnostic::new(Severity::Error, message), self.place(key, text))
    }

    /// A diagnostic at a place in its text, if it has one.
    pub(crate) fn at(&self, diagnostic: Diagnostic, span: Range<usize>) -> Diagnostic {
        match &self.source {
            Some(source) => diagnostic.at(source, span),
            None => diagnostic,
        }
    }

    /// The bytes of a text behind a key, for a mark.
    pub(crate) fn place(&self, key: &str, text: &str) -> Range<usize> {
        self.source.as_ref().map_or(0..0, |source| text_in_value(&source.text, key, text))
    }
}

/// The bytes of the value of a key, for a mark; the file's start if the key can't be found.
pub(super) fn value_of(text: &str, key: &str) -> Range<usize> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(rest) = line.trim_start().strip_prefix(key)
            && rest.trim_start().starts_with('=')
        {
            let value = start + line.find('=').map_or(0, |at| at + 1);
            let skipped = text[value..].len() - text[value..].trim_start().len();
            return value + skipped..start + line.trim_end().len();
        }
        start += line.len();
    }
    0..0
}

/// The bytes of a text behind a key; those of the key's value if it is written otherwise.
fn text_in_value(text: &str, key: &str, wanted: &str) -> Range<usize> {
    let value = value_of(text, key);
    let quoted = format!("\"{wanted}\"");
    match text[value.start..].find(&quoted) {
        Some(at) => value.start + at..value.start + at + quoted.len(),
        None => value,
    }
}

/// What TOML's reader has against the text.
pub(super) fn of_toml_error(source: &Arc<SourceText>, error: &toml::de::Error) -> Diagnostic {
    let span = error.span().unwrap_or(0..0);
    let message = error.message();
    let diagnostic = Diagnostic::error(source, span, first_part(message));
    let known: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match known.split_first() {
        Some((unknown, known))
            if message.starts_with("unknown field") || message.starts_with("unknown variant") =>
        {
            match did_you_mean(unknown, known.iter().copied()) {
                Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
                None => diagnostic.hint(format!("known here are {}", known.join(", "))),
            }
        }
        _ => diagnostic,
    }
}

/// The list of all known fields is for the hint, and a name of ours is none that an author knows.
fn first_part(message: &str) -> String {
    let part = message.split(", expected").next().unwrap_or(message);
    match message.split_once("expected struct ") {
        _ if message.starts_with("unknown") => part.to_owned(),
        Some((before, _)) => format!("{before}expected a table, as in `{{ key = \"value\" }}`"),
        None => message.to_owned(),
    }
}
