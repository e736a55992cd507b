//! Lines of code that the author marks, for readers to look at first: `3, 5-7`.

use super::yaml::Item;
use crate::diagnostic::{Diagnostic, SourceText};
use serde::{Deserialize, Serialize};
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

/// Marked lines, counted from the first line of code that readers see.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    lines: Vec<RangeInclusive<usize>>,
}

/// Marks as they were written, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedMarks {
    /// The marks.
    pub marks: Marks,
    /// Where they stand.
    pub place: Range<usize>,
}

/// What an option or a word may say.
const WHAT: &str = "lines and ranges of lines, as in [3, 5-7]";

impl Marks {
    /// Whether no line is marked.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Whether a line is marked; they count from 1.
    pub fn holds(&self, line: usize) -> bool {
        self.lines.iter().any(|lines| lines.contains(&line))
    }

    /// What is wrong with them on code of so many lines.
    fn beyond(&self, count: usize) -> Option<String> {
        let last = self.lines.iter().map(|lines| *lines.end()).max().filter(|last| *last > count)?;
        let lines = if count == 1 { "1 line".to_owned() } else { format!("{count} lines") };
        Some(format!("line {last} can't be marked: readers see {lines} of this code"))
    }

    /// Reads `3, 5-7`.
    fn parse(text: &str) -> Result<Self, String> {
        let lines = text.split(',').map(|part| {
            let part = part.trim();
            let (from, to) = part.split_once('-').unwrap_or((part, part));
            let number = |text: &str| text.trim().parse::<usize>().ok();
            match (number(from), number(to)) {
                (Some(0), _) | (_, Some(0)) => Err("lines count from 1".to_owned()),
                (Some(from), Some(to)) if from <= to => Ok(from..=to),
                (Some(_), Some(_)) => Err(format!("the range `{part}` ends before it begins")),
                _ => Err(format!("`{part}` is neither a line nor a range of lines")),
            }
        });
        Ok(Self { lines: lines.collect::<Result<_, _>>()? })
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Raw {
    One(Part),
    Many(Vec<Part>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Part {
    Line(u64),
    Range(String),
}

impl Part {
    fn into_text(self) -> String {
        match self {
            Part::Line(line) => line.to_string(),
            Part::Range(text) => text,
        }
    }
}

/// Reads the value of a cell's `mark`.
pub(super) fn of_option(source: &Arc<SourceText>, item: &Item) -> Result<PlacedMarks, Diagnostic> {
    let raw = item.value(source, WHAT).map_err(|_| item.wrong(source, format!("`mark` must be {WHAT}")))?;
    let text = match raw {
        Raw::One(part) => part.into_text(),
        Raw::Many(parts) => parts.into_iter().map(Part::into_text).collect::<Vec<_>>().join(","),
    };
    let marks = Marks::parse(&text).map_err(|why| item.wrong(source, why).hint(format!("write {WHAT}")))?;
    Ok(PlacedMarks { marks, place: item.span.clone() })
}

/// Marks that the code does not have the lines for.
pub(super) fn refuse_beyond(
    source: &Arc<SourceText>,
    placed: &PlacedMarks,
    count: usize,
) -> Option<Diagnostic> {
    let why = placed.marks.beyond(count)?;
    Some(
        Diagnostic::error(source, placed.place.clone(), why)
            .hint("lines count from 1, without options and hidden lines"),
    )
}

/// The marks that the info string of a block names whose code is only shown: the word `mark=3,5-7` behind its language.
/// Other words are other tools'.
pub fn of_fence(info: &str) -> Marks {
    word(info).and_then(|(_, text)| Marks::parse(text).ok()).unwrap_or_default()
}

/// What is wrong with the marks of a block whose code is only shown and has `count` lines. Its info string begins at `at`.
pub(super) fn refuse_in_fence(
    source: &Arc<SourceText>,
    info: &str,
    at: usize,
    count: usize,
) -> Option<Diagnostic> {
    let (start, text) = word(info)?;
    let place = at + start..at + start + text.len();
    match Marks::parse(text) {
        Ok(marks) => refuse_beyond(source, &PlacedMarks { marks, place }, count),
        Err(why) => Some(
            Diagnostic::error(source, place, why).hint("write lines and ranges of lines, as in `mark=3,5-7`"),
        ),
    }
}

/// The value of the word `mark=…`, without quotes, and where it begins.
fn word(info: &str) -> Option<(usize, &str)> {
    const NAME: &str = "mark=";
    let at = info
        .match_indices(NAME)
        .map(|(at, _)| at)
        .find(|&at| at > 0 && info[..at].ends_with(|c: char| c.is_whitespace() || matches!(c, ',' | '{')))?;
    let value = &info[at + NAME.len()..];
    let start = at + NAME.len();
    if let Some(quoted) = value.strip_prefix('"') {
        return Some((start + 1, quoted.split('"').next().unwrap_or(quoted)));
    }
    let end = value.find(|c: char| c.is_whitespace() || c == '}').unwrap_or(value.len());
    Some((start, &value[..end]))
}

#[cfg(test)]
mod tests {
    use super::{Marks, of_fence};

    fn marked(marks: &Marks) -> Vec<usize> {
        (0..12).filter(|line| marks.holds(*line)).collect()
    }

    #[test]
    fn lines_and_ranges_are_marked() {
        assert_eq!(marked(&Marks::parse("3, 5-7,9").expect("it is well written")), [3, 5, 6, 7, 9]);
        for wrong in ["", "0", "3-1", "a", "1,,2", "-3", "1-2-3"] {
            assert!(Marks::parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_fence_names_its_marks_in_a_word() {
        assert_eq!(marked(&of_fence("python mark=2,4-5")), [2, 4, 5]);
        assert_eq!(marked(&of_fence("toml title=\"x\" mark=\"1, 3\"")), [1, 3]);
        assert_eq!(marked(&of_fence("{.python mark=2}")), [2]);
        for none in ["python", "mark=2", "python bookmark=2", "python mark=0"] {
            assert!(of_fence(none).is_empty(), "{none}");
        }
    }
}
