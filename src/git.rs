//! What earlier revisions hold of a file, asked of `git` itself. No build does: it has to come out the same without.

use crate::diagnostic::{Diagnostic, Severity};
use std::path::Path;
use std::process::{Command, Stdio};

/// A file as a commit left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The first digits of the commit's hash.
    pub commit: String,
    /// The day of the commit, as in `2026-11-22`.
    pub date: String,
    /// The file's text.
    pub text: String,
}

/// Whether there is a repository, with all of its history: a shallow clone has the last commits alone.
pub fn has_history(root: &Path) -> bool {
    call(root, &["rev-parse", "--is-shallow-repository"]).is_some_and(|said| said.trim() == "false")
}

/// The versions that the commits up to now left of a file, the newest first, under whatever name it had by then; none where
/// there is no git, no repository, or a clone without history. `path` is seen from `root`.
pub fn versions(root: &Path, path: &str) -> Vec<Version> {
    let format = "--format=%x00%H %cs";
    let arguments =
        ["-c", "core.quotePath=false", "log", "--no-show-signature", "--follow", "--name-only", format];
    let log = call(root, &[&arguments[..], &["--", path]].concat()).unwrap_or_default();
    let version = |commit: &str| {
        let mut lines = commit.lines().filter(|line| !line.is_empty());
        let (commit, date) = lines.next()?.split_once(' ')?;
        // The commit that removed the file left no version of it. Names are told from the top of the repository.
        let text = call(root, &["cat-file", "blob", &format!("{commit}:{}", lines.next()?)])?;
        Some(Version { commit: commit.chars().take(10).collect(), date: date.to_owned(), text })
    };
    log.split('\0').filter_map(version).collect()
}

/// The commit that a revision stands for.
///
/// # Errors
/// There is no such revision, or no repository.
pub fn commit(root: &Path, revision: &str) -> Result<String, Diagnostic> {
    let wanted = format!("{revision}^{{commit}}");
    let found = if revision.starts_with('-') {
        None
    } else {
        call(root, &["rev-parse", "--verify", "--quiet", &wanted])
    };
    found.map(|text| text.trim().to_owned()).ok_or_else(|| {
        Diagnostic::new(Severity::Error, format!("git knows no revision `{revision}` here"))
            .hint("name a commit, a tag or a branch of the journal's repository; a shallow clone has few")
    })
}

/// A file as it was in a commit, under the name that it had by then; nothing if it was not there. `path` is seen from
/// `root`.
pub fn show(root: &Path, commit: &str, path: &str) -> Option<String> {
    // `git show` would pass it through whatever the reader has set up for diffs.
    let blob = |name: &str| call(root, &["cat-file", "blob", &format!("{commit}:{name}")]);
    blob(&format!("./{path}")).or_else(|| blob(&earlier_name(root, commit, path)?))
}

/// The name that a file had in an earlier commit, seen from the top of the repository, if it was given another since.
fn earlier_name(root: &Path, commit: &str, path: &str) -> Option<String> {
    let since = format!("{commit}..HEAD");
    let arguments = ["-c", "core.quotePath=false", "log", "--no-show-signature", "--follow", "--name-status"];
    let log = call(root, &[&arguments[..], &["--format=", &since, "--", path]].concat())?;
    // The newest change comes first.
    let mut renames = log.lines().filter(|line| line.starts_with('R'));
    renames.next_back()?.split('\t').nth(1).map(str::to_owned)
}

/// What a call of git prints, if it succeeds.
fn call(root: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(arguments)
        // Within a hook of git these name the repository that the hook is for.
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
