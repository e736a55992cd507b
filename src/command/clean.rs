//! `lossbook clean`: removes what can be made again.

use super::runs::journal_cache;
use super::{Context, Verdict};
use crate::diagnostic::{Diagnostic, Severity};
use crate::run::environment::cache_folder;
use crate::run::execute::remove_tree;
use std::fs;

/// What journals share in the cache: built environments, packed sources, what compilers said of themselves.
const SHARED: [&str; 3] = ["environment-", "archives-", "compiler-"];

pub(super) fn clean(context: &Context, environments: bool) -> Result<Verdict, Vec<Diagnostic>> {
    let one = |diagnostic| vec![diagnostic];
    let mut folders = vec![journal_cache(&context.root).map_err(one)?];
    if environments {
        let cache = cache_folder().map_err(one)?;
        let names = fs::read_dir(&cache).into_iter().flatten().filter_map(Result::ok);
        folders.extend(
            names
                .filter(|item| SHARED.iter().any(|kind| item.file_name().to_string_lossy().starts_with(kind)))
                .map(|item| item.path()),
        );
    }
    for folder in folders.iter().filter(|folder| folder.exists()) {
        if folder.is_dir() {
            remove_tree(folder);
        } else {
            let _ = fs::remove_file(folder);
        }
        if folder.exists() {
            return Err(one(Diagnostic::new(
                Severity::Error,
                format!("{} can't be removed whole", folder.display()),
            )
            .hint("look for files of another user, or a running lossbook")));
        }
        context.console.note(&format!("removed {}", folder.display()));
    }
    Ok(Verdict::Good)
}
