//! The command line, through the binary, in temporary journals. A case is a folder under tests/cases/cli/: a journal's
//! files, and a `case.toml` with the steps to take and what each must do.

use crate::cases::{Scratch, case_folders, copy_tree, repository};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What the case shows, for the one who reads it.
    #[serde(rename = "about")]
    _about: String,
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
    /// The arguments of `lossbook`; none runs nothing.
    #[serde(default)]
    run: Option<Vec<String>>,
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
    let mut wrong = Vec::new();
    for folder in case_folders("cli") {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if only.as_ref().is_some_and(|only| !name.contains(only.as_str())) {
            continue;
        }
        let text = fs::read_to_string(folder.join("case.toml"))
            .unwrap_or_else(|error| panic!("{name}/case.toml: {error}"));
        let case: Case = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}/case.toml: {error}"));
        if let Err(why) = play(&folder, &name, &case) {
            wrong.push(format!("{name}: {why}"));
        }
    }
    assert!(wrong.is_empty(), "{} case(s) went otherwise:\n\n{}", wrong.len(), wrong.join("\n\n"));
}

fn play(folder: &Path, name: &str, case: &Case) -> Result<(), String> {
    let scratch = Scratch::new(name);
    let journal = scratch.0.join("journal");
    copy_tree(folder, &journal);
    fs::remove_file(journal.join("case.toml")).map_err(|error| error.to_string())?;
    for (number, step) in case.step.iter().enumerate() {
        take(&journal, step).map_err(|why| format!("step {}: {why}", number + 1))?;
    }
    Ok(())
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
    Ok(())
}

/// One cache for all cases, so that the cell environment is built once.
pub fn cache() -> PathBuf {
    std::env::var_os("LOSSBOOK_CACHE")
        .map_or_else(|| repository().join("target").join("lossbook-cache"), PathBuf::from)
}

fn run(journal: &Path, arguments: &[String], step: &Step) -> Result<(), String> {
    let output = Command::new(env!("CARGO_BIN_EXE_lossbook"))
        .args(arguments)
        .current_dir(journal)
        .env("LOSSBOOK_CACHE", cache())
        .env("NO_COLOR", "1")
        .env_remove("SOURCE_DATE_EPOCH")
        .envs(&step.env)
        .output()
        .map_err(|error| error.to_string())?;
    let [stdout, stderr] =
        [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let said = format!("--- stdout\n{stdout}--- stderr\n{stderr}");
    if output.status.code() != Some(step.exit) {
        return Err(format!(
            "`lossbook {}` ended with {}, not {}\n{said}",
            arguments.join(" "),
            output.status,
            step.exit
        ));
    }
    in_order(&stdout, &step.stdout).map_err(|piece| format!("standard output lacks {piece:?}\n{said}"))?;
    in_order(&stderr, &step.stderr).map_err(|piece| format!("standard error lacks {piece:?}\n{said}"))?;
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
    match step.missing.iter().find(|name| journal.join(name).exists()) {
        Some(name) => Err(format!("{name} should not be there")),
        None => Ok(()),
    }
}

type Tree = BTreeMap<PathBuf, Vec<u8>>;

/// A file or a folder with all that is in it.
fn tree(path: &Path) -> Option<Tree> {
    path.exists().then(|| {
        let items = walkdir::WalkDir::new(path).into_iter().filter_map(Result::ok);
        let files = items.filter(|item| item.file_type().is_file());
        files.map(|item| (item.path().to_owned(), fs::read(item.path()).unwrap_or_default())).collect()
    })
}
