//! What stands within a line: text, code spans, formulas, links, pictures, captions.

use super::links;
use super::markdown::{Page, options};
use super::numbering::{self, Kind, Placed};
use super::{escape, math, references};
use crate::diagnostic::Diagnostic;
use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd, TextMergeWithOffset};
use std::fmt::Write as _;
use std::ops::Range;

impl Page<'_> {
    pub(super) fn text(&mut self, text: &str, range: &Range<usize>) {
        let mut missing = Vec::new();
        let words = &self.context.words.text;
        references::push_text(&mut self.out, text, &self.numbering, words, self.in_link, &mut missing);
        for one in missing {
            // The text may differ from its source where it has escapes; then the whole of it is the place.
            let place = match &self.entry.source.text.get(range.clone()) {
                Some(source) if *source == text => range.start + one.at.start..range.start + one.at.end,
                _ => range.clone(),
            };
            let known = self.numbering.labels.keys().map(String::as_str);
            let hint = crate::diagnostic::did_you_mean(&one.label, known).map_or_else(
                || "a cell gets a label by `//| label: …`, a heading by `{#sec-…}`, a formula by `$$…$$ {#eq-…}`".to_owned(),
                |near| format!("did you mean `@{near}`?"),
            );
            let message = format!("nothing on this page has the label `{}`", one.label);
            self.diagnostics.push(Diagnostic::error(&self.entry.source, place, message).hint(hint));
        }
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
        self.plain_text.push_str(code);
        self.out.push_str("<code>");
        escape::push_text(&mut self.out, code);
        self.out.push_str("</code>");
    }

    pub(super) fn formula(&mut self, formula: &str, display: bool, range: &Range<usize>) {
        if let Err(message) = math::push(&mut self.out, formula, display) {
            let message = format!("the formula can't be read: {message}");
            self.diagnostics.push(Diagnostic::error(&self.entry.source, range.clone(), message));
        }
    }

    /// A formula on lines of its own, with its number if it has a label behind it. `events` begin with it.
    pub(super) fn display_formula(
        &mut self,
        formula: &str,
        range: &Range<usize>,
        events: &[Placed<'_>],
    ) -> usize {
        let next = events.get(1).map(|(event, _)| event);
        let label = next.and_then(|next| numbering::trailing_label(next, Kind::Equation));
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
        let (Some(label), Some(Event::Text(text))) = (label, next) else { return 1 };
        // What stands behind the label goes on as text.
        if let Some((_, rest)) =
            text.split_once(&format!("{{#{label}}}")).filter(|(_, rest)| !rest.is_empty())
        {
            let place = events.get(1).map_or(range, |(_, place)| place).clone();
            self.text(rest, &place);
        }
        2
    }

    pub(super) fn link(&mut self, kind: LinkType, address: &str, title: &str, range: &Range<usize>) {
        self.in_link = true;
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
        self.out.push('>');
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
        self.picture(address, title, &alternative, range);
        self.leave_block();
        length
    }

    /// A caption: Markdown of one line, whose mistakes are said to be at `place`.
    pub(super) fn caption(&mut self, caption: &str, place: &Range<usize>) {
        let outer = self.fixed_place.replace(place.clone());
        let parser = Parser::new_ext(caption, options(self.context.language)).into_offset_iter();
        let events: Vec<Placed<'_>> = TextMergeWithOffset::new(parser)
            .filter(|(event, _)| {
                !matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph))
            })
            .collect();
        let words = self.plain_text.len();
        self.write_all(&events);
        self.plain_text.truncate(words);
        self.fixed_place = outer;
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
