//! What git has of earlier records.

use crate::git;
use crate::journal::{Journal, Loaded};
use crate::record::history::{self, History, PastRecord};
use crate::record::{self, Record};

/// The earlier records of an entry, the oldest first.
pub(super) fn past_records(journal: &Journal, loaded: &Loaded) -> Vec<PastRecord> {
    let name = loaded.record_name();
    let versions = git::versions(&journal.root, &name).into_iter().rev();
    // A version that an older or a newer Lossbook wrote otherwise tells nothing.
    versions
        .filter_map(|version| {
            let record = record::parse(&version.text, &name).ok()?;
            Some(PastRecord { date: version.date, commit: version.commit, record })
        })
        .collect()
}

/// What to keep of the history beside a record: what git has, or what was kept before where git has not all of it.
pub(super) fn to_keep(journal: &Journal, loaded: &Loaded, record: &Record) -> History {
    if git::has_history(&journal.root) {
        return history::before(record, &past_records(journal, loaded));
    }
    let kept = loaded.reproduction.as_ref().or(loaded.earlier_check.as_ref());
    kept.map(|kept| kept.history.clone()).unwrap_or_default()
}
