//! What a check has to say, as data: for machines as JSON and as JUnit XML, for people as a page. Pure: no files, no clock.

mod junit;
mod overlay;
mod page;

use crate::check::{Comparison, Finding, Flaky};
use crate::diagnostic::{Diagnostic, Severity, line_column};
use crate::entry::Entry;
use crate::record::Output;
use crate::run::failures::Failure;
use serde::Serialize;

pub use junit::junit;
pub use page::page;

/// What a check says of a journal.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Whether all is well.
    pub ok: bool,
    /// The journal's title.
    #[serde(skip)]
    pub journal: String,
    /// What made the runs, in words.
    #[serde(skip)]
    pub made: String,
    /// What is wrong with the sources.
    pub mistakes: Vec<Mistake>,
    /// What was found of each entry.
    pub entries: Vec<EntryReport>,
}

/// What is wrong with a source.
#[derive(Debug, Serialize)]
pub struct Mistake {
    severity: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

/// What was found of an entry.
#[derive(Debug, Serialize)]
pub struct EntryReport {
    /// Its slug.
    pub entry: String,
    /// Its title.
    #[serde(skip)]
    pub title: String,
    /// Its file.
    pub file: String,
    /// How it stands.
    pub state: State,
    /// How many outputs the run showed.
    pub outputs: usize,
    /// How many outputs are as recorded.
    pub reproduced: usize,
    /// The largest relative error among those.
    pub largest_relative_error: f64,
    /// What differs.
    pub findings: Vec<Finding>,
    /// What is worth a look.
    pub warnings: Vec<String>,
    /// What differs from run to run, where there was more than one.
    pub flaky: Vec<Flaky>,
    /// What went wrong in the run.
    pub failures: Vec<FailureReport>,
    /// Whether its record was made from other code or data, whatever else was found.
    #[serde(skip)]
    pub is_stale: bool,
    /// Every output that was compared.
    #[serde(skip)]
    pub compared: Vec<OutputReport>,
}

/// An output that was compared.
#[derive(Debug)]
pub struct OutputReport {
    /// Where.
    pub place: String,
    /// How it differs, and from what to what, if it does.
    pub difference: Option<Difference>,
}

/// How an output differs.
#[derive(Debug)]
pub struct Difference {
    /// The first difference.
    pub finding: Finding,
    /// What the record has.
    pub recorded: Option<Output>,
    /// What the run showed.
    pub now: Option<Output>,
}

/// How an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// All is as recorded.
    Reproduced,
    /// Something differs from the record.
    Drifted,
    /// Something differs from run to run.
    Flaky,
    /// It did not run to its end.
    Failed,
    /// It has no record.
    NotRecorded,
    /// Its record was made from other code or data.
    Stale,
    /// It can't be read.
    Broken,
}

/// Something that went wrong in a run.
#[derive(Debug, Serialize)]
pub struct FailureReport {
    outcome: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
}

impl State {
    /// The state in words.
    pub fn in_words(self) -> &'static str {
        match self {
            State::Reproduced => "reproduced",
            State::Drifted => "drifted",
            State::Flaky => "flaky",
            State::Failed => "failed",
            State::NotRecorded => "not recorded yet",
            State::Stale => "stale",
            State::Broken => "broken",
        }
    }
}

impl Report {
    /// The report as JSON.
    pub fn json(&self) -> String {
        match serde_json::to_string_pretty(self) {
            Ok(text) => format!("{text}\n"),
            Err(error) => format!("{{\"ok\": false, \"error\": {:?}}}\n", error.to_string()),
        }
    }

    /// How many entries are as recorded.
    pub fn reproduced(&self) -> usize {
        self.entries.iter().filter(|entry| entry.state == State::Reproduced).count()
    }

    /// How many outputs the runs showed.
    pub fn outputs(&self) -> usize {
        self.entries.iter().map(|entry| entry.outputs).sum()
    }
}

impl EntryReport {
    /// A report of an entry of which nothing is known yet.
    pub fn new(entry: &Entry, state: State) -> Self {
        Self {
            entry: entry.slug.clone(),
            title: entry.front.title.clone(),
            file: entry.source.path.clone(),
            state,
            outputs: 0,
            reproduced: 0,
            largest_relative_error: 0.0,
            findings: Vec::new(),
            warnings: Vec::new(),
            flaky: Vec::new(),
            failures: Vec::new(),
            is_stale: false,
            compared: Vec::new(),
        }
    }

    /// The same with what a comparison found.
    pub fn with_comparison(mut self, comparison: &Comparison, recorded: &[Output], now: &[Output]) -> Self {
        self.reproduced = comparison.reproduced();
        self.largest_relative_error = comparison.relative_error();
        self.findings = comparison.findings();
        self.warnings = comparison.warnings();
        let reported = comparison.outputs.iter().map(|compared| OutputReport {
            place: compared.place.clone(),
            difference: compared.finding.clone().map(|finding| Difference {
                finding,
                recorded: compared.recorded.map(|at| recorded[at].clone()),
                now: compared.now.map(|at| now[at].clone()),
            }),
        });
        self.compared = reported.collect();
        self
    }

    /// The same with what differs from run to run, which no record can have.
    pub fn with_flaky(mut self, flaky: Vec<Flaky>) -> Self {
        let is_flaky = |output: &OutputReport| flaky.iter().any(|one| one.place == output.place);
        let held = |output: &&OutputReport| output.difference.is_none() && !is_flaky(output);
        self.reproduced = self.compared.iter().filter(held).count();
        self.flaky = flaky;
        self
    }
}

impl FailureReport {
    /// The report of a failure.
    pub fn new(failure: &Failure) -> Self {
        let (line, column) = failure.place.unzip();
        Self { outcome: failure.outcome, message: failure.message.clone(), line, column }
    }

    fn in_words(&self, file: &str) -> String {
        let place = self.line.zip(self.column).map(|(line, column)| format!(":{line}:{column}"));
        format!("{file}{}: {}", place.unwrap_or_default(), self.message)
    }
}

impl Mistake {
    /// The report of a diagnostic.
    pub fn new(diagnostic: &Diagnostic) -> Self {
        let place = diagnostic.place.as_ref();
        let (line, column) = place.map(|place| line_column(&place.source.text, place.span.start)).unzip();
        Self {
            severity: if diagnostic.severity == Severity::Error { "error" } else { "warning" },
            message: diagnostic.message.clone(),
            file: place.map(|place| place.source.path.clone()),
            line,
            column,
            hint: diagnostic.hint.clone(),
        }
    }

    fn is_error(&self) -> bool {
        self.severity == "error"
    }

    fn in_words(&self) -> String {
        let place = match (&self.file, self.line, self.column) {
            (Some(file), Some(line), Some(column)) => format!("{file}:{line}:{column}: "),
            _ => String::new(),
        };
        let hint = self.hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default();
        format!("{place}{}{hint}", self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::{EntryReport, FailureReport, Mistake, OutputReport, Report, State};
    use crate::check::{Finding, Flaky, Kind};

    const STATES: [State; 7] = [
        State::Reproduced,
        State::Drifted,
        State::Flaky,
        State::Failed,
        State::NotRecorded,
        State::Stale,
        State::Broken,
    ];

    const KINDS: [Kind; 7] = [
        Kind::Drift,
        Kind::Missing,
        Kind::Extra,
        Kind::Renamed,
        Kind::Retyped,
        Kind::Reshaped,
        Kind::BrokenClaim,
    ];

    /// A report with one of everything, in which `text` stands wherever text can.
    pub(super) fn report(text: &str) -> Report {
        let text = || text.to_owned();
        let finding = |kind| Finding {
            place: text(),
            kind,
            recorded: Some(text()),
            now: Some(text()),
            relative_error: Some(0.5),
            rule: Some(text()),
            more: 3,
        };
        let entry = |state| EntryReport {
            entry: text(),
            title: text(),
            file: text(),
            state,
            outputs: 9,
            reproduced: 1,
            largest_relative_error: 1e-12,
            findings: KINDS.map(finding).to_vec(),
            warnings: vec![text()],
            flaky: vec![Flaky { place: text(), spread: text(), differs_in: 1, runs: 3 }],
            failures: vec![FailureReport {
                outcome: "panicked",
                message: text(),
                line: Some(1),
                column: Some(2),
            }],
            is_stale: false,
            compared: KINDS
                .map(|kind| OutputReport {
                    place: text(),
                    difference: Some(super::Difference { finding: finding(kind), recorded: None, now: None }),
                })
                .into(),
        };
        let mistake = Mistake {
            severity: "error",
            message: text(),
            file: Some(text()),
            line: Some(3),
            column: Some(4),
            hint: Some(text()),
        };
        Report {
            ok: false,
            journal: text(),
            made: text(),
            mistakes: vec![mistake],
            entries: STATES.map(entry).into(),
        }
    }

    /// Every name that stands in the JSON of a check.
    fn names(value: &serde_json::Value, found: &mut std::collections::BTreeSet<String>) {
        match value {
            serde_json::Value::Object(map) => {
                for (name, value) in map {
                    found.insert(name.clone());
                    if ["state", "kind"].contains(&name.as_str()) {
                        found.extend(value.as_str().map(str::to_owned));
                    }
                    names(value, found);
                }
            }
            serde_json::Value::Array(list) => list.iter().for_each(|value| names(value, found)),
            _ => {}
        }
    }

    #[test]
    fn all_that_stands_in_the_json_is_documented() {
        let json: serde_json::Value = serde_json::from_str(&report("text").json()).expect("it is JSON");
        let mut found = std::collections::BTreeSet::new();
        names(&json, &mut found);
        assert!(found.len() > 35, "{found:?}");
        let documented = include_str!("../../docs/check-reports.md");
        let missing: Vec<_> =
            found.iter().filter(|name| !documented.contains(&format!("`{name}`"))).collect();
        assert!(missing.is_empty(), "docs/check-reports.md does not tell of {missing:?}");
    }
}
