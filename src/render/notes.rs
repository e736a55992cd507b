//! Footnotes: numbered by their first mention, listed below the text.

use super::escape;
use super::markdown::Page;
use super::markup::without_ids;
use crate::diagnostic::Diagnostic;
use crate::words::fill;
use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

/// The footnotes of a page.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Names in the order of their first mention, each with how often it is mentioned.
    mentioned: Vec<(String, usize)>,
    /// The numbers of the notes that can stand in the margin, beside their first mention.
    beside: BTreeSet<usize>,
    texts: BTreeMap<String, Note>,
    open: Vec<(String, Range<usize>)>,
}

/// A note's text and where it stands in the source.
#[derive(Debug)]
struct Note {
    text: String,
    place: Range<usize>,
}

impl Notes {
    /// Begins the text of a note.
    pub(super) fn begin(&mut self, name: &str, place: Range<usize>) {
        self.open.push((name.to_owned(), place));
    }

    /// Ends the text of the note that was begun last. Gives its name and its place if another has that name already.
    fn end(&mut self, text: String) -> Option<(String, Range<usize>)> {
        let (name, place) = self.open.pop()?;
        match self.texts.entry(name) {
            Slot::Vacant(free) => {
                free.insert(Note { text, place });
                None
            }
            Slot::Occupied(taken) => Some((taken.key().clone(), place)),
        }
    }

    /// Mentions a note: its number, and how often it has been mentioned with this time.
    fn mention(&mut self, name: &str) -> (usize, usize) {
        match self.mentioned.iter_mut().enumerate().find(|(_, (known, _))| known == name) {
            Some((at, (_, times))) => {
                *times += 1;
                (at + 1, *times)
            }
            None => {
                self.mentioned.push((name.to_owned(), 1));
                (self.mentioned.len(), 1)
            }
        }
    }

    /// The ids that notes and their mentions have.
    pub(super) fn ids(&self) -> impl Iterator<Item = String> {
        self.mentioned.iter().enumerate().flat_map(|(at, (_, times))| {
            let mentions = (1..=*times).map(move |time| mention_id(at + 1, time));
            std::iter::once(format!("note-{}", at + 1)).chain(mentions)
        })
    }
}

fn mention_id(number: usize, time: usize) -> String {
    if time == 1 { format!("mention-{number}") } else { format!("mention-{number}-{time}") }
}

impl Page<'_> {
    /// Ends a note with its text.
    pub(super) fn end_note(&mut self, text: String) {
        if let Some((name, place)) = self.notes.end(text) {
            let message = format!("the note `[^{name}]` stands twice");
            let diagnostic = Diagnostic::error(&self.entry.source, place, message);
            self.diagnostics.push(diagnostic.hint("give one of them another name"));
        }
    }

    pub(super) fn note_reference(&mut self, name: &str) {
        let (number, time) = self.notes.mention(name);
        let here = escape::HERE;
        let id = mention_id(number, time);
        let label = fill(&self.context.words.text.note_number, &[("n", &number.to_string())]);
        let label = escape::text(&label);
        let _ = write!(
            self.out,
            "<sup class=\"mention\"><a id=\"{id}\" href=\"{here}#note-{number}\" role=\"doc-noteref\" aria-label=\"{label}\">{number}</a></sup>"
        );
        if time == 1 && self.no_margin == 0 && self.outer.is_empty() {
            self.notes.beside.insert(number);
            let mark = escape::NOTED;
            let _ = write!(self.out, "{mark}{number}{mark}");
        }
    }

    /// Lists the notes that the text mentions, and gives by number what stands in the margin: nothing for a note that does
    /// not fit there.
    pub(super) fn write_notes(&mut self) -> Vec<String> {
        let unused = self
            .notes
            .texts
            .iter()
            .filter(|(name, _)| !self.notes.mentioned.iter().any(|(known, _)| known == *name));
        self.diagnostics.extend(unused.map(|(name, note)| {
            Diagnostic::warning(
                &self.entry.source,
                note.place.clone(),
                format!("nothing mentions the note `[^{name}]`"),
            )
            .hint("it is left out of the page")
        }));
        if self.notes.mentioned.is_empty() {
            return Vec::new();
        }
        let mut beside = vec![String::new()];
        for (at, (name, _)) in self.notes.mentioned.iter().enumerate() {
            let note = self.notes.texts.get(name).filter(|_| self.notes.beside.contains(&(at + 1)));
            beside.push(note.and_then(|note| in_margin(at + 1, &note.text)).unwrap_or_default());
        }
        let all = beside.iter().skip(1).all(|text| !text.is_empty());
        let class = if all { "notes in-margin" } else { "notes" };
        let words = &self.context.words.text;
        let _ = write!(
            self.out,
            "<section class=\"{class}\" role=\"doc-endnotes\" aria-labelledby=\"notes\">\n<h2 id=\"notes\">"
        );
        escape::push_text(&mut self.out, &words.notes);
        self.out.push_str("</h2>\n<ol>\n");
        for (at, (name, times)) in self.notes.mentioned.iter().enumerate() {
            let number = at + 1;
            let text = self.notes.texts.get(name).map(|note| note.text.as_str()).unwrap_or_default();
            let mut back = String::new();
            for time in 1..=*times {
                let label = fill(&words.back, &[("time", &time.to_string()), ("n", &number.to_string())]);
                let _ = write!(
                    back,
                    " <a class=\"back\" href=\"{}#{}\" role=\"doc-backlink\" aria-label=\"{}\">↩</a>",
                    escape::HERE,
                    mention_id(number, time),
                    escape::text(&label)
                );
            }
            let class = if beside[number].is_empty() { "" } else { " class=\"in-margin\"" };
            let _ = write!(self.out, "<li id=\"note-{number}\" value=\"{number}\"{class}>");
            // The way back stands at the end of the last paragraph.
            match text.trim_end().strip_suffix("</p>") {
                Some(text) => {
                    let _ = writeln!(self.out, "{text}{back}</p></li>");
                }
                None => {
                    let _ = writeln!(self.out, "{text}<p>{back}</p></li>");
                }
            }
        }
        self.out.push_str("</ol>\n</section>\n");
        beside
    }
}

/// A note for the margin, where it stands within a paragraph: one that has nothing but paragraphs itself. Feeds leave it out.
fn in_margin(number: usize, text: &str) -> Option<String> {
    let mut words = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (paragraph, after) = rest.strip_prefix("<p>")?.split_once("</p>")?;
        words.push(without_ids(paragraph));
        rest = after.trim_start();
    }
    let (begin, end) = (escape::STYLED_BEGIN, escape::STYLED_END);
    let text = words.join("</span> <span class=\"paragraph\">");
    (!text.is_empty()).then(|| {
        format!("{begin}<span class=\"margin-note\" role=\"note\"><span class=\"number\">{number}</span> <span class=\"paragraph\">{text}</span></span>{end}")
    })
}
