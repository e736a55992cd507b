//! The comparison itself: outputs are paired, then walked side by side.

use super::numbers::{Piece, Tolerance, pieces, relative_error};
use super::{Finding, Kind, Tolerances, describe};
use crate::entry::Entry;
use crate::record::Output;
use crate::seeds::Statistics;
use cell::Number;
use cell::wire::{Content, grid};
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};

/// All differences between the recorded outputs of an entry and those of a run, in the order of the page. Of an output that
/// differs in more than one place, the first stands for all.
pub fn compare(entry: &Entry, recorded: &[Output], now: &[Output], tolerances: &Tolerances) -> Vec<Finding> {
    find(entry, recorded, now, tolerances, Stands::First)
}

/// The same, but of each output the place with the largest relative error stands for all.
pub fn largest(entry: &Entry, recorded: &[Output], now: &[Output], tolerances: &Tolerances) -> Vec<Finding> {
    find(entry, recorded, now, tolerances, Stands::Largest)
}

/// Which of an output's differences stands for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    First,
    Largest,
}

fn find(
    entry: &Entry,
    recorded: &[Output],
    now: &[Output],
    tolerances: &Tolerances,
    stands: Stands,
) -> Vec<Finding> {
    let (pairs, rest) = pair(recorded, now);
    let mut findings = Vec::new();
    for (old, new) in recorded.iter().zip(pairs) {
        match new {
            Some(new) => findings.extend(compare_pair(entry, old, new, tolerances, stands)),
            None => findings.push(one_sided(entry, old, Kind::Missing)),
        }
    }
    findings.extend(rest.into_iter().map(|new| one_sided(entry, new, Kind::Extra)));
    findings
}

/// For each output of one run that of another which stands in its place, and what is left of the other.
pub fn pair<'a>(outputs: &[Output], others: &'a [Output]) -> (Vec<Option<&'a Output>>, Vec<&'a Output>) {
    let mut left = Queues::new(others);
    let pairs = outputs.iter().map(|output| left.take(&slot(output))).collect();
    (pairs, left.rest().collect())
}

/// What an output is paired by: its name where it has one, else its place among the unnamed outputs of its cell.
fn slot(output: &Output) -> String {
    match output.content.inner() {
        Content::Inline { inline, .. } => format!("inline {inline}"),
        Content::Claim { claim, .. } => format!("claim {claim}"),
        Content::Metric { name, .. } => format!("metric {name}"),
        Content::Param { name, .. } => format!("param {name}"),
        Content::Timing { name, .. } => format!("{:?} timing {name}", output.cell),
        _ => format!("{:?}", output.cell),
    }
}

/// The outputs of a run, waiting to be paired.
struct Queues<'a> {
    outputs: Vec<Option<&'a Output>>,
    slots: BTreeMap<String, VecDeque<usize>>,
}

impl<'a> Queues<'a> {
    fn new(outputs: &'a [Output]) -> Self {
        let mut slots: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
        for (at, output) in outputs.iter().enumerate() {
            slots.entry(slot(output)).or_default().push_back(at);
        }
        Self { outputs: outputs.iter().map(Some).collect(), slots }
    }

    fn take(&mut self, slot: &str) -> Option<&'a Output> {
        let at = self.slots.get_mut(slot)?.pop_front()?;
        self.outputs[at].take()
    }

    fn rest(self) -> impl Iterator<Item = &'a Output> {
        self.outputs.into_iter().flatten()
    }
}

fn one_sided(entry: &Entry, output: &Output, kind: Kind) -> Finding {
    let text = Some(summary(&output.content));
    let (recorded, now) = if kind == Kind::Missing { (text, None) } else { (None, text) };
    Finding { place: describe(entry, output), kind, recorded, now, relative_error: None, rule: None, more: 0 }
}

/// An output in a few words.
fn summary(content: &Content) -> String {
    let text = match content {
        Content::Text { text, .. } | Content::Value { text, .. } | Content::Inline { text, .. } => {
            text.clone()
        }
        Content::Metric { value, .. } => value.to_string(),
        Content::Claim { holds, .. } => if *holds { "holds" } else { "does not hold" }.to_owned(),
        Content::Param { value, .. } => value.to_string(),
        Content::Seeds { content, plus_minus, .. } => match &**content {
            Content::Metric { value, .. } => crate::seeds::in_words(value.0, plus_minus.0),
            other => summary(other),
        },
        other => super::kind_name(other),
    };
    shorten(&text)
}

fn shorten(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    if line.chars().count() > 80 || line.len() < text.trim().len() {
        format!("{}…", line.chars().take(80).collect::<String>())
    } else {
        line.to_owned()
    }
}

fn compare_pair(
    entry: &Entry,
    old: &Output,
    new: &Output,
    tolerances: &Tolerances,
    stands: Stands,
) -> Option<Finding> {
    let place = describe(entry, old);
    if let Some((old, new)) = other_kind(&old.content, &new.content) {
        return Some(Finding {
            place,
            kind: Kind::Retyped,
            recorded: Some(format!("{}: {}", super::kind_name(old), summary(old))),
            now: Some(format!("{}: {}", super::kind_name(new), summary(new))),
            relative_error: None,
            rule: None,
            more: 0,
        });
    }
    if old.cell.is_some_and(|cell| tolerances.volatile.contains(&cell)) {
        return None;
    }
    let tolerance = tolerance_of(old, tolerances);
    let mut walk = Walk { tolerance: &tolerance, place: &place, stands, kept: None, count: 0 };
    walk.content(&old.content, &new.content);
    let more = walk.count.saturating_sub(1);
    walk.kept.map(|finding| Finding { more, ..finding })
}

/// The two contents if they are of different kinds; of volatile ones, what is in them.
fn other_kind<'a>(old: &'a Content, new: &'a Content) -> Option<(&'a Content, &'a Content)> {
    match (old, new) {
        (Content::Volatile { content: old }, Content::Volatile { content: new })
        | (Content::Seeds { content: old, .. }, Content::Seeds { content: new, .. })
        | (Content::OneSeed { content: old, .. }, Content::OneSeed { content: new, .. }) => {
            other_kind(old, new)
        }
        _ => (std::mem::discriminant(old) != std::mem::discriminant(new)).then_some((old, new)),
    }
}

/// The tolerance that an output is compared with: the one that a metric brings along, its cell's, or the general one. Near
/// zero the general one holds for all of them.
pub fn tolerance_of(output: &Output, tolerances: &Tolerances) -> Tolerance {
    match output.content.inner() {
        Content::Metric { tolerance: Some(relative), name, .. } => Tolerance {
            relative: relative.0,
            absolute: tolerances.default.absolute,
            source: format!("metric `{name}`"),
        },
        _ => tolerances.of_cell(output.cell).clone(),
    }
}

/// Walks two outputs side by side and keeps one difference and the count of all.
struct Walk<'a> {
    tolerance: &'a Tolerance,
    place: &'a str,
    stands: Stands,
    kept: Option<Finding>,
    count: usize,
}

impl Walk<'_> {
    fn content(&mut self, old: &Content, new: &Content) {
        match (old, new) {
            (Content::Timing { .. }, _) | (Content::Volatile { .. }, _) => {}
            (Content::OneSeed { content: old, .. }, Content::OneSeed { content: new, .. }) => {
                self.content(old, new);
            }
            (
                Content::Sweep { axes: old_axes, at: old_at, variants: olds },
                Content::Sweep { axes, at, variants: news },
            ) => {
                if old_axes != axes || old_at.len() != at.len() {
                    let points = |at: &[Option<usize>]| format!("a sweep of {} points", at.len());
                    return self.found(Kind::Reshaped, "", &points(old_at), &points(at), None);
                }
                for (number, point) in grid(axes).iter().enumerate() {
                    let name = crate::sweep::in_words(point.iter().map(|(name, value)| (name, value)));
                    let old = old_at[number].and_then(|at| olds.get(at));
                    let new = at[number].and_then(|at| news.get(at));
                    self.at_point(&name, old, new);
                }
            }
            (Content::Seeds { values: old, .. }, Content::Seeds { values: new, .. }) => {
                let of = |values: &[Number]| {
                    Statistics::of(&values.iter().map(|value| value.0).collect::<Vec<_>>())
                };
                self.spread("", &of(old), &of(new));
            }
            // The number decides where there is one: the text is the same number, rounded.
            (
                Content::Value { number: Some(old), .. } | Content::Inline { number: Some(old), .. },
                Content::Value { number: Some(new), .. } | Content::Inline { number: Some(new), .. },
            ) => self.number("", old.0, new.0),
            (Content::Metric { value: old, .. }, Content::Metric { value: new, .. }) => {
                self.number("", old.0, new.0);
            }
            (Content::Text { text: old, .. }, Content::Text { text: new, .. })
            | (Content::Value { text: old, .. }, Content::Value { text: new, .. })
            | (Content::Inline { text: old, .. }, Content::Inline { text: new, .. }) => self.text(old, new),
            (Content::Claim { holds: old, .. }, Content::Claim { holds: new, .. }) => {
                if old != new {
                    self.found(Kind::BrokenClaim, "", claim_word(*old), claim_word(*new), None);
                }
            }
            _ => match (serde_json::to_value(old), serde_json::to_value(new)) {
                (Ok(old), Ok(new)) => self.data("", &old, &new),
                _ => self.found(Kind::Drift, "", "an output that can't be read", "", None),
            },
        }
    }

    /// The outputs at one point of a sweep.
    fn at_point(&mut self, name: &str, old: Option<&Content>, new: Option<&Content>) {
        let place = format!("{} at {name}", self.place);
        let mut walk =
            Walk { tolerance: self.tolerance, place: &place, stands: self.stands, kept: None, count: 0 };
        match (old, new) {
            (Some(old), Some(new)) => match other_kind(old, new) {
                None => walk.content(old, new),
                Some((old, new)) => {
                    walk.found(Kind::Retyped, "", &super::kind_name(old), &super::kind_name(new), None);
                }
            },
            (None, None) => {}
            (Some(old), None) => walk.found(Kind::Missing, "", &summary(old), "nothing", None),
            (None, Some(new)) => walk.found(Kind::Extra, "", "nothing", &summary(new), None),
        }
        let (kept, count) = (walk.kept, walk.count);
        self.count += count;
        self.kept = match (self.kept.take(), kept) {
            (Some(old), Some(new))
                if self.stands == Stands::Largest && new.relative_error > old.relative_error =>
            {
                Some(new)
            }
            (old, new) => old.or(new),
        };
    }

    fn data(&mut self, path: &str, old: &Value, new: &Value) {
        if let (Some(old), Some(new)) = (statistics_of(old), statistics_of(new)) {
            return self.spread(path, &old, &new);
        }
        match (number_of(old), number_of(new)) {
            (Some(old), Some(new)) => return self.number(path, old, new),
            (Some(_), None) | (None, Some(_)) => {
                return self.found(Kind::Retyped, path, &old.to_string(), &new.to_string(), None);
            }
            (None, None) => {}
        }
        match (old, new) {
            (Value::Array(olds), Value::Array(news)) => {
                if olds.len() != news.len() {
                    let (old, new) = (format!("{} values", olds.len()), format!("{} values", news.len()));
                    return self.found(Kind::Reshaped, path, &old, &new, None);
                }
                for (at, (old, new)) in olds.iter().zip(news).enumerate() {
                    self.data(&format!("{path} {}", at + 1), old, new);
                }
            }
            (Value::Object(olds), Value::Object(news)) => {
                if !olds.keys().eq(news.keys()) {
                    let names = |map: &serde_json::Map<String, Value>| {
                        map.keys().cloned().collect::<Vec<_>>().join(", ")
                    };
                    return self.found(Kind::Reshaped, path, &names(olds), &names(news), None);
                }
                for (name, old) in olds {
                    self.data(&format!("{path} {name}"), old, &news[name]);
                }
            }
            _ if old == new => {}
            _ => self.found(Kind::Drift, path, &plain(old), &plain(new), None),
        }
    }

    /// Text with numbers in it: the words must be the same, the numbers close.
    fn text(&mut self, old: &str, new: &str) {
        let (olds, news) = (pieces(old), pieces(new));
        if olds.len() != news.len() {
            return self.found(
                Kind::Drift,
                "",
                &first_difference(old, new),
                &first_difference(new, old),
                None,
            );
        }
        for (old_piece, new_piece) in olds.iter().zip(&news) {
            match (old_piece, new_piece) {
                (Piece::Number(old, _), Piece::Number(new, _)) => self.number("", *old, *new),
                (Piece::Words(a), Piece::Words(b)) if a == b => {}
                _ => {
                    self.found(
                        Kind::Drift,
                        "",
                        &first_difference(old, new),
                        &first_difference(new, old),
                        None,
                    );
                }
            }
        }
    }

    fn number(&mut self, path: &str, old: f64, new: f64) {
        if !self.tolerance.accepts(old, new) {
            self.found(
                Kind::Drift,
                path,
                &number_text(old),
                &number_text(new),
                Some(relative_error(old, new)),
            );
        }
    }

    /// Not single draws are compared but what they are draws of.
    fn spread(&mut self, path: &str, old: &Statistics, new: &Statistics) {
        let same = self.tolerance.accepts(old.mean, new.mean) && self.tolerance.accepts(old.sd, new.sd);
        if same || old.agree(new) {
            return;
        }
        let text = |one: &Statistics| {
            format!("{} (sd over {} seeds)", crate::seeds::in_words(one.mean, one.sd), one.n)
        };
        let before = self.kept.clone();
        self.found(Kind::Drift, path, &text(old), &text(new), Some(relative_error(old.mean, new.mean)));
        if self.kept != before
            && let Some(finding) = &mut self.kept
        {
            finding.rule = Some(crate::seeds::RULE.to_owned());
        }
    }

    fn found(&mut self, kind: Kind, path: &str, recorded: &str, now: &str, relative_error: Option<f64>) {
        self.count += 1;
        let is_larger =
            |kept: &Finding| self.stands == Stands::Largest && relative_error > kept.relative_error;
        if self.kept.as_ref().is_none_or(is_larger) {
            let place =
                if path.is_empty() { self.place.to_owned() } else { format!("{}:{path}", self.place) };
            self.kept = Some(Finding {
                place,
                kind,
                recorded: Some(shorten(recorded)),
                now: Some(shorten(now)),
                relative_error,
                rule: relative_error.map(|_| self.tolerance.to_string()),
                more: 0,
            });
        }
    }
}

/// A number with all its digits, but without rows of zeros: `1e300`.
fn number_text(number: f64) -> String {
    let text = format!("{number:?}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

fn claim_word(holds: bool) -> &'static str {
    if holds { "holds" } else { "does not hold" }
}

/// A place of a table that holds a mean over seeds.
fn statistics_of(value: &Value) -> Option<Statistics> {
    let number = |name: &str| number_of(value.get(name)?);
    number("plus_minus")?;
    let n = usize::try_from(value.get("n")?.as_u64()?).ok()?;
    Some(Statistics { n, mean: number("mean")?, sd: number("sd")? })
}

/// The number that a JSON value stands for, the names of the non-finite ones included.
fn number_of(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => match text.as_str() {
            "NaN" => Some(f64::NAN),
            "inf" => Some(f64::INFINITY),
            "-inf" => Some(f64::NEG_INFINITY),
            _ => None,
        },
        _ => None,
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The first line of `text` that `other` does not have in the same place.
fn first_difference(text: &str, other: &str) -> String {
    let mut others = other.lines();
    let line = text.lines().find(|line| others.next() != Some(line));
    line.unwrap_or("(ends here)").to_owned()
}

#[cfg(test)]
mod tests;
