//! A cell's `//|` options: YAML lines at its head, with Quarto's names.

use super::marks::{self, PlacedMarks};
use super::seeds::{self, Seeds};
use super::sweep::{self, Sweep};
use super::{tolerance, yaml};
use crate::config::parse_duration;
use crate::diagnostic::{Diagnostic, SourceText, did_you_mean};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

/// The options of a cell. What is not said is `None`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CellOptions {
    /// The cell's name, for references (`@fig-descent`) and for `accept`.
    pub label: Option<String>,
    /// Whether the code is shown.
    pub echo: Option<bool>,
    /// Whether the cell runs.
    pub eval: Option<bool>,
    /// Whether the outputs are shown.
    pub output: Option<bool>,
    /// Whether anything of the cell is shown.
    pub include: Option<bool>,
    /// Whether the cell may fail; what it fails with is then shown.
    pub error: Option<bool>,
    /// The caption of its figure.
    pub fig_cap: Option<String>,
    /// The text alternative of its figure.
    pub fig_alt: Option<String>,
    /// The figure's width in pixels.
    pub fig_width: Option<u32>,
    /// The figure's height in pixels.
    pub fig_height: Option<u32>,
    /// The caption of its table.
    pub tbl_cap: Option<String>,
    /// How much room its figures and tables take, if not the measure.
    pub column: Option<Column>,
    /// Whether readers may fold the code, and whether it is folded at first.
    pub code_fold: Option<Fold>,
    /// What stands on the fold.
    pub code_summary: Option<String>,
    /// The lines that are marked.
    pub mark: Option<PlacedMarks>,
    /// The relative tolerance of its numbers in `check`.
    pub tol: Option<f64>,
    /// Whether its outputs may differ from run to run, and by how much.
    pub volatile: Option<Volatile>,
    /// Whether it shows NaN on purpose.
    pub nan: Option<bool>,
    /// How long it may take.
    pub timeout: Option<Duration>,
    /// What of it is kept, so that editing a later cell does not compute it again.
    pub checkpoint: Option<Checkpoint>,
    /// The parameters that it is shown for.
    pub sweep: Option<Sweep>,
    /// The seeds that it asks for, and where.
    pub seeds: Option<(Seeds, Range<usize>)>,
}

/// How much room a figure or a table takes, in Quarto's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Column {
    /// Somewhat more than the measure.
    BodyOutset,
    /// The measure and the margins.
    Page,
    /// The window's whole width.
    Screen,
    /// The margin alone.
    Margin,
}

impl Column {
    const ALL: [Self; 4] = [Self::BodyOutset, Self::Page, Self::Screen, Self::Margin];

    /// What the first of these classes says that says anything of it.
    pub fn of_classes(classes: &[&str]) -> Option<Self> {
        classes.iter().find_map(|class| Self::ALL.into_iter().find(|column| column.class() == *class))
    }

    /// The class of what takes that room.
    pub fn class(self) -> &'static str {
        match self {
            Column::BodyOutset => "column-body-outset",
            Column::Page => "column-page",
            Column::Screen => "column-screen",
            Column::Margin => "column-margin",
        }
    }
}

/// How a cell's code is folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fold {
    /// Not at all: `code-fold: false`.
    Never,
    /// Folded away until it is asked for: `code-fold: true`.
    Closed,
    /// In sight, and can be folded away: `code-fold: show`.
    Open,
}

/// `volatile: true`, or `volatile: 0.2`: a fifth more or less.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Volatile {
    /// Whether outputs may differ at all.
    pub may_differ: bool,
    /// The relative difference that their numbers may show; any if there is none.
    pub bound: Option<f64>,
}

/// The bindings of a cell that are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Their names.
    pub names: Vec<String>,
    /// Where the option stands.
    pub place: Range<usize>,
}

/// The most names that a checkpoint may have.
const CHECKPOINT_LIMIT: usize = 16;

/// The names of all options.
pub const NAMES: &[&str] = &[
    "label",
    "echo",
    "eval",
    "output",
    "include",
    "error",
    "fig-cap",
    "fig-alt",
    "fig-width",
    "fig-height",
    "tbl-cap",
    "column",
    "code-fold",
    "code-summary",
    "mark",
    "tol",
    "volatile",
    "nan",
    "timeout",
    "checkpoint",
    "sweep",
    "seeds",
];

/// The mark that leads an option line.
const MARK: &str = "//|";

/// Lines that look like options where only code is read.
fn late_options(source: &Arc<SourceText>, code: Range<usize>) -> impl Iterator<Item = Diagnostic> {
    let mut at = code.start;
    source.text[code].split_inclusive('\n').filter_map(move |line| {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        let end = start + line.trim().len();
        line.trim_start().starts_with(MARK).then(|| {
            Diagnostic::warning(source, start..end, "this is a comment, and no option of the cell").hint(
                "options stand at the head of a cell, above its code and without empty lines between them",
            )
        })
    })
}

/// Reads the option lines at the head of a cell's body. Gives the options and where the code begins.
pub(super) fn parse(
    source: &Arc<SourceText>,
    body: Range<usize>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (CellOptions, usize) {
    let mut block = yaml::Block::default();
    let mut at = body.start;
    for line in source.text[body.clone()].split_inclusive('\n') {
        let trimmed = line.trim_start();
        let Some(rest) = trimmed.strip_prefix(MARK) else { break };
        let content = rest.strip_prefix(' ').unwrap_or(rest);
        block.push(content.trim_end_matches('\n'), at + (line.len() - content.len()));
        at += line.len();
    }
    diagnostics.extend(late_options(source, at..body.end));
    let mut options = CellOptions::default();
    for item in block.items(source, diagnostics) {
        if let Err(diagnostic) = read(source, &mut options, &item) {
            diagnostics.push(diagnostic);
        } else if item.name == "tol" {
            diagnostics.extend(tolerance::lint(source, &item, options.tol));
        }
    }
    (options, at)
}

fn read(source: &Arc<SourceText>, options: &mut CellOptions, item: &yaml::Item) -> Result<(), Diagnostic> {
    match item.name.as_str() {
        "label" => options.label = Some(label(source, item)?),
        "echo" => options.echo = Some(item.value(source, "true or false")?),
        "eval" => options.eval = Some(item.value(source, "true or false")?),
        "output" => options.output = Some(item.value(source, "true or false")?),
        "include" => options.include = Some(item.value(source, "true or false")?),
        "error" => options.error = Some(item.value(source, "true or false")?),
        "fig-cap" => options.fig_cap = Some(text(source, item)?),
        "fig-alt" => options.fig_alt = Some(text(source, item)?),
        "fig-width" => options.fig_width = Some(item.value(source, "a number of pixels")?),
        "fig-height" => options.fig_height = Some(item.value(source, "a number of pixels")?),
        "tbl-cap" => options.tbl_cap = Some(text(source, item)?),
        "column" => options.column = column(source, item)?,
        "code-fold" => options.code_fold = Some(fold(source, item)?),
        "code-summary" => options.code_summary = Some(text(source, item)?),
        "mark" => options.mark = Some(marks::of_option(source, item)?),
        "tol" => options.tol = Some(tolerance::number(source, item)?),
        "volatile" => options.volatile = Some(volatile(source, item)?),
        "nan" => options.nan = Some(item.value(source, "true or false")?),
        "timeout" => {
            let text: String = item.value(source, "a duration such as 90s")?;
            options.timeout = Some(parse_duration(&text).map_err(|why| item.wrong(source, why))?);
        }
        "checkpoint" => options.checkpoint = Some(checkpoint(source, item)?),
        "sweep" => options.sweep = Some(sweep::parse(source, item)?),
        "seeds" => options.seeds = Some((seeds::parse(source, item)?, item.key.clone())),
        _ => return Err(item.unknown(source, "cell option", NAMES)),
    }
    Ok(())
}

/// Text without the line end that a block of lines leaves behind it.
fn text(source: &Arc<SourceText>, item: &yaml::Item) -> Result<String, Diagnostic> {
    Ok(item.value::<String>(source, "text")?.trim_end().to_owned())
}

fn label(source: &Arc<SourceText>, item: &yaml::Item) -> Result<String, Diagnostic> {
    let label: String = item.value(source, "a name")?;
    let good = !label.is_empty()
        && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if good {
        Ok(label)
    } else {
        Err(item.wrong(source, "a label has small letters, digits and dashes alone, as in `fig-descent`"))
    }
}

/// A place of Quarto's that has a class here; `body` is where everything stands.
fn column(source: &Arc<SourceText>, item: &yaml::Item) -> Result<Option<Column>, Diagnostic> {
    const NAMES: [&str; 5] = ["body", "body-outset", "page", "screen", "margin"];
    let name: String = item.value(source, "a place such as page")?;
    match name.as_str() {
        "body" => Ok(None),
        "body-outset" => Ok(Some(Column::BodyOutset)),
        "page" => Ok(Some(Column::Page)),
        "screen" => Ok(Some(Column::Screen)),
        "margin" => Ok(Some(Column::Margin)),
        other => {
            let diagnostic = item.wrong(source, format!("there is no column `{other}`"));
            Err(match did_you_mean(other, NAMES) {
                Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
                None => diagnostic.hint(format!("known are {}", NAMES.join(", "))),
            })
        }
    }
}

fn fold(source: &Arc<SourceText>, item: &yaml::Item) -> Result<Fold, Diagnostic> {
    const WHAT: &str = "true, false or show";
    match item.value::<bool>(source, WHAT) {
        Ok(true) => Ok(Fold::Closed),
        Ok(false) => Ok(Fold::Never),
        Err(diagnostic) => match item.value::<String>(source, WHAT)?.as_str() {
            "show" => Ok(Fold::Open),
            _ => Err(diagnostic),
        },
    }
}

fn volatile(source: &Arc<SourceText>, item: &yaml::Item) -> Result<Volatile, Diagnostic> {
    let what = "true, false or a number such as 0.2";
    if let Ok(may_differ) = item.value::<bool>(source, what) {
        return Ok(Volatile { may_differ, bound: None });
    }
    let bound: f64 = item.value(source, what)?;
    if bound > 0.0 && bound < 1.0 {
        Ok(Volatile { may_differ: true, bound: Some(bound) })
    } else {
        Err(item
            .wrong(source, "the bound of a volatile cell lies between 0 and 1")
            .hint("it is a part of the larger number: 0.2 is a fifth, with 0.5 a number may halve or double"))
    }
}

fn checkpoint(source: &Arc<SourceText>, item: &yaml::Item) -> Result<Checkpoint, Diagnostic> {
    const WHAT: &str = "a list of names, as in [model, losses]";
    let names: Vec<String> = match item.value(source, WHAT) {
        Ok(names) => names,
        // One name needs no brackets.
        Err(diagnostic) => vec![item.value::<String>(source, WHAT).map_err(|_| diagnostic)?],
    };
    if names.is_empty() || names.len() > CHECKPOINT_LIMIT {
        return Err(item.wrong(source, format!("a checkpoint keeps 1 to {CHECKPOINT_LIMIT} names")));
    }
    for (at, name) in names.iter().enumerate() {
        if syn::parse_str::<syn::Ident>(name).is_err() {
            return Err(item.wrong(source, format!("`{name}` is no name that a cell can bind")));
        }
        if names[..at].contains(name) {
            return Err(item.wrong(source, format!("`{name}` stands twice")));
        }
    }
    Ok(Checkpoint { names, place: item.span.clone() })
}
