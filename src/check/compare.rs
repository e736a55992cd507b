//! The comparison itself: outputs are paired, then walked side by side.

use super::tolerance::{Tolerance, Tolerances};
use super::walk::{Walk, claim_word, shorten};
use super::{Compared, Comparison, Finding, Kind, describe, kind_name};
use crate::entry::Entry;
use crate::record::Output;
use cell::wire::Content;
use std::collections::{BTreeMap, VecDeque};

/// Holds the outputs of a run against the recorded ones, in the order of the page; what is new stands behind them.
pub fn compare(entry: &Entry, recorded: &[Output], now: &[Output], tolerances: &Tolerances) -> Comparison {
    let pairs = Pairs::new(recorded, now);
    let mut outputs = Vec::new();
    for (at, old) in recorded.iter().enumerate() {
        let new = pairs.of_recorded[at];
        let compared = match new.map(|new| &now[new]) {
            Some(new) if name_of(&old.content) != name_of(&new.content) => renamed(entry, old, new),
            Some(new) => compare_pair(entry, old, new, tolerances),
            None => one_sided(entry, old, Kind::Missing),
        };
        outputs.push(Compared { recorded: Some(at), now: new, ..compared });
    }
    for (at, new) in now.iter().enumerate().filter(|(at, _)| !pairs.taken[*at]) {
        outputs.push(Compared { now: Some(at), ..one_sided(entry, new, Kind::Extra) });
    }
    Comparison { outputs }
}

/// Which output of the run stands for each recorded one.
struct Pairs {
    of_recorded: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Pairs {
    /// Outputs are paired by name where they have one, and else by their cell and kind. What is left is paired with an
    /// output of the same content under another name, and then with whatever else stands in the same cell.
    fn new(recorded: &[Output], now: &[Output]) -> Self {
        let mut pairs = Self { of_recorded: vec![None; recorded.len()], taken: vec![false; now.len()] };
        let mut slots: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
        for (at, output) in now.iter().enumerate() {
            slots.entry(slot(output)).or_default().push_back(at);
        }
        for (at, output) in recorded.iter().enumerate() {
            if let Some(new) = slots.get_mut(&slot(output)).and_then(VecDeque::pop_front) {
                pairs.of_recorded[at] = Some(new);
                pairs.taken[new] = true;
            }
        }
        pairs.pair(recorded, now, is_renamed);
        let is_plain = |output: &Output| name_of(&output.content).is_none() && output.cell.is_some();
        pairs.pair(recorded, now, |old, new| is_plain(old) && is_plain(new) && old.cell == new.cell);
        pairs
    }

    fn pair(&mut self, recorded: &[Output], now: &[Output], is_same: impl Fn(&Output, &Output) -> bool) {
        for (at, old) in recorded.iter().enumerate() {
            if self.of_recorded[at].is_none()
                && let Some(new) = (0..now.len()).find(|&new| !self.taken[new] && is_same(old, &now[new]))
            {
                self.of_recorded[at] = Some(new);
                self.taken[new] = true;
            }
        }
    }
}

/// What an output is paired by: its name where it has one, else its place among those of its cell and kind.
fn slot(output: &Output) -> String {
    match &output.content {
        Content::Inline { inline, .. } => format!("inline {inline}"),
        Content::Claim { claim, .. } => format!("claim {claim}"),
        content @ (Content::Metric { .. } | Content::Param { .. }) => kind_name(content),
        content => format!("{:?} {}", output.cell, kind_name(content)),
    }
}

/// The name that an author gave an output.
fn name_of(content: &Content) -> Option<&str> {
    match content {
        Content::Metric { name, .. } | Content::Param { name, .. } | Content::Timing { name, .. } => {
            Some(name)
        }
        _ => None,
    }
}

/// Whether two outputs of a cell differ in their name alone; nobody can tell of two times, which are never the same.
fn is_renamed(old: &Output, new: &Output) -> bool {
    old.cell == new.cell
        && match (&old.content, &new.content) {
            (Content::Metric { value: old, .. }, Content::Metric { value: new, .. }) => old == new,
            (Content::Param { value: old, .. }, Content::Param { value: new, .. }) => old == new,
            (Content::Timing { .. }, Content::Timing { .. }) => true,
            _ => false,
        }
}

fn differing(place: String, kind: Kind, recorded: Option<String>, now: Option<String>) -> Compared {
    let finding =
        Finding { place: place.clone(), kind, recorded, now, relative_error: None, rule: None, more: 0 };
    Compared { finding: Some(finding), ..Compared::same(place) }
}

fn one_sided(entry: &Entry, output: &Output, kind: Kind) -> Compared {
    let text = Some(summary(&output.content));
    let (recorded, now) = if kind == Kind::Missing { (text, None) } else { (None, text) };
    differing(describe(entry, output), kind, recorded, now)
}

fn renamed(entry: &Entry, old: &Output, new: &Output) -> Compared {
    let name = |output: &Output| name_of(&output.content).map(str::to_owned);
    differing(describe(entry, old), Kind::Renamed, name(old), name(new))
}

/// An output in a few words.
fn summary(content: &Content) -> String {
    let text = match content {
        Content::Text { text, .. } | Content::Value { text, .. } | Content::Inline { text, .. } => {
            text.clone()
        }
        Content::Metric { value, .. } => value.to_string(),
        Content::Claim { holds, .. } => claim_word(*holds).to_owned(),
        Content::Param { value, .. } => value.to_string(),
        other => kind_name(other),
    };
    shorten(&text)
}

fn compare_pair(entry: &Entry, old: &Output, new: &Output, tolerances: &Tolerances) -> Compared {
    let place = describe(entry, old);
    if let Some((old, new)) = other_kind(&old.content, &new.content) {
        let of_kind = |content| format!("{}: {}", kind_name(content), summary(content));
        return differing(place, Kind::Retyped, Some(of_kind(old)), Some(of_kind(new)));
    }
    let volatile = old.cell.and_then(|cell| tolerances.volatile.get(&cell));
    let bound = match volatile {
        Some(None) => return Compared::same(place),
        Some(bound) => bound.as_ref(),
        None => None,
    };
    let own = own_tolerance(&old.content, &tolerances.general);
    let tolerance = bound.or(own.as_ref()).unwrap_or_else(|| tolerances.of_cell(old.cell));
    let mut walk = Walk::new(tolerance, bound.is_some(), &place);
    walk.content(&old.content, &new.content);
    let more = walk.count.saturating_sub(1);
    let is_meant = old.cell.is_some_and(|cell| tolerances.nan.contains(&cell));
    Compared {
        nan: if is_meant { 0 } else { walk.nan },
        relative_error: walk.relative_error,
        finding: walk.first.map(|finding| Finding { more, ..finding }),
        ..Compared::same(place.clone())
    }
}

/// The two contents if they are of different kinds; of volatile ones, what is in them.
fn other_kind<'a>(old: &'a Content, new: &'a Content) -> Option<(&'a Content, &'a Content)> {
    match (old, new) {
        (Content::Volatile { content: old }, Content::Volatile { content: new }) => other_kind(old, new),
        _ => (std::mem::discriminant(old) != std::mem::discriminant(new)).then_some((old, new)),
    }
}

/// The tolerance that a metric brings along; near zero the general one holds, as it does for a cell's own.
fn own_tolerance(content: &Content, general: &Tolerance) -> Option<Tolerance> {
    match content {
        Content::Metric { tolerance: Some(relative), name, .. } => {
            Some(general.of(relative.0, format!("metric `{name}`")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
