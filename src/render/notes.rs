//! Footnotes: numbered by their first mention, listed below the text.

use super::escape;
use super::markdown::Page;
use crate::diagnostic::Diagnostic;
use crate::words::fill;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

/// The footnotes of a page.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Names in the order of their first mention, each with how often it is mentioned.
    mentioned: Vec<(String, usize)>,
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

    /// Ends the text of the note that was begun last.
    pub(super) fn end(&mut self, text: String) {
        if let Some((name, place)) = self.open.pop() {
            self.texts.entry(name).or_insert(Note { text, place });
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
    }

    /// Lists the notes that the text mentions.
    pub(super) fn write_notes(&mut self) {
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
            return;
        }
        let words = &self.context.words.text;
        self.out.push_str(
            "<section class=\"notes\" role=\"doc-endnotes\" aria-labelledby=\"notes\">\n<h2 id=\"notes\">",
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
            let _ = write!(self.out, "<li id=\"note-{number}\">");
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
    }
}
