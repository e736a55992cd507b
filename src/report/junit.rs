//! JUnit XML, as systems for continuous integration read it: a suite an entry, a test an output.

use super::{EntryReport, Report, State};
use crate::render::escaped;
use std::fmt::Write as _;

/// A test's name and what it failed with: the kind of failure, a line, the whole text.
struct Test {
    name: String,
    failure: Option<(&'static str, String, String)>,
}

/// The report as JUnit XML.
pub fn junit(report: &Report) -> String {
    let mut suites: Vec<(String, Vec<Test>)> = Vec::new();
    let sources: Vec<Test> = report
        .mistakes
        .iter()
        .filter(|mistake| mistake.is_error())
        .map(|mistake| failed("sources", "mistake", mistake.in_words()))
        .collect();
    if !sources.is_empty() {
        suites.push(("journal".to_owned(), sources));
    }
    suites.extend(report.entries.iter().map(|entry| (entry.file.clone(), tests(entry))));
    let (tests, failures) = suites
        .iter()
        .fold((0, 0), |(tests, failures), (_, suite)| (tests + suite.len(), failures + failures_of(suite)));
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        xml,
        "<testsuites name=\"lossbook check\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">"
    );
    for (name, tests) in &suites {
        push_suite(&mut xml, name, tests);
    }
    xml.push_str("</testsuites>\n");
    xml
}

fn failures_of(tests: &[Test]) -> usize {
    tests.iter().filter(|test| test.failure.is_some()).count()
}

fn failed(name: &str, kind: &'static str, text: String) -> Test {
    let line = text.lines().next().unwrap_or_default().to_owned();
    Test { name: name.to_owned(), failure: Some((kind, line, text)) }
}

/// A test for each output, and one for the entry as a whole.
fn tests(entry: &EntryReport) -> Vec<Test> {
    let mut tests = Vec::new();
    let whole = "runs and has a fresh record";
    match entry.state {
        State::Broken => tests.push(failed(whole, "broken", "the entry can't be read".to_owned())),
        State::NotRecorded => tests.push(failed(
            whole,
            "not-recorded",
            format!("not recorded yet; `lossbook run {}` does", entry.entry),
        )),
        State::Stale => tests.push(failed(
            whole,
            "stale",
            format!("the record is stale; `lossbook why {}` says why", entry.entry),
        )),
        _ if entry.failures.is_empty() => tests.push(Test { name: whole.to_owned(), failure: None }),
        _ => tests.extend(
            entry
                .failures
                .iter()
                .map(|failure| failed(whole, failure.outcome, failure.in_words(&entry.file))),
        ),
    }
    for flaky in &entry.flaky {
        let text = format!("differs in {} of {} runs: {}", flaky.differs_in, flaky.runs, flaky.spread);
        tests.push(failed(&format!("{} is the same in every run", flaky.place), "flaky", text));
    }
    for output in &entry.compared {
        let failure = output.difference.as_ref().map(|difference| {
            let finding = &difference.finding;
            let now = finding.now.as_deref().unwrap_or("nothing");
            let recorded = finding.recorded.as_deref().unwrap_or("nothing");
            (finding.kind.name(), format!("recorded {recorded}, now {now}"), finding.in_words())
        });
        tests.push(Test { name: output.place.clone(), failure });
    }
    tests
}

fn push_suite(xml: &mut String, name: &str, tests: &[Test]) {
    let (name, count, failures) = (escaped(name), tests.len(), failures_of(tests));
    let _ = writeln!(
        xml,
        "  <testsuite name=\"{name}\" tests=\"{count}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">"
    );
    for test in tests {
        let _ = write!(
            xml,
            "    <testcase classname=\"{name}\" name=\"{}\" file=\"{name}\"",
            escaped(&test.name)
        );
        match &test.failure {
            None => xml.push_str("/>\n"),
            Some((kind, message, text)) => {
                let (message, text) = (escaped(message), escaped(text));
                let _ = writeln!(
                    xml,
                    ">\n      <failure type=\"{kind}\" message=\"{message}\">{text}</failure>\n    </testcase>"
                );
            }
        }
    }
    xml.push_str("  </testsuite>\n");
}
