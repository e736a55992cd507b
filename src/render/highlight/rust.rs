//! A lexer for Rust as it is read: good enough to colour anything, right on all that compiles.

use super::Class;
use super::scan::{is_word, is_word_start, number, while_true};

const KEYWORDS: [&str; 40] = [
    "Self", "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern",
    "false", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "type", "union", "unsafe", "use",
    "where", "while", "yield",
];
const BASIC_TYPES: [&str; 17] = [
    "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "str", "u128", "u16", "u32",
    "u64", "u8", "usize",
];

/// Gives `emit` every piece of `code`, in order; together they are the code.
pub(super) fn tokens(code: &str, emit: &mut impl FnMut(Class, &str)) {
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let (class, length) = token(rest, first);
        // A lexer that stands still would never end.
        let length = length.clamp(first.len_utf8(), rest.len());
        emit(class, &rest[..length]);
        rest = &rest[length..];
    }
}

/// The class and the length of the token that `rest` begins with.
fn token(rest: &str, first: char) -> (Class, usize) {
    match first {
        c if c.is_whitespace() => (Class::Plain, while_true(rest, char::is_whitespace)),
        '/' if rest.starts_with("//") => (Class::Comment, rest.find('\n').unwrap_or(rest.len())),
        '/' if rest.starts_with("/*") => (Class::Comment, block_comment(rest)),
        '"' => (Class::Literal, quoted(rest, 1, '"')),
        '\'' => quote(rest),
        '#' => attribute(rest).map_or((Class::Plain, 1), |length| (Class::Attribute, length)),
        '0'..='9' => (Class::Number, number(rest)),
        c if is_word_start(c) => {
            prefixed_literal(rest).map_or_else(|| word(rest), |length| (Class::Literal, length))
        }
        _ => (Class::Plain, plain(rest)),
    }
}

/// Punctuation up to what may begin another token.
fn plain(rest: &str) -> usize {
    let ends = |c: char| c.is_whitespace() || is_word(c) || matches!(c, '/' | '"' | '\'' | '#');
    rest.char_indices().skip(1).find(|&(_, c)| ends(c)).map_or(rest.len(), |(at, _)| at)
}

/// Block comments nest.
fn block_comment(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let (mut depth, mut at) = (1_usize, 2);
    while at < bytes.len() && depth > 0 {
        match bytes.get(at..at + 2) {
            Some(b"/*") => (depth, at) = (depth + 1, at + 2),
            Some(b"*/") => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    at
}

/// The end of a literal whose text begins at `from`: behind its closing quote, escapes minded.
fn quoted(rest: &str, from: usize, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest[from..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return from + at + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

/// `'a'` is a literal, `'a` a lifetime.
fn quote(rest: &str) -> (Class, usize) {
    let mut chars = rest[1..].chars();
    match (chars.next(), chars.next()) {
        (Some('\\'), _) => (Class::Literal, quoted(rest, 1, '\'')),
        (Some(c), Some('\'')) => (Class::Literal, 2 + c.len_utf8()),
        (Some(c), _) if is_word_start(c) => (Class::Lifetime, 1 + while_true(&rest[1..], is_word)),
        _ => (Class::Plain, 1),
    }
}

/// `#[…]` and `#![…]` to the closing bracket.
fn attribute(rest: &str) -> Option<usize> {
    let open = rest.starts_with("#[").then_some(1).or_else(|| rest.starts_with("#![").then_some(2))?;
    let mut depth = 0_usize;
    let mut at = open;
    while let Some(c) = rest[at..].chars().next() {
        match c {
            '"' => {
                at += quoted(&rest[at..], 1, '"');
                continue;
            }
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        at += c.len_utf8();
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// `b"…"`, `c"…"`, `r#"…"#` and their mixtures; `None` for a plain word, raw identifiers among them.
fn prefixed_literal(rest: &str) -> Option<usize> {
    let prefix = while_true(rest, |c| matches!(c, 'b' | 'c' | 'r'));
    if prefix == 0 || prefix > 2 {
        return None;
    }
    let after = &rest[prefix..];
    if rest[..prefix].ends_with('r') {
        let hashes = while_true(after, |c| c == '#');
        let body = after[hashes..].strip_prefix('"')?;
        let closing = format!("\"{}", &after[..hashes]);
        let end = body.find(&closing).map_or(body.len(), |at| at + closing.len());
        return Some(prefix + hashes + 1 + end);
    }
    match after.chars().next()? {
        '"' => Some(quoted(rest, prefix + 1, '"')),
        '\'' if &rest[..prefix] == "b" => Some(quoted(rest, prefix + 1, '\'')),
        _ => None,
    }
}

fn word(rest: &str) -> (Class, usize) {
    let raw = if rest.starts_with("r#") { 2 } else { 0 };
    let length = raw + while_true(&rest[raw..], is_word);
    let (word, after) = rest.split_at(length);
    let class = if raw == 0 && KEYWORDS.binary_search(&word).is_ok() {
        Class::Keyword
    } else if BASIC_TYPES.binary_search(&word).is_ok() {
        Class::Type
    } else if after.starts_with('!') && !after.starts_with("!=") {
        return (Class::Macro, length + 1);
    } else if word.starts_with(char::is_uppercase) {
        Class::Type
    } else if after.starts_with('(') || after.starts_with("::<") {
        Class::Function
    } else {
        Class::Plain
    };
    (class, length)
}

#[cfg(test)]
mod tests {
    use super::{BASIC_TYPES, Class, KEYWORDS, tokens};

    fn named(code: &str) -> Vec<(Class, String)> {
        let mut found = Vec::new();
        tokens(code, &mut |class, text| {
            if class != Class::Plain {
                found.push((class, text.to_owned()));
            }
        });
        found
    }

    fn has(code: &str, class: Class, text: &str) {
        let found = named(code);
        assert!(found.contains(&(class, text.to_owned())), "{code}: {found:?}");
    }

    #[test]
    fn the_lists_are_sorted() {
        assert!(KEYWORDS.is_sorted() && BASIC_TYPES.is_sorted());
    }

    #[test]
    fn words_are_told_apart() {
        let code = "let plain: Vec<f64> = descend::<Sgd>(x.len()); println!(\"{x}\"); if a != b {}";
        has(code, Class::Keyword, "let");
        has(code, Class::Type, "Vec");
        has(code, Class::Type, "f64");
        has(code, Class::Function, "descend");
        has(code, Class::Function, "len");
        has(code, Class::Macro, "println!");
        assert!(!named(code).iter().any(|(class, text)| *class == Class::Macro && text.starts_with('a')));
    }

    #[test]
    fn numbers_end_where_they_end() {
        for (code, number) in [
            ("0..10", "0"),
            ("1.max(2)", "1"),
            ("2.5e-3f64+1", "2.5e-3f64"),
            ("1e6;", "1e6"),
            ("0xff_u8-1", "0xff_u8"),
            ("1.", "1."),
        ] {
            has(code, Class::Number, number);
        }
    }

    #[test]
    fn literals_comments_lifetimes_and_attributes() {
        has(r###"r#"a "b" c"# + x"###, Class::Literal, r###"r#"a "b" c"#"###);
        has(r#""a \" b" c"#, Class::Literal, r#""a \" b""#);
        has("b'x' y", Class::Literal, "b'x'");
        has(r"'\'' x", Class::Literal, r"'\''");
        has("&'a str", Class::Lifetime, "'a");
        has("/* a /* b */ c */ d", Class::Comment, "/* a /* b */ c */");
        has("x // why\ny", Class::Comment, "// why");
        has("#[cfg(feature = \"]\")] fn f() {}", Class::Attribute, "#[cfg(feature = \"]\")]");
    }

    #[test]
    fn any_text_comes_out_whole() {
        for code in [
            "",
            "'",
            "\"open",
            "r#\"open",
            "/* open",
            "#[open",
            "b'",
            "é'ü",
            "0x",
            "1.e",
            "\\ \u{0} 🦀!",
            "r#",
            "bcr\"x",
        ] {
            let mut text = String::new();
            tokens(code, &mut |_, piece| text.push_str(piece));
            assert_eq!(text, code);
        }
    }
}
