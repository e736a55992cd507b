//! Second pass: Markdown events to markup.

use super::literature::{Literature, WrittenWorks};
use super::notes::Notes;
use super::numbering::{self, Numbering, Placed, THEME_IDS};
use super::recorded::Recorded;
use super::spoken::{self, Known, OpenText, Spoken, Words};
use super::{Context, Facts, Link, Markup, Rendered, escape, references, unread, words};
use crate::core_source::{self, Mention};
use crate::diagnostic::Diagnostic;
use crate::entry::Entry;
use crate::program::Variables;
use crate::record::Record;
use pulldown_cmark::{Alignment, Event, Options, Parser, Tag, TagEnd, TextMergeWithOffset};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Renders an entry.
pub(super) fn render(entry: &Entry, record: Option<&Record>, context: Context<'_>) -> Rendered {
    let recorded = Recorded::new(record, context.seconds);
    let text = &entry.source.text[entry.body..];
    let events: Vec<Placed<'_>> =
        TextMergeWithOffset::new(Parser::new_ext(text, options(context.language)).into_offset_iter())
            .map(|(event, range)| (event, range.start + entry.body..range.end + entry.body))
            .collect();
    let events = references::joined(events);
    let mut diagnostics = Vec::new();
    let literature = Literature::new(entry, context, &mut diagnostics);
    let spoken =
        Spoken { entry, recorded: &recorded, ledger: context.ledger, has_works: literature.exists() };
    let opening = spoken.opening(&events);
    let numbering = numbering::number(entry, &events, &spoken, &mut diagnostics);
    let mut page = Page {
        entry,
        context,
        recorded,
        numbering,
        literature,
        out: String::with_capacity(text.len() * 2),
        diagnostics,
        links: Vec::new(),
        files: BTreeMap::new(),
        plain_text: OpenText::default(),
        notes: Notes::default(),
        outer: Vec::new(),
        depth: 0,
        no_margin: 0,
        in_link: false,
        columns: Vec::new(),
        column: 0,
        in_table_head: false,
        headings: 0,
        has_picture: false,
        summary_end: None,
        fixed_place: None,
        variables: OnceCell::new(),
        mentions: core_source::mentions(entry),
        core_files: BTreeSet::new(),
    };
    page.write_all(&events);
    let notes = page.write_notes();
    let works = page.write_works();
    page.finish(&notes, &works, opening)
}

/// The Markdown that entries are written in, and English quotes where the text is English.
pub(super) fn options(language: &str) -> Options {
    let mut options = crate::entry::markdown_options();
    options.set(Options::ENABLE_SMART_PUNCTUATION, language == "en" || language.starts_with("en-"));
    options
}

/// The page being written.
pub(super) struct Page<'a> {
    pub(super) entry: &'a Entry,
    pub(super) context: Context<'a>,
    pub(super) recorded: Recorded<'a>,
    pub(super) numbering: Numbering,
    pub(super) literature: Literature<'a>,
    pub(super) out: String,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) links: Vec<Link>,
    pub(super) files: BTreeMap<String, Vec<u8>>,
    pub(super) notes: Notes,
    /// The words of the text, without cells and what they showed.
    pub(super) plain_text: OpenText,
    /// What was being written when a footnote's definition began.
    pub(super) outer: Vec<String>,
    depth: usize,
    /// How many elements are open beside which no note can stand: a table, a heading, a caption.
    pub(super) no_margin: usize,
    pub(super) in_link: bool,
    pub(super) columns: Vec<Alignment>,
    pub(super) column: usize,
    pub(super) in_table_head: bool,
    pub(super) headings: usize,
    /// Whether the page has shown a picture yet.
    pub(super) has_picture: bool,
    summary_end: Option<usize>,
    /// Where mistakes are said to be while a caption is written, whose events have places of their own.
    pub(super) fixed_place: Option<Range<usize>>,
    /// What claims may name.
    pub(super) variables: OnceCell<Variables>,
    /// The names of the core in the cells.
    pub(super) mentions: Vec<Mention>,
    pub(super) core_files: BTreeSet<&'static str>,
}

impl Page<'_> {
    /// The page, with what its marks stand for: the texts of notes, and references to works.
    fn finish(mut self, notes: &[String], works: &WrittenWorks, opening: Option<Words>) -> Rendered {
        let known = Known {
            labels: &self.numbering.labels,
            works: &works.in_sentences,
            words: &self.context.words.text,
        };
        for (heading, words) in self.numbering.headings.iter_mut().zip(&self.numbering.spoken) {
            heading.text = known.fill(words);
        }
        let opening = opening.map(|words| spoken::shortened(&known.fill(&words.shown)));
        let plain_text = known.fill(&self.plain_text);
        let headings: Vec<String> =
            self.numbering.headings.iter().map(|heading| escape::text(&heading.text)).collect();
        let filled = |markup: &str| {
            let noted = escape::fill(markup, escape::NOTED, notes);
            let cited = escape::fill(&noted, escape::CITED, &works.texts);
            Markup::new(escape::fill(&cited, escape::HEADING, &headings))
        };
        let summary = self.summary_end.map(|end| filled(&self.out[..end]));
        let mut ids = self.numbering.ids;
        ids.extend(self.notes.ids());
        // Which of these a page has is for its template to say.
        ids.retain(|id| !THEME_IDS.contains(&id.as_str()));
        let body = filled(&self.out);
        let facts = Facts {
            summary,
            opening,
            headings: self.numbering.headings,
            reading_minutes: words::reading_minutes(&plain_text),
            ids,
            links: self.links,
            core_files: self.core_files.into_iter().map(str::to_owned).collect(),
        };
        Rendered { body, plain_text, files: self.files, diagnostics: self.diagnostics, facts }
    }

    pub(super) fn write_all(&mut self, events: &[Placed<'_>]) {
        let mut at = 0;
        while at < events.len() {
            at += self.write(&events[at..]);
        }
    }

    /// Writes the first of `events`, or as many as make one thing, and tells how many these were.
    fn write(&mut self, events: &[Placed<'_>]) -> usize {
        let Some((event, range)) = events.first() else { return 1 };
        let range = self.fixed_place.clone().unwrap_or_else(|| range.clone());
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                self.start(tag, &range, events)
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                self.end(*tag);
                1
            }
            Event::Text(text) => {
                self.text(text, &range);
                1
            }
            Event::Code(code) => {
                self.code_span(code, &range);
                1
            }
            Event::InlineMath(formula) => {
                self.formula(formula, false, &range);
                1
            }
            Event::DisplayMath(formula) => self.display_formula(formula, &range, events),
            Event::Html(markup) | Event::InlineHtml(markup) => {
                if self.depth == 1 && self.outer.is_empty() && is_more_mark(markup) {
                    self.summary_end = Some(self.out.len());
                } else {
                    escape::push_markup(&mut self.out, markup);
                }
                1
            }
            Event::SoftBreak => {
                self.plain_text.text.push(' ');
                self.out.push('\n');
                1
            }
            Event::HardBreak => {
                self.plain_text.text.push(' ');
                self.out.push_str("<br>\n");
                1
            }
            Event::Rule => {
                self.out.push_str("<hr>\n");
                1
            }
            Event::FootnoteReference(name) => {
                self.note_reference(name);
                1
            }
            Event::TaskListMarker(done) => {
                let checked = if *done { " checked" } else { "" };
                let label = escape::text(&self.context.words.text.done);
                self.out.push_str(&format!(
                    "<input type=\"checkbox\" disabled{checked} aria-label=\"{label}\"> "
                ));
                1
            }
        }
    }

    /// A block whose end will not come through [`Page::end`], since it was read with its beginning.
    pub(super) fn leave_block(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>, events: &[Placed<'_>]) -> usize {
        match tag {
            Tag::Paragraph => return self.paragraph(events),
            Tag::Heading { classes, attrs, .. } => {
                self.diagnostics.extend(unread::heading_braces(&self.entry.source, attrs, range));
                self.heading(classes.iter().map(AsRef::as_ref));
            }
            Tag::BlockQuote(kind) => self.quote(*kind, events),
            Tag::CodeBlock(kind) => return self.code_block(kind, range, events),
            Tag::List(None) => self.out.push_str("<ul>\n"),
            Tag::List(Some(1)) => self.out.push_str("<ol>\n"),
            Tag::List(Some(first)) => self.out.push_str(&format!("<ol start=\"{first}\">\n")),
            Tag::Item => {
                let task =
                    events.iter().skip(1).take(2).any(|(event, _)| matches!(event, Event::TaskListMarker(_)));
                self.out.push_str(if task { "<li class=\"task\">" } else { "<li>" });
            }
            Tag::FootnoteDefinition(name) => {
                self.outer.push(std::mem::take(&mut self.out));
                self.notes.begin(name, range.clone());
            }
            Tag::DefinitionList => self.out.push_str("<dl>\n"),
            Tag::DefinitionListTitle => self.out.push_str("<dt>"),
            Tag::DefinitionListDefinition => self.out.push_str("<dd>"),
            Tag::Table(columns) => return self.table(columns, range, events),
            Tag::TableHead => {
                (self.column, self.in_table_head) = (0, true);
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                let long = unread::row_too_long(&self.entry.source, self.columns.len(), range);
                self.diagnostics.extend(long);
                self.column = 0;
                self.out.push_str("<tr>");
            }
            Tag::TableCell => self.table_cell(),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Superscript => self.out.push_str("<sup>"),
            Tag::Subscript => self.out.push_str("<sub>"),
            Tag::Link { link_type, dest_url, title, .. } => self.link(*link_type, dest_url, title, range),
            Tag::Image { dest_url, title, .. } => return self.inline_picture(dest_url, title, range, events),
            Tag::HtmlBlock | Tag::MetadataBlock(_) => {}
        }
        1
    }

    fn end(&mut self, tag: TagEnd) {
        let closing = match tag {
            TagEnd::Paragraph => "</p>\n",
            TagEnd::Heading(_) => return self.end_heading(),
            TagEnd::BlockQuote(None) => "</blockquote>\n",
            TagEnd::BlockQuote(Some(_)) => "</div>\n",
            TagEnd::List(false) => "</ul>\n",
            TagEnd::List(true) => "</ol>\n",
            TagEnd::Item => "</li>\n",
            TagEnd::FootnoteDefinition => {
                let text = std::mem::replace(&mut self.out, self.outer.pop().unwrap_or_default());
                return self.end_note(text);
            }
            TagEnd::DefinitionList => "</dl>\n",
            TagEnd::DefinitionListTitle => "</dt>\n",
            TagEnd::DefinitionListDefinition => "</dd>\n",
            TagEnd::Table => "</tbody></table></div>\n",
            TagEnd::TableHead => {
                self.in_table_head = false;
                "</tr></thead><tbody>\n"
            }
            TagEnd::TableRow => "</tr>\n",
            TagEnd::TableCell => {
                self.column += 1;
                if self.in_table_head { "</th>" } else { "</td>" }
            }
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Strikethrough => "</del>",
            TagEnd::Superscript => "</sup>",
            TagEnd::Subscript => "</sub>",
            TagEnd::Link => {
                self.in_link = false;
                "</a>"
            }
            TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Image | TagEnd::MetadataBlock(_) => "",
        };
        if matches!(
            tag,
            TagEnd::Paragraph
                | TagEnd::Item
                | TagEnd::TableCell
                | TagEnd::DefinitionListTitle
                | TagEnd::DefinitionListDefinition
        ) {
            self.plain_text.text.push('\n');
        }
        self.out.push_str(closing);
    }
}

/// Whether a block of markup is the mark that ends an entry's summary.
fn is_more_mark(markup: &str) -> bool {
    let comment = markup.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
    comment.is_some_and(|text| text.trim() == "more")
}
