//! Highlighted code: a few classes, coloured by the style sheet.
//!
//! Rust has a lexer of its own, which is exact and two orders of magnitude faster than a grammar of regular expressions;
//! all other languages go through syntect's grammars, which are loaded when the first such block is met.

mod grammar;
mod rust;

use super::escape;
use crate::entry::Marks;

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

/// Appends `code` in the language that a fence names, with the lines that are marked; a language that nobody knows is only
/// escaped.
pub(super) fn push(out: &mut String, language: &str, code: &str, marks: &Marks) {
    let mut spans = Spans { out, open: Class::Plain, marks, line: 1, at_start: true };
    let known = match language {
        "rust" | "rs" => {
            rust::tokens(code, &mut |class, text| spans.push(class, text));
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

/// Writes pieces of code; neighbours of one class share an element, and each marked line has one around it.
struct Spans<'a> {
    out: &'a mut String,
    open: Class,
    marks: &'a Marks,
    /// The line being written, from 1.
    line: usize,
    /// Whether nothing of it has been written.
    at_start: bool,
}

impl Spans<'_> {
    fn push(&mut self, class: Class, text: &str) {
        if self.marks.is_empty() {
            return self.piece(class, text);
        }
        for piece in text.split_inclusive('\n') {
            if std::mem::take(&mut self.at_start) && self.marks.holds(self.line) {
                self.switch(Class::Plain);
                self.out.push_str("<mark>");
            }
            self.piece(class, piece);
            if piece.ends_with('\n') {
                self.end_line();
            }
        }
    }

    /// Ends the line. Its line end belongs to its mark, which is a block.
    fn end_line(&mut self) {
        if self.marks.holds(self.line) && !self.at_start {
            self.switch(Class::Plain);
            self.out.push_str("</mark>");
        }
        self.line += 1;
        self.at_start = true;
    }

    fn finish(mut self) {
        self.switch(Class::Plain);
        self.end_line();
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
    use crate::entry::Marks;

    fn highlighted(language: &str, code: &str) -> String {
        let mut out = String::new();
        super::push(&mut out, language, code, &Marks::default());
        out
    }

    #[test]
    fn marked_lines_are_elements_of_their_own() {
        let marks = crate::entry::marks_of_fence("rust mark=2-3,5");
        let mut out = String::new();
        super::push(&mut out, "rust", "let a = /* one\ntwo\n*/ 1;\nx\ny", &marks);
        assert_eq!(
            out,
            "<span class=\"k\">let</span> a = <span class=\"c\">/* one</span>\n\
             <mark><span class=\"c\">two</span>\n</mark><mark><span class=\"c\">*/</span> <span class=\"n\">1</span>;\n</mark>x\n<mark>y</mark>"
        );
        out.clear();
        super::push(&mut out, "text", "a<\nb\n", &crate::entry::marks_of_fence("text mark=1"));
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
    fn an_unknown_language_is_escaped() {
        assert_eq!(highlighted("<script>", "<b>"), "&lt;b&gt;");
    }
}
