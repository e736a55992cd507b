//! Inline values, claims and citations: code spans that begin with `{rust}`, `{check}` or `{ref}`.

use super::format_spec::FormatSpec;
use crate::diagnostic::{Diagnostic, SourceText, did_you_mean};
use std::ops::Range;
use std::sync::Arc;

/// What a code span is.
pub(super) enum CodeSpan {
    /// An inline value: its expression and its format spec.
    Value(Range<usize>, String),
    /// A claim: its expression.
    Claim(Range<usize>),
    /// A citation: what it names, and its format spec.
    Citation(Range<usize>, String),
}

/// Reads the code span at `span`. An ordinary one is nothing.
pub(super) fn parse(source: &Arc<SourceText>, span: &Range<usize>) -> Option<Result<CodeSpan, Diagnostic>> {
    let text = &source.text[span.clone()];
    let ticks = text.len() - text.trim_start_matches('`').len();
    let start = span.start + ticks;
    let inner = source.text.get(start..span.end.checked_sub(ticks)?)?;
    let padding = inner.len() - inner.trim_start_matches([' ', '\n']).len();
    let (word, rest) = inner[padding..].strip_prefix('{')?.split_once('}')?;
    let body = start + inner.len() - rest.len();
    match word {
        "rust" => Some(value(source, body, rest)),
        "check" => Some(trimmed(source, body, rest).map(CodeSpan::Claim)),
        "ref" => Some(citation(source, body, rest)),
        word if rest.starts_with(' ') && word.bytes().all(|byte| byte.is_ascii_lowercase()) => {
            let near = did_you_mean(word, ["rust", "check", "ref"])?;
            Some(Err(Diagnostic::error(
                source,
                span.clone(),
                format!("`{{{word}}}` makes no value, no claim and no citation"),
            )
            .hint(format!("did you mean `{{{near}}}`?"))))
        }
        _ => None,
    }
}

fn value(source: &Arc<SourceText>, at: usize, text: &str) -> Result<CodeSpan, Diagnostic> {
    let (expression, format) = split_format(text);
    let range =
        trimmed(source, at, expression).map_err(|error| no_format(source, at, text).unwrap_or(error))?;
    Ok(CodeSpan::Value(range, format.to_owned()))
}

/// What to say of text that is no expression, but would be one without what stands behind its last colon.
fn no_format(source: &Arc<SourceText>, at: usize, text: &str) -> Option<Diagnostic> {
    let colon = last_colon(text)?;
    trimmed(source, at, &text[..colon]).ok()?;
    let format = text[colon + 1..].trim_end();
    let start = at + colon + 1;
    let message = format!("`{format}` is no format");
    Some(
        Diagnostic::error(source, start..start + format.len(), message)
            .hint("behind the colon stands a format as in `println!`: `.3`, `>8.2`, `e`, `?`"),
    )
}

/// A citation must name an entry and one of its metrics, and its spec must be one for floats.
fn citation(source: &Arc<SourceText>, at: usize, text: &str) -> Result<CodeSpan, Diagnostic> {
    let (name, format) = split_format(text);
    let start = at + (name.len() - name.trim_start().len());
    let range = start..start + name.trim().len();
    let parts = name.trim().split_once('.').filter(|(entry, metric)| !entry.is_empty() && !metric.is_empty());
    if parts.is_none() {
        return Err(Diagnostic::error(source, range, "a citation names an entry and one of its metrics")
            .hint("write `{ref} valley.final_loss:.2`"));
    }
    if FormatSpec::parse(format).and_then(|spec| spec.float(0.0)).is_none() {
        return Err(Diagnostic::error(source, range, format!("a metric can't be shown as `{format}`"))
            .hint("a metric is a float: `.3`, `e` and `>8.2` are for floats"));
    }
    Ok(CodeSpan::Citation(range, format.to_owned()))
}

/// The expression without the blanks around it, which must be one.
fn trimmed(source: &Arc<SourceText>, at: usize, text: &str) -> Result<Range<usize>, Diagnostic> {
    let start = at + (text.len() - text.trim_start().len());
    let expression = text.trim();
    if expression.is_empty() {
        return Err(Diagnostic::error(source, at..at, "there is no expression here")
            .hint("write `{rust} loss:.3`, or `{check} loss < 0.1`"));
    }
    match syn::parse_str::<syn::Expr>(expression) {
        // `let x = 1` is one only where a condition stands.
        Ok(syn::Expr::Let(_)) => {
            Err(Diagnostic::error(source, start..start + expression.len(), "`let` makes no value")
                .hint("put it into a cell, and its name here"))
        }
        Ok(_) => Ok(start..start + expression.len()),
        Err(error) => {
            let span = error.span().byte_range();
            let from = start + span.start.min(expression.len());
            let to = start + span.end.clamp(span.start.min(expression.len()), expression.len());
            Err(Diagnostic::error(source, from..to, format!("this is no Rust expression: {error}")))
        }
    }
}

/// Cuts a format spec off: what stands behind the last colon, if it can be one.
fn split_format(text: &str) -> (&str, &str) {
    match last_colon(text) {
        Some(at) if FormatSpec::parse(text[at + 1..].trim_end()).is_some() => {
            (&text[..at], text[at + 1..].trim_end())
        }
        _ => (text, ""),
    }
}

/// Where the last colon stands that is on its own and outside of all brackets and quotes.
fn last_colon(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut colon = None;
    let bytes = text.as_bytes();
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'"' if at == 0 || bytes[at - 1] != b'\\' => quoted = !quoted,
            _ if quoted => {}
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b':' if depth == 0 => {
                let double = bytes.get(at + 1) == Some(&b':') || (at > 0 && bytes[at - 1] == b':');
                if !double {
                    colon = Some(at);
                }
            }
            _ => {}
        }
    }
    colon
}

#[cfg(test)]
mod tests {
    use super::split_format;

    #[test]
    fn the_last_lone_colon_begins_the_format() {
        for (text, expression, format) in [
            (" loss:.3", " loss", ".3"),
            (" heavy.last_loss():>8.2", " heavy.last_loss()", ">8.2"),
            (" std::f64::consts::PI:.2", " std::f64::consts::PI", ".2"),
            (" std::f64::consts::PI", " std::f64::consts::PI", ""),
            (" m[\"a:b\"]", " m[\"a:b\"]", ""),
            (" x:?", " x", "?"),
            (" f(|a: f64| a)", " f(|a: f64| a)", ""),
            (" x:e", " x", "e"),
            (" x:08.3e", " x", "08.3e"),
        ] {
            assert_eq!(split_format(text), (expression, format), "{text}");
        }
    }
}
