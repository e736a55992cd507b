//! `lossbook ledger`: the metrics of the whole journal, and what they were before.

use super::history::past_records;
use super::run::{report_mistakes, verdict};
use super::{Context, Verdict};
use crate::console::print;
use crate::diagnostic::{Diagnostic, Severity};
use crate::journal::Journal;
use crate::ledger::{Ledger, Metric};
use crate::plan::State;
use crate::record::history::{self, Past};
use cell::Table;
use serde::Serialize;

/// The ledger for machines.
#[derive(Serialize)]
struct Lines<'a> {
    metrics: &'a [Line],
}

/// A metric with what only the journal's folder knows of it.
#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    metric: Metric,
    /// Whether the code or the data changed since: the value may be another by now.
    stale: bool,
    /// What the commits up to now recorded, the oldest first; each value once until it changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<Vec<Past>>,
}

pub(super) fn ledger(
    context: &Context,
    names: &[String],
    history: bool,
    json: bool,
) -> Result<Verdict, Vec<Diagnostic>> {
    let journal = Journal::load(&context.root)?;
    let found = report_mistakes(context, &journal);
    let inputs = journal.inputs();
    let mut lines = Vec::new();
    for at in journal.select(names)? {
        let loaded = &journal.entries[at];
        if loaded.broken {
            continue;
        }
        let own = Ledger::of(std::iter::once((&loaded.entry, loaded.record.as_ref())), &journal.config);
        if own.is_empty() {
            continue;
        }
        let state = inputs.as_ref().map(|inputs| journal.state(loaded, inputs)).transpose()?;
        let stale = !matches!(state, Some((_, State::Fresh | State::Prose)));
        let past = if history { past_records(&journal, loaded) } else { Vec::new() };
        lines.extend(own.metrics().map(|metric| Line {
            metric: metric.clone(),
            stale,
            history: history.then(|| history::of_metric(&metric.name, &past)),
        }));
    }
    if json {
        let text = serde_json::to_string_pretty(&Lines { metrics: &lines });
        let text = text.map_err(|error| vec![Diagnostic::new(Severity::Error, error.to_string())])?;
        print(&format!("{text}\n"));
    } else if lines.is_empty() {
        context.console.note("no entry records a metric; a cell does with `metric(\"loss\", loss)`");
    } else {
        print(&table(&lines));
        lines.iter().for_each(|line| print(&history_in_words(line)));
    }
    Ok(verdict(found))
}

fn table(lines: &[Line]) -> String {
    let mut table = Table::new(["metric", "value", "entry", "may differ by", "recorded"]);
    for Line { metric, stale, .. } in lines {
        let tolerance = metric.tolerance.as_ref().map_or_else(
            || "anything".to_owned(),
            |tolerance| format!("{:e} ({})", tolerance.relative, tolerance.source),
        );
        let made = format!("{}, {}, {}", metric.made.date, metric.made.rustc, metric.made.target);
        let made = if *stale { format!("{made}; stale now") } else { made };
        let value = metric.plus_minus.map_or_else(|| metric.value.to_string(), |_| metric.in_short());
        table.push([metric.name.clone(), value, metric.entry.clone(), tolerance, made]);
    }
    table.to_string()
}

fn history_in_words(line: &Line) -> String {
    let Some(history) = &line.history else { return String::new() };
    let Line { metric, .. } = line;
    let mut text = format!("\n{}.{}\n", metric.entry, metric.name);
    for past in history {
        text.push_str(&format!("  {}  {}  {}\n", past.date, past.commit, past.value));
    }
    match history.last() {
        None => text.push_str("  git has no commit of its record\n"),
        Some(last) if last.value != metric.value => {
            text.push_str(&format!("  {}  not committed  {}\n", metric.made.date, metric.value));
        }
        Some(_) => {}
    }
    text
}
