//! Highlighted code: a few classes, coloured by the style sheet.
//!
//! Rust has a lexer of its own, which is exact and two orders of magnitude faster than a grammar of regular expressions;
//! all other languages go through syntect's grammars, which are loaded when the first such block is met.

mod grammar;
mod rust;

use super::escape;

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

/// Appends `code` in the language that a fence names; a language that nobody knows is only escaped.
pub(super) fn push(out: &mut String, language: &str, code: &str) {
    let mut spans = Spans { out, open: Class::Plain };
    let known = match language {
        "rust" | "rs" => {
            rust::tokens(code, &mut |class, text| spans.push(class, text));
            true
        }
        "" | "text" | "txt" | "plain" | "console" | "output" => false,
        _ => grammar::tokens(language, code, &mut |class, text| spans.push(class, text)),
    };
    spans.switch(Class::Plain);
    if !known {
        escape::push_text(out, code);
    }
}

/// Writes pieces of code; neighbours of one class share an element.
struct Spans<'a> {
    out: &'a mut String,
    open: Class,
}

impl Spans<'_> {
    fn push(&mut self, class: Class, text: &str) {
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
    fn highlighted(language: &str, code: &str) -> String {
        let mut out = String::new();
        super::push(&mut out, language, code);
        out
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
