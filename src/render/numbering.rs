//! First pass: which ids there are, and the numbers of figures, tables, equations and sections.

use super::attributes::{self, Attributes};
use super::blocks::lone_picture;
use super::spoken::{OpenText, Spoken, Words};
use super::{Heading, words};
use crate::diagnostic::Diagnostic;
use crate::entry::{Cell, Entry};
use crate::words::{TextWords, fill};
use cell::wire::Content;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Ids that the theme's own elements have.
pub(super) const THEME_IDS: [&str; 9] =
    ["main", "contents", "notes", "parts", "references", "related", "reproduced", "top", "words"];

/// What the ids of notes and of their mentions begin with: a number follows.
const NOTE_IDS: [&str; 2] = ["note-", "mention-"];

/// An event of the text with the bytes of the entry that it stands for.
pub(super) type Placed<'a> = (Event<'a>, Range<usize>);

/// What a reference may point to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Figure,
    Table,
    Equation,
    Section,
}

impl Kind {
    /// The kind that a label has by its first letters.
    pub(super) fn of(label: &str) -> Option<Kind> {
        match label.split_once('-')?.0 {
            "fig" => Some(Kind::Figure),
            "tbl" => Some(Kind::Table),
            "eq" => Some(Kind::Equation),
            "sec" => Some(Kind::Section),
            _ => None,
        }
    }

    /// Its name with its number, as the page has it.
    pub(super) fn numbered(self, number: &str, words: &TextWords) -> String {
        let word = match self {
            Kind::Figure => &words.figure,
            Kind::Table => &words.table_number,
            Kind::Equation => &words.equation,
            Kind::Section => &words.section,
        };
        fill(word, &[("n", number)])
    }
}

/// The ids and numbers of an entry.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// What references may point to: a label to its number.
    pub(super) labels: BTreeMap<String, String>,
    /// The headings, in order.
    pub(super) headings: Vec<Heading>,
    /// The words of each heading, whose references are still open.
    pub(super) spoken: Vec<OpenText>,
    /// The figure's number of each cell that has one.
    pub(super) figures: BTreeMap<u32, usize>,
    /// The table's number of each cell that has one.
    pub(super) tables: BTreeMap<u32, usize>,
    /// The number of each table of the text that has a caption, by where the table begins.
    pub(super) text_tables: BTreeMap<usize, usize>,
    /// Every id.
    pub(super) ids: BTreeSet<String>,
}

/// Numbers what stands in the text.
pub(super) fn number(
    entry: &Entry,
    events: &[Placed<'_>],
    spoken: &Spoken<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Numbering {
    let mut counter =
        Counter { entry, diagnostics, numbering: Numbering::default(), figures: 0, tables: 0, equations: 0 };
    counter.numbering.ids.extend(THEME_IDS.map(str::to_owned));
    let shift =
        u8::from(events.iter().any(
            |(event, _)| matches!(event, Event::Start(Tag::Heading { level, .. }) if *level as u8 == 1),
        ));
    let mut found = Vec::new();
    for (at, (event, range)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                let words = spoken.words(&events[at + 1..]);
                // The page's title is its only heading of the first level.
                let level = (*level as u8 + shift).clamp(2, 6);
                if let Some(id) = id {
                    counter.claim(id, range);
                }
                found.push(Found { level, id: id.as_ref().map(ToString::to_string), words });
            }
            Event::Start(Tag::CodeBlock(_)) => {
                if let Some(cell) = cell_at(entry, range) {
                    counter.cell(cell);
                }
            }
            Event::Start(Tag::Paragraph) => {
                if let Some(label) = lone_picture(&events[at..]).and_then(|picture| picture.attributes.label)
                {
                    counter.figures += 1;
                    counter.label(label, counter.figures, range);
                }
            }
            Event::End(TagEnd::Table) => {
                if let Some(caption) = table_caption(&events[at..]) {
                    counter.tables += 1;
                    counter.numbering.text_tables.insert(range.start, counter.tables);
                    if let Some(label) = caption.attributes.label {
                        counter.label(label, counter.tables, range);
                    }
                }
            }
            Event::DisplayMath(_) => {
                let behind =
                    events.get(at + 1).and_then(|(next, _)| attributes::leading(next, Kind::Equation));
                if let Some(label) = behind.and_then(|(attributes, _)| attributes.label) {
                    counter.equations += 1;
                    counter.label(label, counter.equations, range);
                }
            }
            _ => {}
        }
    }
    let mut numbering = counter.numbering;
    number_sections(&mut numbering, found, &entry.source.text[entry.body..]);
    numbering
}

struct Counter<'a> {
    entry: &'a Entry,
    diagnostics: &'a mut Vec<Diagnostic>,
    numbering: Numbering,
    figures: usize,
    tables: usize,
    equations: usize,
}

impl Counter<'_> {
    fn cell(&mut self, cell: &Cell) {
        let options = &cell.options;
        let kind = options.label.as_deref().and_then(Kind::of);
        // What the page leaves out has no number, and nothing can refer to it.
        let number = if !self.entry.shows_outputs_of(Some(cell.number)) {
            0
        } else if kind == Some(Kind::Table) || (kind.is_none() && options.tbl_cap.is_some()) {
            self.tables += 1;
            self.numbering.tables.insert(cell.number, self.tables);
            self.tables
        } else if kind == Some(Kind::Figure) || (kind.is_none() && options.fig_cap.is_some()) {
            self.figures += 1;
            self.numbering.figures.insert(cell.number, self.figures);
            self.figures
        } else {
            0
        };
        if let Some(label) = &options.label {
            if number > 0 && kind.is_some() {
                self.numbering.labels.insert(label.clone(), number.to_string());
            }
            if options.include != Some(false) {
                self.claim(label, &cell.block);
            }
        }
    }

    fn label(&mut self, label: &str, number: usize, range: &Range<usize>) {
        self.numbering.labels.insert(label.to_owned(), number.to_string());
        self.claim(label, range);
    }

    /// Takes an id that the author gave; the page may have it once.
    fn claim(&mut self, id: &str, range: &Range<usize>) {
        if !self.numbering.ids.insert(id.to_owned()) {
            self.diagnostics.push(
                Diagnostic::error(
                    &self.entry.source,
                    range.clone(),
                    format!("the id `{id}` is taken on this page"),
                )
                .hint("give this one another name"),
            );
        }
    }
}

/// A heading of the text.
struct Found {
    level: u8,
    id: Option<String>,
    words: Words,
}

/// Gives every heading an id, and numbers if some `@sec-…` needs them.
fn number_sections(numbering: &mut Numbering, found: Vec<Found>, body: &str) {
    let numbered = body.contains("@sec-");
    let mut counts = [0_usize; 7];
    for Found { level, id, words } in found {
        counts[usize::from(level)] += 1;
        counts[usize::from(level) + 1..].fill(0);
        let number = numbered.then(|| {
            let parts: Vec<String> = counts[2..=usize::from(level)].iter().map(ToString::to_string).collect();
            parts.join(".")
        });
        let id = id.unwrap_or_else(|| free_id(&numbering.ids, &words.lasting));
        numbering.ids.insert(id.clone());
        if let (Some(number), Some(Kind::Section)) = (&number, Kind::of(&id)) {
            numbering.labels.insert(id.clone(), number.clone());
        }
        numbering.headings.push(Heading { level, id, text: words.shown.text.clone(), number });
        numbering.spoken.push(words.shown);
    }
}

fn free_id(taken: &BTreeSet<String>, text: &str) -> String {
    let slug = words::slug(text);
    let is_note = |slug: &str| NOTE_IDS.iter().any(|begin| slug.starts_with(begin));
    let base = match slug.as_str() {
        "" => "section".to_owned(),
        note if is_note(note) => format!("on-{note}"),
        _ => slug,
    };
    if !taken.contains(&base) {
        return base;
    }
    (1..).map(|number| format!("{base}-{number}")).find(|id| !taken.contains(id)).unwrap_or(base)
}

/// The cell that a fenced block is.
pub(super) fn cell_at<'a>(entry: &'a Entry, block: &Range<usize>) -> Option<&'a Cell> {
    let index = entry.cells.partition_point(|cell| cell.block.end <= block.start);
    entry.cells.get(index).filter(|cell| cell.block.start < block.end)
}

/// The caption of a table of the text: a paragraph behind it that begins with a colon.
pub(super) struct TableCaption<'e> {
    pub(super) attributes: Attributes<'e>,
    /// How many events it takes from the table's end, that included, to the paragraph's end, that too.
    pub(super) length: usize,
}

/// The caption behind a table, if there is one. `events` begin with the table's end.
pub(super) fn table_caption<'e>(events: &'e [Placed<'_>]) -> Option<TableCaption<'e>> {
    let [_, (Event::Start(Tag::Paragraph), _), (Event::Text(first), _), ..] = events else { return None };
    if !first.starts_with(": ") {
        return None;
    }
    let end = events.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Paragraph)))?;
    let attributes = match &events[end - 1].0 {
        Event::Text(last) => attributes::trailing(last, Kind::Table).map(|(_, attributes)| attributes),
        _ => None,
    };
    Some(TableCaption { attributes: attributes.unwrap_or_default(), length: end + 1 })
}

/// Whether an output is drawn: charts and pictures make figures.
pub(super) fn is_drawn(content: &Content) -> bool {
    match content {
        Content::Chart(_) | Content::Image(_) | Content::Svg(_) => true,
        Content::Sweep { variants, .. } => variants.iter().any(is_drawn),
        Content::Volatile { .. } | Content::OneSeed { .. } => is_drawn(content.inner()),
        _ => false,
    }
}
