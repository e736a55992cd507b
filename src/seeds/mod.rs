//! An entry that was run with many seeds, as one: numbers become a mean with its spread, tables and charts likewise.
//!
//! What is the same with every seed stays as it is. What differs and has no mean (a picture, a word) is shown of the first
//! seed and says so.

mod chart;
mod statistics;
mod words;

use crate::check::{cell_name, describe, pair};
use crate::diagnostic::Diagnostic;
use crate::entry::{Entry, Interval, Role};
use crate::record::{Output, place_of};
use cell::wire::{ClaimPart, Content};
use cell::{Number, Table, TableCell};

pub use statistics::{RULE, Statistics};
pub use words::spread as in_words;

/// The outputs over all seeds, in the order of the first seed's. `runs` holds those of each seed, in the order of the
/// entry's seeds.
pub fn summary(entry: &Entry, runs: &[Vec<Output>]) -> Vec<Output> {
    let Some((first, others)) = runs.split_first() else { return Vec::new() };
    let others: Vec<Vec<Option<&Output>>> = others.iter().map(|other| pair(first, other)).collect();
    let summary = Summary { entry, interval: entry.front.seeds.interval };
    let merged = first.iter().enumerate().map(|(at, output)| {
        let of_others: Option<Vec<&Content>> =
            others.iter().map(|other| other[at].map(|output| &output.content)).collect();
        let content = of_others.and_then(|others| summary.merge(&output.content, &others));
        let content = content.unwrap_or_else(|| summary.first_seed_alone(&output.content));
        Output { cell: output.cell, content }
    });
    merged.collect()
}

/// Where the seeds stand at a cell, what differs from seed to seed before it: it would be shown of one seed alone, beside
/// means that are made of it. What may differ from run to run, as the time that something took, is let pass.
pub fn differing_too_early(entry: &Entry, runs: &[Vec<Output>]) -> Vec<Diagnostic> {
    let seeds = &entry.front.seeds;
    let asking = entry.cells.iter().find(|cell| Some(cell.number) == seeds.cell && cell.role != Role::Ignore);
    let (Some(asking), Some((first, others))) = (asking, runs.split_first()) else { return Vec::new() };
    let is_early = |output: &&Output| place_of(entry, output) < asking.block.start;
    let free = |output: &Output| {
        let cell = entry.cells.iter().find(|cell| Some(cell.number) == output.cell);
        let volatile =
            cell.and_then(|cell| cell.options.volatile).is_some_and(|volatile| volatile.may_differ);
        volatile || matches!(output.content, Content::Timing { .. } | Content::Volatile { .. })
    };
    let early: Vec<Vec<Output>> = std::iter::once(first)
        .chain(others)
        .map(|run| run.iter().filter(is_early).filter(|output| !free(output)).cloned().collect())
        .collect();
    let Some((first, others)) = early.split_first() else { return Vec::new() };
    let differs =
        |at: usize| others.iter().any(|other| pair(first, other)[at].is_none_or(|twin| *twin != first[at]));
    let differing = (0..first.len()).filter(|&at| differs(at)).map(|at| {
        let message = format!(
            "{} differs from seed to seed, but stands before {}, which the seeds begin at",
            describe(entry, &first[at]),
            cell_name(entry, Some(asking.number))
        );
        let place = place_of(entry, &first[at]);
        let end =
            entry.source.text[place..].find('\n').map_or(entry.source.text.len(), |length| place + length);
        Diagnostic::error(&entry.source, place..end, message)
            .hint("move `seeds` up to the first cell that draws, or into the front matter")
    });
    differing.collect()
}

struct Summary<'a> {
    entry: &'a Entry,
    interval: Interval,
}

impl Summary<'_> {
    fn first_seed_alone(&self, content: &Content) -> Content {
        let seed = self.entry.front.seeds.list.first().copied().unwrap_or_default();
        Content::OneSeed { seed, content: Box::new(content.clone()) }
    }

    /// One output of all seeds, or nothing where there is no mean of them.
    fn merge(&self, first: &Content, others: &[&Content]) -> Option<Content> {
        if others.iter().all(|other| *other == first) {
            return Some(first.clone());
        }
        let all: Vec<&Content> = std::iter::once(first).chain(others.iter().copied()).collect();
        match first {
            Content::Volatile { .. } | Content::Param { .. } => Some(first.clone()),
            Content::Timing { name, .. } => {
                let mean = Number(Statistics::of(&numbers(&all)?).mean);
                Some(Content::Timing { name: name.clone(), seconds: mean })
            }
            Content::Metric { name, single, tolerance, .. } => {
                Some(self.spread(&numbers(&all)?, |mean, _| Content::Metric {
                    name: name.clone(),
                    value: mean,
                    single: *single,
                    tolerance: *tolerance,
                }))
            }
            Content::Value { single, .. } => Some(self.spread(&numbers(&all)?, |mean, half| {
                Content::Value { text: words::spread(mean.0, half), number: Some(mean), single: *single }
            })),
            Content::Inline { inline, single, .. } => {
                let format = self.entry.inlines.iter().find(|one| one.number == *inline);
                let format = format.map_or("", |one| one.format.as_str());
                Some(self.spread(&numbers(&all)?, |mean, half| Content::Inline {
                    inline: *inline,
                    text: words::formatted(mean.0, half, format),
                    number: Some(mean),
                    single: *single,
                }))
            }
            Content::Claim { claim, .. } => self.claim(*claim, &all),
            Content::Table(table) => {
                let tables: Option<Vec<&Table>> = all
                    .iter()
                    .map(|content| match content {
                        Content::Table(table) => Some(table),
                        _ => None,
                    })
                    .collect();
                self.table(table, &tables?).map(Content::Table)
            }
            Content::Chart(_) => {
                let charts: Option<Vec<_>> = all
                    .iter()
                    .map(|content| match content {
                        Content::Chart(chart) => Some(chart),
                        _ => None,
                    })
                    .collect();
                chart::merge(&charts?, self.interval).map(Content::Chart)
            }
            _ => None,
        }
    }

    fn spread(&self, values: &[f64], content: impl FnOnce(Number, f64) -> Content) -> Content {
        let statistics = Statistics::of(values);
        let half = statistics.plus_minus(self.interval);
        Content::Seeds {
            content: Box::new(content(Number(statistics.mean), half)),
            values: values.iter().copied().map(Number).collect(),
            plus_minus: Number(half),
        }
    }

    /// A claim has to hold with every seed; what decided it is shown as means where it is numbers. Of one that fails with
    /// some, the first of those seeds tells why.
    fn claim(&self, claim: u32, all: &[&Content]) -> Option<Content> {
        let read = |content: &&'_ Content| match content {
            Content::Claim { holds, parts, .. } => Some((*holds, parts.clone())),
            _ => None,
        };
        let outcomes: Vec<(bool, Vec<ClaimPart>)> = all.iter().map(read).collect::<Option<_>>()?;
        if let Some((holds, parts)) = outcomes.iter().find(|(holds, _)| !holds) {
            return Some(Content::Claim { claim, holds: *holds, parts: parts.clone() });
        }
        let (_, first) = outcomes.first()?;
        let parts = first.iter().filter_map(|part| {
            // A part that some seed does not even look at has no mean.
            let of_seeds: Option<Vec<&ClaimPart>> = outcomes
                .iter()
                .map(|(_, parts)| {
                    parts.iter().find(|other| other.part == part.part && other.holds == part.holds)
                })
                .collect();
            let of_seeds = of_seeds?;
            let value = |at: usize| {
                let texts: Option<Vec<&str>> =
                    of_seeds.iter().map(|part| part.values.get(at)?.as_deref()).collect();
                texts.map(|texts| self.side(&texts))
            };
            let values = (0..part.values.len()).map(value).collect();
            Some(ClaimPart { part: part.part, holds: part.holds, values })
        });
        Some(Content::Claim { claim, holds: true, parts: parts.collect() })
    }

    fn side(&self, texts: &[&str]) -> String {
        let first = texts.first().copied().unwrap_or_default();
        let values: Option<Vec<f64>> = texts.iter().map(|text| text.parse().ok()).collect();
        match values {
            Some(values) if texts.iter().any(|text| *text != first) => {
                let statistics = Statistics::of(&values);
                words::spread(statistics.mean, statistics.plus_minus(self.interval))
            }
            _ => first.to_owned(),
        }
    }

    /// A table whose numbers are means; nothing if another seed's has other columns, rows or words.
    fn table(&self, first: &Table, tables: &[&Table]) -> Option<Table> {
        let alike = |table: &&&Table| {
            table.row_count() == first.row_count()
                && table
                    .columns()
                    .iter()
                    .map(cell::Column::name)
                    .eq(first.columns().iter().map(cell::Column::name))
        };
        if tables.iter().filter(alike).count() < tables.len() {
            return None;
        }
        first.clone().try_map(|column, row, cell| {
            let cells: Option<Vec<&TableCell>> =
                tables.iter().map(|table| table.columns().get(column)?.cells().get(row)).collect();
            let cells = cells?;
            if cells.iter().all(|other| *other == cell) {
                return Some(cell.clone());
            }
            let values: Option<Vec<f64>> = cells.iter().map(|cell| cell.number()).collect();
            let statistics = Statistics::of(&values?);
            Some(TableCell::Spread {
                mean: Number(statistics.mean),
                sd: Number(statistics.sd),
                n: statistics.n,
                plus_minus: Number(statistics.plus_minus(self.interval)),
            })
        })
    }
}

/// The numbers that outputs stand for, if all of them stand for one.
fn numbers(contents: &[&Content]) -> Option<Vec<f64>> {
    let number = |content: &&Content| match content {
        Content::Metric { value, .. } => Some(value.0),
        Content::Timing { seconds, .. } => Some(seconds.0),
        Content::Value { number: Some(number), .. } | Content::Inline { number: Some(number), .. } => {
            Some(number.0)
        }
        Content::Value { text, .. } | Content::Inline { text, .. } => text.trim().parse().ok(),
        _ => None,
    };
    contents.iter().map(number).collect()
}
