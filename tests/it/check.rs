//! Checking: the recorded outputs of an entry (`recorded.jsonl`) and those of another run (`now.jsonl`) against what
//! `check` finds. `entry.md` says which cells there are and what they tolerate.

use crate::cases::{config, parsed, run_cases};
use lossbook::check::{compare, tolerances};
use lossbook::record::Output;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

#[test]
fn a_run_that_differs_from_its_record_is_found_out() {
    run_cases("check", findings, "expected.txt");
}

fn findings(case: &Path) -> String {
    let config = config(case);
    let parsed = parsed(case, &config);
    assert!(parsed.diagnostics.is_empty(), "{}: {:?}", case.display(), parsed.diagnostics);
    let (recorded, now) = (outputs(case, "recorded.jsonl"), outputs(case, "now.jsonl"));
    let tolerances = tolerances(&parsed.entry, &config);
    let itself = compare(&parsed.entry, &recorded, &recorded, &tolerances);
    assert_eq!(itself.findings(), [], "a record differs from itself");
    assert_eq!(itself.reproduced(), itself.count());
    let comparison = compare(&parsed.entry, &recorded, &now, &tolerances);
    let findings = comparison.findings();
    let mut text = String::new();
    for finding in &findings {
        let _ = writeln!(text, "{}", serde_json::to_string_pretty(finding).expect("a finding is JSON"));
    }
    if findings.is_empty() {
        text.push_str("no findings\n");
    }
    // Where another place of an output moved further than its first, that is what `impact` tells.
    let furthest = comparison.furthest();
    assert_eq!(findings.len(), furthest.len(), "{}: both are of the same outputs", case.display());
    for (_, finding) in findings.iter().zip(&furthest).filter(|(first, furthest)| first != furthest) {
        let change = finding.relative_error.unwrap_or_default();
        let _ = writeln!(text, "furthest: {}, by {change:e}", finding.place);
    }
    for warning in comparison.warnings() {
        let _ = writeln!(text, "warning: {warning}");
    }
    let (reproduced, count) = (comparison.reproduced(), comparison.count());
    let _ = writeln!(
        text,
        "{reproduced} of {count} reproduced, largest relative error {:e}",
        comparison.relative_error()
    );
    text
}

fn outputs(case: &Path, name: &str) -> Vec<Output> {
    let file = case.join(name);
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let read = |line: &str| {
        serde_json::from_str(line).unwrap_or_else(|error| panic!("{}: {error}: {line}", file.display()))
    };
    text.lines().map(read).collect()
}
