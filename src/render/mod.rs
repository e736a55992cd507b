//! Turns an entry and its record into markup. Pure: no files, no clock, no toolchain.
//!
//! The text's Markdown events are read into a list; [`numbering`] goes over it once to give figures, tables, equations and
//! sections their numbers; [`markdown`] goes over it again and writes, with [`mod@cell`] for the fenced blocks that run,
//! [`value`] for inline values, claims and citations, [`spoken`] for headings and the beginning as plain words, [`unread`] for signs that stay text, [`links`] for addresses, [`notes`] for footnotes and [`literature`] for the works that the text refers to. [`output`] writes
//! what a cell showed: [`figure`] its pictures, [`chart`] its charts, [`table`] its tables, [`sweep`] what it showed at many points,
//! [`terminal`] its printed text, [`mod@compiler`] what the compiler said of it. Everything that is text goes through [`mod@escape`].

mod attributes;
mod blocks;
mod cell;
mod chart;
mod chart_points;
mod compiler;
mod description;
mod escape;
mod figure;
mod highlight;
mod inline;
mod links;
mod literature;
mod locator;
mod markdown;
mod markup;
mod math;
mod notes;
mod numbering;
mod output;
mod recorded;
mod references;
mod spoken;
mod standalone;
mod sweep;
mod table;
mod terminal;
mod unread;
mod value;
mod words;
mod writing;

use crate::bibliography::{Bibliography, Style};
use crate::diagnostic::Diagnostic;
use crate::entry::Entry;
use crate::ledger::Ledger;
use crate::picture::Picture;
use crate::record::Record;
use crate::words::Words;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

pub(crate) use description::english_description;
pub(crate) use escape::{encoded_address, encoded_path, text as escaped};
pub use markup::Markup;
pub use output::metric_id;
pub(crate) use output::short;
pub(crate) use standalone::{chart_alone, output_alone};
pub(crate) use words::slug;

/// What rendering has to know beside the entry and its record.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Every entry's source path (`entries/valley.md`) with the address of its page (`valley`).
    pub pages: &'a BTreeMap<String, String>,
    /// The files beside a bundle's `index.md`, by their path from its folder.
    pub assets: &'a BTreeMap<String, Vec<u8>>,
    /// The pictures among them for which smaller versions were looked for, by the same path.
    pub pictures: &'a BTreeMap<String, Picture>,
    /// How many seconds each cell took when the record was last checked, if it ever was.
    pub seconds: Option<&'a BTreeMap<u32, ::cell::Number>>,
    /// The language of the text, as in `en` or `pt-BR`: English gets typographic quotes.
    pub language: &'a str,
    /// The theme's words in that language.
    pub words: &'a Words,
    /// The metrics that the text may cite.
    pub ledger: &'a Ledger,
    /// The works that any entry may refer to.
    pub bibliography: &'a Bibliography,
    /// How references to works are written; none where nobody has works to refer to.
    pub style: Option<&'a Style>,
}

/// An entry as markup, and what the rest of the site has to know of it.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// The text, cells and outputs.
    pub body: Markup,
    /// The words of the text, without cells and their outputs.
    pub plain_text: String,
    /// Files to stand beside the page: pictures that cells made, by name.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Every mistake, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// What the rest of the site has to know.
    pub facts: Facts,
}

/// What the rest of the site has to know of an entry: small enough to be kept from one build to the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// What stands before `<!-- more -->`, if there is such a mark.
    pub summary: Option<Markup>,
    /// How the text begins, in plain words, as short as search engines show it; none if it begins with no paragraph.
    pub opening: Option<String>,
    /// The headings, in order.
    pub headings: Vec<Heading>,
    /// How many minutes the text takes to read, at least 1.
    pub reading_minutes: usize,
    /// Every id that a link may point to.
    pub ids: BTreeSet<String>,
    /// The links to pages and files of this site, which only the whole site can check.
    pub links: Vec<Link>,
    /// The files of the core that names in the cells lead to: each needs a page of its own.
    pub core_files: BTreeSet<String>,
}

/// A heading of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// Its level on the page, from 2; 1 is the title's.
    pub level: u8,
    /// Its id.
    pub id: String,
    /// Its words.
    pub text: String,
    /// Its number, where the entry's sections are numbered: `2.1`.
    pub number: Option<String>,
}

/// A link to somewhere on this site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The path from the site's root, without a slash at its start: `valley/` or `valley/data.csv`.
    pub path: String,
    /// The id behind `#`, if there is one.
    pub fragment: Option<String>,
    /// The source of the entry that it names, where it names one so: that is what gave it its path.
    pub names: Option<String>,
    /// Where it stands in the entry's text.
    pub span: Range<usize>,
}

/// Renders an entry. Without a record its cells say that they were not run yet; publishing such a page is for drafts alone.
pub fn entry(entry: &Entry, record: Option<&Record>, context: Context<'_>) -> Rendered {
    markdown::render(entry, record, context)
}

/// A file of the core with its colours, each line with an id: `L1`, `L2`, …
pub(crate) fn source_listing(text: &str) -> String {
    let mut out =
        String::from("<div class=\"code listing\"><pre tabindex=\"0\"><code class=\"language-rust\">");
    highlight::push(
        &mut out,
        "rust",
        text,
        highlight::Extras { with_ids: true, ..highlight::Extras::default() },
    );
    out.push_str("</code></pre></div>\n");
    out
}
