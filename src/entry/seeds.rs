//! `seeds:` in the front matter: an entry that is run once with each of them.

use super::yaml::Item;
use crate::diagnostic::{Diagnostic, SourceText};
use serde::Deserialize;
use std::fmt;
use std::sync::Arc;

/// The seeds that an entry is run with, and how their spread is told. Empty where there is one seed alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seeds {
    /// The seeds, in order.
    pub list: Vec<u64>,
    /// What stands behind `±`.
    pub interval: Interval,
}

/// What stands behind `±`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
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
        write!(f, " ± {}", self.interval)
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
    Ok(Seeds { list, interval })
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
