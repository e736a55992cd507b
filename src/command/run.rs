//! `lossbook run`: runs stale or named entries and records what they show.

use super::runs::{self, Params, Purpose, Runner};
use super::{Context, Verdict, cache_bound};
use crate::check::cell_name;
use crate::console::print;
use crate::diagnostic::{Diagnostic, Severity};
use crate::entry::Entry;
use crate::journal::{Journal, Loaded};
use crate::params;
use crate::plan::{self, Inputs, Key, State};
use crate::record::{self, Header, Output, Record, VERSION};
use crate::run::program_run::{self, Shown};
use cell::wire::{Content, Scalar, grid};
use std::time::SystemTime;

pub(super) fn run(
    context: &Context,
    names: &[String],
    params: &[String],
    drafts: bool,
) -> Result<Verdict, Vec<Diagnostic>> {
    let mut journal = Journal::load(&context.root)?;
    let params = read_params(params)?;
    let mut found = report_mistakes(context, &journal);
    let mut chosen = journal.select(names)?;
    chosen.retain(|&at| {
        is_runnable(&journal.entries[at])
            && (drafts || !names.is_empty() || !journal.entries[at].entry.front.draft)
    });
    if !params.is_empty() {
        return Ok(run_and_print(context, &journal, &chosen, &params)?.max_with(found));
    }
    let runner = match journal.inputs() {
        Some(inputs) if names.is_empty() => {
            chosen = stale(context, &journal, &chosen, inputs, &mut found)?;
            if chosen.is_empty() {
                context.console.note("nothing to run: every record is fresh");
                return Ok(verdict(found));
            }
            Runner::prepare(context, &journal.config)?
        }
        _ => Runner::prepare(context, &journal.config)?,
    };
    // What a failing entry showed before it failed is not recorded, but it often says why.
    let print_outputs = |entry: &Entry, shown: &Shown| print(&printed_outputs(entry, shown));
    found |= record_runs(context, &mut journal, &runner, &chosen, &print_outputs)?;
    Ok(verdict(found))
}

/// Whether an entry has something to run and no mistake that would keep it from running.
pub(super) fn is_runnable(loaded: &Loaded) -> bool {
    !loaded.broken && plan::is_live(&loaded.entry)
}

/// Prints the mistakes of all entries. Gives whether one of them is an error.
pub(super) fn report_mistakes(context: &Context, journal: &Journal) -> bool {
    for diagnostic in &journal.diagnostics {
        context.console.diagnostic(diagnostic);
    }
    journal.has_errors()
}

pub(super) fn verdict(found: bool) -> Verdict {
    if found { Verdict::Found } else { Verdict::Good }
}

impl Verdict {
    fn max_with(self, found: bool) -> Self {
        verdict(found || self == Verdict::Found)
    }
}

/// Of the entries at `chosen`, those whose record does not have their key.
pub(super) fn stale(
    context: &Context,
    journal: &Journal,
    chosen: &[usize],
    inputs: &Inputs,
    found: &mut bool,
) -> Result<Vec<usize>, Vec<Diagnostic>> {
    let mut stale = Vec::new();
    for &at in chosen {
        match journal.freshness(&journal.entries[at], inputs) {
            Ok(State::Stale(_) | State::NeverRun) => stale.push(at),
            Ok(State::Fresh | State::Prose) => {}
            Err(diagnostics) => {
                *found = true;
                diagnostics.iter().for_each(|diagnostic| context.console.diagnostic(diagnostic));
            }
        }
    }
    Ok(stale)
}

/// Runs the entries at `chosen` and records those that ran to their end, in the journal as well; `failed` is told of the
/// others. Gives whether there were any.
pub(super) fn record_runs(
    context: &Context,
    journal: &mut Journal,
    runner: &Runner,
    chosen: &[usize],
    failed: &dyn Fn(&Entry, &Shown),
) -> Result<bool, Vec<Diagnostic>> {
    let mut found = false;
    let began = SystemTime::now();
    let purpose = Purpose { checkpoints: true, ..Purpose::default() };
    for (&at, shown) in chosen.iter().zip(runner.run_all(context, journal, chosen, &purpose)?) {
        let loaded = &journal.entries[at];
        tell_of_checkpoints(context, &loaded.entry, &shown);
        if runs::report(context, &shown) {
            found = true;
            failed(&loaded.entry, &shown);
            continue;
        }
        // Preparing the environment may have chosen versions, which are part of the key.
        let inputs = journal.inputs().ok_or_else(|| {
            vec![Diagnostic::new(
                Severity::Error,
                "the versions of [cells.dependencies] could not be kept in lossbook.lock",
            )]
        })?;
        let (key, _) = journal.state(loaded, inputs)?;
        if let Some(record) = keep(loaded, key, shown, runner)? {
            context.console.note(&format!("recorded {}", loaded.record_name()));
            journal.entries[at].take_new_record(record);
        } else {
            context.console.note(&format!("{} shows what its record has", loaded.entry.source.path));
        }
    }
    cache_bound::keep(context, &journal.config, began);
    Ok(found)
}

/// Says which cells came from their checkpoints, and which slow ones could.
fn tell_of_checkpoints(context: &Context, entry: &Entry, shown: &Shown) {
    for cell in &shown.restored {
        let name = cell_name(entry, Some(*cell));
        context.console.note(&format!("{}: {name} came from its checkpoint", entry.source.path));
    }
    for suggestion in plan::suggest_checkpoints(entry, &shown.cell_seconds) {
        context.console.note(&suggestion);
    }
}

/// Records a run, unless the record says the same already. Gives what was written.
fn keep(loaded: &Loaded, key: Key, shown: Shown, runner: &Runner) -> Result<Option<Record>, Vec<Diagnostic>> {
    let same_key = loaded.record.as_ref().is_some_and(|old| old.header.key == key.key);
    // A record changes only when its key changed, or by `accept`.
    if same_key {
        return Ok(None);
    }
    let made = program_run::provenance(&runner.environment.toolchain, crate::clock::today());
    let record = new_record(key, shown.outputs, made);
    record::write(&loaded.record_file(), &loaded.record_name(), record)
        .map(Some)
        .map_err(|diagnostic| vec![diagnostic])
}

/// A record of these outputs.
pub(super) fn new_record(key: Key, outputs: Vec<Output>, made: record::Provenance) -> Record {
    let header = Header { lossbook: VERSION, key: key.key, checksum: String::new(), made, parts: key.parts };
    Record { header, outputs }
}

/// `-P name=value` as values; a value is a number or a truth value if it reads as one, else text.
fn read_params(params: &[String]) -> Result<Params, Vec<Diagnostic>> {
    let mut values = Params::new();
    for param in params {
        let Some((name, value)) = param.split_once('=').filter(|(name, _)| !name.trim().is_empty()) else {
            return Err(vec![
                Diagnostic::new(Severity::Error, format!("`-P {param}` is no parameter"))
                    .hint("write it as `-P lr=0.3`"),
            ]);
        };
        values.insert(name.trim().to_owned(), scalar(value.trim()));
    }
    Ok(values)
}

fn scalar(text: &str) -> Scalar {
    if let Ok(truth) = text.parse() {
        Scalar::Bool(truth)
    } else if let Ok(whole) = text.parse() {
        Scalar::Int(whole)
    } else if let Ok(number) = text.parse::<f64>() {
        Scalar::Float(number.into())
    } else {
        Scalar::Text(text.to_owned())
    }
}

/// Runs with parameters from the command line: the outputs are printed, nothing is recorded.
fn run_and_print(
    context: &Context,
    journal: &Journal,
    chosen: &[usize],
    params: &Params,
) -> Result<Verdict, Vec<Diagnostic>> {
    let runner = Runner::prepare(context, &journal.config)?;
    let mut found = false;
    let purpose = Purpose { params: params.clone(), checkpoints: true };
    for (&at, shown) in chosen.iter().zip(runner.run_all(context, journal, chosen, &purpose)?) {
        let entry = &journal.entries[at].entry;
        warn_unused(context, &shown, params, &entry.slug);
        print(&printed_outputs(entry, &shown));
        found |= runs::report(context, &shown);
    }
    Ok(verdict(found))
}

/// A parameter that no cell asked for is most likely a slip of the pen.
fn warn_unused(context: &Context, shown: &Shown, given: &Params, slug: &str) {
    if !shown.failures.is_empty() {
        return;
    }
    let known = params::names(&shown.outputs);
    for name in given.keys().filter(|name| !known.contains(&name.as_str())) {
        let message = format!("`{slug}` has no parameter `{name}`");
        context.console.diagnostic(&Diagnostic::new(Severity::Warning, message).hint(params::HINT));
    }
}

/// An entry's outputs for the terminal.
fn printed_outputs(entry: &Entry, shown: &Shown) -> String {
    let outputs: String = shown.outputs.iter().map(|output| printed(entry, output)).collect();
    format!("{}\n{outputs}", entry.source.path)
}

/// An output for the terminal: what it is, and its text without what would steer the terminal.
pub(super) fn printed(entry: &Entry, output: &Output) -> String {
    let text = text_of(&output.content);
    let place = crate::check::describe(entry, output);
    let clean =
        |line: &str| line.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect::<String>();
    let mut lines = text.lines();
    match (lines.next(), lines.next()) {
        (None, _) => format!("  {place}\n"),
        (Some(one), None) => format!("  {place}: {}\n", clean(one)),
        _ => format!(
            "  {place}:\n{}",
            text.lines().map(|line| format!("    {}\n", clean(line))).collect::<String>()
        ),
    }
}

/// What a terminal can show of an output.
fn text_of(content: &Content) -> String {
    match content {
        Content::Text { text, .. } | Content::Value { text, .. } | Content::Inline { text, .. } => {
            text.trim_end().to_owned()
        }
        Content::Table(table) => table.to_string(),
        Content::Chart(chart) => format!("[{}]", crate::render::english_description(chart)),
        Content::Metric { value, .. } => value.to_string(),
        Content::Param { value, .. } => value.to_string(),
        Content::Timing { seconds, .. } => format!("{:.3} s", seconds.0),
        Content::Claim { holds, .. } => if *holds { "holds" } else { "does not hold" }.to_owned(),
        Content::Seeds { content, plus_minus, .. } => match &**content {
            Content::Metric { value, .. } => crate::seeds::in_words(value.0, plus_minus.0),
            other => text_of(other),
        },
        Content::Volatile { content } | Content::OneSeed { content, .. } => text_of(content),
        Content::Sweep { axes, at, variants } => {
            let points = grid(axes).into_iter().zip(at).map(|(point, variant)| {
                let place = crate::sweep::in_words(point.iter().map(|(name, value)| (name, value)));
                let content = variant.and_then(|variant| variants.get(variant));
                format!("at {place}: {}", content.map_or_else(|| "nothing".to_owned(), text_of))
            });
            points.collect::<Vec<String>>().join("\n")
        }
        Content::Image(_) | Content::Svg(_) | Content::Html(_) => String::new(),
    }
}
