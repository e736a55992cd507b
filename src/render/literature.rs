//! References to the literature: `[@key, p. 3]` in the text, and the list of works below it.
//!
//! How a work is named depends on all others of the page (two of the same author and year become 2004a and 2004b), so the
//! text gets a mark that is replaced when the whole of it is known.

use super::Context;
use super::escape::{self, CITED, HERE};
use super::locator;
use super::markdown::Page;
use super::references::Item;
use super::writing;
use crate::bibliography::{Bibliography, Style, language_code, locales};
use crate::diagnostic::{Diagnostic, SourceText, did_you_mean};
use crate::entry::Entry;
use crate::files::folder_of;
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, CitePurpose, Entry as Work,
    SpecificLocator,
};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// The works that an entry may refer to, and what it has referred to so far.
pub(super) struct Literature<'a> {
    /// Those of the `.bib` files beside a bundle, then the journal's.
    known: Vec<Known<'a>>,
    style: Option<&'a Style>,
    cited: Vec<Cited>,
}

enum Known<'a> {
    Own(Bibliography),
    Journal(&'a Bibliography),
}

/// A reference in the text.
struct Cited {
    items: Vec<CitedItem>,
    /// Whether the name is part of the sentence.
    named: bool,
    /// The byte of the entry at which the first name stands.
    place: usize,
    in_link: bool,
}

/// What was written of the works that an entry refers to.
#[derive(Default)]
pub(super) struct WrittenWorks {
    /// Each reference as markup.
    pub(super) texts: Vec<String>,
    /// The plain words of those that are part of a sentence, by the byte of the entry at which the name stands.
    pub(super) in_sentences: BTreeMap<usize, String>,
}

struct CitedItem {
    key: String,
    before: String,
    locator: locator::Locator,
    short: bool,
}

impl<'a> Literature<'a> {
    /// The works for an entry. A bundle's own `.bib` files are read here; what is wrong with them is told.
    pub(super) fn new(entry: &Entry, context: Context<'a>, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut known = Vec::new();
        let folder = folder_of(&entry.source.path);
        for (name, bytes) in context.assets.iter().filter(|(name, _)| name.ends_with(".bib")) {
            let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
            let source = Arc::new(SourceText::new(format!("{folder}/{name}"), text));
            let (works, mut mistakes) = Bibliography::parse(&source);
            diagnostics.append(&mut mistakes);
            known.push(Known::Own(works));
        }
        known.push(Known::Journal(context.bibliography));
        Self { known, style: context.style, cited: Vec::new() }
    }

    fn all(&self) -> impl Iterator<Item = &Bibliography> {
        self.known.iter().map(|known| match known {
            Known::Own(works) => works,
            Known::Journal(works) => works,
        })
    }

    fn find(&self, key: &str) -> Option<&Work> {
        self.all().find_map(|works| works.get(key))
    }

    /// Whether there are works that a name could be of.
    pub(super) fn exists(&self) -> bool {
        self.all().any(|works| !works.is_empty())
    }
}

impl Page<'_> {
    /// A reference to works. One that names an unknown work is a mistake, told at its `places`.
    pub(super) fn cite(&mut self, items: &[Item<'_>], places: &[Range<usize>], named: bool) {
        let mut cited = Vec::new();
        for (item, place) in items.iter().zip(places) {
            let key = item.key.trim_start_matches('{').trim_end_matches('}');
            if self.literature.find(key).is_none() {
                // Of a bibliography that can't be read it is told why; what it has is not known.
                if !self.literature.all().any(Bibliography::is_broken) {
                    self.unknown_work(key, place);
                }
                continue;
            }
            cited.push(CitedItem {
                key: key.to_owned(),
                before: item.before.to_owned(),
                locator: locator::Locator::parse(item.behind),
                short: item.short,
            });
        }
        if cited.is_empty() {
            return;
        }
        self.out.push(CITED);
        self.out.push_str(&self.literature.cited.len().to_string());
        self.out.push(CITED);
        let place = places.first().map_or(0, |place| place.start);
        self.literature.cited.push(Cited { items: cited, named, place, in_link: self.in_link });
    }

    fn unknown_work(&mut self, key: &str, place: &Range<usize>) {
        let message = if self.literature.exists() {
            format!("no bibliography has a work `{key}`")
        } else {
            format!("this refers to a work `{key}`, but there is no bibliography")
        };
        let known = self.literature.all().flat_map(Bibliography::keys);
        let hint = match did_you_mean(key, known) {
            Some(near) => format!("did you mean `@{near}`?"),
            None if self.literature.exists() => {
                "add it to the `.bib` file, or write `\\@` where no work is meant".to_owned()
            }
            None => "name one in lossbook.toml with `[site] bibliography = \"references.bib\"`, or put a `.bib` file beside a bundle's index.md; where no work is meant, write `\\@`".to_owned(),
        };
        self.diagnostics.push(Diagnostic::error(&self.entry.source, place.clone(), message).hint(hint));
    }

    /// Writes the list of works, and gives the references to them.
    pub(super) fn write_works(&mut self) -> WrittenWorks {
        let Some(style) = self.literature.style else { return WrittenWorks::default() };
        if self.literature.cited.is_empty() {
            return WrittenWorks::default();
        }
        let locale = language_code(self.context.language);
        let locales = locales(&locale);
        let mut driver = BibliographyDriver::new();
        for cited in &self.literature.cited {
            let items = cited.items.iter().filter_map(|item| {
                let work = self.literature.find(&item.key)?;
                let at = item.locator.number.as_ref();
                let at =
                    at.map(|(kind, number)| SpecificLocator(*kind, hayagriva::LocatorPayload::Str(number)));
                let mut request = CitationItem::with_locator(work, at);
                if cited.named {
                    request = request.kind(CitePurpose::Prose);
                } else if item.short && style.is_author_date() {
                    request = request.kind(CitePurpose::Year);
                }
                Some(request)
            });
            driver.citation(CitationRequest::new(
                items.collect(),
                style.csl(),
                Some(locale.clone()),
                &locales,
                None,
            ));
        }
        let rendered = driver.finish(BibliographyRequest::new(style.csl(), Some(locale), &locales));
        let mut works = WrittenWorks::default();
        for (cited, written) in self.literature.cited.iter().zip(&rendered.citations) {
            works.texts.push(citation(cited, &written.citation, style));
            if let ([item], true) = (cited.items.as_slice(), cited.named) {
                works.in_sentences.insert(cited.place, in_sentence(item, &written.citation));
            }
        }
        if let Some(list) = rendered.bibliography {
            self.list_of_works(&list);
        }
        works
    }

    fn list_of_works(&mut self, list: &hayagriva::RenderedBibliography) {
        let hanging = if list.hanging_indent { " hanging" } else { "" };
        self.out.push_str(&format!(
            "<section class=\"works{hanging}\" role=\"doc-bibliography\" aria-labelledby=\"references\">\n<h2 id=\"references\">"
        ));
        escape::push_text(&mut self.out, &self.context.words.text.references);
        self.out.push_str("</h2>\n<ul>\n");
        for item in &list.items {
            self.out.push_str("<li id=\"");
            escape::push_text(&mut self.out, &work_id(&item.key));
            self.out.push_str("\">");
            if let Some(first) = &item.first_field {
                self.out.push_str("<span class=\"first\">");
                writing::push_child(&mut self.out, first);
                self.out.push_str("</span> ");
            }
            writing::push(&mut self.out, &item.content);
            self.out.push_str("</li>\n");
            self.numbering.ids.insert(work_id(&item.key));
        }
        self.out.push_str("</ul>\n</section>\n");
    }
}

/// The id of a work in the list.
fn work_id(key: &str) -> String {
    format!("ref-{key}")
}

/// A reference that is part of a sentence, in plain words.
fn in_sentence(item: &CitedItem, written: &hayagriva::ElemChildren) -> String {
    let mut words = String::new();
    writing::push_plain(&mut words, written);
    if !item.locator.rest.is_empty() {
        words.push_str(", ");
        words.push_str(&item.locator.rest);
    }
    words
}

/// A reference as markup: each of its works leads to the list.
fn citation(cited: &Cited, written: &hayagriva::ElemChildren, style: &Style) -> String {
    let mut out = String::new();
    let years = !cited.named && style.is_author_date() && cited.items.iter().all(|item| item.short);
    out.push_str(if years { "(" } else { "" });
    writing::push_with(&mut out, written, &mut |out, at_or_end| {
        let (at, begins) = at_or_end;
        let Some(item) = cited.items.get(at) else { return };
        if begins {
            if !item.before.is_empty() {
                escape::push_text(out, &item.before);
                out.push(' ');
            }
            if !cited.in_link {
                out.push_str("<a class=\"cite\" href=\"");
                out.push(HERE);
                out.push('#');
                escape::push_address(out, &work_id(&item.key));
                out.push_str("\">");
            }
        } else {
            out.push_str(if cited.in_link { "" } else { "</a>" });
            if !item.locator.rest.is_empty() {
                out.push_str(", ");
                escape::push_text(out, &item.locator.rest);
            }
        }
    });
    out.push_str(if years { ")" } else { "" });
    out
}
