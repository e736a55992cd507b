//! What stands within a line: text, code spans, formulas, links, pictures, captions.

use super::attributes::{self, Attributes};
use super::links;
use super::markdown::{Page, options};
use super::numbering::{Kind, Placed};
use super::references::{self, Item, Piece};
use super::{escape, math, unread};
use crate::diagnostic::Diagnostic;
use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd, TextMergeWithOffset};
use std::fmt::Write as _;
use std::ops::Range;

/// A formula within a sentence whose source has more bytes may be wider than a phone.
const LONG_FORMULA: usize = 40;

impl Page<'_> {
    /// Words, with their references resolved.
    pub(super) fn text(&mut self, text: &str, range: &Range<usize>) {
        self.diagnostics.extend(unread::signs_in(
            &self.entry.source,
            text,
            range,
            self.fixed_place.is_some(),
        ));
        let signs = Signs::new("@", text, &self.entry.source.text, range);
        for piece in references::pieces(text, &|at| signs.is_escaped(at)) {
            match piece {
                Piece::Words(at) => self.words(&text[at]),
                Piece::Named { item, .. } if Kind::of(item.key).is_some() => {
                    self.reference(&item, &signs.place(&item));
                }
                Piece::Group { items, .. } if items.iter().all(|item| Kind::of(item.key).is_some()) => {
                    for (number, item) in items.iter().enumerate() {
                        self.words(if number > 0 { ", " } else { "" });
                        self.words(item.before);
                        self.words(if item.before.is_empty() { "" } else { " " });
                        self.reference(item, &signs.place(item));
                        self.words(if item.behind.is_empty() { "" } else { ", " });
                        self.words(item.behind);
                    }
                }
                // Where there are no works, a name with an `@` is someone's handle.
                Piece::Named { at, .. } if !self.literature.exists() => self.words(&text[at]),
                Piece::Named { item, at } => {
                    let place = signs.place(&item);
                    self.plain_text.push_work(&text[at], place.start);
                    self.cite(&[item], &[place], true);
                }
                Piece::Group { items, .. } => {
                    // Who searches needs no names in brackets.
                    self.plain_text.trim_end();
                    let places: Vec<Range<usize>> = items.iter().map(|item| signs.place(item)).collect();
                    self.cite(&items, &places, false);
                }
            }
        }
    }

    fn words(&mut self, words: &str) {
        self.plain_text.text.push_str(words);
        escape::push_text(&mut self.out, words);
    }

    /// A reference to a figure, a table, a formula or a section. Inside of a link it becomes plain words.
    fn reference(&mut self, item: &Item<'_>, place: &Range<usize>) {
        let Some(kind) = Kind::of(item.key) else { return };
        let Some(number) = self.numbering.labels.get(item.key) else {
            self.words("@");
            self.words(item.key);
            return self.unknown_label(item.key, place);
        };
        if !self.in_link {
            self.out.push_str("<a class=\"ref\" href=\"");
            self.out.push(escape::HERE);
            self.out.push('#');
            escape::push_address(&mut self.out, item.key);
            self.out.push_str("\">");
        }
        let shown = if item.short { number.clone() } else { kind.numbered(number, &self.context.words.text) };
        self.words(&shown);
        if !self.in_link {
            self.out.push_str("</a>");
        }
    }

    fn unknown_label(&mut self, label: &str, place: &Range<usize>) {
        let known = self.numbering.labels.keys().map(String::as_str);
        let hint = crate::diagnostic::did_you_mean(label, known).map_or_else(
            || "a cell gets a label by `//| label: …`, a heading by `{#sec-…}`, a formula by `$$…$$ {#eq-…}`, a table by a line `: … {#tbl-…}` behind it".to_owned(),
            |near| format!("did you mean `@{near}`?"),
        );
        let message = format!("nothing on this page has the label `{label}`");
        self.diagnostics.push(Diagnostic::error(&self.entry.source, place.clone(), message).hint(hint));
    }

    /// A code span: an inline value, a claim, a citation, or just code.
    pub(super) fn code_span(&mut self, code: &str, range: &Range<usize>) {
        let entry = self.entry;
        if self.fixed_place.is_none() {
            if let Ok(at) = entry.inlines.binary_search_by_key(&range.start, |inline| inline.span.start) {
                return self.inline_value(&entry.inlines[at]);
            }
            if let Ok(at) = entry.claims.binary_search_by_key(&range.start, |claim| claim.span.start) {
                return self.claim(&entry.claims[at]);
            }
            if let Ok(at) = entry.citations.binary_search_by_key(&range.start, |citation| citation.span.start)
            {
                return self.citation(&entry.citations[at]);
            }
        }
        self.plain_text.text.push_str(code);
        self.out.push_str("<code>");
        escape::push_text(&mut self.out, code);
        self.out.push_str("</code>");
    }

    /// A formula. One within a sentence is part of its words, as far as it can be read without being set.
    pub(super) fn formula(&mut self, formula: &str, display: bool, range: &Range<usize>) {
        if !display {
            self.plain_text.text.push_str(&math::spoken(formula));
        }
        // A long one scrolls by itself where it does not fit.
        let scrolls = !display && formula.len() > LONG_FORMULA;
        self.out.push_str(if scrolls { "<span class=\"formula\" tabindex=\"0\">" } else { "" });
        let pushed = math::push(&mut self.out, formula, display);
        self.out.push_str(if scrolls { "</span>" } else { "" });
        if let Err(mistake) = pushed {
            let source = &self.entry.source;
            let written = source.text.get(range.clone()).unwrap_or_default();
            let place = mistake.place(written).map(|at| range.start + at.start..range.start + at.end);
            let diagnostic =
                Diagnostic::error(source, place.unwrap_or_else(|| range.clone()), mistake.message);
            self.diagnostics.push(diagnostic.hint_if(mistake.hint));
        }
    }

    /// A formula on lines of its own, with its number if it has a label behind it. `events` begin with it.
    pub(super) fn display_formula(
        &mut self,
        formula: &str,
        range: &Range<usize>,
        events: &[Placed<'_>],
    ) -> usize {
        let behind = events.get(1).and_then(|(next, _)| attributes::leading(next, Kind::Equation));
        let label = behind.as_ref().and_then(|(attributes, _)| attributes.label);
        // A long formula scrolls, and what scrolls must be reached from the keyboard.
        self.out.push_str("<span class=\"equation\" tabindex=\"0\"");
        if let Some(label) = label {
            let _ = write!(self.out, " id=\"{label}\"");
        }
        self.out.push('>');
        self.formula(formula, true, range);
        if let Some(number) = label.and_then(|label| self.numbering.labels.get(label)) {
            let _ = write!(self.out, "<span class=\"number\">({number})</span>");
        }
        self.out.push_str("</span>");
        let Some((_, rest)) = behind else { return 1 };
        // What stands behind the label goes on as text.
        if !rest.is_empty() {
            let place = events.get(1).map_or(range, |(_, place)| place).clone();
            self.text(rest, &place);
        }
        2
    }

    pub(super) fn link(&mut self, kind: LinkType, address: &str, title: &str, range: &Range<usize>) {
        self.in_link = true;
        let is_shown = kind == LinkType::Autolink;
        let address = if kind == LinkType::Email { format!("mailto:{address}") } else { address.to_owned() };
        self.out.push_str("<a");
        match links::resolve(self.entry, self.context, &address, range) {
            Ok(resolved) => {
                let _ = write!(self.out, " href=\"{}\"", resolved.href);
                self.links.extend(resolved.link);
            }
            Err(diagnostic) => self.diagnostics.push(*diagnostic),
        }
        self.title(title);
        // On paper addresses stand behind their links, but for those that are in sight.
        self.out.push_str(if is_shown { " class=\"url\">" } else { ">" });
    }

    pub(super) fn title(&mut self, title: &str) {
        if !title.is_empty() {
            self.out.push_str(" title=\"");
            escape::push_text(&mut self.out, title);
            self.out.push('"');
        }
    }

    /// A picture within the text. `events` begin with its start; gives how many it took, its end included.
    pub(super) fn inline_picture(
        &mut self,
        address: &str,
        title: &str,
        range: &Range<usize>,
        events: &[Placed<'_>],
    ) -> usize {
        let (alternative, length) = alternative_text(events);
        self.picture(address, title, &alternative, &Attributes::default(), range);
        self.leave_block();
        length
    }

    /// A caption: Markdown of one line, whose mistakes are said to be at `place`.
    pub(super) fn caption(&mut self, caption: &str, place: &Range<usize>) {
        let outer = self.fixed_place.replace(place.clone());
        self.no_margin += 1;
        let parser = Parser::new_ext(caption, options(self.context.language)).into_offset_iter();
        let events: Vec<Placed<'_>> = TextMergeWithOffset::new(parser)
            .filter(|(event, _)| {
                !matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph))
            })
            .collect();
        let words = self.plain_text.text.len();
        self.write_all(&events);
        self.plain_text.truncate(words);
        self.fixed_place = outer;
        self.no_margin -= 1;
    }
}

/// Where the signs of one kind that a text has stand in its source. The text may differ from its source where it has escapes.
pub(super) struct Signs<'r> {
    /// Each sign by its byte in the text, with its byte in the source and whether a backslash stands before it; nothing
    /// if they can't be told, as when a sign is written as an entity.
    known: Option<Vec<(usize, usize, bool)>>,
    whole: &'r Range<usize>,
}

impl<'r> Signs<'r> {
    /// Each `sign` of a text that stands at `whole` of an `entry`.
    pub(super) fn new(sign: &str, text: &str, entry: &str, whole: &'r Range<usize>) -> Self {
        let known = entry.get(whole.clone()).and_then(|source| {
            let in_source: Vec<usize> = source.match_indices(sign).map(|(at, _)| at).collect();
            let in_text: Vec<usize> = text.match_indices(sign).map(|(at, _)| at).collect();
            let pair = |(in_text, in_source): (usize, usize)| {
                // A text that begins with an escape begins behind its backslash.
                let at = whole.start + in_source;
                (in_text, at, entry[..at].ends_with('\\'))
            };
            (in_source.len() == in_text.len()).then(|| in_text.into_iter().zip(in_source).map(pair).collect())
        });
        Self { known, whole }
    }

    fn find(&self, at: usize) -> Option<&(usize, usize, bool)> {
        self.known.as_ref()?.iter().find(|(in_text, _, _)| *in_text == at)
    }

    /// Where the sign at a byte of the text stands in the source, if that is known and the author has left it its meaning.
    pub(super) fn meant(&self, at: usize) -> Option<usize> {
        self.find(at).and_then(|(_, start, escaped)| (!escaped).then_some(*start))
    }

    pub(super) fn is_escaped(&self, at: usize) -> bool {
        self.find(at).is_some_and(|(_, _, escaped)| *escaped)
    }

    pub(super) fn place(&self, item: &Item<'_>) -> Range<usize> {
        self.find(item.at.start)
            .map_or_else(|| self.whole.clone(), |(_, start, _)| *start..start + item.at.len())
    }
}

/// The words of a picture's description and how many events the picture takes; `events` begin with its start.
pub(super) fn alternative_text(events: &[Placed<'_>]) -> (String, usize) {
    let mut text = String::new();
    for (at, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Text(piece) | Event::Code(piece) | Event::InlineMath(piece) => text.push_str(piece),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            Event::End(TagEnd::Image) => return (text, at + 1),
            _ => {}
        }
    }
    (text, events.len())
}
