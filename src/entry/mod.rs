//! One entry, parsed: front matter, cells, inline values, claims and citations, each with the bytes that it stands at.
//!
//! Parsing is pure. A broken entry gives what could be read and every mistake found, not the first alone.

mod day;
mod fence;
mod format_spec;
mod front_matter;
mod inline;
mod markdown;
mod marks;
mod options;
mod seeds;
mod slug;
mod sweep;
mod tolerance;
mod toml_items;
mod visible;
mod yaml;
mod yaml_limits;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, SourceText};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::Arc;

pub use front_matter::{Author, Execute, FrontMatter, FrontMatterDefaults, Order, SectionSettings, cascade};
pub use markdown::markdown_options;
pub use marks::{Marks, PlacedMarks, of_fence as marks_of_fence};
pub use options::{CellOptions, Checkpoint, Column, Fold, Volatile};
pub use seeds::{Interval, Seeds};
pub use slug::{check_slugs, slugify};
pub use sweep::Sweep;
pub use tolerance::EntryTolerance;
pub use visible::{VisibleLine, visible_lines};

/// A parsed entry.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    /// The whole file; every range below counts bytes of its text.
    #[serde(skip)]
    pub source: Arc<SourceText>,
    /// The address of its page below the site's root, without slashes at its ends: `valley`, or `notes/valley` in a section.
    pub slug: String,
    /// Whether it is a bundle (`<slug>/index.md`), with files of its own beside it.
    pub bundle: bool,
    /// Title, dates and all else that stands above the text.
    pub front: FrontMatter,
    /// Where the Markdown begins.
    pub body: usize,
    /// Its fenced `rust` blocks, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<Cell>,
    /// The inline values, in order, numbered from 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inlines: Vec<Inline>,
    /// The claims, in order, numbered from 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<Claim>,
    /// The citations, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
}

/// A fenced `rust` block.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Cell {
    /// Its number among the entry's cells that run or are compiled, from 1; 0 if it is only shown.
    pub number: u32,
    /// The whole block, from its opening fence to the end of its closing one.
    pub block: Range<usize>,
    /// The lines between the fences, options included.
    pub body: Range<usize>,
    /// The code: the body without its leading `//|` lines.
    pub code: Range<usize>,
    /// What becomes of it.
    pub role: Role,
    /// Its `//|` options.
    #[serde(default, skip_serializing_if = "is_default")]
    pub options: CellOptions,
}

/// What becomes of a cell: rustdoc's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// Runs as part of the program.
    Run,
    /// Runs and must panic.
    ShouldPanic,
    /// Compiles beside the program, on top of the cells before it, and never runs.
    NoRun,
    /// Must be refused by the compiler, with this error code if one is given.
    CompileFail(Option<String>),
    /// Only shown (`ignore`, or `eval: false`).
    Ignore,
}

/// An inline value: `` `{rust} loss:.3` ``.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Inline {
    /// Its number in the entry, from 1.
    pub number: u32,
    /// The whole code span, backticks included.
    pub span: Range<usize>,
    /// The expression.
    pub expression: Range<usize>,
    /// The format spec after the last top-level colon, such as `.3`; empty if there is none.
    pub format: String,
}

/// A claim: `` `{check} test_acc > 0.95` ``.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claim {
    /// Its number in the entry, from 1.
    pub number: u32,
    /// The whole code span, backticks included.
    pub span: Range<usize>,
    /// The expression.
    pub expression: Range<usize>,
}

/// A citation: `` `{ref} valley.final_loss:.2` `` shows a metric of another entry's record. It is part of no program.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Citation {
    /// The whole code span, backticks included.
    pub span: Range<usize>,
    /// What it names: `valley.final_loss`.
    pub target: Range<usize>,
    /// The format spec; empty if there is none.
    pub format: String,
}

impl Entry {
    /// The entry and the metric that a citation names.
    pub fn cited(&self, citation: &Citation) -> (&str, &str) {
        self.source.text[citation.target.clone()].split_once('.').unwrap_or_default()
    }

    /// Whether the page shows what the cell of this number showed.
    pub fn shows_outputs_of(&self, number: Option<u32>) -> bool {
        let cell = self.cells.iter().find(|cell| Some(cell.number) == number && cell.role != Role::Ignore);
        cell.is_some_and(|cell| cell.options.include != Some(false) && cell.options.output != Some(false))
    }
}

impl Cell {
    /// The line of its opening fence in the entry's `text`.
    pub fn fence(&self, text: &str) -> Range<usize> {
        let end = text[self.block.start..].find('\n').map_or(text.len(), |at| self.block.start + at);
        self.block.start..end
    }
}

impl Citation {
    /// A metric's value as the citation shows it.
    pub fn shown(&self, value: f64) -> String {
        let spec = format_spec::FormatSpec::parse(&self.format);
        spec.and_then(|spec| spec.float(value)).unwrap_or_else(|| value.to_string())
    }
}

/// An entry and the mistakes found in it.
pub struct Parsed {
    /// What could be read. Not to be run or published while `diagnostics` holds an error.
    pub entry: Entry,
    /// Every mistake, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses the entry in `source`. Its address is `slug` unless its front matter names another last part.
pub fn parse(
    source: Arc<SourceText>,
    slug: &str,
    bundle: bool,
    config: &Config,
    defaults: Option<&FrontMatterDefaults>,
) -> Parsed {
    let mut diagnostics = Vec::new();
    let (front, body) = front_matter::parse(&source, defaults, &mut diagnostics);
    let mut entry = Entry {
        slug: address(slug, front.slug.as_deref()),
        source,
        bundle,
        front,
        body,
        cells: Vec::new(),
        inlines: Vec::new(),
        claims: Vec::new(),
        citations: Vec::new(),
    };
    if body > 0 {
        markdown::read(&mut entry, config, &mut diagnostics);
        seeds::take_from_cell(&mut entry, &mut diagnostics);
    }
    diagnostics.extend(slug::check(&entry));
    Parsed { entry, diagnostics }
}

/// What is kept of an entry is short where it says nothing.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// The address of what lies at a path below `entries/`.
pub fn address_of(path: &str) -> String {
    path.split('/').map(slugify).collect::<Vec<_>>().join("/")
}

/// The address by path, with its last part replaced if the front matter has one.
fn address(path: &str, own: Option<&str>) -> String {
    let address = address_of(path);
    let Some(own) = own else { return address };
    let last = slugify(own.rsplit('/').next().unwrap_or(own));
    address.rsplit_once('/').map_or(last.clone(), |(folder, _)| format!("{folder}/{last}"))
}
