//! A cell's `//|` options: YAML lines at its head, with Quarto's names.

use super::sweep::{self, Sweep};
use super::yaml;
use crate::config::parse_duration;
use crate::diagnostic::{Diagnostic, SourceText};
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

/// The options of a cell. What is not said is `None`.
#[derive(Debug, Clone, Default, PartialEq)]
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
    /// Whether the code is folded away.
    pub code_fold: Option<bool>,
    /// What stands on the fold.
    pub code_summary: Option<String>,
    /// The relative tolerance of its numbers in `check`.
    pub tol: Option<f64>,
    /// Whether its outputs may differ from run to run.
    pub volatile: Option<bool>,
    /// How long it may take.
    pub timeout: Option<Duration>,
    /// What of it is kept, so that editing a later cell does not compute it again.
    pub checkpoint: Option<Checkpoint>,
    /// The parameters that it is shown for.
    pub sweep: Option<Sweep>,
}

/// The bindings of a cell that are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    "code-fold",
    "code-summary",
    "tol",
    "volatile",
    "timeout",
    "checkpoint",
    "sweep",
];

/// The mark that leads an option line.
const MARK: &str = "//|";

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
    let mut options = CellOptions::default();
    for item in block.items(source, diagnostics) {
        if let Err(diagnostic) = read(source, &mut options, &item) {
            diagnostics.push(diagnostic);
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
        "code-fold" => options.code_fold = Some(item.value(source, "true or false")?),
        "code-summary" => options.code_summary = Some(text(source, item)?),
        "tol" => options.tol = Some(tolerance(source, item)?),
        "volatile" => options.volatile = Some(item.value(source, "true or false")?),
        "timeout" => {
            let text: String = item.value(source, "a duration such as 90s")?;
            options.timeout = Some(parse_duration(&text).map_err(|why| item.wrong(source, why))?);
        }
        "checkpoint" => options.checkpoint = Some(checkpoint(source, item)?),
        "sweep" => options.sweep = Some(sweep::parse(source, item)?),
        "seeds" => {
            return Err(Diagnostic::error(
                source,
                item.key.clone(),
                "the cells of an entry run as one program, with one seed",
            )
            .hint("put `seeds: 1..=20` into the front matter: the entry is then run once with each"));
        }
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

fn tolerance(source: &Arc<SourceText>, item: &yaml::Item) -> Result<f64, Diagnostic> {
    let tolerance: f64 = item.value(source, "a number")?;
    if tolerance.is_finite() && tolerance >= 0.0 {
        Ok(tolerance)
    } else {
        Err(item.wrong(source, "a tolerance is a number, 0 or more"))
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
