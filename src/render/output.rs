//! What a cell showed, in order.

use super::markdown::Page;
use super::numbering::is_drawn;
use super::{escape, terminal};
use crate::entry::{Cell, Role};
use cell::wire::{Content, Scalar, Stream};
use std::fmt::Write as _;

impl Page<'_> {
    /// Writes the outputs of a cell. Drawings that follow each other share a figure; so do named numbers a list.
    pub(super) fn outputs(&mut self, cell: &Cell, outputs: &[&Content]) {
        let mut first_figure = true;
        let mut first_table = true;
        for group in outputs
            .chunk_by(|one, other| (is_drawn(one) && is_drawn(other)) || (is_named(one) && is_named(other)))
        {
            match group {
                drawings if drawings.iter().all(|content| is_drawn(content)) => {
                    self.figure(cell, drawings, std::mem::take(&mut first_figure));
                }
                numbers if numbers.iter().all(|content| is_named(content)) => self.named_numbers(numbers),
                others => {
                    for content in others {
                        let (content, volatile) = unwrap(content);
                        match content {
                            Content::Table(table) => {
                                let first = std::mem::take(&mut first_table);
                                self.cell_table(cell, table, first, volatile);
                            }
                            other => self.output(cell, other, volatile),
                        }
                    }
                }
            }
        }
    }

    fn output(&mut self, cell: &Cell, content: &Content, volatile: bool) {
        match content {
            Content::Text { stream, text } => self.printed(cell, *stream, text, volatile),
            Content::Value { text, .. } => {
                self.open_box("value", volatile);
                terminal::push(&mut self.out, text);
                self.out.push_str("</pre>\n");
            }
            Content::Html(html) => self.frame(cell, html.as_str()),
            // Drawn, tabulated or listed by those that call this, or shown in the prose.
            Content::Table(_)
            | Content::Chart(_)
            | Content::Image(_)
            | Content::Svg(_)
            | Content::Metric { .. }
            | Content::Param { .. }
            | Content::Timing { .. }
            | Content::Volatile { .. }
            | Content::Inline { .. }
            | Content::Claim { .. } => {}
        }
    }

    fn printed(&mut self, cell: &Cell, stream: Stream, text: &str, volatile: bool) {
        let class = match (&cell.role, stream) {
            (_, Stream::Stdout) => "stdout",
            (Role::CompileFail(_), Stream::Stderr) => "diagnostic",
            (Role::ShouldPanic, Stream::Stderr) => "panic",
            (_, Stream::Stderr) => "stderr",
        };
        self.open_box(class, volatile);
        terminal::push(&mut self.out, text.strip_suffix('\n').unwrap_or(text));
        self.out.push_str("</pre>\n");
    }

    /// A box of text that scrolls when it is long, with a mark if its text may differ next time.
    fn open_box(&mut self, class: &str, volatile: bool) {
        if volatile {
            self.volatile_mark();
        }
        let _ = write!(self.out, "<pre class=\"output {class}\" tabindex=\"0\">");
    }

    pub(super) fn volatile_mark(&mut self) {
        self.out.push_str("<p class=\"volatile\">Differs from run to run.</p>\n");
    }

    /// Markup of a cell, in a frame that can neither run script nor reach the page.
    fn frame(&mut self, cell: &Cell, html: &str) {
        let title = cell.options.fig_alt.clone().unwrap_or_else(|| format!("Output of cell {}", cell.number));
        self.out.push_str("<iframe class=\"output html\" sandbox=\"\" loading=\"lazy\" title=\"");
        escape::push_text(&mut self.out, &title);
        self.out.push_str("\" srcdoc=\"");
        let head = "<!DOCTYPE html><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\"><style>body{font:16px/1.5 system-ui,sans-serif;margin:0}</style>";
        escape::push_text(&mut self.out, head);
        escape::push_text(&mut self.out, html);
        self.out.push_str("\"></iframe>\n");
    }

    /// Metrics, parameters and timings as a list of names and values.
    fn named_numbers(&mut self, outputs: &[&Content]) {
        self.out.push_str("<dl class=\"numbers\">\n");
        for content in outputs {
            let (content, volatile) = unwrap(content);
            let (class, name) = match content {
                Content::Metric { name, .. } => ("metric", name),
                Content::Param { name, .. } => ("param", name),
                Content::Timing { name, .. } => ("timing", name),
                _ => continue,
            };
            let _ = write!(self.out, "<div class=\"{class}\"");
            if class == "metric" {
                self.metric_anchor(name);
            }
            self.out.push_str("><dt>");
            escape::push_text(&mut self.out, name);
            self.out.push_str("</dt><dd>");
            self.named_value(content);
            if volatile || class == "timing" {
                self.out.push_str(" <span class=\"aside\">differs from run to run</span>");
            }
            self.out.push_str("</dd></div>\n");
        }
        self.out.push_str("</dl>\n");
    }

    /// The id by which the ledger and other entries find a metric, unless something on the page has it already.
    fn metric_anchor(&mut self, name: &str) {
        let id = metric_id(name);
        if self.numbering.ids.insert(id.clone()) {
            let _ = write!(self.out, " id=\"{id}\"");
        }
    }

    fn named_value(&mut self, content: &Content) {
        match content {
            Content::Metric { value, .. } => self.data(&value.to_string(), &short(value.0)),
            Content::Timing { seconds, .. } => self.data(&seconds.to_string(), &duration(seconds.0)),
            Content::Param { value, default, range, .. } => {
                let shown = match value {
                    Scalar::Float(number) => short(number.0),
                    other => other.to_string(),
                };
                self.data(&value.to_string(), &shown);
                let mut asides = Vec::new();
                if value != default {
                    asides.push(format!("instead of {default}"));
                }
                if let Some((low, high)) = range {
                    asides.push(format!("may be {} to {}", short(low.0), short(high.0)));
                }
                if !asides.is_empty() {
                    self.out.push_str(" <span class=\"aside\">");
                    escape::push_text(&mut self.out, &asides.join(", "));
                    self.out.push_str("</span>");
                }
            }
            _ => {}
        }
    }

    fn data(&mut self, value: &str, shown: &str) {
        self.out.push_str("<data value=\"");
        escape::push_text(&mut self.out, value);
        if value != shown {
            self.out.push_str("\" title=\"");
            escape::push_text(&mut self.out, value);
        }
        self.out.push_str("\">");
        escape::push_text(&mut self.out, shown);
        self.out.push_str("</data>");
    }
}

/// The output itself, and whether it may differ from run to run.
pub(super) fn unwrap(content: &Content) -> (&Content, bool) {
    match content {
        Content::Volatile { content } => (unwrap(content).0, true),
        other => (other, false),
    }
}

/// The id of a metric on its entry's page.
pub fn metric_id(name: &str) -> String {
    format!("metric-{}", super::slug(name))
}

fn is_named(content: &Content) -> bool {
    matches!(unwrap(content).0, Content::Metric { .. } | Content::Param { .. } | Content::Timing { .. })
}

/// A number in six significant digits at most.
pub(crate) fn short(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let magnitude = value.abs().log10().floor() as i32;
    if (-5..15).contains(&magnitude) {
        let decimals = usize::try_from(5 - magnitude).unwrap_or(0);
        let text = format!("{value:.decimals$}");
        return if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        } else {
            text
        };
    }
    let text = format!("{value:.5e}");
    match text.split_once('e') {
        Some((digits, exponent)) if digits.contains('.') => {
            format!("{}e{exponent}", digits.trim_end_matches('0').trim_end_matches('.'))
        }
        _ => text,
    }
}

/// Seconds in the unit that suits them.
fn duration(seconds: f64) -> String {
    let (value, unit) = match seconds {
        s if s >= 120.0 => (s / 60.0, "min"),
        s if s >= 1.0 => (s, "s"),
        s if s >= 1e-3 => (s * 1e3, "ms"),
        s if s >= 1e-6 => (s * 1e6, "µs"),
        s => (s * 1e9, "ns"),
    };
    let decimals = if value >= 100.0 {
        0
    } else if value >= 10.0 {
        1
    } else {
        2
    };
    format!("{value:.decimals$}\u{a0}{unit}")
}

#[cfg(test)]
mod tests {
    use super::{duration, short};

    #[test]
    fn numbers_are_short_and_right() {
        for (value, text) in [
            (0.966_666_666_666_666_7, "0.966667"),
            (1.0, "1"),
            (1234.5, "1234.5"),
            (123_456_789.0, "123456789"),
            (1e-9, "1e-9"),
            (-2.5e-7, "-2.5e-7"),
            (1e300, "1e300"),
            (0.0, "0"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            assert_eq!(short(value), text);
        }
    }

    #[test]
    fn durations_have_units() {
        assert_eq!(duration(0.001_25), "1.25\u{a0}ms");
        assert_eq!(duration(63.0), "63.0\u{a0}s");
        assert_eq!(duration(600.0), "10.0\u{a0}min");
    }
}
