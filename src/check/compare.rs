//! The comparison itself: outputs are paired, then walked side by side.

use super::pairs::{Pairs, name_of};
use super::tolerance::{Tolerance, Tolerances};
use super::walk::{Walk, other_kind};
use super::words::{kind_name, summary};
use super::{Compared, Comparison, Finding, Kind, describe};
use crate::entry::Entry;
use crate::record::Output;
use cell::wire::Content;

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

fn differing(place: String, kind: Kind, recorded: Option<String>, now: Option<String>) -> Compared {
    let finding =
        Finding { place: place.clone(), kind, recorded, now, relative_error: None, rule: None, more: 0 };
    Compared { finding: Some(finding.clone()), furthest: Some(finding), ..Compared::same(place) }
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
    let mut walk = Walk::new(tolerance, bound.is_some(), &entry.front.seeds, &place);
    walk.content(&old.content, &new.content);
    let more = walk.count.saturating_sub(1);
    let is_meant = old.cell.is_some_and(|cell| tolerances.nan.contains(&cell));
    Compared {
        nan: if is_meant { 0 } else { walk.nan },
        relative_error: walk.relative_error,
        finding: walk.first.map(|finding| Finding { more, ..finding }),
        furthest: walk.furthest.map(|finding| Finding { more, ..finding }),
        ..Compared::same(place.clone())
    }
}

/// The tolerance that an output is compared with: the one that a metric brings along, its cell's, or the general one.
pub fn tolerance_of(output: &Output, tolerances: &Tolerances) -> Tolerance {
    own_tolerance(&output.content, &tolerances.general)
        .unwrap_or_else(|| tolerances.of_cell(output.cell).clone())
}

/// The tolerance that a metric brings along, at every point of a sweep; near zero the general one holds, as it does for a cell's own.
fn own_tolerance(content: &Content, general: &Tolerance) -> Option<Tolerance> {
    match content.inner() {
        Content::Sweep { variants, .. } => own_tolerance(variants.first()?, general),
        Content::Metric { tolerance: Some(relative), name, .. } => {
            Some(general.of(relative.0, format!("metric `{name}`")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
