//! `seeds:` in the front matter or of a cell: an entry that is run once with each of them.

use super::yaml::Item;
use super::{Cell, Entry, Role};
use crate::diagnostic::{Diagnostic, SourceText};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// The seeds that an entry is run with, and how their spread is told. Empty where there is one seed alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seeds {
    /// The seeds, in order.
    pub list: Vec<u64>,
    /// What stands behind `±`.
    pub interval: Interval,
    /// The cell that asks for them, where one does: nothing before it may differ from seed to seed.
    pub cell: Option<u32>,
}

/// What stands behind `±`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Interval {
    /// The standard deviation over the seeds.
    #[default]
    Sd,
    /// The standard error of the mean.
    Se,
    /// Half the width of the mean's 95 % interval, by Student's t.
    Ci95,
}

/// The most seeds that an entry may have.
const LIMIT: usize = 1000;

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Interval::Sd => "sd",
            Interval::Se => "se",
            Interval::Ci95 => "ci95",
        })
    }
}

impl fmt::Display for Seeds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_range = self.list.windows(2).all(|two| two[0].checked_add(1) == Some(two[1]));
        match (self.list.as_slice(), is_range) {
            ([first, .., last], true) => write!(f, "{first}..={last}")?,
            (list, _) => {
                let list: Vec<String> = list.iter().map(ToString::to_string).collect();
                f.write_str(&list.join(", "))?;
            }
        }
        write!(f, " ± {}", self.interval)?;
        match self.cell {
            Some(cell) => write!(f, " from cell {cell} on"),
            None => Ok(()),
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Raw {
    Plain(Of),
    Full(Full),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Of {
    List(Vec<u64>),
    Range(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Full {
    of: Of,
    #[serde(default)]
    interval: Interval,
}

/// Reads the value of `seeds`: a range, a list, or either with an interval.
pub(super) fn parse(source: &Arc<SourceText>, item: &Item) -> Result<Seeds, Diagnostic> {
    const WHAT: &str = "a range such as 1..=20, a list such as [1, 2, 3], or {of: 1..=20, interval: ci95} with sd, se or ci95";
    let (of, interval) = match item.value(source, WHAT) {
        Ok(Raw::Plain(of)) => (of, Interval::default()),
        Ok(Raw::Full(full)) => (full.of, full.interval),
        Err(_) => return Err(item.wrong(source, format!("`seeds` must be {WHAT}"))),
    };
    let list = match of {
        Of::List(list) => list,
        Of::Range(text) => {
            range(&text).ok_or_else(|| item.wrong(source, format!("`seeds` must be {WHAT}")))?
        }
    };
    if !(2..=LIMIT).contains(&list.len()) {
        let message = match list.len() {
            0 | 1 => "one seed has no spread".to_owned(),
            _ => format!("these are more than {LIMIT} seeds"),
        };
        return Err(item
            .wrong(source, message)
            .hint(format!("an entry has one `seed: 7`, or 2 to {LIMIT} `seeds`")));
    }
    if let Some(twin) = (1..list.len()).find(|&at| list[..at].contains(&list[at])) {
        return Err(item.wrong(source, format!("the seed {} stands twice", list[twin])));
    }
    Ok(Seeds { list, interval, cell: None })
}

/// Takes the seeds that a cell asks for as those of the entry, whose cells run as one program: they hold from there on.
pub(super) fn take_from_cell(entry: &mut Entry, diagnostics: &mut Vec<Diagnostic>) {
    let runs = |cell: &&Cell| matches!(cell.role, Role::Run | Role::ShouldPanic);
    let asking =
        entry.cells.iter().filter(runs).filter_map(|cell| Some((cell.number, cell.options.seeds.as_ref()?)));
    let mut taken: Option<Seeds> = None;
    for (number, (seeds, place)) in asking {
        let mut refuse = |message: &str, hint: &str| {
            diagnostics.push(Diagnostic::error(&entry.source, place.clone(), message).hint(hint));
        };
        if !entry.front.seeds.list.is_empty() {
            refuse("the front matter has `seeds` already", "they hold for all cells; keep one of both");
        } else if entry.front.seed.is_some() {
            refuse("an entry has `seed` or `seeds`, not both", "take `seed` out of the front matter");
        } else if let Some(first) = &taken {
            let first = first.cell.unwrap_or_default();
            refuse(
                "the cells of an entry run as one program, with the same seeds",
                &format!("those of cell {first} hold for all that follows it"),
            );
        } else {
            taken = Some(Seeds { cell: Some(number), ..seeds.clone() });
        }
    }
    if let Some(seeds) = taken {
        entry.front.seeds = seeds;
    }
}

/// `1..=20`, or `1..20` as Rust means it; one that is far too long is cut where that shows.
fn range(text: &str) -> Option<Vec<u64>> {
    let (first, last) = text.trim().split_once("..")?;
    let first: u64 = first.trim().parse().ok()?;
    let end = match last.trim().strip_prefix('=') {
        Some(last) => last.trim().parse::<u64>().ok()?.checked_add(1)?,
        None => last.trim().parse().ok()?,
    };
    Some((first..end).take(LIMIT + 1).collect())
}
