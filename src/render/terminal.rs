//! Printed text as markup: what a terminal would show after the last byte, with its colours as classes.
//!
//! Carriage returns, backspaces and erasures act on their line, so that a progress bar shows its last state. Titles,
//! links, cursor moves and all else that a terminal knows are dropped.

use super::escape;
use anstyle_parse::{DefaultCharAccumulator, Params, Parser, Perform};
use std::fmt::Write as _;

/// Appends printed text.
pub(super) fn push(out: &mut String, printed: &str) {
    let is_control = |byte: u8| matches!(byte, 0..=8 | 0xb..=0x1f | 0x7f);
    // Text of two bytes a character may hold C1 controls, which start with 0xC2.
    if !printed.bytes().any(|byte| is_control(byte) || byte == 0xc2) {
        return escape::push_text(out, printed);
    }
    let mut screen = Screen { out, line: Vec::new(), column: 0, style: Style::default(), blanks: BLANKS };
    let mut parser = Parser::<DefaultCharAccumulator>::new();
    for byte in printed.bytes() {
        parser.advance(&mut screen, byte);
    }
    screen.end_line();
}

/// The widest line that is kept as cells; what is further right is dropped, so that no output can make it grow for ever.
const WIDTH: usize = 1 << 20;

/// How many blanks a text may skip by sending the cursor to the right: a few bytes that do so would else be many kilobytes
/// of a page.
const BLANKS: usize = 1 << 16;

/// The line being written.
struct Screen<'a> {
    out: &'a mut String,
    line: Vec<(char, Style)>,
    column: usize,
    style: Style,
    /// How many more may be skipped.
    blanks: usize,
}

/// How a character looks. Colours are 0-7 for the plain ones and 8-15 for the bright ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Style {
    colour: Option<u8>,
    bold: bool,
    dim: bool,
    italic: bool,
    underline: bool,
}

impl Screen<'_> {
    fn put(&mut self, c: char) {
        if self.column >= WIDTH {
            return;
        }
        if self.column < self.line.len() {
            self.line[self.column] = (c, self.style);
        } else {
            let skipped = (self.column - self.line.len()).min(self.blanks);
            self.blanks -= skipped;
            self.column = self.line.len() + skipped;
            self.line.resize(self.column, (' ', Style::default()));
            self.line.push((c, self.style));
        }
        self.column += 1;
    }

    /// Writes the line: one element for each run of characters of one style.
    fn end_line(&mut self) {
        let mut run = String::new();
        for piece in self.line.chunk_by(|(_, one), (_, other)| one == other) {
            run.clear();
            run.extend(piece.iter().map(|(c, _)| c));
            let style = piece.first().map(|(_, style)| *style).unwrap_or_default();
            if style == Style::default() {
                escape::push_text(self.out, &run);
            } else {
                self.out.push_str("<span class=\"");
                style.push_classes(self.out);
                self.out.push_str("\">");
                escape::push_text(self.out, &run);
                self.out.push_str("</span>");
            }
        }
        self.line.clear();
        self.column = 0;
    }

    /// Erases within the line, as `CSI K` does: 0 to its end, 1 from its start, 2 all of it.
    fn erase(&mut self, what: u16) {
        match what {
            0 => self.line.truncate(self.column),
            1 => {
                let end = self.column.min(self.line.len());
                self.line[..end].fill((' ', Style::default()));
            }
            _ => self.line.clear(),
        }
    }
}

impl Perform for Screen<'_> {
    fn print(&mut self, c: char) {
        self.put(c);
    }

    fn execute(&mut self, byte: u8) {
        match byte {
            b'\n' => {
                self.end_line();
                self.out.push('\n');
            }
            b'\r' => self.column = 0,
            b'\t' => self.put('\t'),
            8 => self.column = self.column.saturating_sub(1),
            _ => {}
        }
    }

    fn csi_dispatch(&mut self, params: &Params, intermediates: &[u8], ignore: bool, action: u8) {
        if ignore || !intermediates.is_empty() {
            return;
        }
        let first = params.iter().next().and_then(|param| param.first()).copied().unwrap_or(0);
        match action {
            b'm' => self.style.apply(params),
            b'K' => self.erase(first),
            b'G' => self.column = usize::from(first.max(1) - 1),
            _ => {}
        }
    }
}

impl Style {
    fn push_classes(self, out: &mut String) {
        let start = out.len();
        let marks =
            [(self.bold, "bold"), (self.dim, "dim"), (self.italic, "italic"), (self.underline, "underline")];
        for (_, name) in marks.iter().filter(|(set, _)| *set) {
            let _ = write!(out, "{}a-{name}", if out.len() > start { " " } else { "" });
        }
        if let Some(colour) = self.colour {
            let _ = write!(out, "{}a-{colour}", if out.len() > start { " " } else { "" });
        }
    }

    /// Select graphic rendition: the parts that keep text readable on both themes. Backgrounds are dropped.
    fn apply(&mut self, params: &Params) {
        let mut codes = params.iter();
        let mut any = false;
        while let Some(code) = codes.next() {
            any = true;
            match code.first().copied().unwrap_or(0) {
                0 => *self = Style::default(),
                1 => self.bold = true,
                2 => self.dim = true,
                3 => self.italic = true,
                4 => self.underline = code.get(1) != Some(&0),
                22 => (self.bold, self.dim) = (false, false),
                23 => self.italic = false,
                24 => self.underline = false,
                code @ 30..=37 => self.colour = Some((code - 30) as u8),
                code @ 90..=97 => self.colour = Some((code - 82) as u8),
                39 => self.colour = None,
                wide @ (38 | 48) => {
                    let colour = if code.len() > 1 {
                        indexed(code[1..].iter().copied())
                    } else {
                        indexed(codes.by_ref().filter_map(|param| param.first().copied()))
                    };
                    if wide == 38 {
                        self.colour = colour;
                    }
                }
                _ => {}
            }
        }
        if !any {
            *self = Style::default();
        }
    }
}

/// A colour of the 256 (`5;n`) or by its parts (`2;r;g;b`): one of the sixteen, or none for what has no counterpart.
fn indexed(mut codes: impl Iterator<Item = u16>) -> Option<u8> {
    match codes.next()? {
        5 => codes.next().filter(|&index| index < 16).map(|index| index as u8),
        2 => {
            let _ = codes.by_ref().take(3).count();
            None
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    fn shown(printed: &str) -> String {
        let mut out = String::new();
        super::push(&mut out, printed);
        out
    }

    #[test]
    fn plain_text_is_escaped() {
        assert_eq!(shown("a < b\n\tc"), "a &lt; b\n\tc");
    }

    #[test]
    fn colours_become_classes() {
        assert_eq!(
            shown("\x1b[1;31merror\x1b[0m: <x>"),
            "<span class=\"a-bold a-1\">error</span>: &lt;x&gt;"
        );
        assert_eq!(shown("\x1b[38;5;9mx\x1b[my"), "<span class=\"a-9\">x</span>y");
        assert_eq!(shown("\x1b[38;2;1;2;3;4mx"), "<span class=\"a-underline\">x</span>");
    }

    #[test]
    fn a_progress_bar_shows_its_last_state() {
        assert_eq!(shown("10 %\r50 %\r100 %\ndone"), "100 %\ndone");
        assert_eq!(shown("12345\r\x1b[Kab"), "ab");
        assert_eq!(shown("abc\x08\x08X"), "aXc");
    }

    #[test]
    fn what_only_a_terminal_understands_is_dropped() {
        assert_eq!(shown("\x1b]0;title\x07a\x1b]8;;http://x\x1b\\b\x1b]8;;\x1b\\c\x1b[2Jd\0e"), "abcde");
    }

    #[test]
    fn a_mark_of_an_address_cannot_be_printed() {
        assert_eq!(shown("\u{1}x\u{2}"), "x");
    }
}
