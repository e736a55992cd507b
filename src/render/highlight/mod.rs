//! Highlighted code: a few classes, coloured by the style sheet.
//!
//! Rust and Python have lexers of their own, which are exact and two orders of magnitude faster than a grammar of regular
//! expressions; all other languages go through syntect's grammars, which are loaded when the first such block is met.

mod grammar;
mod python;
mod rust;
mod scan;

use super::escape;
use crate::entry::Marks;
use std::fmt::Write as _;
use std::ops::Range;

/// What a piece of code is. [`Class::name`] is what the style sheet knows it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Plain,
    Keyword,
    Type,
    Function,
    Macro,
    Literal,
    Number,
    Comment,
    Lifetime,
    Attribute,
    Inserted,
    Deleted,
}

impl Class {
    fn name(self) -> &'static str {
        match self {
            Class::Plain => "",
            Class::Keyword => "k",
            Class::Type => "t",
            Class::Function => "f",
            Class::Macro => "m",
            Class::Literal => "s",
            Class::Number => "n",
            Class::Comment => "c",
            Class::Lifetime => "l",
            Class::Attribute => "a",
            Class::Inserted => "i",
            Class::Deleted => "d",
        }
    }
}

/// What code has beside its colours.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Extras<'a> {
    /// The lines that are marked.
    pub(super) marks: Option<&'a Marks>,
    /// Where names lead: a name's place in the code and an address, safe for an attribute, in order.
    pub(super) links: &'a [(Range<usize>, String)],
    /// Whether each line has an id: `L1`, `L2`, …
    pub(super) with_ids: bool,
}

/// Appends `code` in the language that a fence names; a language that nobody knows is only escaped.
pub(super) fn push(out: &mut String, language: &str, code: &str, extras: Extras<'_>) {
    let by_line = extras.with_ids || extras.marks.is_some_and(|marks| !marks.is_empty());
    let mut spans = Spans { out, open: Class::Plain, extras, by_line, at: 0, line: 1, at_start: true };
    let known = match language {
        "rust" | "rs" => {
            rust::tokens(code, &mut |class, text| spans.push(class, text));
            true
        }
        "python" | "py" | "python3" => {
            python::tokens(code, &mut |class, text| spans.push(class, text));
            true
        }
        "" | "text" | "txt" | "plain" | "console" | "output" => false,
        _ => grammar::tokens(language, code, &mut |class, text| spans.push(class, text)),
    };
    if !known {
        spans.push(Class::Plain, code);
    }
    spans.finish();
}

/// Writes pieces of code; neighbours of one class share an element, and a line that is marked or has an id has one around it.
struct Spans<'a> {
    out: &'a mut String,
    open: Class,
    extras: Extras<'a>,
    /// Whether some line has an element of its own.
    by_line: bool,
    /// How many bytes of the code have been written.
    at: usize,
    /// The line being written, from 1.
    line: usize,
    /// Whether nothing of it has been written.
    at_start: bool,
}

impl Spans<'_> {
    fn push(&mut self, class: Class, text: &str) {
        if !self.by_line {
            self.word(class, text);
        } else {
            for piece in text.split_inclusive('\n') {
                if std::mem::take(&mut self.at_start) {
                    self.begin_line();
                }
                self.word(class, piece);
                if piece.ends_with('\n') {
                    self.end_line();
                }
            }
        }
        self.at += text.len();
    }

    /// The element around the line, if it has one.
    fn line_element(&self) -> Option<&'static str> {
        if self.extras.with_ids {
            return Some("span");
        }
        self.extras.marks.is_some_and(|marks| marks.holds(self.line)).then_some("mark")
    }

    fn begin_line(&mut self) {
        if let Some(element) = self.line_element() {
            self.switch(Class::Plain);
            let _ = match element {
                "span" => write!(self.out, "<span id=\"L{}\">", self.line),
                other => write!(self.out, "<{other}>"),
            };
        }
    }

    /// Ends the line. Its line end belongs to its element, which is a block.
    fn end_line(&mut self) {
        if let Some(element) = self.line_element().filter(|_| !self.at_start) {
            self.switch(Class::Plain);
            let _ = write!(self.out, "</{element}>");
        }
        self.line += 1;
        self.at_start = true;
    }

    fn finish(mut self) {
        self.switch(Class::Plain);
        self.end_line();
    }

    /// A piece of one class, as a link if it is a name that leads somewhere.
    fn word(&mut self, class: Class, text: &str) {
        while let Some((range, href)) = self.extras.links.first().filter(|(range, _)| range.start <= self.at)
        {
            let is_it = *range == (self.at..self.at + text.len());
            self.extras.links = &self.extras.links[1..];
            if is_it {
                self.switch(Class::Plain);
                let name = class.name();
                let class = if name.is_empty() { String::new() } else { format!(" class=\"{name}\"") };
                let _ = write!(self.out, "<a{class} href=\"{href}\">");
                escape::push_text(self.out, text);
                return self.out.push_str("</a>");
            }
        }
        self.piece(class, text);
    }

    fn piece(&mut self, class: Class, text: &str) {
        let words = text.trim_end_matches('\n');
        if words.trim().is_empty() {
            self.switch(Class::Plain);
            return escape::push_text(self.out, text);
        }
        self.switch(class);
        escape::push_text(self.out, words);
        if words.len() < text.len() {
            self.switch(Class::Plain);
            self.out.push_str(&text[words.len()..]);
        }
    }

    fn switch(&mut self, class: Class) {
        if class == self.open {
            return;
        }
        if self.open != Class::Plain {
            self.out.push_str("</span>");
        }
        if class != Class::Plain {
            self.out.push_str("<span class=\"");
            self.out.push_str(class.name());
            self.out.push_str("\">");
        }
        self.open = class;
    }
}

#[cfg(test)]
mod tests {
    use super::Extras;
    use crate::entry::Marks;

    fn highlighted(language: &str, code: &str) -> String {
        let mut out = String::new();
        super::push(&mut out, language, code, Extras::default());
        out
    }

    #[test]
    fn marked_lines_are_elements_of_their_own() {
        let marks = crate::entry::marks_of_fence("rust mark=2-3,5");
        let mut out = String::new();
        let marked = |marks| Extras { marks: Some(marks), ..Extras::default() };
        super::push(&mut out, "rust", "let a = /* one\ntwo\n*/ 1;\nx\ny", marked(&marks));
        assert_eq!(
            out,
            "<span class=\"k\">let</span> a = <span class=\"c\">/* one</span>\n\
             <mark><span class=\"c\">two</span>\n</mark><mark><span class=\"c\">*/</span> <span class=\"n\">1</span>;\n</mark>x\n<mark>y</mark>"
        );
        out.clear();
        let marks: Marks = crate::entry::marks_of_fence("text mark=1");
        super::push(&mut out, "text", "a<\nb\n", marked(&marks));
        assert_eq!(out, "<mark>a&lt;\n</mark>b\n");
    }

    #[test]
    fn other_languages_have_grammars() {
        let json = highlighted("json", "{\"a\": 1}\n");
        assert!(json.contains("<span class=\"n\">1</span>"), "{json}");
        let python = highlighted("python", "def f():\n    return 'x' # why\n");
        assert!(python.contains("<span class=\"c\"># why</span>\n"), "{python}");
        assert!(python.contains("<span class=\"k\">return</span>"), "{python}");
    }

    #[test]
    fn names_lead_where_they_are_told_to() {
        let links =
            [(8..11, "core/#L3".to_owned()), (13..16, "core/#L4".to_owned()), (18..19, "gone".to_owned())];
        let mut out = String::new();
        super::push(
            &mut out,
            "rust",
            "let a = Sgd::new(1);\n",
            Extras { links: &links, ..Extras::default() },
        );
        assert_eq!(
            out,
            "<span class=\"k\">let</span> a = <a class=\"t\" href=\"core/#L3\">Sgd</a>::<a class=\"f\" href=\"core/#L4\">new</a>(<span class=\"n\">1</span>);\n"
        );
        out.clear();
        super::push(&mut out, "rust", "a\n\nb\n", Extras { with_ids: true, ..Extras::default() });
        assert_eq!(out, "<span id=\"L1\">a\n</span><span id=\"L2\">\n</span><span id=\"L3\">b\n</span>");
    }

    #[test]
    fn an_unknown_language_is_escaped() {
        assert_eq!(highlighted("<script>", "<b>"), "&lt;b&gt;");
    }
}
