//! The command line, through the binary, in temporary journals. A case is a folder under tests/cases/cli/: a journal's
//! files, and a `case.toml` with the steps to take and what each must do.

use crate::binary::{Said, Tree, forget, is_running, lossbook, tree};
use crate::cases::{PLAIN_CONFIG, Scratch, case_folders, copy_tree};
use lossbook::record;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What the case shows, for the one who reads it.
    #[serde(rename = "about")]
    _about: String,
    /// Whether the journal lies in the same folder every time: an environment that is named by the place of the
    /// journal's own crates is then built once.
    #[serde(default)]
    fixed: bool,
    step: Vec<Step>,
}

/// One step: edits first, then the command, then what must be so.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    /// Changes to files: replace the first text by the second.
    #[serde(default)]
    edit: Vec<Edit>,
    /// Files to write.
    #[serde(default)]
    write: BTreeMap<String, String>,
    /// Files or folders to remove.
    #[serde(default)]
    remove: Vec<String>,
    /// Records to edit so that their checksums fit: what another machine would have recorded.
    #[serde(default)]
    rerecord: Vec<Edit>,
    /// Files or folders to copy, from the first name to the second.
    #[serde(default)]
    copy: BTreeMap<String, String>,
    /// Files that end their lines in CR LF from now on.
    #[serde(default)]
    crlf: Vec<String>,
    /// Links to make, with what they lead to.
    #[serde(default)]
    link: BTreeMap<String, String>,
    /// Calls of git in the journal, after the changes to files.
    #[serde(default)]
    git: Vec<Vec<String>>,
    /// The arguments of `lossbook`; none runs nothing.
    #[serde(default)]
    run: Option<Vec<String>>,
    /// What the command reads from standard input.
    #[serde(default)]
    stdin: Option<String>,
    /// Environment variables for the command.
    #[serde(default)]
    env: BTreeMap<String, String>,
    /// The exit code.
    #[serde(default)]
    exit: i32,
    /// Pieces that standard error must hold, in this order.
    #[serde(default)]
    stderr: Vec<String>,
    /// Pieces that standard output must hold, in this order.
    #[serde(default)]
    stdout: Vec<String>,
    /// Pieces that neither may hold.
    #[serde(default)]
    absent: Vec<String>,
    /// Pieces that standard error must hold once and no more.
    #[serde(default)]
    once: Vec<String>,
    /// Pieces that files must hold.
    #[serde(default)]
    holds: BTreeMap<String, Vec<String>>,
    /// Pieces that files must not hold.
    #[serde(default)]
    lacks: BTreeMap<String, Vec<String>>,
    /// Files or folders that must not be there.
    #[serde(default)]
    missing: Vec<String>,
    /// Files or folders that the step must leave as they are, to the byte.
    #[serde(default)]
    unchanged: Vec<String>,
    /// Files that the step must change.
    #[serde(default)]
    changed: Vec<String>,
    /// Pairs of files or folders that must be the same to the byte.
    #[serde(default)]
    same: Vec<(String, String)>,
    /// Words that no running process may have in its command line.
    #[serde(default)]
    gone: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: String,
    from: String,
    to: String,
}

#[test]
fn every_case_goes_as_it_says() {
    let only = std::env::var("LOSSBOOK_CASE").ok();
    let mut folders = case_folders("cli");
    folders.retain(|folder| only.as_ref().is_none_or(|only| name_of(folder).contains(only.as_str())));
    // Cases that build an environment of their own take longest.
    folders.sort_by_key(|folder| !name_of(folder).contains("dependencies"));
    build_environment();
    let left = Mutex::new(folders.into_iter());
    let wrong = Mutex::new(Vec::new());
    let next = || left.lock().expect("no thread panics with the lock").next();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some(folder) = next() {
                    if let Err(why) = play(&folder) {
                        wrong
                            .lock()
                            .expect("no thread panics with the lock")
                            .push(format!("{}: {why}", name_of(&folder)));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("no thread panics with the lock");
    assert!(wrong.is_empty(), "{} case(s) went otherwise:\n\n{}", wrong.len(), wrong.join("\n\n"));
}

fn name_of(folder: &Path) -> String {
    folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Has the cell environment that nearly all cases share built before they start, so that none waits for another's.
pub fn build_environment() {
    let scratch = Scratch::new("environment");
    fs::create_dir(scratch.0.join("entries")).expect("a folder can be made");
    fs::write(scratch.0.join("lossbook.toml"), PLAIN_CONFIG).expect("it can be written");
    fs::write(scratch.0.join("entries/a.md"), "---\ntitle: A\n---\n`{rust} 1`\n").expect("it can be written");
    let ran = lossbook(&scratch.0, &["run".to_owned()], &BTreeMap::new(), None);
    let ran = ran.expect("the binary runs");
    assert_eq!(ran.code, Some(0), "the cell environment is built\n{}", ran.stderr);
    forget(&scratch.0);
}

fn play(folder: &Path) -> Result<(), String> {
    let text = fs::read_to_string(folder.join("case.toml")).map_err(|error| format!("case.toml: {error}"))?;
    let case: Case = toml::from_str(&text).map_err(|error| format!("case.toml: {error}"))?;
    let scratch = if case.fixed { Scratch::fixed(&name_of(folder)) } else { Scratch::new(&name_of(folder)) };
    let journal = scratch.0.join("journal");
    copy_tree(folder, &journal);
    fs::remove_file(journal.join("case.toml")).map_err(|error| error.to_string())?;
    let played = case.step.iter().enumerate().try_for_each(|(number, step)| {
        take(&journal, step).map_err(|why| format!("step {}: {why}", number + 1))
    });
    forget(&journal);
    played
}

fn take(journal: &Path, step: &Step) -> Result<(), String> {
    prepare(journal, step)?;
    let watched: Vec<(&String, Option<Tree>)> =
        step.unchanged.iter().chain(&step.changed).map(|name| (name, tree(&journal.join(name)))).collect();
    if let Some(arguments) = &step.run {
        run(journal, arguments, step)?;
    }
    for (name, before) in &watched {
        let same = tree(&journal.join(name)) == *before;
        if step.unchanged.contains(name) && !same {
            return Err(format!("{name} was changed"));
        }
        if step.changed.contains(name) && same {
            return Err(format!("{name} was not changed"));
        }
    }
    look_at_files(journal, step)
}

fn prepare(journal: &Path, step: &Step) -> Result<(), String> {
    for (from, to) in &step.copy {
        let (from, to) = (journal.join(from), journal.join(to));
        if from.is_dir() {
            copy_tree(&from, &to);
        } else {
            fs::copy(&from, &to).map_err(|error| format!("{}: {error}", from.display()))?;
        }
    }
    for (name, text) in &step.write {
        let path = journal.join(name);
        fs::create_dir_all(path.parent().unwrap_or(journal)).map_err(|error| error.to_string())?;
        fs::write(path, text).map_err(|error| format!("{name}: {error}"))?;
    }
    for name in &step.remove {
        let path = journal.join(name);
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.map_err(|error| format!("{name}: {error}"))?;
    }
    for edit in &step.edit {
        let path = journal.join(&edit.file);
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", edit.file))?;
        if !text.contains(&edit.from) {
            return Err(format!("{} does not hold {:?}", edit.file, edit.from));
        }
        fs::write(path, text.replacen(&edit.from, &edit.to, 1)).map_err(|error| error.to_string())?;
    }
    for edit in &step.rerecord {
        rerecord(journal, edit)?;
    }
    for name in &step.crlf {
        let path = journal.join(name);
        let text = fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?;
        fs::write(path, text.replace('\n', "\r\n")).map_err(|error| error.to_string())?;
    }
    for arguments in &step.git {
        git(journal, arguments)?;
    }
    for (name, target) in &step.link {
        std::os::unix::fs::symlink(target, journal.join(name)).map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(())
}

/// Calls git as somebody whose settings are known, on a day that is.
fn git(journal: &Path, arguments: &[String]) -> Result<(), String> {
    let output = Command::new("git")
        .args([
            "-c",
            "user.name=Author",
            "-c",
            "user.email=author@example.org",
            "-c",
            "init.defaultBranch=main",
        ])
        .args(arguments)
        .current_dir(journal)
        .env("GIT_COMMITTER_DATE", "2026-01-02T03:04:05Z")
        .output()
        .map_err(|error| format!("git: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(format!("git {}: {said}", arguments.join(" "))) }
}

/// Edits the outputs of a record and states the checksum that they then have.
fn rerecord(journal: &Path, edit: &Edit) -> Result<(), String> {
    let path = journal.join(&edit.file);
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", edit.file))?;
    let (header, body) = text.split_once('\n').ok_or("a record has a header")?;
    if !body.contains(&edit.from) {
        return Err(format!("{} does not hold {:?}\n{body}", edit.file, edit.from));
    }
    let new = body.replacen(&edit.from, &edit.to, 1);
    let header = header.replace(&record::checksum(body), &record::checksum(&new));
    fs::write(path, format!("{header}\n{new}")).map_err(|error| error.to_string())
}

fn run(journal: &Path, arguments: &[String], step: &Step) -> Result<(), String> {
    let Said { code, stdout, stderr } = lossbook(journal, arguments, &step.env, step.stdin.as_deref())?;
    let said = format!("--- stdout\n{stdout}--- stderr\n{stderr}");
    if code != Some(step.exit) {
        return Err(format!(
            "`lossbook {}` ended with {code:?}, not {}\n{said}",
            arguments.join(" "),
            step.exit
        ));
    }
    in_order(&stdout, &step.stdout).map_err(|piece| format!("standard output lacks {piece:?}\n{said}"))?;
    in_order(&stderr, &step.stderr).map_err(|piece| format!("standard error lacks {piece:?}\n{said}"))?;
    if let Some(piece) = step.once.iter().find(|piece| stderr.matches(piece.as_str()).count() != 1) {
        return Err(format!("standard error should hold {piece:?} once\n{said}"));
    }
    match step.absent.iter().find(|piece| said.contains(piece.as_str())) {
        Some(piece) => Err(format!("it should not say {piece:?}\n{said}")),
        None => Ok(()),
    }
}

/// Whether the text holds the pieces one after the other; the first that it doesn't.
fn in_order<'a>(text: &str, pieces: &'a [String]) -> Result<(), &'a str> {
    let mut rest = text;
    for piece in pieces {
        let at = rest.find(piece.as_str()).ok_or(piece.as_str())?;
        rest = &rest[at + piece.len()..];
    }
    Ok(())
}

fn look_at_files(journal: &Path, step: &Step) -> Result<(), String> {
    for (name, pieces) in &step.holds {
        let text = fs::read_to_string(journal.join(name)).map_err(|error| format!("{name}: {error}"))?;
        in_order(&text, pieces).map_err(|piece| format!("{name} lacks {piece:?}\n{text}"))?;
    }
    for (name, pieces) in &step.lacks {
        let text = fs::read_to_string(journal.join(name)).map_err(|error| format!("{name}: {error}"))?;
        if let Some(piece) = pieces.iter().find(|piece| text.contains(piece.as_str())) {
            return Err(format!("{name} holds {piece:?}"));
        }
    }
    if let Some(name) = step.missing.iter().find(|name| journal.join(name).exists()) {
        return Err(format!("{name} should not be there"));
    }
    for (one, other) in &step.same {
        let (one_tree, other_tree) = (tree(&journal.join(one)), tree(&journal.join(other)));
        if one_tree.is_none() || one_tree != other_tree {
            return Err(format!("{one} and {other} are not the same"));
        }
    }
    match step.gone.iter().find(|word| is_running(word)) {
        Some(word) => Err(format!("a process with {word:?} in its command line still runs")),
        None => Ok(()),
    }
}
