//! A heading or a paragraph as plain words: for the list of contents, and for what search engines are told of a page.

use super::inline::Signs;
use super::math;
use super::numbering::{Kind, Placed};
use super::recorded::Recorded;
use super::references::{self, Item, Piece};
use crate::entry::Entry;
use crate::ledger::Ledger;
use crate::words::TextWords;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::collections::BTreeMap;
use std::ops::Range;

/// How many characters search engines show of what a page says of itself.
const OPENING: usize = 160;

/// What the words of an entry are known by.
pub(super) struct Spoken<'a> {
    pub(super) entry: &'a Entry,
    pub(super) recorded: &'a Recorded<'a>,
    pub(super) ledger: &'a Ledger,
    /// Whether a name with an `@` can be that of a work.
    pub(super) has_works: bool,
}

/// The words of a heading or a paragraph.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) shown: OpenText,
    /// Without values that the code may change, so that a heading keeps its id.
    pub(super) lasting: String,
}

/// Words whose references stand there as the author wrote them until all numbers and works are known.
#[derive(Debug, Default)]
pub(super) struct OpenText {
    pub(super) text: String,
    open: Vec<Open>,
}

/// A reference that is part of a sentence.
#[derive(Debug)]
struct Open {
    /// Where it stands in the words.
    at: Range<usize>,
    to: Target,
}

#[derive(Debug)]
enum Target {
    /// A work, by the byte of the entry at which its name stands.
    Work(usize),
    /// Figures, tables, formulas or sections: their labels, and whether the number alone is meant.
    Labels(Vec<(String, bool)>),
}

impl Spoken<'_> {
    /// The words up to the end of the heading or the paragraph. `events` begin behind its start. Notes and references in brackets to
    /// works are left out, as whoever hears the sentence does without them.
    pub(super) fn words(&self, events: &[Placed<'_>]) -> Words {
        let mut words = Words::default();
        for (event, range) in events {
            match event {
                Event::End(TagEnd::Heading(_) | TagEnd::Paragraph) => break,
                Event::Text(piece) => self.push_text(&mut words, piece, range),
                Event::InlineMath(formula) => {
                    words.shown.text.push_str(&math::spoken(formula));
                    words.lasting.push_str(formula);
                }
                Event::Code(code) => match self.made_by_code(range) {
                    Some(value) => words.shown.text.push_str(&value),
                    None => words.push(code),
                },
                Event::SoftBreak | Event::HardBreak => words.push(" "),
                _ => {}
            }
        }
        words.trimmed()
    }

    /// The words of the first paragraph that has some, if the text does not begin with other things than pictures and headings.
    pub(super) fn opening(&self, events: &[Placed<'_>]) -> Option<Words> {
        let mut depth = 0_usize;
        for (at, (event, _)) in events.iter().enumerate() {
            match event {
                Event::Start(Tag::Paragraph) if depth == 0 => {
                    let words = self.words(&events[at + 1..]);
                    if words.shown.text.contains(char::is_alphanumeric) {
                        return Some(words);
                    }
                    depth += 1;
                }
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        None
    }

    fn push_text(&self, words: &mut Words, text: &str, range: &Range<usize>) {
        let signs = Signs::new("@", text, &self.entry.source.text, range);
        words.lasting.push_str(text);
        for piece in references::pieces(text, &|at| signs.is_escaped(at)) {
            match piece {
                Piece::Named { item, at } if Kind::of(item.key).is_some() => {
                    words.shown.push_open(&text[at], labels(&[item]));
                }
                Piece::Named { item, at } if self.has_works => {
                    words.shown.push_work(&text[at], signs.place(&item).start);
                }
                Piece::Words(at) | Piece::Named { at, .. } => words.shown.text.push_str(&text[at]),
                Piece::Group { items, at } if items.iter().all(|item| Kind::of(item.key).is_some()) => {
                    words.shown.push_open(&text[at], labels(&items));
                }
                Piece::Group { .. } => words.shown.trim_end(),
            }
        }
    }

    /// The text of a code span that is an inline value or a citation.
    fn made_by_code(&self, range: &Range<usize>) -> Option<String> {
        let entry = self.entry;
        if let Some(inline) = entry.inlines.iter().find(|inline| inline.span.start == range.start) {
            return Some(self.recorded.inline(inline.number).map_or("…", |value| value.text).to_owned());
        }
        let citation = entry.citations.iter().find(|citation| citation.span.start == range.start)?;
        let (cited, name) = entry.cited(citation);
        let metric = self.ledger.find(cited, name).ok();
        Some(metric.map_or_else(|| "…".to_owned(), |metric| citation.shown(metric.value.0)))
    }
}

fn labels(items: &[Item<'_>]) -> Target {
    Target::Labels(items.iter().map(|item| (item.key.to_owned(), item.short)).collect())
}

impl Words {
    fn push(&mut self, text: &str) {
        self.shown.text.push_str(text);
        self.lasting.push_str(text);
    }

    fn trimmed(mut self) -> Self {
        let OpenText { text, open } = &mut self.shown;
        let before = text.len() - text.trim_start().len();
        for open in open {
            open.at = open.at.start - before..open.at.end - before;
        }
        *text = text.trim().to_owned();
        self
    }
}

impl OpenText {
    fn push_open(&mut self, text: &str, to: Target) {
        let start = self.text.len();
        self.text.push_str(text);
        self.open.push(Open { at: start..self.text.len(), to });
    }

    /// Appends the name of a work as the author wrote it, which stands at this byte of the entry.
    pub(super) fn push_work(&mut self, text: &str, place: usize) {
        self.push_open(text, Target::Work(place));
    }

    /// Takes the blanks off that stand before something that is left out.
    pub(super) fn trim_end(&mut self) {
        self.text.truncate(self.text.trim_end().len());
    }

    /// Takes off what was appended since it had so many bytes.
    pub(super) fn truncate(&mut self, length: usize) {
        self.text.truncate(length);
        self.open.retain(|open| open.at.end <= length);
    }
}

/// What references lead to, when all of it is known.
pub(super) struct Known<'a> {
    /// The number of each label.
    pub(super) labels: &'a BTreeMap<String, String>,
    /// How each work is named in a sentence, by the byte of the entry at which its name stands.
    pub(super) works: &'a BTreeMap<usize, String>,
    pub(super) words: &'a TextWords,
}

impl Known<'_> {
    /// Words with their references as the page has them.
    pub(super) fn fill(&self, words: &OpenText) -> String {
        let OpenText { text, open } = words;
        let mut filled = String::with_capacity(text.len());
        let mut done = 0;
        for Open { at, to } in open {
            filled.push_str(&text[done..at.start]);
            filled.push_str(&self.name(to).unwrap_or_else(|| text[at.clone()].to_owned()));
            done = at.end;
        }
        filled.push_str(&text[done..]);
        filled
    }

    fn name(&self, target: &Target) -> Option<String> {
        match target {
            Target::Work(place) => self.works.get(place).cloned(),
            Target::Labels(labels) => {
                let name = |(label, short): &(String, bool)| {
                    let number = self.labels.get(label)?;
                    Some(if *short { number.clone() } else { Kind::of(label)?.numbered(number, self.words) })
                };
                Some(labels.iter().map(name).collect::<Option<Vec<_>>>()?.join(", "))
            }
        }
    }
}

/// As much of a text as search engines show, cut at a word where it is longer.
pub(super) fn shortened(text: &str) -> String {
    let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = words.char_indices().nth(OPENING) else { return words };
    words.truncate(end);
    // Scripts without spaces are cut where they have to be.
    if let Some(space) = words.rfind(' ').filter(|&space| space > end / 2) {
        words.truncate(space);
    }
    words.truncate(words.trim_end_matches(|c: char| !c.is_alphanumeric()).len());
    words.push('…');
    words
}

#[cfg(test)]
mod tests {
    use super::{OPENING, shortened};

    #[test]
    fn long_texts_are_cut_at_a_word() {
        assert_eq!(shortened("A rut  is\na minimum."), "A rut is a minimum.");
        let long = shortened(&"words, ".repeat(40));
        assert!(long.ends_with("words…") && long.chars().count() <= OPENING + 1, "{long}");
        assert_eq!(shortened(&"学".repeat(400)).chars().count(), OPENING + 1);
    }
}
