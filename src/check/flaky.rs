//! Outputs that differ from run to run although nothing has changed.

use super::numbers::{Piece, pieces};
use super::tolerance::Tolerances;
use super::walk::number_of;
use super::words::{kind_name, shorten};
use super::{compare, relative_error};
use crate::entry::Entry;
use crate::record::Output;
use cell::wire::Content;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// An output that differs between runs of the same code.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Flaky {
    /// Where, in the author's words.
    pub place: String,
    /// In how many runs it is not as in the first one.
    pub differs_in: usize,
    /// How many runs there were.
    pub runs: usize,
    /// How far it goes: from which to which number, or which texts.
    pub spread: String,
}

/// What differs between runs of an entry by more than its tolerance.
pub fn flaky(entry: &Entry, runs: &[Vec<Output>], tolerances: &Tolerances) -> Vec<Flaky> {
    let Some((first, others)) = runs.split_first() else { return Vec::new() };
    // By their place among the outputs of the first run; what is not among them stands behind, by its name.
    let mut found: BTreeMap<(usize, String), Vec<Option<&Content>>> = BTreeMap::new();
    let mut seen: Vec<Vec<Option<&Content>>> =
        first.iter().map(|output| vec![Some(&output.content)]).collect();
    for run in others {
        for compared in compare(entry, first, run, tolerances).outputs {
            let content = compared.now.map(|at| &run[at].content);
            if let Some(at) = compared.recorded {
                seen[at].push(content);
            }
            if compared.finding.is_some() {
                let key = (compared.recorded.unwrap_or(usize::MAX), compared.place);
                found.entry(key).or_default().push(content);
            }
        }
    }
    let of_found = |((at, place), differing): ((usize, String), Vec<Option<&Content>>)| {
        let all = seen.get(at).unwrap_or(&differing);
        Flaky { place, differs_in: differing.len(), runs: runs.len(), spread: spread(all) }
    };
    found.into_iter().map(of_found).collect()
}

/// How far the forms of an output go.
fn spread(contents: &[Option<&Content>]) -> String {
    let numbers: Option<Vec<Vec<f64>>> = contents.iter().map(|content| content.map(numbers_of)).collect();
    let numbers = numbers.filter(|all| all.iter().all(|one| one.len() == all[0].len()));
    let widest = numbers.as_ref().and_then(|all| widest(all));
    if let Some((low, high)) = widest {
        return format!("from {low} to {high}, relative spread {:.1e}", relative_error(low, high));
    }
    let mut forms: Vec<String> = Vec::new();
    for content in contents {
        let form = content.map_or_else(|| "(not there)".to_owned(), |content| shorten(&form(content)));
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    let more = forms.len().saturating_sub(3);
    let rest = if more > 0 { format!(", and {more} more") } else { String::new() };
    format!("{}{rest}", forms.into_iter().take(3).collect::<Vec<_>>().join(" | "))
}

/// The ends of the number that differs most, if any does.
fn widest(runs: &[Vec<f64>]) -> Option<(f64, f64)> {
    let ends = (0..runs.first()?.len()).map(|at| {
        let all = || runs.iter().map(|run| run[at]);
        let nan = all().any(f64::is_nan) && !all().all(f64::is_nan);
        let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
        if nan { (f64::NAN, high) } else { (low, high) }
    });
    ends.filter(|(low, high)| relative_error(*low, *high) > 0.0)
        .max_by(|one, other| relative_error(one.0, one.1).total_cmp(&relative_error(other.0, other.1)))
}

fn numbers_of(content: &Content) -> Vec<f64> {
    match content.inner() {
        Content::Value { number: Some(number), .. }
        | Content::Inline { number: Some(number), .. }
        | Content::Metric { value: number, .. }
        | Content::Timing { seconds: number, .. } => vec![number.0],
        Content::Text { text, .. } | Content::Value { text, .. } | Content::Inline { text, .. } => {
            let numbers = pieces(text).into_iter().filter_map(|piece| match piece {
                Piece::Number(number, _) => Some(number),
                Piece::Words(_) => None,
            });
            numbers.collect()
        }
        Content::Claim { .. } => Vec::new(),
        other => {
            let mut numbers = Vec::new();
            if let Ok(value) = serde_json::to_value(other) {
                collect(&value, &mut numbers);
            }
            numbers
        }
    }
}

fn collect(value: &Value, numbers: &mut Vec<f64>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, numbers)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, numbers)),
        other => numbers.extend(number_of(other)),
    }
}

fn form(content: &Content) -> String {
    match content {
        Content::Text { text, .. } | Content::Value { text, .. } | Content::Inline { text, .. } => {
            text.clone()
        }
        other => kind_name(other),
    }
}

#[cfg(test)]
mod tests {
    use super::{flaky, spread};
    use crate::check::tolerances;
    use crate::config::Config;
    use crate::diagnostic::SourceText;
    use crate::record::Output;
    use cell::Number;
    use cell::wire::Content;
    use std::sync::Arc;

    fn metric(name: &str, value: f64) -> Output {
        let content =
            Content::Metric { name: name.to_owned(), value: Number(value), single: false, tolerance: None };
        Output { cell: Some(1), content }
    }

    fn text(text: &str) -> Content {
        Content::Value { text: text.to_owned(), number: None, single: false }
    }

    #[test]
    fn what_differs_between_runs_is_named_with_its_spread() {
        let source = |path: &str, text: &str| Arc::new(SourceText::new(path.to_owned(), text.to_owned()));
        let config = Config::parse(&source("lossbook.toml", "[site]\ntitle = \"x\"\n")).expect("it is sound");
        let entry =
            crate::entry::parse(source("a.md", "---\ntitle: A\n---\n"), "a", false, &config, None).entry;
        let runs = [
            vec![metric("same", 1.0), metric("loss", 1.0)],
            vec![metric("same", 1.0 + 1e-12), metric("loss", 2.0)],
            vec![metric("same", 1.0), metric("loss", 0.5), metric("new", 3.0)],
        ];
        let found = flaky(&entry, &runs, &tolerances(&entry, &config));
        let told: Vec<String> = found
            .iter()
            .map(|one| format!("{} {}/{} {}", one.place, one.differs_in, one.runs, one.spread))
            .collect();
        assert_eq!(
            told,
            [
                "cell 1, metric `loss` 2/3 from 0.5 to 2, relative spread 7.5e-1",
                "cell 1, metric `new` 1/3 metric `new`"
            ]
        );
    }

    #[test]
    fn texts_without_numbers_are_listed() {
        let forms = [text("b, a"), text("a, b"), text("b, a")];
        let forms: Vec<Option<&Content>> = forms.iter().map(Some).collect();
        assert_eq!(spread(&forms), "b, a | a, b");
        assert_eq!(spread(&[Some(&text("took 1 s")), None]), "took 1 s | (not there)");
    }
}
