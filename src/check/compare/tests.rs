use super::compare;
use crate::check::{Finding, Kind, Tolerance, Tolerances};
use crate::config::Config;
use crate::diagnostic::SourceText;
use crate::entry::{self, Entry};
use crate::record::Output;
use cell::wire::{Content, Stream};
use cell::{Chart, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

fn entry() -> Entry {
    let settings = SourceText::new("lossbook.toml".to_owned(), "[site]\ntitle = \"x\"\n".to_owned());
    let config = Config::parse(&Arc::new(settings)).expect("it is sound");
    let text = "---\ntitle: x\n---\n```rust\n1\n```\n```rust\n2\n```\n".to_owned();
    entry::parse(Arc::new(SourceText::new("entries/x.md".to_owned(), text)), "x", false, &config, None).entry
}

fn tolerances() -> Tolerances {
    let general = Tolerance { relative: 1e-9, single: 1e-5, absolute: 1e-12, source: "default".to_owned() };
    Tolerances { general, cells: BTreeMap::new(), volatile: BTreeMap::new(), nan: BTreeSet::new() }
}

fn find(recorded: &[Output], now: &[Output]) -> Vec<Finding> {
    compare(&entry(), recorded, now, &tolerances()).findings()
}

fn output(cell: u32, content: Content) -> Output {
    Output { cell: Some(cell), content }
}

fn text(cell: u32, text: &str) -> Output {
    output(cell, Content::Text { stream: Stream::Stdout, text: text.to_owned() })
}

fn metric(name: &str, value: f64) -> Output {
    output(1, Content::Metric { name: name.to_owned(), value: value.into(), single: false, tolerance: None })
}

#[test]
fn of_many_differences_the_first_is_told_and_the_others_counted() {
    let chart = |ys: &[f64]| output(1, Content::Chart(Chart::new().line("loss", ys)));
    let ys: Vec<f64> = (0..100).map(f64::from).collect();
    let moved: Vec<f64> = ys.iter().map(|y| if *y < 10.0 { *y } else { y + 1.0 }).collect();
    let findings = find(&[chart(&ys)], &[chart(&moved)]);
    let [finding] = findings.as_slice() else { panic!("one chart, one finding: {findings:?}") };
    assert_eq!((finding.kind, finding.more), (Kind::Drift, 89));
    assert_eq!(finding.place, "cell 1, chart: series 1, y 11");
    assert_eq!((finding.recorded.as_deref(), finding.now.as_deref()), (Some("10"), Some("11")));
}

#[test]
fn outputs_without_a_name_are_paired_by_their_place_in_the_cell() {
    let recorded = [text(1, "a\n"), text(2, "b\n"), text(1, "c\n")];
    assert_eq!(find(&recorded, &[text(1, "a\n"), text(1, "c\n"), text(2, "b\n")]), []);
    let findings = find(&recorded, &[text(1, "c\n"), text(2, "b\n")]);
    let kinds: Vec<(Kind, &str)> =
        findings.iter().map(|finding| (finding.kind, finding.place.as_str())).collect();
    assert_eq!(kinds, [(Kind::Drift, "cell 1, printed text"), (Kind::Missing, "cell 1, printed text")]);
}

#[test]
fn metrics_are_paired_by_their_name_and_every_one_is_told() {
    let recorded = [metric("a", 1.0), metric("b", 2.0), metric("b", 3.0)];
    assert_eq!(find(&recorded, &[metric("b", 2.0), metric("a", 1.0), metric("b", 3.0)]), []);
    let findings = find(&recorded, &[metric("b", 2.0), metric("b", 3.5)]);
    assert_eq!(findings.len(), 2, "{findings:?}");
    assert_eq!(findings[0].kind, Kind::Missing);
    assert!(findings[1].relative_error.is_some_and(|error| (error - 0.5 / 3.5).abs() < 1e-15));
}

#[test]
fn what_a_finding_shows_fits_into_a_line() {
    let long = "x".repeat(500);
    let findings = find(&[text(1, &format!("{long}\nsecond\n"))], &[text(1, "short\n")]);
    let shown = findings[0].recorded.as_deref().unwrap_or_default();
    assert_eq!(shown.chars().count(), 81, "{shown}");
    let findings = find(&[text(1, "\u{1b}[31mred\n")], &[text(1, "short\n")]);
    assert_eq!(findings[0].recorded.as_deref(), Some("\u{fffd}[31mred"), "no text steers the terminal");
}

#[test]
fn a_table_of_other_rows_is_reshaped_and_not_compared_cell_by_cell() {
    let table = |rows: &[f64]| {
        output(1, Content::Table(rows.iter().fold(Table::new(["acc"]), |table, row| table.row([*row]))))
    };
    let findings = find(&[table(&[0.5, 0.6])], &[table(&[0.1, 0.2, 0.3])]);
    assert_eq!(findings.len(), 1);
    assert_eq!((findings[0].kind, findings[0].more), (Kind::Reshaped, 0));
}
