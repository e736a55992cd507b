//! Which outputs of two runs stand for each other.

use super::words::kind_name;
use crate::record::Output;
use cell::wire::Content;
use std::collections::{BTreeMap, VecDeque};

/// For each output of a run that of another which stands in its place. A name of its own is another output, whatever it
/// holds.
pub fn pair<'a>(outputs: &[Output], others: &'a [Output]) -> Vec<Option<&'a Output>> {
    let mut pairs = Pairs::by_slot(outputs, others);
    pairs.pair_plain(outputs, others);
    pairs.of_recorded.into_iter().map(|other| other.map(|at| &others[at])).collect()
}

/// Which output of the run stands for each recorded one.
pub(super) struct Pairs {
    pub(super) of_recorded: Vec<Option<usize>>,
    pub(super) taken: Vec<bool>,
}

impl Pairs {
    /// Outputs are paired by name where they have one, and else by their cell and kind. What is left is paired with an
    /// output of the same content under another name, and then with whatever else stands in the same cell.
    pub(super) fn new(recorded: &[Output], now: &[Output]) -> Self {
        let mut pairs = Self::by_slot(recorded, now);
        pairs.pair(recorded, now, is_renamed);
        pairs.pair_plain(recorded, now);
        pairs
    }

    fn by_slot(recorded: &[Output], now: &[Output]) -> Self {
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
        pairs
    }

    fn pair_plain(&mut self, recorded: &[Output], now: &[Output]) {
        let is_plain = |output: &Output| name_of(&output.content).is_none() && output.cell.is_some();
        self.pair(recorded, now, |old, new| is_plain(old) && is_plain(new) && old.cell == new.cell);
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
    match output.content.inner() {
        Content::Inline { inline, .. } => format!("inline {inline}"),
        Content::Claim { claim, .. } => format!("claim {claim}"),
        content @ (Content::Metric { .. } | Content::Param { .. }) => kind_name(content),
        content => format!("{:?} {}", output.cell, kind_name(content)),
    }
}

/// The name that an author gave an output.
pub(super) fn name_of(content: &Content) -> Option<&str> {
    match content.inner() {
        Content::Metric { name, .. } | Content::Param { name, .. } | Content::Timing { name, .. } => {
            Some(name)
        }
        _ => None,
    }
}

/// Whether two outputs of a cell differ in their name alone; nobody can tell of two times, which are never the same.
fn is_renamed(old: &Output, new: &Output) -> bool {
    old.cell == new.cell
        && match (old.content.inner(), new.content.inner()) {
            (Content::Metric { value: old, .. }, Content::Metric { value: new, .. }) => old == new,
            (Content::Param { value: old, .. }, Content::Param { value: new, .. }) => old == new,
            (Content::Timing { .. }, Content::Timing { .. }) => true,
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::{Pairs, pair};
    use crate::record::Output;
    use cell::Number;
    use cell::wire::Content;

    fn metric(name: &str) -> Content {
        Content::Metric { name: name.to_owned(), value: Number(1.0), single: false, tolerance: None }
    }

    fn output(content: Content) -> Output {
        Output { cell: Some(1), content }
    }

    #[test]
    fn a_record_knows_a_renamed_output_and_seeds_do_not() {
        let (old, new) = ([output(metric("loss"))], [output(metric("cost"))]);
        assert_eq!(Pairs::new(&old, &new).of_recorded, [Some(0)]);
        assert_eq!(pair(&old, &new), [None]);
    }

    #[test]
    fn what_is_said_of_an_output_does_not_hide_its_name() {
        let over_seeds = |name: &str| {
            let values = vec![Number(0.5), Number(1.5)];
            output(Content::Seeds { content: Box::new(metric(name)), values, plus_minus: Number(0.7) })
        };
        let volatile = |name: &str| output(Content::Volatile { content: Box::new(metric(name)) });
        let old = [over_seeds("a"), volatile("b"), output(metric("c"))];
        let new = [volatile("c"), over_seeds("b"), output(metric("a"))];
        assert_eq!(Pairs::new(&old, &new).of_recorded, [Some(2), Some(1), Some(0)]);
    }
}
