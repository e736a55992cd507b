//! What front matter and cell options may not have, found before anything is expanded: anchors and aliases, which make
//! small files huge, and nesting so deep that it exhausts the stack.

/// How deep values may be nested.
pub(super) const DEPTH_LIMIT: usize = 32;

/// What was found, and at which byte of which line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Excess {
    Anchor { line: usize, at: usize },
    Depth { line: usize },
}

/// Looks through the lines of one key. Text in quotes, text over several lines and words in the middle of text may hold
/// any sign: `fast *and* furious` is no alias.
pub(super) fn find<'a>(lines: impl Iterator<Item = &'a str>) -> Option<Excess> {
    let mut scan = Scan::default();
    for (number, line) in lines.enumerate() {
        if let Some(excess) = scan.line(number, line) {
            return Some(excess);
        }
    }
    None
}

#[derive(Default)]
struct Scan {
    /// How many brackets are open.
    depth: usize,
    /// The quote that is open.
    quote: Option<char>,
    /// The indentation of the line whose text goes on below it as long as that is indented further.
    text: Option<usize>,
}

impl Scan {
    fn line(&mut self, number: usize, line: &str) -> Option<Excess> {
        let indent = line.len() - line.trim_start().len();
        if line.trim().is_empty() {
            return None;
        }
        if self.depth == 0 && self.quote.is_none() {
            if self.text.is_some_and(|text| indent > text) {
                return None;
            }
            self.text = None;
        }
        if indent > DEPTH_LIMIT * 8 {
            return Some(Excess::Depth { line: number });
        }
        let mut dashes = 0;
        // Whether a value may begin here.
        let mut begins = true;
        let mut characters = line.char_indices().peekable();
        while let Some((at, c)) = characters.next() {
            let next = characters.peek().map(|(_, next)| *next);
            let ends_word = next.is_none_or(char::is_whitespace);
            match (c, self.quote) {
                ('\\', Some('"')) => {
                    characters.next();
                }
                (c, Some(quote)) => self.quote = Some(quote).filter(|_| c != quote),
                (c, None) if c.is_whitespace() => {
                    if next == Some('#') {
                        break;
                    }
                }
                ('#', None) if at == indent => break,
                ('"' | '\'', None) if begins => {
                    self.quote = Some(c);
                    begins = false;
                }
                ('&' | '*', None) if begins && next.is_some_and(char::is_alphanumeric) => {
                    return Some(Excess::Anchor { line: number, at });
                }
                ('[' | '{', None) if begins => self.depth += 1,
                (']' | '}', None) if self.depth > 0 => {
                    self.depth -= 1;
                    begins = false;
                }
                (',', None) if self.depth > 0 => begins = true,
                (':', None) if ends_word => begins = true,
                ('-', None) if begins && ends_word && self.depth == 0 => dashes += 1,
                _ => {
                    // Text, here or in the lines below: it ends where the indentation does.
                    if begins && self.depth == 0 {
                        self.text = Some(indent);
                    }
                    begins = false;
                }
            }
            if self.depth + dashes > DEPTH_LIMIT {
                return Some(Excess::Depth { line: number });
            }
        }
        // `key:` alone has its value below.
        if begins && self.depth == 0 {
            self.text = None;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Excess, find};

    #[test]
    fn anchors_and_aliases_are_found_where_a_value_begins() {
        for (text, line, at) in [
            ("title: &a lol", 0, 7),
            ("title: *a", 0, 7),
            ("tags: [x, *b]", 0, 10),
            ("extra: {d: &e 1}", 0, 11),
            ("extra:\n  a: &c [1]", 1, 5),
            ("tags:\n- one\n- *b", 2, 2),
            ("tags: [one,\n  *b]", 1, 2),
            ("- &a - &b x", 0, 2),
        ] {
            assert_eq!(find(text.lines()), Some(Excess::Anchor { line, at }), "{text}");
        }
    }

    #[test]
    fn signs_in_text_are_text() {
        for text in [
            "title: fast *and* furious, &more",
            "title: \"*a, &b\"",
            "title: 'it''s [*a]'",
            "description: >\n  *Emphasis* begins\n  &here",
            "description: over\n  *two* lines",
            "extra:\n  text: |\n    *a*\n    - *b*\n  more: [x]",
            "title: R&D # &not *this",
            "# *a\ntitle: x",
            "title: \"a \\\" *b\"",
            "title: [[[x]]]",
        ] {
            assert_eq!(find(text.lines()), None, "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_found_however_it_is_written() {
        for text in
            ["[".repeat(100), "{a: ".repeat(100), format!("extra: {}", "- ".repeat(100)), "a: ".repeat(100)]
        {
            let found = find(text.lines());
            assert_eq!(found.is_some(), !text.starts_with("a: "), "{text}");
        }
        let steps: String = (0..300).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
        assert!(matches!(find(steps.lines()), Some(Excess::Depth { .. })));
        assert_eq!(find([&*"[]{}".repeat(100)].into_iter()), None, "closed brackets are not deep");
    }
}
