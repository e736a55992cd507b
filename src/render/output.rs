//! What a cell showed, in order.

use super::markdown::Page;
use super::numbering::is_drawn;
use super::{compiler, escape, terminal};
use crate::entry::{Cell, Interval, Role};
use crate::words::fill;
use cell::wire::{Content, Scalar, Stream};
use std::fmt::Write as _;

/// So many lines of a text are shown without a scroll bar,
const BOX_LINES: usize = 18;
/// and so many characters of a line, on the smallest of screens.
const BOX_COLUMNS: usize = 30;

impl Page<'_> {
    /// Writes the outputs of a cell. Drawings that follow each other share a figure; so do named numbers a list.
    pub(super) fn outputs(&mut self, cell: &Cell, outputs: &[&Content]) {
        self.outputs_after(cell, outputs, &mut true, &mut true);
    }

    /// The same, where the cell's label and caption may have been given away.
    pub(super) fn outputs_after(
        &mut self,
        cell: &Cell,
        outputs: &[&Content],
        first_figure: &mut bool,
        first_table: &mut bool,
    ) {
        for group in outputs.chunk_by(|one, other| kind(one) == kind(other)) {
            match group {
                swept if kind(swept[0]) == Kind::Swept => self.sweeps(cell, swept, first_figure),
                drawings if kind(drawings[0]) == Kind::Drawn => {
                    self.figure(cell, drawings, std::mem::take(first_figure));
                }
                numbers if kind(numbers[0]) == Kind::Named => self.named_numbers(numbers),
                others => {
                    for content in others {
                        let (content, mark) = unwrap(content);
                        match content {
                            Content::Table(table) => {
                                let first = std::mem::take(first_table);
                                self.cell_table(cell, table, first, mark);
                            }
                            other => self.output(cell, other, mark),
                        }
                    }
                }
            }
        }
    }

    fn output(&mut self, cell: &Cell, content: &Content, mark: Mark) {
        match content {
            Content::Text { stream, text } => self.printed(cell, *stream, text, mark),
            Content::Value { text, .. } => {
                self.open_box("value", text, mark);
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
            | Content::Seeds { .. }
            | Content::OneSeed { .. }
            | Content::Sweep { .. }
            | Content::Inline { .. }
            | Content::Claim { .. } => {}
        }
    }

    fn printed(&mut self, cell: &Cell, stream: Stream, text: &str, mark: Mark) {
        let class = match (&cell.role, stream) {
            (_, Stream::Stdout) => "stdout",
            (Role::CompileFail(_), Stream::Stderr) => "diagnostic",
            (Role::ShouldPanic, Stream::Stderr) => "panic",
            (_, Stream::Stderr) => "stderr",
        };
        let text = text.strip_suffix('\n').unwrap_or(text);
        self.open_box(class, text, mark);
        if class == "diagnostic" && !text.contains('\u{1b}') {
            compiler::push(&mut self.out, text);
        } else {
            terminal::push(&mut self.out, text);
        }
        self.out.push_str("</pre>\n");
    }

    /// A box of text, with a mark if its text may differ next time. One that is too long or too wide for its place scrolls,
    /// for which the keyboard has to reach it.
    fn open_box(&mut self, class: &str, text: &str, mark: Mark) {
        self.mark(mark);
        let _ = write!(self.out, "<pre class=\"output {class}\"");
        let lines = text.lines().count();
        if lines > BOX_LINES || text.lines().any(|line| line.chars().count() > BOX_COLUMNS) {
            let words = &self.context.words.cell;
            let label = if class == "diagnostic" { &words.compiler_lines } else { &words.output_lines };
            let label = escape::text(&label.fill(lines, &[]));
            let _ = write!(self.out, " tabindex=\"0\" role=\"group\" aria-label=\"{label}\"");
        }
        self.out.push('>');
    }

    pub(super) fn mark(&mut self, mark: Mark) {
        let words = &self.context.words.cell;
        let mark = match mark {
            Mark::None => return,
            Mark::Volatile => words.volatile.clone(),
            Mark::OneSeed(seed) => fill(&words.one_seed, &[("seed", &seed.to_string())]),
        };
        let _ = writeln!(self.out, "<p class=\"volatile\">{}</p>", escape::text(&mark));
    }

    /// What stands behind `±`, and over how many seeds.
    pub(super) fn of_seeds(&self, count: usize) -> String {
        let words = &self.context.words.cell;
        let word = match self.entry.front.seeds.interval {
            Interval::Sd => &words.deviation,
            Interval::Se => &words.standard_error,
            Interval::Ci95 => &words.interval,
        };
        fill(word, &[("n", &count.to_string())])
    }

    /// Markup of a cell, in a frame that can neither run script nor reach the page.
    fn frame(&mut self, cell: &Cell, html: &str) {
        let title = cell
            .options
            .fig_alt
            .clone()
            .unwrap_or_else(|| fill(&self.context.words.cell.output, &[("n", &cell.number.to_string())]));
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
            let spread = match content {
                Content::Seeds { values, plus_minus, .. } => Some((values.len(), plus_minus.0)),
                _ => None,
            };
            let (content, mark) = unwrap(content);
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
            match (content, spread) {
                (Content::Metric { value, .. }, Some((count, plus_minus))) => {
                    self.data(&value.to_string(), &crate::seeds::in_words(value.0, plus_minus));
                    self.aside(&self.of_seeds(count));
                }
                _ => self.named_value(content),
            }
            if mark == Mark::Volatile || class == "timing" {
                self.aside(&self.context.words.cell.volatile_value);
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
                let words = &self.context.words.cell;
                let mut asides = Vec::new();
                if value != default {
                    asides.push(fill(&words.instead, &[("value", &default.to_string())]));
                }
                if let Some((low, high)) = range {
                    asides.push(fill(&words.range, &[("low", &short(low.0)), ("high", &short(high.0))]));
                }
                if !asides.is_empty() {
                    self.aside(&asides.join(", "));
                }
            }
            _ => {}
        }
    }

    /// A word beside a value.
    fn aside(&mut self, text: &str) {
        self.out.push_str(" <span class=\"aside\">");
        escape::push_text(&mut self.out, text);
        self.out.push_str("</span>");
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

/// What a reader has to know of an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    None,
    /// It may differ from run to run.
    Volatile,
    /// It is of this seed alone, and differs with others.
    OneSeed(u64),
}

/// The output itself, and what a reader has to know of it.
pub(super) fn unwrap(content: &Content) -> (&Content, Mark) {
    let mark = match content {
        Content::Volatile { .. } => Mark::Volatile,
        Content::OneSeed { seed, .. } => Mark::OneSeed(*seed),
        _ => Mark::None,
    };
    (content.inner(), mark)
}

/// What shares a figure, a list or a grid with its neighbours.
#[derive(PartialEq, Eq)]
enum Kind {
    Swept,
    Drawn,
    Named,
    Other,
}

fn kind(content: &Content) -> Kind {
    match content.inner() {
        Content::Sweep { .. } => Kind::Swept,
        Content::Metric { .. } | Content::Param { .. } | Content::Timing { .. } => Kind::Named,
        _ if is_drawn(content) => Kind::Drawn,
        _ => Kind::Other,
    }
}

/// The id of a metric on its entry's page.
pub fn metric_id(name: &str) -> String {
    format!("metric-{}", super::slug(name))
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
    let (value, unit) = in_unit(seconds);
    let decimals = if value >= 100.0 {
        0
    } else if value >= 10.0 {
        1
    } else {
        2
    };
    format!("{value:.decimals$}\u{a0}{unit}")
}

/// Seconds in two digits.
pub(super) fn rough_duration(seconds: f64) -> String {
    let (value, unit) = in_unit(seconds);
    let decimals = usize::from(value < 9.95);
    format!("{value:.decimals$}\u{a0}{unit}")
}

fn in_unit(seconds: f64) -> (f64, &'static str) {
    match seconds {
        s if s >= 120.0 => (s / 60.0, "min"),
        s if s >= 1.0 => (s, "s"),
        s if s >= 1e-3 => (s * 1e3, "ms"),
        s if s >= 1e-6 => (s * 1e6, "µs"),
        s => (s * 1e9, "ns"),
    }
}

#[cfg(test)]
mod tests {
    use super::{duration, rough_duration, short};

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
        assert_eq!(rough_duration(0.012), "12\u{a0}ms");
        assert_eq!(rough_duration(3.4), "3.4\u{a0}s");
        assert_eq!(rough_duration(150.0), "2.5\u{a0}min");
    }
}
