//! Outputs, numbers and text in the few words of a report.

use cell::wire::{Content, Stream};

/// What an output is, with its name if it has one.
pub(super) fn kind_name(content: &Content) -> String {
    match content {
        Content::Text { stream: Stream::Stdout, .. } => "printed text".to_owned(),
        Content::Text { stream: Stream::Stderr, .. } => "text printed to standard error".to_owned(),
        Content::Value { .. } => "value".to_owned(),
        Content::Table(_) => "table".to_owned(),
        Content::Chart(_) => "chart".to_owned(),
        Content::Image(_) => "image".to_owned(),
        Content::Svg(_) => "drawing".to_owned(),
        Content::Html(_) => "markup".to_owned(),
        Content::Metric { name, .. } => format!("metric `{name}`"),
        Content::Param { name, .. } => format!("parameter `{name}`"),
        Content::Timing { name, .. } => format!("timing `{name}`"),
        Content::Volatile { .. } => "volatile output".to_owned(),
        Content::Seeds { content, .. } => format!("{} over seeds", kind_name(content)),
        Content::OneSeed { content, .. } => kind_name(content),
        Content::Sweep { variants, .. } => {
            format!("{} of a sweep", variants.first().map_or("output".to_owned(), kind_name))
        }
        Content::Inline { .. } => "inline value".to_owned(),
        Content::Claim { .. } => "claim".to_owned(),
    }
}

/// An output in a few words.
pub(super) fn summary(content: &Content) -> String {
    let text = match content {
        Content::Text { text, .. } | Content::Value { text, .. } | Content::Inline { text, .. } => {
            text.clone()
        }
        Content::Metric { value, .. } => value.to_string(),
        Content::Claim { holds, .. } => claim_word(*holds).to_owned(),
        Content::Param { value, .. } => value.to_string(),
        Content::Seeds { content, plus_minus, .. } => match &**content {
            Content::Metric { value, .. } => crate::seeds::in_words(value.0, plus_minus.0),
            other => return summary(other),
        },
        other => kind_name(other),
    };
    shorten(&text)
}

/// An output's text in one line of a report, without what would steer a terminal.
pub(super) fn shorten(text: &str) -> String {
    let text = text.trim();
    let line = text.lines().next().unwrap_or_default();
    let clean = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let shown: String = line.chars().take(80).map(clean).collect();
    if line.len() < text.len() || line.chars().count() > 80 { format!("{shown}…") } else { shown }
}

/// A number with all its digits, but without rows of zeros: `1e300`.
pub(super) fn number_text(number: f64) -> String {
    let text = format!("{number:?}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

pub(super) fn claim_word(holds: bool) -> &'static str {
    if holds { "holds" } else { "does not hold" }
}
