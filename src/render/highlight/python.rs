//! A lexer for Python, by its lexical rules (the language reference, chapter 2): the second language of those who train
//! models, and so the most frequent one beside Rust.

use super::Class;
use super::scan::{is_word, is_word_start, number, while_true};

const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def",
    "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is",
    "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];
/// Words that are keywords where a statement begins, and names elsewhere.
const SOFT_KEYWORDS: [&str; 3] = ["case", "match", "type"];
const BUILT_IN_TYPES: [&str; 14] = [
    "bool",
    "bytearray",
    "bytes",
    "complex",
    "dict",
    "float",
    "frozenset",
    "int",
    "list",
    "object",
    "set",
    "str",
    "tuple",
    "type",
];

/// Gives `emit` every piece of `code`, in order; together they are the code.
pub(super) fn tokens(code: &str, emit: &mut impl FnMut(Class, &str)) {
    let mut rest = code;
    let mut last = Last { word: "", begins_line: true };
    while let Some(first) = rest.chars().next() {
        let (class, length) = token(rest, first, &last);
        // A lexer that stands still would never end.
        let (piece, after) = rest.split_at(length.clamp(first.len_utf8(), rest.len()));
        emit(class, piece);
        match first {
            c if c.is_whitespace() && piece.contains('\n') => last = Last { word: "", begins_line: true },
            c if c.is_whitespace() => {}
            _ => last = Last { word: piece, begins_line: false },
        }
        rest = after;
    }
}

/// What stands before a token.
struct Last<'a> {
    /// The last token that is not blank.
    word: &'a str,
    /// Whether there is none on this line.
    begins_line: bool,
}

/// The class and the length of the token that `rest` begins with.
fn token(rest: &str, first: char, last: &Last<'_>) -> (Class, usize) {
    match first {
        c if c.is_whitespace() => (Class::Plain, while_true(rest, char::is_whitespace)),
        '#' => (Class::Comment, rest.find('\n').unwrap_or(rest.len())),
        '"' | '\'' => (Class::Literal, string(rest)),
        '@' if last.begins_line => (Class::Attribute, 1 + while_true(&rest[1..], |c| is_word(c) || c == '.')),
        '0'..='9' => (Class::Number, number(rest)),
        '.' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => (Class::Number, 1 + number(&rest[1..])),
        c if is_word_start(c) => {
            prefixed_string(rest).map_or_else(|| word(rest, last), |length| (Class::Literal, length))
        }
        _ => (Class::Plain, first.len_utf8()),
    }
}

/// `r"…"`, `f'…'`, `Rb"""…"""`; `None` for a plain word.
fn prefixed_string(rest: &str) -> Option<usize> {
    let prefix = while_true(rest, |c| matches!(c, 'r' | 'R' | 'b' | 'B' | 'u' | 'U' | 'f' | 'F' | 't' | 'T'));
    let after = &rest[prefix..];
    let is_string = (1..=2).contains(&prefix) && after.starts_with(['"', '\'']);
    is_string.then(|| prefix + string(after))
}

/// The length of a string from its opening quotes. A quote behind a backslash ends nothing, not even in a raw string.
fn string(rest: &str) -> usize {
    let quote = &rest[..1];
    let triple = quote.repeat(3);
    let closing = if rest.starts_with(&triple) { triple.as_str() } else { quote };
    let mut at = closing.len();
    while let Some(c) = rest[at..].chars().next() {
        match c {
            _ if rest[at..].starts_with(closing) => return at + closing.len(),
            '\\' => at += 1 + rest[at + 1..].chars().next().map_or(0, char::len_utf8),
            // A string of one line that is not closed ends with it.
            '\n' if closing.len() == 1 => return at,
            c => at += c.len_utf8(),
        }
    }
    rest.len()
}

fn word(rest: &str, last: &Last<'_>) -> (Class, usize) {
    let length = while_true(rest, is_word);
    let (word, after) = rest.split_at(length);
    let is_attribute = last.word == ".";
    let is_keyword = !is_attribute && KEYWORDS.binary_search(&word).is_ok()
        || last.begins_line && SOFT_KEYWORDS.contains(&word) && begins_statement(after);
    let is_type = last.word == "class"
        || !is_attribute && BUILT_IN_TYPES.binary_search(&word).is_ok()
        || word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase);
    let class = match last.word {
        _ if is_keyword => Class::Keyword,
        "def" => Class::Function,
        _ if is_type => Class::Type,
        _ if after.starts_with('(') => Class::Function,
        _ => Class::Plain,
    };
    (class, length)
}

/// Whether what follows `match`, `case` or `type` makes it a keyword: a name with arguments or a value does not.
fn begins_statement(after: &str) -> bool {
    let line = after.lines().next().unwrap_or_default();
    line.starts_with(' ')
        && !line.trim_start().starts_with(['=', ')', ',', '.', ':'])
        && (line.trim_end().ends_with(':') || line.contains('='))
}

#[cfg(test)]
mod tests {
    use super::{BUILT_IN_TYPES, Class, KEYWORDS, tokens};

    fn has(code: &str, class: Class, text: &str) {
        let mut found = Vec::new();
        tokens(code, &mut |class, text| found.push((class, text.to_owned())));
        assert!(found.contains(&(class, text.to_owned())), "{code}: {found:?}");
    }

    #[test]
    fn the_lists_are_sorted() {
        assert!(KEYWORDS.is_sorted() && BUILT_IN_TYPES.is_sorted());
    }

    #[test]
    fn words_are_told_apart() {
        let code = "@dataclass(frozen=True)\nclass net_1(nn.Module):\n    def fit(self, x: float) -> None:\n        y = x.T @ x; y.sum(); y.is_none.class_\n";
        has(code, Class::Attribute, "@dataclass");
        has(code, Class::Keyword, "class");
        has(code, Class::Type, "net_1");
        has(code, Class::Type, "Module");
        has(code, Class::Function, "fit");
        has(code, Class::Type, "float");
        has(code, Class::Keyword, "None");
        has(code, Class::Plain, "@");
        has(code, Class::Function, "sum");
        has(code, Class::Plain, "class_");
        has("match x:\n    case 1: pass\n", Class::Keyword, "match");
        has("match = re.match(x)\n", Class::Plain, "match");
        has("type(x)\n", Class::Type, "type");
    }

    #[test]
    fn strings_comments_and_numbers() {
        has(r#"f"a {b!r} \" c" + d"#, Class::Literal, r#"f"a {b!r} \" c""#);
        has("'''a\n'b' \"\"\" c''' d", Class::Literal, "'''a\n'b' \"\"\" c'''");
        has(r#"rb'\' x' + y"#, Class::Literal, r#"rb'\' x'"#);
        has("'open\nx", Class::Literal, "'open");
        has("x = '' # why 'not'\n", Class::Comment, "# why 'not'");
        has("x = ''", Class::Literal, "''");
        has("1_000 + .5e-3 + 0xFF", Class::Number, ".5e-3");
        has("1_000 + 2.5j", Class::Number, "2.5j");
    }

    #[test]
    fn any_text_comes_out_whole() {
        for code in ["", "'", "\"\"\"", "f'", "'\\", "@", "é.ü", "0x", "1.", "\\\n", "..5", "\u{0}🦀", "rb"]
        {
            let mut text = String::new();
            tokens(code, &mut |_, piece| text.push_str(piece));
            assert_eq!(text, code);
        }
    }
}
