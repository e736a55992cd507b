//! What a metric was in the records of earlier commits.

use super::Record;
use super::metrics::metrics;
use cell::Number;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The earlier values of metrics by name, each the oldest first.
pub type History = BTreeMap<String, Vec<Past>>;

/// As many earlier values of a metric are kept beside a record; git has all.
const KEPT: usize = 20;

/// A value that a commit brought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Past {
    /// The day of the commit, as in `2026-11-22`.
    pub date: String,
    /// The first digits of its hash.
    pub commit: String,
    /// The value.
    pub value: Number,
}

/// A record as a commit left it.
#[derive(Debug)]
pub struct PastRecord {
    /// The day of the commit.
    pub date: String,
    /// The first digits of its hash.
    pub commit: String,
    /// The record.
    pub record: Record,
}

/// The values that a metric had in `past`, the oldest first, each with the commit that brought it.
pub fn of_metric(name: &str, past: &[PastRecord]) -> Vec<Past> {
    let mut values: Vec<Past> = Vec::new();
    for PastRecord { date, commit, record } in past {
        let Some(value) = metrics(record).find(|metric| metric.name == name).map(|metric| metric.value)
        else {
            continue;
        };
        if values.last().is_none_or(|last| last.value != value) {
            values.push(Past { date: date.clone(), commit: commit.clone(), value });
        }
    }
    values
}

/// What the metrics of a record were before they had the values that they have now.
pub fn before(record: &Record, past: &[PastRecord]) -> History {
    let mut history = History::new();
    for metric in metrics(record) {
        let mut values = of_metric(&metric.name, past);
        values.pop_if(|last| last.value == metric.value);
        values.drain(..values.len().saturating_sub(KEPT));
        if !values.is_empty() {
            history.insert(metric.name.into_owned(), values);
        }
    }
    history
}

#[cfg(test)]
mod tests {
    use super::{KEPT, PastRecord, before, of_metric};
    use crate::record::{Output, Record, made_up};
    use cell::wire::Content;

    fn record(value: f64) -> Record {
        let content =
            Content::Metric { name: "loss".to_owned(), value: value.into(), single: false, tolerance: None };
        made_up::record(vec![Output { cell: None, content }])
    }

    fn past(values: &[f64]) -> Vec<PastRecord> {
        let commits = values.iter().enumerate();
        commits
            .map(|(at, value)| PastRecord {
                date: "2026-01-01".to_owned(),
                commit: at.to_string(),
                record: record(*value),
            })
            .collect()
    }

    #[test]
    fn a_value_is_told_once_until_it_changes() {
        let values = of_metric("loss", &past(&[1.0, 1.0, 2.0, f64::NAN, f64::NAN, 1.0]));
        let commits: Vec<&str> = values.iter().map(|past| past.commit.as_str()).collect();
        assert_eq!(commits, ["0", "2", "3", "5"]);
        assert!(of_metric("gain", &past(&[1.0])).is_empty());
    }

    #[test]
    fn the_value_of_now_is_not_history_and_a_long_one_is_cut_at_its_old_end() {
        assert!(before(&record(1.0), &past(&[1.0, 1.0])).is_empty());
        assert!(before(&record(1.0), &[]).is_empty());
        let history = before(&record(3.0), &past(&[1.0, 2.0]));
        assert_eq!(history["loss"].iter().map(|past| past.value.0).collect::<Vec<_>>(), [1.0, 2.0]);
        let many: Vec<f64> = (0..100).map(f64::from).collect();
        let history = before(&record(99.0), &past(&many));
        assert_eq!(history["loss"].len(), KEPT);
        assert_eq!(history["loss"].last().map(|past| past.value.0), Some(98.0));
    }
}
