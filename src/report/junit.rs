//! JUnit XML, as systems for continuous integration read it: a suite an entry, a test an output. Nothing stands in it but
//! what the strictest of the schemas in use allows.

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
    let (name, count, failures) = (in_xml(name), tests.len(), failures_of(tests));
    let _ = writeln!(
        xml,
        "  <testsuite name=\"{name}\" file=\"{name}\" tests=\"{count}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">"
    );
    for test in tests {
        let _ = write!(xml, "    <testcase classname=\"{name}\" name=\"{}\"", in_xml(&test.name));
        match &test.failure {
            None => xml.push_str("/>\n"),
            Some((kind, message, text)) => {
                let (message, text) = (in_xml(message), in_xml(text));
                let _ = writeln!(
                    xml,
                    ">\n      <failure type=\"{kind}\" message=\"{message}\">{text}</failure>\n    </testcase>"
                );
            }
        }
    }
    xml.push_str("  </testsuite>\n");
}

/// Text without what XML has no place for, even written as a reference.
fn in_xml(text: &str) -> String {
    escaped(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::super::tests::report;
    use super::junit;

    /// The elements and attributes of the schema that Jenkins holds such files against, as far as ours has them: parent,
    /// element, its attributes.
    const SCHEMA: [(&str, &str, &[&str]); 4] = [
        ("", "testsuites", &["name", "time", "tests", "failures", "errors"]),
        (
            "testsuites",
            "testsuite",
            &[
                "name",
                "tests",
                "failures",
                "errors",
                "group",
                "time",
                "skipped",
                "timestamp",
                "hostname",
                "id",
                "package",
                "file",
            ],
        ),
        ("testsuite", "testcase", &["name", "time", "classname", "group"]),
        ("testcase", "failure", &["type", "message"]),
    ];

    /// What a tag does.
    #[derive(PartialEq)]
    enum Does {
        Begin,
        End,
        Both,
    }

    /// A tag's name, its attributes, and what it does.
    fn read(tag: &str) -> (&str, Vec<&str>, Does) {
        if let Some(name) = tag.strip_prefix('/') {
            return (name, Vec::new(), Does::End);
        }
        let (tag, does) = tag.strip_suffix('/').map_or((tag, Does::Begin), |tag| (tag, Does::Both));
        let (name, rest) = tag.split_once(' ').unwrap_or((tag, ""));
        (name, rest.split_inclusive("\" ").collect(), does)
    }

    #[test]
    fn what_is_written_is_as_the_schema_says() {
        let xml = junit(&report("\u{1b}[1m <b> & \"\u{ffff}\" ]]>"));
        let allowed =
            |c: char| matches!(c, '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
        assert!(xml.chars().all(allowed), "{xml:?}");
        let mut above = vec![""];
        let mut seen = Vec::new();
        let (mut cases, mut failures, mut said) = (0, 0, (0, 0));
        for tag in xml.split('<').skip(2) {
            let (name, attributes, does) = read(tag.split_once('>').expect("a tag has an end").0);
            if does == Does::End {
                assert_eq!(above.pop(), Some(name), "{xml}");
                if name == "testsuite" {
                    assert_eq!((cases, failures), said, "the numbers of a suite are those of what is in it");
                }
                continue;
            }
            let parent = above.last().copied().unwrap_or_default();
            let known = SCHEMA.iter().find(|(above, own, _)| (*above, *own) == (parent, name));
            let (_, _, names) = known.unwrap_or_else(|| panic!("<{name}> in <{parent}>\n{xml}"));
            let pairs: Vec<(&str, &str)> = attributes
                .iter()
                .map(|one| one.split_once("=\"").expect("an attribute has a value"))
                .collect();
            for (attribute, value) in &pairs {
                assert!(names.contains(attribute), "{name} has {attribute}\n{xml}");
                assert_eq!(
                    value.trim_end().find('"'),
                    Some(value.trim_end().len() - 1),
                    "{attribute}\n{xml}"
                );
            }
            let value =
                |wanted: &str| pairs.iter().find(|(name, _)| *name == wanted).map(|(_, value)| *value);
            assert!(name == "failure" || value("name").is_some(), "{name} needs a name\n{xml}");
            let count = |name: &str| {
                value(name).map_or(0, |text| text.trim_end_matches(['"', ' ']).parse().unwrap_or(0))
            };
            match name {
                "testsuite" => (cases, failures, said) = (0, 0, (count("tests"), count("failures"))),
                "testcase" => cases += 1,
                "failure" => failures += 1,
                _ => {}
            }
            seen.push(name);
            if does == Does::Begin {
                above.push(name);
            }
        }
        assert_eq!(above, [""], "all that begins ends");
        assert!(SCHEMA.iter().all(|(_, name, _)| seen.contains(name)), "{seen:?}");
    }
}
