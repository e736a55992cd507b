//! What commands that run entries do in the end: keep the journal's cache within its bound.

use super::Context;
use super::runs::journal_cache;
use crate::config::Config;
use crate::run::cache::{self, Removed};
use std::time::SystemTime;

/// Removes what is too much in the journal's cache, but nothing that was used after `since`, and says so.
pub(super) fn keep(context: &Context, config: &Config, since: SystemTime) {
    let Ok(folder) = journal_cache(&context.root) else { return };
    let limit = config.cells.cache;
    let removed = cache::bound(&folder, limit.bytes, since);
    if removed != Removed::default() {
        let counts = [(removed.programs, "program"), (removed.checkpoints, "checkpoint")];
        let counts = counts.iter().filter(|(count, _)| *count > 0);
        let counts =
            counts.map(|(count, name)| format!("{count} {name}{}", if *count == 1 { "" } else { "s" }));
        context.console.note(&format!(
            "the cache held more than {limit}: removed what was not used for longest ({}); `cache` under [cells] in lossbook.toml sets the bound",
            counts.collect::<Vec<_>>().join(", ")
        ));
    }
}
