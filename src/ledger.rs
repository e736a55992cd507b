//! The ledger: the named numbers of a whole journal, each with the entry and the run that it comes from.
//!
//! It is read off the records and kept nowhere else. What metrics were before is git's, which a shallow clone does not have,
//! while a site is the same on every machine: a stamped check asks git and keeps the answer beside the record, and
//! `lossbook ledger --history` asks it each time.

use crate::check::{Tolerance, Tolerances, tolerance_of, tolerances};
use crate::config::Config;
use crate::diagnostic::did_you_mean;
use crate::entry::Entry;
use crate::record::metrics::{self as recorded, Metric as Recorded};
use crate::record::{Provenance, Record};
use cell::Number;
use cell::wire::Content;
use serde::Serialize;

/// Every metric of some entries.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ledger {
    /// The entries by slug, those without metrics too.
    entries: Vec<Account>,
}

/// The metrics of one entry.
#[derive(Debug, Clone, PartialEq)]
struct Account {
    slug: String,
    metrics: Vec<Metric>,
}

/// A number that a cell has given a name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Metric {
    /// The slug of its entry.
    pub entry: String,
    /// The title of its entry.
    pub title: String,
    /// Its name.
    pub name: String,
    /// Its value; of an entry that is run with several seeds, the mean.
    pub value: Number,
    /// What stands behind `±`, where it is a mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plus_minus: Option<Number>,
    /// How far a re-run may lie from it; none if its cell is volatile.
    pub tolerance: Option<Tolerance>,
    /// The id that it has on its entry's page, if it is shown there.
    pub id: Option<String>,
    /// The first digits of the key that the record has.
    pub key: String,
    /// What made the record.
    pub made: Provenance,
}

/// Why a citation has no value: what is wrong, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotFound {
    /// What is wrong.
    pub message: String,
    /// What to do next.
    pub hint: String,
}

impl Ledger {
    /// The ledger of these entries.
    pub fn of<'a>(entries: impl Iterator<Item = (&'a Entry, Option<&'a Record>)>, config: &Config) -> Self {
        let account = |(entry, record): (&Entry, Option<&Record>)| Account {
            slug: entry.slug.clone(),
            metrics: record.map(|record| metrics(entry, record, config)).unwrap_or_default(),
        };
        let mut entries: Vec<Account> = entries.map(account).collect();
        entries.sort_by(|one, other| one.slug.cmp(&other.slug));
        Self { entries }
    }

    /// All metrics: by slug, then in the order of the page.
    pub fn metrics(&self) -> impl Iterator<Item = &Metric> {
        self.entries.iter().flat_map(|account| &account.metrics)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.metrics().next().is_none()
    }

    /// The slug of the entry that a citation names: in full, or by the last part of its slug.
    ///
    /// # Errors
    /// There is none of the name, or more than one.
    pub fn entry(&self, name: &str) -> Result<&str, NotFound> {
        self.account(name).map(|account| account.slug.as_str())
    }

    /// The metric that a citation names.
    ///
    /// # Errors
    /// No entry has it, or it is not clear which one is meant.
    pub fn find(&self, entry: &str, name: &str) -> Result<&Metric, NotFound> {
        let account = self.account(entry)?;
        let mut found = account.metrics.iter().filter(|metric| metric.name == name);
        match (found.next(), found.next()) {
            (Some(metric), None) => Ok(metric),
            (Some(_), Some(_)) => Err(NotFound {
                message: format!("`{}` records more than one metric `{name}`", account.slug),
                hint: "give each a name of its own: a loop may put its counter into the name".to_owned(),
            }),
            (None, _) => Err(NotFound {
                message: format!("`{}` records no metric `{name}`", account.slug),
                hint: account.known(name),
            }),
        }
    }

    fn account(&self, name: &str) -> Result<&Account, NotFound> {
        if let Some(account) = self.entries.iter().find(|account| account.slug == name) {
            return Ok(account);
        }
        let mut named = self.entries.iter().filter(|account| last_part(&account.slug) == name);
        match (named.next(), named.next()) {
            (Some(account), None) => Ok(account),
            (Some(one), Some(other)) => Err(NotFound {
                message: format!("`{name}` may be `{}` or `{}`", one.slug, other.slug),
                hint: "write the whole of the address".to_owned(),
            }),
            (None, _) => {
                let slugs = self.entries.iter().map(|account| account.slug.as_str());
                let names = slugs.clone().chain(slugs.map(last_part));
                Err(NotFound {
                    message: format!("there is no entry `{name}`"),
                    hint: did_you_mean(name, names).map_or_else(
                        || "an entry is cited by its address, such as `valley` or `notes/valley`".to_owned(),
                        |near| format!("did you mean `{near}`?"),
                    ),
                })
            }
        }
    }
}

impl Metric {
    /// Its value in few digits, with its spread where it has one.
    pub fn in_short(&self) -> String {
        match self.plus_minus {
            Some(plus_minus) => crate::seeds::in_words(self.value.0, plus_minus.0),
            None => crate::render::short(self.value.0),
        }
    }
}

impl Account {
    /// What to do about a metric that is not here.
    fn known(&self, name: &str) -> String {
        let names: Vec<&str> = self.metrics.iter().map(|metric| metric.name.as_str()).collect();
        match did_you_mean(name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => {
                format!("a cell of `{}` records one with `metric(\"{name}\", …)`", self.slug)
            }
            None => format!("it records {}", names.join(", ")),
        }
    }
}

fn last_part(slug: &str) -> &str {
    slug.rsplit('/').next().unwrap_or(slug)
}

/// The metrics of a record, in its order.
fn metrics(entry: &Entry, record: &Record, config: &Config) -> Vec<Metric> {
    let tolerances = tolerances(entry, config);
    let made = &record.header.made;
    let metric = |recorded: Recorded<'_>| {
        let Recorded { name, value, plus_minus, output } = recorded;
        // What a sweep shows stands in a table, of which no single number has an id.
        let has_id = entry.shows_outputs_of(output.cell) && !matches!(output.content, Content::Sweep { .. });
        Metric {
            entry: entry.slug.clone(),
            title: entry.front.title.clone(),
            value,
            plus_minus,
            tolerance: own_tolerance(output, &tolerances),
            id: has_id.then(|| crate::render::metric_id(&name)),
            name: name.into_owned(),
            key: record.header.key.chars().take(10).collect(),
            made: made.clone(),
        }
    };
    recorded::metrics(record).map(metric).collect()
}

fn own_tolerance(output: &crate::record::Output, tolerances: &Tolerances) -> Option<Tolerance> {
    let volatile = output.cell.is_some_and(|cell| tolerances.volatile.contains_key(&cell));
    (!volatile).then(|| tolerance_of(output, tolerances))
}
