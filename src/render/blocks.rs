//! The blocks of the text: headings, paragraphs, callouts, code that is only shown, tables.

use super::attributes::{self, Attributes};
use super::escape;
use super::highlight::{self, Extras};
use super::markdown::Page;
use super::numbering::{self, Kind, Placed};
use super::unread;
use crate::diagnostic::Diagnostic;
use crate::entry::marks_of_fence;
use crate::words::fill;
use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, Tag, TagEnd};
use std::fmt::Write as _;
use std::ops::Range;

impl Page<'_> {
    pub(super) fn heading<'c>(&mut self, classes: impl Iterator<Item = &'c str>) {
        self.no_margin += 1;
        let Some(heading) = self.numbering.headings.get(self.headings) else { return };
        let _ = write!(self.out, "<h{} id=\"", heading.level);
        escape::push_text(&mut self.out, &heading.id);
        self.out.push('"');
        let classes: Vec<&str> = classes.collect();
        if !classes.is_empty() {
            self.out.push_str(" class=\"");
            escape::push_text(&mut self.out, &classes.join(" "));
            self.out.push('"');
        }
        self.out.push('>');
        if let Some(number) = &heading.number {
            let _ = write!(self.out, "<span class=\"number\">{number}</span> ");
        }
    }

    pub(super) fn end_heading(&mut self) {
        self.no_margin = self.no_margin.saturating_sub(1);
        let Some(heading) = self.numbering.headings.get(self.headings) else { return };
        // Feeds have no use for it.
        self.out.push(escape::STYLED_BEGIN);
        self.out.push_str(" <a class=\"anchor\" href=\"");
        self.out.push(escape::HERE);
        self.out.push('#');
        escape::push_address(&mut self.out, &heading.id);
        self.out.push_str("\" aria-label=\"");
        let words = &self.context.words.text;
        let named = if heading.text.is_empty() {
            escape::text(&words.this_section)
        } else {
            format!("{0}{1}{0}", escape::HEADING, self.headings)
        };
        self.out.push_str(&fill(&escape::text(&words.link_to), &[("heading", &named)]));
        let end = escape::STYLED_END;
        let _ = writeln!(self.out, "\">#</a>{end}</h{}>", heading.level);
        self.headings += 1;
        self.plain_text.text.push('\n');
    }

    /// A paragraph; one that holds nothing but a labelled or titled picture is a figure. `events` begin with its start.
    pub(super) fn paragraph(&mut self, events: &[Placed<'_>]) -> usize {
        match lone_picture(events) {
            Some(lone) => {
                self.picture_figure(&events[1..], &lone.attributes);
                // The paragraph's own end goes through `end`, which must not close what was never opened.
                self.leave_block();
                lone.length
            }
            None => {
                self.out.push_str("<p>");
                1
            }
        }
    }

    /// A quotation, or a callout where it has a mark such as `[!NOTE]`. `events` begin with its start.
    pub(super) fn quote(&mut self, kind: Option<BlockQuoteKind>, events: &[Placed<'_>]) {
        let words = &self.context.words.text;
        let (class, name) = match kind {
            None => {
                self.diagnostics.extend(unread::callout_mark(&self.entry.source, events));
                return self.out.push_str("<blockquote>\n");
            }
            Some(BlockQuoteKind::Note) => ("note", &words.note),
            Some(BlockQuoteKind::Tip) => ("tip", &words.tip),
            Some(BlockQuoteKind::Important) => ("important", &words.important),
            Some(BlockQuoteKind::Warning) => ("warning", &words.warning),
            Some(BlockQuoteKind::Caution) => ("caution", &words.caution),
        };
        let name = escape::text(name);
        let _ = writeln!(
            self.out,
            "<div class=\"callout {class}\" role=\"note\"><p class=\"callout-title\">{name}</p>"
        );
    }

    /// A block of code: a cell, or one that is only shown. `events` begin with its start; its end is left to `end`.
    pub(super) fn code_block(
        &mut self,
        kind: &CodeBlockKind<'_>,
        range: &Range<usize>,
        events: &[Placed<'_>],
    ) -> usize {
        let mut code = String::new();
        let mut length = 1;
        for (event, _) in &events[1..] {
            match event {
                Event::Text(text) => code.push_str(text),
                _ => break,
            }
            length += 1;
        }
        let entry = self.entry;
        match numbering::cell_at(entry, range) {
            Some(cell) => self.cell(cell, &code),
            None => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info,
                    CodeBlockKind::Indented => "",
                };
                self.shown_code(
                    language(info),
                    &code,
                    Extras { marks: Some(&marks_of_fence(info)), ..Extras::default() },
                );
            }
        }
        length
    }

    /// Code with its colours, in a box that scrolls.
    pub(super) fn shown_code(&mut self, language: &str, code: &str, extras: Extras<'_>) {
        self.out.push_str("<div class=\"code\"><pre tabindex=\"0\"><code");
        if !language.is_empty() {
            self.out.push_str(" class=\"language-");
            escape::push_text(&mut self.out, language);
            self.out.push('"');
        }
        self.out.push('>');
        highlight::push(&mut self.out, language, code, extras);
        self.out.push_str("</code></pre></div>\n");
    }

    /// A table, with the caption that may stand behind it. `events` begin with its start; gives how many both take.
    pub(super) fn table(
        &mut self,
        columns: &[Alignment],
        range: &Range<usize>,
        events: &[Placed<'_>],
    ) -> usize {
        let Some(end) = events.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Table)))
        else {
            return 1;
        };
        let caption = numbering::table_caption(&events[end..]);
        let attributes = caption.as_ref().map(|caption| &caption.attributes);
        self.columns = columns.to_vec();
        self.out.push_str("<div class=\"scroll");
        self.classes(attributes.map_or(&[], |attributes| &attributes.classes), range);
        self.out.push_str("\" tabindex=\"0\" role=\"group\" aria-label=\"");
        escape::push_text(&mut self.out, &self.context.words.text.table);
        self.out.push('"');
        if let Some(label) = attributes.and_then(|attributes| attributes.label) {
            let _ = write!(self.out, " id=\"{label}\"");
        }
        self.out.push_str("><table>\n");
        self.no_margin += 1;
        if let Some(caption) = &caption {
            let number = self.numbering.text_tables.get(&range.start).copied();
            self.out.push_str("<caption>");
            self.caption_text(Kind::Table, number, None, range);
            // Between the paragraph's start and its end.
            self.write_all(&caption_words(&events[end + 2..end + caption.length - 1]));
            self.out.push_str("</caption>\n");
            self.plain_text.text.push('\n');
        }
        self.write_all(&events[1..=end]);
        self.no_margin -= 1;
        end + caption.map_or(1, |caption| caption.length)
    }

    /// Further classes of an element, in an attribute that has one already.
    pub(super) fn classes(&mut self, classes: &[&str], range: &Range<usize>) {
        for class in classes {
            let _ = write!(self.out, " {class}");
            let known = attributes::CLASSES;
            let near = crate::diagnostic::did_you_mean(class, known).filter(|near| near != class);
            if let Some(near) = near {
                let message = format!("the theme has no class `{class}`");
                let diagnostic = Diagnostic::warning(&self.entry.source, range.clone(), message);
                self.diagnostics.push(diagnostic.hint(format!("did you mean `{near}`?")));
            }
        }
    }

    pub(super) fn table_cell(&mut self) {
        let class = match self.columns.get(self.column) {
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"right\"",
            _ => "",
        };
        let opening = if self.in_table_head { "<th scope=\"col\"" } else { "<td" };
        let _ = write!(self.out, "{opening}{class}>");
    }
}

/// The language that a fence's info string names: `python`, `{python}` and `python title="x"` all name Python. What no
/// language is called names none, so that it can't reach a class.
fn language(info: &str) -> &str {
    let info = info.trim().trim_start_matches(['{', '.']);
    let name = info.split(|c: char| c.is_whitespace() || matches!(c, ',' | '}')).next().unwrap_or_default();
    let fits = name.len() <= 30
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '#' | '_' | '.'));
    if fits { name } else { "" }
}

/// The events of a table's caption without the colon before it and the braces behind it.
fn caption_words<'e>(events: &[Placed<'e>]) -> Vec<Placed<'e>> {
    let mut words = events.to_vec();
    if let Some((Event::Text(text), _)) = words.first_mut() {
        *text = text.strip_prefix(": ").unwrap_or(text).to_owned().into();
    }
    if let Some((Event::Text(text), _)) = words.last_mut() {
        let shorter = attributes::trailing(text, Kind::Table).map(|(before, _)| before.trim_end().to_owned());
        if let Some(shorter) = shorter {
            *text = shorter.into();
        }
    }
    words
}

/// A paragraph that is one picture.
pub(super) struct LonePicture<'e> {
    pub(super) attributes: Attributes<'e>,
    /// How many events it takes up to the paragraph's end, that included.
    length: usize,
}

/// The picture of a paragraph that holds nothing else. `events` begin with the paragraph's start.
pub(super) fn lone_picture<'e>(events: &'e [Placed<'_>]) -> Option<LonePicture<'e>> {
    let Some((Event::Start(Tag::Image { title, .. }), _)) = events.get(1) else { return None };
    let end = events.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Image)))?;
    let (after, attributes) = match &events.get(end + 1)?.0 {
        text @ Event::Text(_) => {
            let (attributes, rest) = attributes::leading(text, Kind::Figure)?;
            // Words behind the braces make it a paragraph like any other.
            rest.trim().is_empty().then_some((end + 2, attributes))?
        }
        _ => (end + 1, Attributes::default()),
    };
    let closes = matches!(events.get(after), Some((Event::End(TagEnd::Paragraph), _)));
    (closes && (!attributes.is_empty() || !title.is_empty()))
        .then_some(LonePicture { attributes, length: after + 1 })
}

#[cfg(test)]
mod tests {
    use super::language;

    #[test]
    fn an_info_string_names_a_language_or_none() {
        for (info, name) in [
            ("python", "python"),
            ("{python}", "python"),
            ("{.python mark=3}", "python"),
            ("c++ x=1", "c++"),
            ("", ""),
            ("rust\" onload=alert(1)", ""),
            ("<b>", ""),
        ] {
            assert_eq!(language(info), name, "{info}");
        }
    }
}
