//! Titles in lines: the largest size that has room, lines of about the same length, and an ellipsis where nothing else helps.

use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation as _;

/// What is not broken.
#[derive(Debug, Clone, PartialEq)]
struct Piece {
    text: String,
    /// Whether a space stands before it, unless it begins a line.
    spaced: bool,
    /// In ems.
    width: f64,
}

/// A text that is to be broken into lines.
#[derive(Debug)]
pub(super) struct Setting {
    pieces: Vec<Piece>,
    /// The widths of a space and of an ellipsis, in ems.
    space: f64,
    ellipsis: f64,
}

/// A size in pixels, and how many lines have room in it.
pub(super) type Step = (f64, usize);

impl Setting {
    /// A text, whose widths in ems `measure` gives. No piece of it will be wider than `widest`, but for single characters.
    pub(super) fn new(text: &str, widest: f64, measure: impl Fn(&[&str]) -> Vec<f64>) -> Self {
        let texts: Vec<(&str, bool)> = pieces(text);
        let mut all: Vec<&str> = texts.iter().map(|(text, _)| *text).collect();
        all.extend(["n n", "nn", "…"]);
        let mut widths = measure(&all);
        let [spaced, joined, ellipsis] = widths.split_off(texts.len())[..] else { return Self::none() };
        let mut pieces = Vec::with_capacity(texts.len());
        for ((text, spaced), width) in texts.into_iter().zip(widths) {
            if width <= widest {
                pieces.push(Piece { text: text.to_owned(), spaced, width });
                continue;
            }
            let parts: Vec<&str> = text.graphemes(true).collect();
            let widths = measure(&parts);
            let parts = parts.into_iter().zip(widths).enumerate();
            pieces.extend(parts.map(|(at, (text, width))| Piece {
                text: text.to_owned(),
                spaced: spaced && at == 0,
                width,
            }));
        }
        Self { pieces, space: spaced - joined, ellipsis }
    }

    fn none() -> Self {
        Self { pieces: Vec::new(), space: 0.0, ellipsis: 0.0 }
    }

    /// The lines in the first of `steps` in which they have room in `width` pixels, with its size. In the last one, what has
    /// no room is cut off.
    pub(super) fn fit(&self, steps: &[Step], width: f64) -> (f64, Vec<String>) {
        let whole = steps.iter().find_map(|&(size, most)| {
            let room = width / size;
            let lines = self.broken(room);
            let has_room = lines.len() <= most && self.pieces.iter().all(|piece| piece.width <= room);
            has_room.then(|| (size, self.balanced(lines.len(), room)))
        });
        match (whole, steps.last()) {
            (Some((size, lines)), _) => (size, lines.into_iter().map(|line| self.text(line)).collect()),
            (None, Some(&(size, most))) => (size, self.cut(width / size, most)),
            (None, None) => (0.0, Vec::new()),
        }
    }

    fn width(&self, line: Range<usize>) -> f64 {
        let start = line.start;
        let before = |at: usize, piece: &Piece| if piece.spaced && at > start { self.space } else { 0.0 };
        line.zip(&self.pieces[start..]).map(|(at, piece)| before(at, piece) + piece.width).sum()
    }

    fn text(&self, line: Range<usize>) -> String {
        let mut text = String::new();
        for piece in &self.pieces[line] {
            if piece.spaced && !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&piece.text);
        }
        text
    }

    /// Lines that take as many pieces as have room.
    fn broken(&self, room: f64) -> Vec<Range<usize>> {
        let mut lines: Vec<Range<usize>> = Vec::new();
        for at in 0..self.pieces.len() {
            match lines.last_mut() {
                Some(line) if self.width(line.start..at + 1) <= room => line.end = at + 1,
                _ => lines.push(at..at + 1),
            }
        }
        lines
    }

    /// The same number of lines, none much longer than the others.
    fn balanced(&self, count: usize, room: f64) -> Vec<Range<usize>> {
        const ROUNDS: usize = 12;
        let widest = self.pieces.iter().map(|piece| piece.width).fold(0.0, f64::max);
        let (mut low, mut high) = (widest.min(room), room);
        for _ in 0..ROUNDS {
            let middle = (low + high) / 2.0;
            if self.broken(middle).len() <= count { high = middle } else { low = middle }
        }
        self.broken(high)
    }

    /// As many lines as have room, with an ellipsis at the end of the last.
    fn cut(&self, room: f64, most: usize) -> Vec<String> {
        let mut lines = self.broken(room);
        if lines.len() <= most {
            return lines.into_iter().map(|line| self.text(line)).collect();
        }
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while last.len() > 1 && self.width(last.clone()) + self.ellipsis > room {
                last.end -= 1;
            }
        }
        let mut lines: Vec<String> = lines.into_iter().map(|line| self.text(line)).collect();
        if let Some(last) = lines.last_mut() {
            last.truncate(last.trim_end_matches(|c: char| c.is_ascii_punctuation() || c == ' ').len());
            last.push('…');
        }
        lines
    }
}

/// The pieces of a text, and whether a space stands before each: words, what a hyphen, a dash or a slash ends, and each
/// character of a script that has no spaces.
fn pieces(text: &str) -> Vec<(&str, bool)> {
    let mut pieces = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let (mut start, mut last) = (0, ' ');
        let mut characters = word.char_indices().peekable();
        while let Some((at, c)) = characters.next() {
            let end = at + c.len_utf8();
            let Some(&(_, next)) = characters.peek() else { break };
            if may_break(last, c, next) {
                pieces.push((&word[start..end], start == 0));
                start = end;
            }
            last = c;
        }
        pieces.push((&word[start..], start == 0));
    }
    pieces
}

/// Whether a line may end between `before`, which stands behind `last`, and `after`.
fn may_break(last: char, before: char, after: char) -> bool {
    const OPENING: &str = "「『（《〈【［｛“‘";
    const CLOSING: &str = "」』）》〉】］｝”’、。，．！？：；・ー…—";
    let is_dash =
        matches!(before, '-' | '‐' | '–' | '—' | '/') && last.is_alphanumeric() && after.is_alphanumeric();
    let is_wide = is_wide(before) || is_wide(after);
    is_dash || is_wide && !OPENING.contains(before) && !CLOSING.contains(after)
}

/// Whether a character is of a script that is written without spaces: Chinese, Japanese, and its signs.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::{Setting, Step, pieces};

    /// Every character is half an em wide.
    fn setting(text: &str, widest: f64) -> Setting {
        Setting::new(text, widest, |texts| {
            texts.iter().map(|text| 0.5 * text.chars().count() as f64).collect()
        })
    }

    const STEPS: [Step; 3] = [(20.0, 1), (10.0, 2), (5.0, 3)];

    fn fit(text: &str) -> (f64, Vec<String>) {
        // The lines of the three steps have room for 10, 20 and 40 characters.
        setting(text, 20.0).fit(&STEPS, 100.0)
    }

    fn lines(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    #[test]
    fn the_largest_size_with_room_is_taken() {
        assert_eq!(fit("ten signs!"), (20.0, lines(&["ten signs!"])));
        assert_eq!(fit("eleven sign"), (10.0, lines(&["eleven sign"])));
        assert_eq!(fit("a-word-with-hyphens"), (10.0, lines(&["a-word-with-hyphens"])));
        assert_eq!(fit("withouthyphens-andmore"), (10.0, lines(&["withouthyphens-", "andmore"])));
        assert_eq!(fit(""), (20.0, lines(&[])));
    }

    #[test]
    fn lines_are_about_as_long_as_each_other() {
        assert_eq!(fit("one two three four five"), (10.0, lines(&["one two three", "four five"])));
    }

    #[test]
    fn what_has_no_room_is_cut_off_with_an_ellipsis() {
        let (size, cut) = fit(&"four, ".repeat(40));
        assert_eq!((size, cut.len()), (5.0, 3));
        assert!(cut.iter().all(|line| line.chars().count() <= 40), "{cut:?}");
        assert!(cut[2].ends_with("four…"), "{cut:?}");
    }

    #[test]
    fn a_word_that_is_wider_than_a_line_is_broken() {
        let (size, broken) = fit(&"x".repeat(100));
        assert_eq!((size, broken.concat()), (5.0, "x".repeat(100)));
        assert!(broken.iter().all(|line| line.len() <= 40), "{broken:?}");
        let (_, cut) = fit(&"e\u{301}".repeat(300));
        assert!(cut[2].ends_with("e\u{301}…"), "{cut:?}");
    }

    #[test]
    fn chinese_is_broken_between_its_characters_but_not_before_a_full_stop() {
        let texts: Vec<&str> = pieces("学习「慢」。 a b/c </d>").into_iter().map(|(text, _)| text).collect();
        assert_eq!(texts, ["学", "习", "「慢」。", "a", "b/", "c", "</d>"]);
    }
}
