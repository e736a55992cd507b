//! The ledger's page, and the ledger for machines.

use super::assemble::Page;
use super::context::{PageContext, encoded};
use super::output::Made;
use super::shared::{Shared, index_of};
use crate::check::Tolerance;
use crate::diagnostic::{Diagnostic, Severity};
use crate::ledger::Metric;
use crate::record::history::{History, Past};
use crate::words::Words;
use cell::Number;
use serde::Serialize;
use std::collections::BTreeMap;

/// Each of `metrics`.
#[derive(Serialize)]
struct MetricContext<'a> {
    name: &'a str,
    /// In six digits at most, with its spread where it is a mean.
    value: String,
    /// With all its digits.
    whole_value: String,
    /// The title of its entry.
    entry: &'a str,
    /// The way to where it was made.
    href: String,
    /// As in `1e-9`; none if it differs from run to run.
    tolerance: Option<String>,
    /// Who says so.
    tolerance_source: Option<&'a str>,
    /// As in `2026-11-22`.
    date: &'a str,
    /// As in `22 November 2026`.
    date_text: String,
    rustc: &'a str,
    target: &'a str,
    /// What it was before, the newest first.
    earlier: Vec<EarlierContext<'a>>,
    /// How many that are, in words.
    earlier_text: String,
}

/// `metric.earlier`: a value that it had.
#[derive(Serialize)]
struct EarlierContext<'a> {
    value: String,
    whole_value: String,
    commit: &'a str,
    date: &'a str,
    date_text: String,
}

/// The ledger for machines.
#[derive(Serialize)]
struct LedgerFacts<'a> {
    metrics: Vec<MetricFacts<'a>>,
}

/// A metric for machines.
#[derive(Serialize)]
struct MetricFacts<'a> {
    entry: &'a str,
    title: &'a str,
    url: String,
    name: &'a str,
    value: Number,
    #[serde(skip_serializing_if = "Option::is_none")]
    plus_minus: Option<Number>,
    tolerance: Option<&'a Tolerance>,
    key: &'a str,
    made: &'a crate::record::Provenance,
    /// What it was before, the oldest first.
    #[serde(skip_serializing_if = "<[Past]>::is_empty")]
    history: &'a [Past],
}

/// Both files, where there are metrics.
pub(super) fn files<'s>(shared: &'s Shared<'_>) -> Made<'s> {
    if shared.ledger.is_empty() {
        return Ok(Vec::new());
    }
    let words = shared.words();
    let (title, description) = (words.ledger.title.clone(), words.ledger.description.clone());
    let page = PageContext::new(shared.context, "ledger/", Some(title), Some(description));
    let histories = histories(shared);
    let history = |metric: &Metric| {
        let of_entry = histories.get(metric.entry.as_str()).and_then(|history| history.get(&metric.name));
        of_entry.map_or(&[][..], Vec::as_slice)
    };
    let metrics: Vec<MetricContext<'_>> =
        shared.ledger.metrics().map(|metric| context(metric, history(metric), words, &page.root)).collect();
    let html = shared.fill("ledger.html", &page, |context| context.insert("metrics", &metrics));
    let base_url = &shared.context.base_url;
    let metrics = shared.ledger.metrics();
    let metrics = metrics.map(|metric| facts(metric, history(metric), base_url)).collect();
    let facts = LedgerFacts { metrics };
    let json = serde_json::to_string_pretty(&facts).map_err(|error| {
        Box::new(Diagnostic::new(Severity::Error, format!("the ledger can't be written as JSON: {error}")))
    })?;
    Ok(vec![(index_of("ledger"), html), ("ledger.json".to_owned(), format!("{json}\n").into_bytes().into())])
}

/// What the metrics of each entry were before, as the last stamped check learned it from git.
fn histories<'s>(shared: &'s Shared<'_>) -> BTreeMap<&'s str, &'s History> {
    let history_of = |page: &Page<'s>| Some(&page.reproduction.or(page.earlier_check)?.history);
    let entries = shared.entries.iter().map(|entry| entry.page);
    entries.filter_map(|page| Some((page.entry.slug.as_str(), history_of(page)?))).collect()
}

fn context<'a>(metric: &'a Metric, history: &'a [Past], words: &Words, root: &str) -> MetricContext<'a> {
    let made = &metric.made;
    MetricContext {
        name: &metric.name,
        value: metric.in_short(),
        whole_value: metric.value.to_string(),
        entry: &metric.title,
        href: address(metric, root),
        tolerance: metric.tolerance.as_ref().map(|tolerance| format!("{:e}", tolerance.relative)),
        tolerance_source: metric.tolerance.as_ref().map(|tolerance| tolerance.source.as_str()),
        date: &made.date,
        date_text: words.date.of_text(&made.date),
        rustc: &made.rustc,
        target: &made.target,
        earlier: history.iter().rev().map(|past| earlier(past, words)).collect(),
        earlier_text: words.ledger.earlier.fill(history.len(), &[]),
    }
}

fn earlier<'a>(past: &'a Past, words: &Words) -> EarlierContext<'a> {
    EarlierContext {
        value: crate::render::short(past.value.0),
        whole_value: past.value.to_string(),
        commit: &past.commit,
        date: &past.date,
        date_text: words.date.of_text(&past.date),
    }
}

fn facts<'a>(metric: &'a Metric, history: &'a [Past], base_url: &str) -> MetricFacts<'a> {
    MetricFacts {
        entry: &metric.entry,
        title: &metric.title,
        url: address(metric, base_url),
        name: &metric.name,
        value: metric.value,
        plus_minus: metric.plus_minus,
        tolerance: metric.tolerance.as_ref(),
        key: &metric.key,
        made: &metric.made,
        history,
    }
}

/// Where a metric was made, from a page from which `root` leads to the site's root.
fn address(metric: &Metric, root: &str) -> String {
    let fragment = metric.id.as_ref().map(|id| format!("#{}", encoded(id))).unwrap_or_default();
    format!("{root}{}/{fragment}", encoded(&metric.entry))
}
